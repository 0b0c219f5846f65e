/** Natural log-probabilities of the model's own distribution, before temperature, penalties and biases. */
import { logSumExp } from '../model/distribution.ts'
import { TopK } from './top-k.ts'

export type ScoredToken = { id: number; logprob: number }
export type TokenLogprobs = ScoredToken & {
  /** The likeliest tokens, best first. */
  top: ScoredToken[]
  /** How many characters of it the answer's text ends with, where a stop string cut it. */
  characters?: number
}

let kept = new Float32Array(0)
let likeliest = new TopK(0)

/** A copy of a row of logits, valid until the next. */
export function keepLogits(logits: Float32Array): Float32Array {
  if (kept.length !== logits.length) kept = new Float32Array(logits.length)
  kept.set(logits)
  return kept
}

/** What a row of logits [V] says of a token, and of the `count` likeliest. */
export function logprobsOf(logits: Float32Array, token: number, count: number): TokenLogprobs {
  const total = logSumExp(logits)
  const scored = (id: number): ScoredToken => ({ id, logprob: logits[id]! - total })
  if (likeliest.capacity < count) likeliest = new TopK(count)
  const top = [...likeliest.select(logits, count)].map(scored)
  return { ...scored(token), top: top.sort((a, b) => b.logprob - a.logprob || a.id - b.id) }
}
