/** The pairs that a direction is measured on; none of them with a vector that was fitted on it. */
import type { Pair } from '../../shared/wire/fit.ts'
import { createRng } from '../language/rng.ts'
import { EVALUATION_PAIRS } from './budget.ts'
import type { FitPair } from './stages/pairs.ts'

export type HeldOutPair = {
  pair: Pair
  /** The fold whose pairs its vector leaves out; null: no vector was fitted on this pair. */
  fold: number | null
}

/**
 * Anchors if there are any; else the answers sampled for measuring; else the fitted pairs themselves, by folds. At
 * most EVALUATION_PAIRS, drawn from the seed, the folds taking turns, so that any beginning of the list is balanced.
 */
export function heldOutPairs(options: {
  anchors: readonly Pair[]
  probes: readonly FitPair[]
  pairs: readonly FitPair[]
  folds: readonly number[] | null
  seed: number
}): HeldOutPair[] {
  const { anchors, probes, pairs, folds, seed } = options
  const whole = (pair: Pair): HeldOutPair => ({ pair, fold: null })
  const shuffled = createRng(seed).shuffled<HeldOutPair>(
    anchors.length
      ? anchors.map(whole)
      : folds === null
        ? probes.map(asPair).map(whole)
        : pairs.map((pair, i) => ({ pair: asPair(pair), fold: folds[i]! })),
  )
  const queues = [shuffled.filter(({ fold }) => fold !== 1), shuffled.filter(({ fold }) => fold === 1)]
  const turns = shuffled.flatMap((_, i) => queues.flatMap((queue) => queue[i] ?? []))
  return turns.slice(0, EVALUATION_PAIRS)
}

export const asPair = ({ query, positive, negative }: FitPair): Pair => ({
  prompt: query,
  chosen: positive.text,
  rejected: negative.text,
})
