/** Effect and fluency along the strengths of a report, as a chart draws them. */
import type { EffectReport, Estimate } from '../../../../../shared/wire/report.ts'
import { MEASURES, type Measure } from '../../fits/report/reading.ts'

export type StrengthPoint = { strength: number; effect: Estimate | null; perplexity: number; broken: number }

/** ±1 is the largest strength that calibration found to stay fluent; beyond is overdrive. */
export const SAFE = 1

/** Plain text stands at strength 0. */
export function strengthPoints({ plain, curve }: EffectReport, measure: Measure): StrengthPoint[] {
  return [...curve, { strength: 0, ...plain }]
    .sort((a, b) => a.strength - b.strength)
    .map(({ strength, effect, perplexity, broken }) => ({ strength, effect: effect[measure], perplexity, broken }))
}

/** The measures that a report knows of, the plainer one first. */
export const measuresOf = ({ plain }: EffectReport): Measure[] => MEASURES.filter((measure) => plain.effect[measure])

export type Ranges = { effect: Record<Measure, [number, number]>; perplexity: [number, number] }

/** Text that fell apart has a perplexity that would flatten all others: so many times the plain one is as high as it goes. */
const FARTHEST = 8

/** The same axes for all reports, so that their charts can be compared; null where there is none. */
export function sharedRanges(reports: readonly EffectReport[]): Ranges | null {
  if (reports.length === 0) return null
  const effectOf = (measure: Measure): [number, number] => {
    const estimates = reports.flatMap((report) => strengthPoints(report, measure).flatMap(({ effect }) => effect ?? []))
    return wider(Math.min(0, ...estimates.map(({ low }) => low)), Math.max(0, ...estimates.map(({ high }) => high)))
  }
  const perplexities = reports.flatMap(({ plain, curve }) =>
    [plain, ...curve].map(({ perplexity }) => Math.min(perplexity, FARTHEST * plain.perplexity)),
  )
  return {
    effect: { features: effectOf('features'), classifier: effectOf('classifier') },
    perplexity: [0, wider(0, Math.max(...perplexities))[1]],
  }
}

const wider = (low: number, high: number): [number, number] => {
  const room = 0.08 * (high - low || 1)
  return [low - room, high + room]
}
