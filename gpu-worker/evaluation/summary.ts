/** What changes between two conditions, item by item. */
import type { Estimate } from '../../shared/wire/report.ts'
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
