/** A measure's means under each condition, and what the steering did to it, item by item. */
import type { Estimate } from '../../shared/wire/report.ts'
import type { Measure } from './measures/measure.ts'
import { estimate } from './statistics.ts'

/** (f(+s) - f(-s)) / 2 over items: what damage does to both signs alike cancels. */
export const oddPart = (positive: readonly number[], negative: readonly number[], seed: number): Estimate =>
  estimate(
    positive.map((value, i) => (value - negative[i]!) / 2),
    seed,
  )

/** The mean change from `before` to `after`, paired by item. */
export const change = (before: readonly number[], after: readonly number[], seed: number): Estimate =>
  estimate(
    after.map((value, i) => value - before[i]!),
    seed,
  )

/** The mean under each condition. */
export const means = ({ values }: Measure, seed: number): Estimate[] => values.map((row) => estimate(row, seed))
