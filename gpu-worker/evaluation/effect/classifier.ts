/**
 * Tells the poles' texts apart by what the unsteered model makes of them: their mean hidden state at about half depth,
 * read under the plain prompt. It is trained on texts that the model wrote when prompted for either pole, in answer to
 * queries that are asked nowhere else; never on a fit's pairs or on steered texts.
 */
import { dot } from '../../../shared/steering/edit.ts'
import { logistic } from '../../fitting/methods/logistic.ts'
import type { PairStates } from '../../fitting/pair-states.ts'
import { mean } from '../../language/vector.ts'

/** Below this accuracy on held-out texts (chance: .5) its word is not asked. */
export const LEAST_ACCURACY = 0.65

/** Answers to one query with one seed at either pole, as states [H]. */
export type StatePair = { query: string; positive: Float32Array; negative: Float32Array }

export type Classifier = {
  /** Higher: more like the positive pole. */
  score(state: Float32Array): number
  /** Each training text's score by a classifier that was not trained on its query. */
  heldOut: { positive: number[]; negative: number[] }
  /** Share of training texts that such a classifier puts on the right side of its own middle. */
  accuracy: number
}

/** @throws Error when fewer than two queries were answered at both poles */
export function trainClassifier(pairs: readonly StatePair[]): Classifier {
  const queries = [...new Set(pairs.map(({ query }) => query))]
  if (queries.length < 2) throw new Error('a classifier needs texts of both poles in answer to two queries at least')
  const heldOut = { positive: [] as number[], negative: [] as number[] }
  let right = 0
  for (const query of queries) {
    const training = pairs.filter((pair) => pair.query !== query)
    const { v, middle } = train(training)
    for (const { positive, negative } of pairs.filter((pair) => pair.query === query)) {
      const [above, below] = [dot(positive, v) - middle, dot(negative, v) - middle]
      heldOut.positive.push(above)
      heldOut.negative.push(below)
      right += Number(above > 0) + Number(below < 0)
    }
  }
  const { v, middle } = train(pairs)
  return { score: (state) => dot(state, v) - middle, heldOut, accuracy: right / (2 * pairs.length) }
}

/** Logistic regression on the pairs, and the point halfway between the poles' mean scores. */
function train(pairs: readonly StatePair[]): { v: Float32Array; middle: number } {
  const v = logistic(asPairStates(pairs))
  return { v, middle: mean(pairs.map(({ positive, negative }) => (dot(positive, v) + dot(negative, v)) / 2)) }
}

function asPairStates(pairs: readonly StatePair[]): PairStates {
  const hidden = pairs[0]!.positive.length
  const rows = (pole: 'positive' | 'negative') => {
    const values = new Float32Array(pairs.length * hidden)
    pairs.forEach((pair, i) => {
      values.set(pair[pole], i * hidden)
    })
    return values
  }
  return { count: pairs.length, hidden, positive: rows('positive'), negative: rows('negative') }
}
