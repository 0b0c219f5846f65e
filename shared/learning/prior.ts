/** What a user's belief starts from. */
import type { Gaussian, Position, Prior } from './events.ts'

/**
 * Half the way to the end of the safe range, in strength: a user of whom nothing is known may like anything that can be
 * had. By simulation .35 and .7 ask for two picks more.
 */
export const WIDE_DEVIATION = 0.5

/** Around no steering, with no axis telling anything of another. */
export function widePrior(axes: readonly string[], deviation = WIDE_DEVIATION): Prior {
  return {
    mean: axes.map(() => 0),
    covariance: axes.map((_, a) => axes.map((_, b) => (a === b ? deviation ** 2 : 0))),
  }
}

/**
 * The prior for these axes: how users lie about a middle comes from the population where it knows the axis, else it is
 * wide; the middle itself is the project's default profile where that names the axis (an admin's word is in force from
 * the first request on), else the population's, else 0. What the population says of a pair of axes holds where it
 * knows both.
 */
export function priorOf(
  axes: readonly string[],
  {
    defaults = {},
    population = null,
  }: { defaults?: Position; population?: (Gaussian & { axes: readonly string[] }) | null } = {},
): Prior {
  const wide = widePrior(axes)
  const known = axes.map((axis) => population?.axes.indexOf(axis) ?? -1)
  const mean = axes.map((axis, a) => {
    if (Object.hasOwn(defaults, axis)) return defaults[axis]!
    return population && known[a]! >= 0 ? population.mean[known[a]!]! : 0
  })
  const covariance = axes.map((_, a) =>
    axes.map((_, b) => {
      const [one, other] = [known[a]!, known[b]!]
      return population && one >= 0 && other >= 0 ? population.covariance[one]![other]! : wide.covariance[a]![b]!
    }),
  )
  return { mean, covariance }
}
