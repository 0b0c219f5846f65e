/**
 * What users have in common, where a user may say nothing of some axes (pinned ones, or axes that came later): each mean is
 * over those who have the axis, each covariance over those who have both.
 */
import { factorise } from './cholesky.ts'
import { estimatePopulation, type Population } from './population.ts'

/** Of what is not pinned: `covariance` is between the axes of `mean`, in its order. */
export type PartialBelief = {
  mean: Readonly<Record<string, number>>
  covariance: readonly (readonly number[])[]
}

/**
 * Sums over users, each [axes, axes]. `users`: who have both axes; `sums`: of the row's mean over these; `squares`: of
 * covariance + mean · meanᵀ over these. `counted`: who have any.
 */
export type PartialStatistics = {
  axes: string[]
  counted: number
  users: number[][]
  sums: number[][]
  squares: number[][]
}

export function noPartialStatistics(axes: readonly string[]): PartialStatistics {
  const zeros = () => axes.map(() => axes.map(() => 0))
  return { axes: [...axes], counted: 0, users: zeros(), sums: zeros(), squares: zeros() }
}

/** In place, as there may be very many. Axes that the statistics are not of are passed over, as what is no finite number. */
export function addPartialBelief(statistics: PartialStatistics, { mean, covariance }: PartialBelief): void {
  const { axes, users, sums, squares } = statistics
  const places = new Map(Object.keys(mean).map((axis, at) => [axis, at]))
  const had = axes.flatMap((axis, a) => {
    const at = places.get(axis)
    return at !== undefined && Number.isFinite(mean[axis]) && Number.isFinite(covariance[at]?.[at]) ? [{ a, at }] : []
  })
  if (had.length) statistics.counted++
  for (const { a, at } of had) {
    const one = mean[axes[a]!]!
    for (const { a: b, at: other } of had) {
      users[a]![b]! += 1
      sums[a]![b]! += one
      squares[a]![b]! += (covariance[at]![other] ?? 0) + one * mean[axes[b]!]!
    }
  }
}

/** Correlations are this far from making one axis certain by the others: what is rounded on the way is positive definite. */
const LEAST_FREEDOM = 0.02

/**
 * The population of the axes that at least so many users have; null where that is none. As `estimatePopulation` has it, axis
 * by axis and pair by pair; of users who all have all axes it is the same. What is estimated pair by pair need not be a
 * covariance otherwise: correlations shrink together until it is one.
 */
export function estimatePartialPopulation(
  { axes: all, counted, users, sums, squares }: PartialStatistics,
  least: number,
): Population | null {
  const known = all.flatMap((_, a) => (users[a]![a]! >= least ? [a] : []))
  if (known.length === 0) return null
  const axes = known.map((a) => all[a]!)
  const singles = known.map((a) =>
    estimatePopulation({ axes: [all[a]!], users: users[a]![a]!, sum: [sums[a]![a]!], squares: [[squares[a]![a]!]] }),
  )
  const deviations = singles.map(({ covariance }) => Math.sqrt(covariance[0]![0]!))
  const correlation = known.map((a, i) =>
    known.map((b, k) => {
      if (i === k) return 1
      const both = users[a]![b]!
      if (both < least) return 0
      const pair = estimatePopulation({
        axes: [all[a]!, all[b]!],
        users: both,
        sum: [sums[a]![b]!, sums[b]![a]!],
        // Of the result, only what is between the two is read.
        squares: [
          [0, squares[a]![b]!],
          [squares[b]![a]!, 0],
        ],
      })
      return pair.covariance[0]![1]! / (deviations[i]! * deviations[k]!)
    }),
  )
  const share = shareThatIsPossible(correlation)
  return {
    axes,
    users: counted,
    mean: singles.map(({ mean }) => mean[0]!),
    covariance: correlation.map((row, i) =>
      row.map((value, k) => (i === k ? 1 : share * value) * deviations[i]! * deviations[k]!),
    ),
  }
}

/** Of all correlations, so that they are some Gaussian's. */
function shareThatIsPossible(correlation: readonly (readonly number[])[]): number {
  const size = correlation.length
  const factor = new Float64Array(size * size)
  for (let share = 1; share > 0.01; share *= 0.9) {
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < size; k++) {
        factor[i * size + k] = i === k ? 1 - LEAST_FREEDOM : share * correlation[i]![k]!
      }
    }
    if (factorise(factor, size, factor)) return share
  }
  return 0
}
