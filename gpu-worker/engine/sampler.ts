/**
 * Logits → the next token. In order: penalties on what was written, temperature, then the cuts top-k, min-p and top-p,
 * then one draw. Temperature 0 is the largest logit.
 */
import type { Sampling } from '../../shared/wire/chat.ts'
import { seededRandom } from './random.ts'
import { TopK } from './top-k.ts'

export type SamplerOptions = Omit<Sampling, 'seed'> & { seed: number }

/** Below e^-20 of the largest, a token is not drawn in any lifetime: all of them together weigh under 1e-4. */
const NEGLIGIBLE = 20

/** top-p first looks for its nucleus among so many, then among ever more. */
const FIRST_NUCLEUS = 128

let nucleus = new TopK(FIRST_NUCLEUS)
function topK(k: number): TopK {
  if (nucleus.capacity < k) nucleus = new TopK(k)
  return nucleus
}

export class Sampler {
  readonly #options: SamplerOptions
  readonly #random: () => number
  readonly #counts = new Map<number, number>()

  /** `prompt` counts for the repetition penalty, not for presence and frequency (as in other engines). */
  constructor(options: SamplerOptions, prompt: readonly number[]) {
    this.#options = options
    this.#random = seededRandom(options.seed)
    if (options.repetition_penalty !== 1) for (const id of prompt) this.#counts.set(id, 0)
  }

  /** Draws a token from one row of logits [V], which is changed. */
  next(logits: Float32Array): number {
    this.#penalise(logits)
    const { temperature } = this.#options
    const token = temperature === 0 ? largest(logits) : this.#draw(logits, temperature)
    this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1)
    return token
  }

  #penalise(logits: Float32Array): void {
    const { repetition_penalty, presence_penalty, frequency_penalty } = this.#options
    if (repetition_penalty === 1 && presence_penalty === 0 && frequency_penalty === 0) return
    for (const [id, written] of this.#counts) {
      const logit = logits[id]!
      const repeated = logit > 0 ? logit / repetition_penalty : logit * repetition_penalty
      logits[id] = repeated - (written > 0 ? presence_penalty : 0) - frequency_penalty * written
    }
  }

  #draw(logits: Float32Array, temperature: number): number {
    const { top_k, top_p, min_p } = this.#options
    const peak = logits[largest(logits)]!
    const inverse = 1 / temperature
    const cut = Math.max(-NEGLIGIBLE, min_p > 0 ? Math.log(min_p) : Number.NEGATIVE_INFINITY)
    const weight = (id: number) => {
      const exponent = (logits[id]! - peak) * inverse
      return exponent < cut ? 0 : exp(exponent)
    }
    if (top_k > 0 || top_p < 1) return this.#drawSorted(logits, weight, top_k, top_p)

    let total = 0
    for (let id = 0; id < logits.length; id++) total += weight(id)
    let rest = this.#random() * total
    let last = 0
    for (let id = 0; id < logits.length; id++) {
      const w = weight(id)
      if (w === 0) continue
      last = id
      rest -= w
      if (rest < 0) return id
    }
    return last
  }

  #drawSorted(logits: Float32Array, weight: (id: number) => number, top_k: number, top_p: number): number {
    const most = top_k > 0 ? Math.min(top_k, logits.length) : logits.length
    // top-p's share is of what top-k leaves, and of everything when there is no top-k.
    let total = 0
    if (top_k === 0) for (let id = 0; id < logits.length; id++) total += weight(id)
    for (let k = Math.min(FIRST_NUCLEUS, most); ; k = Math.min(8 * k, most)) {
      const wanted = top_k > 0 ? most : k
      const candidates = topK(wanted).select(logits, wanted).sorted()
      if (top_k > 0) for (const id of candidates) total += weight(id)
      let kept = 0
      let mass = 0
      while (kept < candidates.length && mass < top_p * total) mass += weight(candidates[kept++]!)
      if (mass < top_p * total && wanted < most) continue
      let rest = this.#random() * mass
      for (let i = 0; i < kept; i++) {
        rest -= weight(candidates[i]!)
        if (rest < 0) return candidates[i]!
      }
      return candidates[0]!
    }
  }
}

/** Index of the largest value; the first among equals. */
export function largest(values: Float32Array): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i
  return best
}

const STEPS = 1024
const TABLE = Float64Array.from({ length: NEGLIGIBLE * STEPS + 1 }, (_, i) => Math.exp(-i / STEPS))

/** e^x for -20 ≤ x ≤ 0 to seven digits, several times faster than Math.exp: a table and one term of the series. */
function exp(x: number): number {
  const steps = -x * STEPS
  const whole = steps | 0
  const rest = (whole - steps) / STEPS
  return TABLE[whole]! * (1 + rest)
}
