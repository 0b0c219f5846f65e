/** Where a belief starts: which axes are learnt, and what is held of them before any event. */
import { factorise, invert, solve } from './cholesky.ts'
import type { Bias, Prior } from './events.ts'
import type { Frame } from './observation.ts'
import { checkedSteps, SAFE } from './utility.ts'

/**
 * Of θ = (u, b): the preferred strengths of the axes that are learnt, in noticeable steps, and the user's bias. All [n + 1],
 * `precision` [n + 1, n + 1]. `least` and `most` are the walls of the safe range.
 */
export type Start = { mean: Float64Array; precision: Float64Array; least: Float64Array; most: Float64Array }

/** @throws Error that names the axis whose step or pin is no possible number */
export function frameOf(
  axes: readonly string[],
  given: ArrayLike<number>,
  pins: Readonly<Record<string, number>>,
): Frame {
  const steps = checkedSteps(axes, given)
  const pinned = new Map<number, number>()
  const places: number[] = []
  for (const [a, axis] of axes.entries()) {
    if (!Object.hasOwn(pins, axis)) places.push(a)
    else if (Number.isFinite(pins[axis])) pinned.set(a, pins[axis]!)
    else throw new Error(`axis '${axis}' is pinned at ${pins[axis]}`)
  }
  return { axes, steps, places, pins: pinned }
}

/**
 * The prior of what is learnt, given what is pinned: who sets one axis by hand tells something of those that go with
 * it in the prior.
 * @throws Error when the prior is of other axes, or no proper Gaussian
 */
export function startOf({ axes, steps, places, pins }: Frame, prior: Prior, bias: Bias): Start {
  const all = axes.length
  if (prior.mean.length !== all || prior.covariance.length !== all) {
    throw new Error(`the prior is of ${prior.mean.length} axes, not of ${all}`)
  }
  const matrix = new Float64Array(all * all)
  for (let i = 0; i < all; i++) {
    for (let k = 0; k < all; k++) {
      const both = (prior.covariance[i]![k]! + prior.covariance[k]![i]!) / 2
      matrix[i * all + k] = both / (steps[i]! * steps[k]!)
    }
  }
  if (!Array.from(prior.mean).every(Number.isFinite) || !factorise(matrix, all, matrix)) {
    throw new Error('the prior has a mean that is not finite, or a covariance that is not positive definite')
  }
  const inverse = new Float64Array(all * all)
  invert(matrix, all, inverse)
  if (!(Number.isFinite(bias.mean) && Number.isFinite(bias.variance) && bias.variance > 0)) {
    throw new Error(`a bias of mean ${bias.mean} and variance ${bias.variance} is not possible`)
  }
  const n = places.length
  const size = n + 1
  const precision = new Float64Array(size * size)
  const pull = new Float64Array(n)
  for (const [i, a] of places.entries()) {
    for (const [k, b] of places.entries()) precision[i * size + k] = inverse[a * all + b]!
    for (const [b, pin] of pins) pull[i]! -= (inverse[a * all + b]! * (pin - prior.mean[b]!)) / steps[b]!
  }
  precision[n * size + n] = 1 / bias.variance
  const free = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) free[i * n + k] = precision[i * size + k]!
  if (!factorise(free, n, free)) throw new Error('the prior of what is not pinned is not positive definite')
  solve(free, n, pull)
  const mean = new Float64Array(size)
  const [least, most] = [new Float64Array(size), new Float64Array(size)]
  for (const [i, a] of places.entries()) {
    mean[i] = prior.mean[a]! / steps[a]! + pull[i]!
    least[i] = -SAFE / steps[a]!
    most[i] = SAFE / steps[a]!
  }
  mean[n] = bias.mean
  least[n] = Number.NEGATIVE_INFINITY
  most[n] = Number.POSITIVE_INFINITY
  return { mean, precision, least, most }
}
