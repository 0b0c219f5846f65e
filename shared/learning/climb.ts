/** The way to the most likely preferences. */
import { factorise, invert, logDeterminant, solve } from './cholesky.ts'
import { type Likelihood, noSums, type Sums } from './likelihood.ts'
import type { Observation } from './observation.ts'
import type { Start } from './start.ts'

const NEWTON_STEPS = 40
const HALVINGS = 30
/** In noticeable steps. */
const CONVERGED = 1e-4
/** Of what the slope promises, a step must bring so much (Armijo 1966). */
const SUFFICIENT = 1e-4
/** How much of the dents may be taken off the curvature. */
const DENTS = [1, 0.75, 0.5, 0.25, 0] as const

/**
 * Newton's method with a line search, on the side of the safe range's walls (Bertsekas 1982, 'Projected Newton
 * methods'): an axis at its wall that would go on stays there.
 */
export class Climb {
  readonly theta: Float64Array
  readonly covariance: Float64Array
  /** Of prior and likelihood at θ, without the dents; the lower triangle. */
  readonly curvature: Float64Array
  private readonly size: number
  private readonly factor: Float64Array
  private readonly step: Float64Array
  private readonly tried: Float64Array
  private readonly before: Float64Array
  private readonly held: Uint8Array
  private readonly sums: Sums
  private readonly likelihood: Likelihood
  private readonly observations: readonly Observation[]
  private readonly start: Start
  private readonly priorLogDeterminant: number

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
    this.held = new Uint8Array(size)
    this.sums = { ...noSums(size), curvature: this.curvature }
    this.updateCovariance()
    this.priorLogDeterminant = logDeterminant(this.factor, size)
  }

  /**
   * log ∫ prior × likelihood: at the top, prior × likelihood ÷ the Gaussian that stands for their product (Laplace's method;
   * by Besag's identity, 1989, any point would do if it were that product). Answers count by themselves, not as expectations:
   * as such they are a help to find the middle of a belief and no probabilities.
   */
  logEvidence(): number {
    const { theta, size, start, priorLogDeterminant, factor } = this
    let log = (priorLogDeterminant - logDeterminant(factor, size)) / 2
    for (let i = 0; i < size; i++) {
      let row = 0
      for (let k = 0; k < size; k++) row += start.precision[i * size + k]! * (theta[k]! - start.mean[k]!)
      log -= (row * (theta[i]! - start.mean[i]!)) / 2
    }
    for (const observation of this.observations) log += this.likelihood.logOf(observation, theta)
    return log
  }

  /** How far θ moved, at most on any axis. The covariance is that of where it arrived. */
  toTheTop(): number {
    const { theta, tried, step, before, size } = this
    const { least, most } = this.start
    before.set(theta)
    let value = this.evaluate(theta)
    for (let round = 0; round < NEWTON_STEPS; round++) {
      const rise = this.newtonStep()
      let moved = 0
      let isBetter = false
      for (let halving = 0, share = 1; !isBetter && halving < HALVINGS; halving++, share /= 2) {
        moved = 0
        for (let i = 0; i < size; i++) {
          tried[i] = clamp(theta[i]! + share * step[i]!, least[i]!, most[i]!)
          moved = Math.max(moved, Math.abs(tried[i]! - theta[i]!))
        }
        // With its sums: nearly always the first step is taken, and they are those of the next.
        const next = this.evaluate(tried)
        isBetter = next >= value + SUFFICIENT * share * rise
        if (isBetter) value = next
      }
      if (isBetter) theta.set(tried)
      else this.evaluate(theta)
      if (!isBetter || moved < CONVERGED) break
    }
    this.updateCovariance()
    let furthest = 0
    for (let i = 0; i < size; i++) furthest = Math.max(furthest, Math.abs(theta[i]! - before[i]!))
    return furthest
  }

  private newtonStep(): number {
    const { size, step, factor, theta, held } = this
    const { gradient } = this.sums
    const { least, most } = this.start
    held.fill(0)
    for (let isNew = true; isNew; ) {
      step.set(gradient)
      for (let i = 0; i < size; i++) if (held[i]) step[i] = 0
      if (!this.factoriseFree(1) && !this.factoriseFree(0)) {
        throw new Error('the curvature of a belief is not positive definite')
      }
      solve(factor, size, step)
      isNew = false
      for (let i = 0; i < size; i++) {
        if (!held[i] && ((theta[i]! <= least[i]! && step[i]! < 0) || (theta[i]! >= most[i]! && step[i]! > 0))) {
          held[i] = 1
          isNew = true
        }
      }
    }
    let rise = 0
    for (let i = 0; i < size; i++) rise += step[i]! * gradient[i]!
    return rise
  }

  /** The curvature less that share of the dents, of the axes that are not held at a wall, into `factor`. */
  private factoriseFree(dents: number): boolean {
    const { size, factor, held, sums } = this
    for (let i = 0; i < factor.length; i++) factor[i] = this.curvature[i]! - dents * sums.dents[i]!
    for (let i = 0; i < size; i++) {
      if (!held[i]) continue
      for (let k = 0; k < size; k++) factor[i * size + k] = factor[k * size + i] = 0
      factor[i * size + i] = 1
    }
    return factorise(factor, size, factor)
  }

  /** The penalised log-likelihood, with its gradient and curvature. */
  private evaluate(at: Float64Array): number {
    const { size, start, sums } = this
    sums.gradient.fill(0)
    sums.curvature.set(start.precision)
    sums.dents.fill(0)
    let value = 0
    for (let i = 0; i < size; i++) {
      let row = 0
      for (let k = 0; k < size; k++) row += start.precision[i * size + k]! * (at[k]! - start.mean[k]!)
      value -= (row * (at[i]! - start.mean[i]!)) / 2
      sums.gradient[i]! -= row
    }
    for (const observation of this.observations) value += this.likelihood.add(observation, at, sums)
    return value
  }

  /** As many of the dents as leave every variance within twice the prior's: a mode on a saddle knows nothing more. */
  private updateCovariance(): void {
    const { factor, curvature, size, start } = this
    const { dents } = this.sums
    const take = (share: number, prior: number) => {
      for (let i = 0; i < factor.length; i++)
        factor[i] = curvature[i]! - share * dents[i]! - prior * start.precision[i]!
      return factorise(factor, size, factor)
    }
    const share = DENTS.find((some) => take(some, 0.5)) ?? 0
    take(share, 0)
    invert(factor, size, this.covariance)
  }
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)
