import type { Score } from './language-model.ts'

/**
 * The log-probabilities that a steered generation can have changed: all but the answer's first token, which the
 * unedited prompt predicts (scope `generated`). A one-token answer has only that one, so there it counts.
 */
export const steerable = ({ logProbs }: Score): Float32Array => (logProbs.length > 1 ? logProbs.subarray(1) : logProbs)

/** What unreadable text is worth: finite, so that it can be written down. */
const WORST = 1e6

/** exp(-mean log p) over the steerable tokens of all texts together; WORST when there are none, and at most. */
export function perplexity(scores: readonly Score[]): number {
  let sum = 0
  let tokens = 0
  for (const score of scores) {
    const values = steerable(score)
    for (const value of values) sum += value
    tokens += values.length
  }
  return tokens ? Math.min(WORST, Math.exp(-sum / tokens)) : WORST
}
