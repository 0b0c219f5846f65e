/** What is believed of a user's preferred strengths, after the events that are known of them. */
import { factorise, invert, solve } from './cholesky.ts'
import type { Belief, Bias, Prior, WeightedEvidence } from './events.ts'
import { Likelihood, type Noise, type Sums } from './likelihood.ts'
import { type Frame, type Observation, observe } from './observation.ts'
import { BETA, checkedSteps, SAFE } from './utility.ts'

/** Approval at the very strengths a user likes: likely, and some users approve of all, others of hardly anything. */
export const BIAS_PRIOR: Bias = { mean: 2, variance: 9 }
/** One answer in ten is taken for a slip. */
export const LAPSE = 0.1

export type BeliefOptions = {
  /** Strengths set by hand, by axis: no event moves them. Names of other axes are passed over. */
  pins?: Readonly<Record<string, number>>
  biasPrior?: Bias
  beta?: number
  lapse?: number
  /** How often the likelihood is moderated by the belief; 0: the plain MAP and Laplace's covariance. */
  moderations?: number
}

const MODERATIONS = 12
const NEWTON_STEPS = 40
const HALVINGS = 30
/** In noticeable steps. */
const CONVERGED = 1e-9
const SETTLED = 1e-4

/**
 * The belief over preferred strengths: the mode of prior and likelihood within the safe range, and as covariance the
 * inverse of the curvature there (Laplace's method: MacKay 2003, Information Theory, Inference, and Learning
 * Algorithms, chapter 27). It is the same to the bit for the same events in any order, however often each stands there.
 *
 * @param axes what the prior's rows and the steps stand for
 * @param steps [axes], the noticeable step of each, in strength
 * @throws Error that names the event, axis or part of the prior that holds no possible number
 */
export function inferBelief(
  axes: readonly string[],
  steps: ArrayLike<number>,
  prior: Prior,
  events: readonly WeightedEvidence[],
  options: BeliefOptions = {},
): Belief {
  return settle(axes, steps, prior, events, options).belief
}

/** A belief with what it was made of, for those who ask how it came about. In noticeable steps; θ is (u, b). */
export type Settled = {
  belief: Belief
  frame: Frame
  observations: readonly Observation[]
  likelihood: Likelihood
  start: Start
  theta: Float64Array
  /** [n + 1, n + 1], of prior and likelihood at θ; the lower triangle. */
  curvature: Float64Array
}

export function settle(
  axes: readonly string[],
  steps: ArrayLike<number>,
  prior: Prior,
  events: readonly WeightedEvidence[],
  { pins = {}, biasPrior = BIAS_PRIOR, beta = BETA, lapse = LAPSE, moderations = MODERATIONS }: BeliefOptions = {},
): Settled {
  const frame = frameOf(axes, steps, pins)
  const start = startOf(frame, prior, biasPrior)
  const observations = observe(frame, events)
  const likelihood = new Likelihood(frame.places.length, checkedNoise({ beta, lapse }))
  const climb = new Climb(likelihood, observations, start)
  if (observations.length) {
    for (let pass = 0; pass < moderations; pass++) {
      for (const observation of observations) likelihood.moderate(observation, climb.theta, climb.covariance)
      if (climb.toTheTop() < SETTLED && pass > 0) break
    }
    if (moderations === 0) climb.toTheTop()
  }
  const { theta, curvature } = climb
  return {
    belief: beliefOf(frame, theta, climb.covariance),
    frame,
    observations,
    likelihood,
    start,
    theta,
    curvature,
  }
}

/** Where the climb begins, and what holds it there: mean [n + 1] and precision [n + 1, n + 1], as `mean` and inverse. */
type Start = { mean: Float64Array; precision: Float64Array; least: Float64Array; most: Float64Array }

/**
 * Newton's method with a line search, on the side of the safe range's walls (Bertsekas 1982, 'Projected Newton
 * methods'): an axis at its wall that would go on stays there.
 */
class Climb {
  readonly theta: Float64Array
  readonly covariance: Float64Array
  readonly curvature: Float64Array
  private readonly size: number
  private readonly factor: Float64Array
  private readonly step: Float64Array
  private readonly tried: Float64Array
  private readonly before: Float64Array
  private readonly sums: Sums
  private readonly likelihood: Likelihood
  private readonly observations: readonly Observation[]
  private readonly start: Start

  constructor(likelihood: Likelihood, observations: readonly Observation[], start: Start) {
    this.likelihood = likelihood
    this.observations = observations
    this.start = start
    const size = start.mean.length
    this.size = size
    this.theta = start.mean.map((value, i) => clamp(value, start.least[i]!, start.most[i]!))
    this.curvature = Float64Array.from(start.precision)
    this.covariance = new Float64Array(size * size)
    this.factor = new Float64Array(size * size)
    this.step = new Float64Array(size)
    this.tried = new Float64Array(size)
    this.before = new Float64Array(size)
    this.sums = { gradient: new Float64Array(size), curvature: this.curvature }
    this.updateCovariance()
  }

  /** How far θ moved, at most on any axis. The covariance is that of where it arrived. */
  toTheTop(): number {
    const { theta, tried, step, before, size } = this
    const { least, most } = this.start
    before.set(theta)
    let value = this.evaluate(theta, this.sums)
    for (let round = 0; round < NEWTON_STEPS; round++) {
      const rise = this.newtonStep()
      let share = 1
      let moved = 0
      let next = value
      for (let halving = 0; halving < HALVINGS; halving++, share /= 2) {
        moved = 0
        for (let i = 0; i < size; i++) {
          tried[i] = clamp(theta[i]! + share * step[i]!, least[i]!, most[i]!)
          moved = Math.max(moved, Math.abs(tried[i]! - theta[i]!))
        }
        next = this.evaluate(tried, null)
        if (next >= value + 1e-4 * share * rise * (moved > CONVERGED ? 1 : 0)) break
        moved = 0
      }
      if (moved === 0) break
      theta.set(tried)
      value = this.evaluate(theta, this.sums)
      if (moved < CONVERGED) break
    }
    this.updateCovariance()
    let furthest = 0
    for (let i = 0; i < size; i++) furthest = Math.max(furthest, Math.abs(theta[i]! - before[i]!))
    return furthest
  }

  private newtonStep(): number {
    const { size, step, factor, theta } = this
    const { gradient } = this.sums
    const { least, most } = this.start
    factor.set(this.curvature)
    step.set(gradient)
    for (let i = 0; i < size; i++) {
      const held = (theta[i]! <= least[i]! && gradient[i]! < 0) || (theta[i]! >= most[i]! && gradient[i]! > 0)
      if (!held) continue
      for (let k = 0; k < size; k++) factor[i * size + k] = factor[k * size + i] = 0
      factor[i * size + i] = 1
      step[i] = 0
    }
    mustFactorise(factor, size)
    solve(factor, size, step)
    let rise = 0
    for (let i = 0; i < size; i++) rise += step[i]! * gradient[i]!
    return rise
  }

  /** The penalised log-likelihood; with sums, its gradient and curvature too. */
  private evaluate(at: Float64Array, sums: Sums | null): number {
    const { size, start } = this
    if (sums) {
      sums.gradient.fill(0)
      sums.curvature.set(start.precision)
    }
    let value = 0
    for (let i = 0; i < size; i++) {
      let row = 0
      for (let k = 0; k < size; k++) row += start.precision[i * size + k]! * (at[k]! - start.mean[k]!)
      value -= (row * (at[i]! - start.mean[i]!)) / 2
      if (sums) sums.gradient[i]! -= row
    }
    for (const observation of this.observations) value += this.likelihood.add(observation, at, sums)
    return value
  }

  private updateCovariance(): void {
    this.factor.set(this.curvature)
    mustFactorise(this.factor, this.size)
    invert(this.factor, this.size, this.covariance)
  }
}

function mustFactorise(matrix: Float64Array, size: number): void {
  if (!factorise(matrix, size, matrix)) throw new Error('the curvature of a belief is not positive definite')
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

function frameOf(axes: readonly string[], given: ArrayLike<number>, pins: Readonly<Record<string, number>>): Frame {
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
 * it in the prior. In noticeable steps.
 */
function startOf({ axes, steps, places, pins }: Frame, prior: Prior, bias: Bias): Start {
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
  mustFactorise(free, n)
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

function beliefOf({ axes, steps, places, pins }: Frame, theta: Float64Array, covariance: Float64Array): Belief {
  const n = places.length
  const size = n + 1
  const mean = axes.map((_, a) => pins.get(a) ?? 0)
  const rows = axes.map(() => axes.map(() => 0))
  for (const [i, a] of places.entries()) {
    mean[a] = clamp(theta[i]! * steps[a]!, -SAFE, SAFE)
    for (const [k, b] of places.entries()) rows[a]![b] = covariance[i * size + k]! * steps[a]! * steps[b]!
  }
  return { axes, mean, covariance: rows, bias: { mean: theta[n]!, variance: covariance[n * size + n]! } }
}

function checkedNoise(noise: Noise): Noise {
  const { beta, lapse } = noise
  if (!(Number.isFinite(beta) && beta > 0)) throw new Error(`beta is ${beta}; a number above 0 can be one`)
  if (!(lapse >= 0 && lapse < 1)) throw new Error(`the lapse rate is ${lapse}; 0 to below 1 are possible`)
  return noise
}
