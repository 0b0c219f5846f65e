/**
 * Rotary positions (Su et al. 2021, arXiv:2104.09864). Of a head of D values, pair i turns at position p by the angle
 *
 *     p · f_i,   f_i = theta^(-2i/D) / divisor_i
 *
 * Divisors stretch a model over longer texts than it was first made for.
 */
export type Rope = {
  theta: number
  /** [D/2]; null: all 1. */
  divisors: readonly number[] | null
}

/** Position interpolation (Chen et al. 2023, arXiv:2306.15595): every frequency divided by the same factor. */
export const linearDivisors = (headSize: number, factor: number): number[] =>
  new Array<number>(headSize / 2).fill(factor)

export type Llama3Scaling = {
  factor: number
  lowFrequencyFactor: number
  highFrequencyFactor: number
  /** Longest sequence before the model was stretched. */
  originalContext: number
}

/**
 * Llama 3.1's scaling: with λ = 2π·theta^(2i/D) the wavelength of pair i and C the original context, waves shorter than
 * C / high stay, waves longer than C / low are stretched by the whole factor, and between the two
 *
 *     1 / divisor = (1 - t) / factor + t,   t = (C/λ - low) / (high - low)
 *
 * (`_compute_llama3_parameters` in transformers' modeling_rope_utils.py)
 */
export function llama3Divisors(headSize: number, theta: number, scaling: Llama3Scaling): number[] {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext } = scaling
  return Array.from({ length: headSize / 2 }, (_, i) => {
    const wavesInContext = originalContext / (2 * Math.PI * theta ** ((2 * i) / headSize))
    if (wavesInContext > high) return 1
    if (wavesInContext < low) return factor
    const t = (wavesInContext - low) / (high - low)
    return 1 / ((1 - t) / factor + t)
  })
}
