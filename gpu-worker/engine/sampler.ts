/**
 * Logits → the next token. In order: biases and penalties on what was written, temperature, then the cuts top-k, min-p
 * and top-p, then one draw. Temperature 0 is the largest logit.
 */
import { type Sampling, sampling } from '../../shared/wire/chat.ts'
import { draw } from './draw.ts'
import { drawNear } from './draw-near.ts'
import { seededRandom } from './random.ts'
import type { Shortlist } from './shortlist.ts'
import { TopK } from './top-k.ts'

export type SamplerOptions = Omit<Sampling, 'seed'> & { seed: number }

/** What a request that says nothing gets: shared/wire/chat.ts has the defaults. */
export const PLAIN_SAMPLING: SamplerOptions = { ...sampling.parse({}), seed: 0 }

/** Shared by all samplers: a selection begins anew, whatever the one before it found. */
let best = new TopK(0)
function topK(logits: Float32Array, k: number): Int32Array {
  if (best.capacity < k) best = new TopK(k)
  return best.select(logits, k)
}

export class Sampler {
  readonly #options: SamplerOptions
  readonly #random: () => number
  readonly #counts = new Map<number, number>()
  readonly #biases: readonly [id: number, bias: number][]

  /** `prompt` counts for the repetition penalty, not for presence and frequency (as in other engines). */
  constructor(options: SamplerOptions, prompt: readonly number[]) {
    this.#options = options
    this.#random = seededRandom(options.seed)
    this.#biases = Object.entries(options.logit_bias).map(([id, bias]) => [Number(id), bias])
    if (options.repetition_penalty !== 1) for (const id of prompt) this.#counts.set(id, 0)
  }

  /**
   * Draws a token from one row of logits [V], which is changed. What is known of its likeliest tokens saves looking at
   * the others.
   * @throws Error when no logit is a number
   */
  next(logits: Float32Array, known: Shortlist | null = null): number {
    for (const [id, bias] of this.#biases) logits[id]! += bias
    this.#penalise(logits)
    // One number a token, whatever it takes to draw it.
    const place = this.#options.temperature > 0 ? this.#random() : 0
    const token = (known && this.#drawNear(logits, known, place)) ?? this.#drawAmongAll(logits, place)
    this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1)
    return token
  }

  get #penalises(): boolean {
    const { repetition_penalty, presence_penalty, frequency_penalty } = this.#options
    return repetition_penalty !== 1 || presence_penalty !== 0 || frequency_penalty !== 0
  }

  #penalise(logits: Float32Array): void {
    if (!this.#penalises) return
    const { repetition_penalty, presence_penalty, frequency_penalty } = this.#options
    for (const [id, written] of this.#counts) {
      const logit = logits[id]!
      const repeated = logit > 0 ? logit / repetition_penalty : logit * repetition_penalty
      logits[id] = repeated - (written > 0 ? presence_penalty : 0) - frequency_penalty * written
    }
  }

  /** null when the likeliest tokens do not decide. */
  #drawNear(logits: Float32Array, { ids, bound }: Shortlist, place: number): number | null {
    // Biases and penalties may have moved listed tokens below others, and others above.
    const near = new Set<number>()
    for (const id of ids) if (logits[id]! > bound) near.add(id)
    for (const [id] of this.#biases) if (logits[id]! > bound) near.add(id)
    if (this.#penalises) for (const id of this.#counts.keys()) if (logits[id]! > bound) near.add(id)
    if (near.size === 0) return null
    const sure = Int32Array.from(near)
    if (this.#options.temperature > 0) return drawNear(logits, sure, bound, this.#options, place)
    return sure.reduce((best, id) =>
      logits[id]! > logits[best]! || (logits[id] === logits[best] && id < best) ? id : best,
    )
  }

  #drawAmongAll(logits: Float32Array, place: number): number {
    const likeliest = largest(logits)
    if (likeliest < 0) throw new Error('the logits are not numbers: the model or an edit went out of range')
    const { temperature, top_k } = this.#options
    if (temperature === 0) return likeliest
    const among = top_k > 0 && top_k < logits.length ? topK(logits, top_k) : null
    return draw(logits, among, likeliest, this.#options, place)
  }
}

/** Index of the largest value, the first among equals; -1 when no value is a number. */
export function largest(values: Float32Array): number {
  // Four running maxima: with one, each comparison would wait for the one before.
  let a = Number.NEGATIVE_INFINITY
  let b = a
  let c = a
  let d = a
  const whole = values.length & ~3
  for (let i = 0; i < whole; i += 4) {
    const v = values[i]!
    const w = values[i + 1]!
    const x = values[i + 2]!
    const y = values[i + 3]!
    if (v > a) a = v
    if (w > b) b = w
    if (x > c) c = x
    if (y > d) d = y
  }
  for (let i = whole; i < values.length; i++) if (values[i]! > a) a = values[i]!
  return values.indexOf(Math.max(a, b, c, d))
}
