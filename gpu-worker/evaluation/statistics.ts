/** How sure a measured mean is: bootstrap intervals, the same for the same seed. */
import type { Estimate } from '../../shared/wire/report.ts'
import { createRng } from '../language/rng.ts'
import { mean } from '../language/vector.ts'

const RESAMPLES = 2000
const TAIL = 0.025

/**
 * The statistic of the units as they are, with its 95 % percentile interval over resamples of whole units (Efron &
 * Tibshirani 1993, An Introduction to the Bootstrap, chapter 13). What belongs together, as the answers to one query,
 * must be one unit. With few units the interval is somewhat too narrow; with one it is a point.
 *
 * @throws Error when there are no units, or when the statistic of the units as they are is not finite. Resamples
 * without a finite one are left out.
 */
export function bootstrap<Unit>(units: readonly Unit[], statistic: (sample: Unit[]) => number, seed: number): Estimate {
  if (units.length === 0) throw new Error('nothing was measured, so there is nothing to estimate')
  const value = statistic([...units])
  if (!Number.isFinite(value)) throw new Error(`the statistic of the measured units is ${value}, no finite number`)
  const rng = createRng(seed)
  const resampled = Array.from({ length: RESAMPLES }, () => statistic(units.map(() => units[rng.int(units.length)]!)))
  const sorted = resampled.filter(Number.isFinite).sort((a, b) => a - b)
  return { value, low: quantile(sorted, TAIL), high: quantile(sorted, 1 - TAIL) }
}

/** The mean of values that have nothing to do with each other. @throws Error when there are none */
export const estimate = (values: readonly number[], seed: number): Estimate => bootstrap(values, mean, seed)

/** The mean over all values of all groups; the values of a group are alike. @throws Error when there are none */
export function clusteredEstimate(groups: readonly (readonly number[])[], seed: number): Estimate {
  const sums = groups
    .filter((group) => group.length)
    .map((group) => ({ sum: group.reduce((total, value) => total + value, 0), count: group.length }))
  const meanOf = (sample: typeof sums) =>
    sample.reduce((total, { sum }) => total + sum, 0) / sample.reduce((total, { count }) => total + count, 0)
  return bootstrap(sums, meanOf, seed)
}

/** Of ascending values, interpolated between neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]!
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place))
}

/** The standard deviation of a sample, by n - 1; 0 of a single value. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return Math.sqrt(squares / Math.max(values.length - 1, 1))
}
