/** What of texts that were sampled along a curve of strengths is compared with the prompt's. */
import { promptedEffect, steeredAt, type TalliedSide } from '../../gpu-worker/evaluation/effect/compare.ts'
import type { EffectOptions } from '../../gpu-worker/evaluation/effect/measure-texts.ts'
import { type Measure, meanOf } from '../../gpu-worker/evaluation/effect/measured-text.ts'
import { bootstrap } from '../../gpu-worker/evaluation/statistics.ts'
import { type BuiltinAxis, builtinFitSpec } from '../../gpu-worker/fitting/builtin-axes.ts'
import { mean } from '../../gpu-worker/language/vector.ts'
import type { Figure, Goal } from './figures.ts'

const BOOTSTRAP_SEED = 1

/** What of measuring a built-in axis does not depend on who is measured: its ten written pairs are anchors, and not asked. */
export function measuredOn(
  axis: BuiltinAxis,
): Pick<EffectOptions, 'poles' | 'axis' | 'characteristics' | 'anchors' | 'exclude'> {
  const { pairs } = builtinFitSpec(axis)
  return {
    poles: axis,
    axis: axis.id,
    characteristics: { positive: [], negative: [] },
    anchors: pairs,
    exclude: pairs.map(({ prompt }) => prompt),
  }
}

export const POLES = ['positive', 'negative'] as const

export type Statistic = (side: TalliedSide, queries: readonly number[]) => number

export const atPrompt: Statistic = (side, queries) => steeredAt(side, queries).effect

/**
 * At the strength with the largest effect, which for every other query is chosen by the rest: what is best by chance on
 * some queries is not so on others.
 */
export const turnedUp: Statistic = (side, queries) => {
  const halves = [0, 1].map((half) => queries.filter((query) => query % 2 === half))
  const sums = halves.map((half, h) => {
    const effects = (of: readonly number[]) =>
      side.curve.map((point) => side.sign * meanOf(point.tallies, 'change', of))
    const others = effects(halves[1 - h]!)
    return half.length ? half.length * effects(half)[others.indexOf(Math.max(...others))]! : 0
  })
  return (sums[0]! + sums[1]!) / queries.length
}

export const MEASURES: Measure[] = ['features', 'classifier']

/** Σ of the statistic over sides ÷ Σ of the prompt's effect; no number where the prompt has none. */
export const ratioOf = (sides: readonly TalliedSide[], statistic: Statistic) => (sample: readonly number[]) => {
  const prompted = mean(sides.map((side) => promptedEffect(side, sample)))
  return prompted > 0 ? mean(sides.map((side) => statistic(side, sample))) / prompted : Number.NaN
}

/** Nothing where the statistic of what was measured is no number. */
export function figureOf(
  row: string,
  column: string,
  queries: readonly number[],
  statistic: (sample: readonly number[]) => number,
  goal?: Goal,
): Figure[] {
  if (!Number.isFinite(statistic(queries))) return []
  const { value, low, high } = bootstrap(queries, statistic, BOOTSTRAP_SEED)
  return [{ row, column, value, unit: '', range: [low, high], goal }]
}
