import { unit } from '../../language/vector.ts'
import type { PairStates } from '../pair-states.ts'

/** Below this share of the states' own size a difference is rounding, not contrast. */
const TINY = 1e-6

/**
 * Difference of means, oriented to the positive pole:
 *
 *     v = Σ_i (p_i - n_i) / ‖Σ_i (p_i - n_i)‖
 *
 * with p_i and n_i the mean hidden state of pair i's answer at either pole. Also known as DiffMean; "mass mean shift" in
 * ITI (Li et al. 2023, arXiv:2306.03341) and the steering vector of CAA (Rimsky et al. 2024, arXiv:2312.06681).
 *
 * @returns the unit vector [H]; zeros when the poles do not differ.
 */
export function meanDifference({ count, hidden, positive, negative }: PairStates): Float32Array {
  const difference = new Float64Array(hidden)
  let size = 0
  for (let at = 0; at < count * hidden; at++) {
    const p = positive[at]!
    const n = negative[at]!
    difference[at % hidden]! += p - n
    size += p * p + n * n
  }
  return unit(difference, TINY * Math.sqrt(size))
}
