/** How much strength of an axis a reader can tell, by the curve of its evaluation. */
import type { Effect } from '../wire/report.ts'
import { DEFAULT_STEP } from './utility.ts'

/** Standard deviations of the measure over texts of both poles: where two texts begin to differ in what is read. */
const NOTICEABLE = 0.25
const LEAST = 0.1
const MOST = 0.5
/** Strengths are graded within the safe range; what lies beyond is overdrive, and bends. */
const SAFE_RANGE = 1

type CurvePoint = { strength: number; effect: Effect }

/**
 * The strength that moves text by a quarter of a standard deviation: the effect's slope over the safe range, by least
 * squares through its own middle, so that one noisy point decides nothing and a plain text off 0 does not count. The
 * classifier is taken where it was accurate enough to speak at each point, else the text features, as it hears more
 * of an axis than a few features do. Between .1 and .5, since slopes of few texts are rough; the greatest step where
 * the curve does not rise at all; DEFAULT_STEP where nothing measured it.
 *
 * @param curve an evaluation's effect.curve (shared/wire/report.ts)
 */
export function noticeableStep(curve: readonly CurvePoint[]): number {
  const graded = curve.filter(({ strength }) => Math.abs(strength) <= SAFE_RANGE)
  const slope = slopeBy(graded, 'classifier') ?? slopeBy(graded, 'features')
  if (slope === null) return DEFAULT_STEP
  return slope > 0 ? Math.min(Math.max(NOTICEABLE / slope, LEAST), MOST) : MOST
}

/** Effect per strength; null where the measure is missing somewhere, or at one strength only. */
function slopeBy(curve: readonly CurvePoint[], measure: keyof Effect): number | null {
  const points = curve.map(({ strength, effect }) => [strength, effect[measure]?.value ?? Number.NaN] as const)
  if (!points.every(([, value]) => Number.isFinite(value))) return null
  const middle = points.reduce((sum, [strength]) => sum + strength, 0) / points.length
  const spread = points.reduce((sum, [strength]) => sum + (strength - middle) ** 2, 0)
  if (!(spread > 0)) return null
  return points.reduce((sum, [strength, value]) => sum + (strength - middle) * value, 0) / spread
}
