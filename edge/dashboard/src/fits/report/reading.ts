/** Estimates read with their intervals: what can be said of them, and what cannot. */
import type { Comparison, Effect, Estimate, SideEffect } from '../../../../../shared/wire/report.ts'

export const MEASURES = ['features', 'classifier'] as const
export type Measure = (typeof MEASURES)[number]

/** The measure that a sentence goes by: text features are plainer than a classifier. */
const measureFor = ({ steered, prompt }: Comparison): Measure | null =>
  MEASURES.find((measure) => steered[measure] && prompt[measure]) ?? null

/** Against the prompt where the texts are equally fluent, in words. null where nothing measured both. */
export function againstPrompt(comparison: Comparison, pole: string): string | null {
  const measure = measureFor(comparison)
  if (!measure) return null
  if (comparison.clamped === 'plain')
    return `towards ${pole} prompted text is more fluent than plain: no fair comparison`
  const steered = comparison.steered[measure]!
  const prompt = comparison.prompt[measure]!
  const ahead = comparison.ahead[measure]
  if (steered.low <= 0) return `no clear move towards ${pole}`
  if (prompt.low <= 0) return `moves text towards ${pole}, where a prompt does not clearly`
  const times = `${(steered.value / prompt.value).toFixed(1)} ×`
  return ahead && ahead.low <= 0 && ahead.high >= 0
    ? `about as far as a prompt towards ${pole} (${times})`
    : `${times} as far as a prompt towards ${pole}`
}

export type Change = 'better' | 'worse' | 'different' | 'none'

/** Steered against plain: a change is clear where the two intervals do not touch. */
export function changeOf(plain: Estimate, steered: Estimate, better: SideEffect['better']): Change {
  if (steered.low <= plain.high && plain.low <= steered.high) return 'none'
  if (better === 'neither') return 'different'
  return steered.value > plain.value === (better === 'higher') ? 'better' : 'worse'
}

/** How many of the measures are clearly worse at either pole. */
export const worsened = (effects: readonly SideEffect[]): number =>
  effects.filter(({ plain, positive, negative, better }) =>
    [positive, negative].some((steered) => changeOf(plain, steered, better) === 'worse'),
  ).length

/** The ends of a scale on which all of the effects can be drawn, 0 marked on it; null where there are none. */
export function scaleOf(effects: readonly Effect[]): { low: number; high: number; mark: number } | null {
  const estimates = effects.flatMap((effect) => MEASURES.flatMap((measure) => effect[measure] ?? []))
  if (estimates.length === 0) return null
  return {
    low: Math.min(0, ...estimates.map(({ low }) => low)),
    high: Math.max(0.01, ...estimates.map(({ high }) => high)),
    mark: 0,
  }
}
