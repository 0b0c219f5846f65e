import type { Score } from './language-model.ts'

/**
 * The log-probabilities that a steered generation can have changed: all but the answer's first token, which the
 * unedited prompt predicts (scope `generated`). A one-token answer has only that one, so there it counts.
 */
const steerable = ({ logProbs }: Score): Float32Array => (logProbs.length > 1 ? logProbs.subarray(1) : logProbs)

/** Mean -log p over the steerable tokens of one text, nats; 0 for a text without tokens. */
export function surprise(score: Score): number {
  const values = steerable(score)
  return -values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)
}

/** What unreadable text is worth: finite, so that it can be written down. */
const WORST = 1e6

/** exp(surprise); WORST at most. */
export const perplexity = (surprise: number): number => Math.min(WORST, Math.exp(surprise))
