/** What users have in common: where a new one starts. */
import type { Preferences } from './events.ts'
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

/** As many users of no steering at all, spread as wide as may be, are taken to have been seen already. */
const IMAGINED = 2
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
export function addBelief(
  statistics: PopulationStatistics,
  { axes, mean, covariance }: Preferences,
): PopulationStatistics {
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
 * It is held by a few imagined users of the wide prior, among whom no axis tells of another (the mode under a
 * normal-inverse-Wishart prior: Gelman et al. 2013, Bayesian Data Analysis, 3.6). They make a linear shrinkage towards
 * the diagonal, as Ledoit & Wolf's (2004), whose share would need fourth moments: 2 in n + 2. What users' own answers
 * leave open counts with them, as ever in expectation-maximisation, so that a population of uncertain users stays
 * wider, and its axes less tied, than it may be.
 */
export function estimatePopulation({ axes, users, sum, squares }: PopulationStatistics): Population {
  const all = users + IMAGINED
  const mean = sum.map((value) => value / all)
  const covariance = axes.map((_, a) =>
    axes.map((_, b) => {
      // Of real users about the mean; the imagined ones stand at 0, and Σ over all of x is all · mean.
      const about = squares[a]![b]! / all - mean[a]! * mean[b]!
      if (a !== b) return about
      return Math.max(about + (IMAGINED / all) * WIDE_DEVIATION ** 2, LEAST_DEVIATION ** 2)
    }),
  )
  return { axes, users, mean, covariance }
}
