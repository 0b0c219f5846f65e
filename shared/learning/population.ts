/** What users have in common: where a new one starts. */
import type { Belief } from './events.ts'
import { WIDE_DEVIATION } from './prior.ts'

/** Sums over users, to be added up page by page. `sum` [axes] of means; `squares` [axes, axes] of covariance + mean·meanᵀ. */
export type PopulationStatistics = {
  axes: readonly string[]
  users: number
  sum: readonly number[]
  squares: readonly (readonly number[])[]
}

/** `mean` and `covariance` in the order of `axes`; `users` is how many it was made from. */
export type Population = { axes: readonly string[]; users: number; mean: number[]; covariance: number[][] }

/** As many users of no steering at all and of the wide spread are taken to have been seen already, for the mean. */
const IMAGINED_FOR_MEAN = 2
/** And for the spread: a few more than a matrix needs to be told from noise, on top of one an axis. */
const IMAGINED_FOR_SPREAD = 4
/** Users spread at least so far, in strength: more alike than this no belief could ever leave the population. */
const LEAST_DEVIATION = 0.05

export const noStatistics = (axes: readonly string[]): PopulationStatistics => ({
  axes,
  users: 0,
  sum: axes.map(() => 0),
  squares: axes.map(() => axes.map(() => 0)),
})

/**
 * With one user more. Only users with events are to be counted: the belief of one without any is the prior itself, and
 * would hold it where it is.
 * @throws Error when the belief is of other axes, or holds what is no finite number
 */
export function addBelief(statistics: PopulationStatistics, { axes, mean, covariance }: Belief): PopulationStatistics {
  return addStatistics(statistics, {
    axes,
    users: 1,
    sum: mean,
    squares: covariance.map((row, a) => row.map((value, b) => value + mean[a]! * mean[b]!)),
  })
}

/** @throws Error as addBelief */
export function addStatistics(one: PopulationStatistics, other: PopulationStatistics): PopulationStatistics {
  if (one.axes.join() !== other.axes.join()) {
    throw new Error(
      `statistics of axes [${other.axes.join(', ')}] cannot be added to those of [${one.axes.join(', ')}]`,
    )
  }
  if (![...other.sum, ...other.squares.flat()].every(Number.isFinite)) {
    throw new Error('a belief with what is no finite number cannot be counted into the population')
  }
  return {
    axes: one.axes,
    users: one.users + other.users,
    sum: one.sum.map((value, a) => value + other.sum[a]!),
    squares: one.squares.map((row, a) => row.map((value, b) => value + other.squares[a]![b]!)),
  }
}

/**
 * One step of expectation-maximisation for m_i ~ N(mean, covariance), when each user's belief N(μ_i, Σ_i) was made
 * under the present estimate (the E-step): mean = avg μ_i, covariance = avg (Σ_i + (μ_i - mean)(μ_i - mean)ᵀ)
 * (Dempster, Laird & Rubin 1977). Called again and again, with beliefs renewed in between, it goes to the maximum.
 *
 * It is held by imagined users of the wide prior, which the real ones soon outweigh (the mode under a
 * normal-inverse-Wishart prior: Gelman et al. 2013, Bayesian Data Analysis, 3.6), and what axes tell of each other
 * shrinks towards nothing while users are hardly more than axes (Ledoit & Wolf 2004, towards the diagonal; their
 * share needs fourth moments, this one only the count).
 */
export function estimatePopulation({ axes, users, sum, squares }: PopulationStatistics): Population {
  const mean = sum.map((value) => value / (users + IMAGINED_FOR_MEAN))
  const imagined = axes.length + IMAGINED_FOR_SPREAD
  const kept = users / (users + imagined)
  const covariance = axes.map((_, a) =>
    axes.map((_, b) => {
      // Σ (x - m)(x - m)ᵀ over real users, and the imagined ones' own distance from the mean.
      const scatter =
        squares[a]![b]! - sum[a]! * mean[b]! - mean[a]! * sum[b]! + (users + IMAGINED_FOR_MEAN) * mean[a]! * mean[b]!
      const both = (scatter + (a === b ? imagined * WIDE_DEVIATION ** 2 : 0)) / (users + imagined)
      return a === b ? Math.max(both, LEAST_DEVIATION ** 2) : kept * both
    }),
  )
  return { axes, users, mean, covariance }
}
