/**
 * What an observation says of θ = (u, b): u [n] the preferred strengths in noticeable steps, b the user's bias. Its
 * log-likelihood, the gradient, and a curvature that is positive semidefinite wherever θ is.
 */
import { quadraticForm } from './cholesky.ts'
import type { Observation } from './observation.ts'

/** `lapse` is the share of answers given at random: P = (1 - lapse)·model + lapse / outcomes. */
export type Noise = { beta: number; lapse: number }

/**
 * Sums over observations. `gradient` is [n + 1]; `curvature` and `dents` [n + 1, n + 1], of which the lower triangles are
 * filled. Both are positive semidefinite; curvature - dents is that of the log-likelihood itself (of choices and
 * comparisons, what is expected of it).
 */
export type Sums = { gradient: Float64Array; curvature: Float64Array; dents: Float64Array }

export const noSums = (size: number): Sums => ({
  gradient: new Float64Array(size),
  curvature: new Float64Array(size * size),
  dents: new Float64Array(size * size),
})

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
/** log σ(x), without overflow. */
const logLogistic = (x: number): number => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)))

/** Buffers of one size, made once: what follows runs hundreds of times a belief. */
export class Likelihood {
  readonly size: number
  private readonly noise: Noise
  private readonly direction: Float64Array
  private shares = new Float64Array(2)
  private unused: Sums | null = null

  constructor(size: number, noise: Noise) {
    this.size = size
    this.noise = noise
    this.direction = new Float64Array(size + 1)
  }

  /**
   * Makes the likelihood of an answer that compares that of its expectation over the belief, instead of at θ alone.
   * MacKay's moderated output (1992, 'The evidence framework applied to classification networks'): E[σ(f)] ≈ σ(κ f̄),
   * κ = 1/√(1 + πv/8), f of variance v. So log σ(f) becomes log σ(κf̄)/κ, which has that gradient. With more than two
   * candidates v is the mean over the comparisons of the one picked with the others. Verdicts stay as they are: their
   * f is no line, and moderated they were too sure by half.
   * @returns whether there was something to moderate
   */
  moderate(observation: Observation, covariance: Float64Array): boolean {
    const { size, direction } = this
    const { beta } = this.noise
    direction.fill(0)
    let variance = 0
    if (observation.form === 'choice') {
      const { points, picked, outcomes } = observation
      for (let j = 0; j < outcomes; j++) {
        if (j === picked) continue
        for (let i = 0; i < size; i++) direction[i] = beta * (points[j * size + i]! - points[picked * size + i]!)
        variance += quadraticForm(covariance, size + 1, direction) / (outcomes - 1)
      }
    } else if (observation.form === 'comparison') {
      for (let i = 0; i < size; i++) direction[i] = beta * observation.direction[i]!
      variance = quadraticForm(covariance, size + 1, direction)
    } else return false
    observation.calm = 1 / Math.sqrt(1 + (Math.PI / 8) * variance)
    return true
  }

  /** The weighted log-likelihood at θ itself, whatever is moderated. */
  logOf(observation: Observation, theta: Float64Array): number {
    const { calm } = observation
    observation.calm = 1
    this.unused ??= noSums(this.size + 1)
    const log = this.add(observation, theta, this.unused)
    observation.calm = calm
    return log
  }

  /** The weighted log-likelihood at θ; its gradient and curvature are added to `sums`. */
  add(observation: Observation, theta: Float64Array, sums: Sums): number {
    switch (observation.form) {
      case 'comparison':
        return this.addComparison(observation, theta, sums)
      case 'choice':
        return this.addChoice(observation, theta, sums)
      case 'verdict':
        return this.addVerdict(observation, theta, sums)
      case 'reading':
        return this.addReading(observation, theta, sums)
    }
  }

  /** Bradley & Terry 1952: P = σ(β(direction·u + constant)). Curvature as of a choice. */
  private addComparison(o: Observation & { form: 'comparison' }, theta: Float64Array, sums: Sums): number {
    const { size } = this
    const { beta, lapse } = this.noise
    const { direction } = o
    let along = o.constant
    for (let i = 0; i < size; i++) along += direction[i]! * theta[i]!
    const log = logLogistic(o.calm * beta * along)
    const held = this.held(log, o.outcomes)
    const { gradient, curvature } = sums
    const p = Math.exp(log)
    const one = (1 - lapse) * p + lapse / 2
    const pull = o.weight * held.share * beta * (1 - p)
    // Without lapses both are the same p(1 - p), which may be 0.
    const expected = lapse > 0 ? ((1 - lapse) * p * (1 - p)) ** 2 / (one * (1 - one)) : p * (1 - p)
    const curve = o.weight * o.calm * beta ** 2 * expected
    for (let i = 0; i < size; i++) {
      gradient[i]! += pull * direction[i]!
      const part = curve * direction[i]!
      const row = i * (size + 1)
      for (let k = 0; k <= i; k++) curvature[row + k]! += part * direction[k]!
    }
    return (o.weight * held.log) / o.calm
  }

  /**
   * Luce's choice rule (1959): P(i) = softmax(β U(x_i)). u's own square is common to
   * all, so it is linear: β(x_i·u - ½|x_i|²). The curvature is the expected one (Fisher's) with lapses: what was really
   * answered may bend the other way where it is taken for a lapse.
   */
  private addChoice(o: Observation & { form: 'choice' }, theta: Float64Array, sums: Sums): number {
    const { size, direction } = this
    const { beta, lapse } = this.noise
    const { points, constants, outcomes, picked, calm } = o
    if (this.shares.length < outcomes) this.shares = new Float64Array(outcomes)
    const { shares } = this
    let most = Number.NEGATIVE_INFINITY
    for (let j = 0; j < outcomes; j++) {
      let value = constants[j]!
      for (let i = 0; i < size; i++) {
        const x = points[j * size + i]!
        value += x * (theta[i]! - x / 2)
      }
      shares[j] = calm * beta * value
      most = Math.max(most, shares[j]!)
    }
    let total = 0
    const logit = shares[picked]!
    for (let j = 0; j < outcomes; j++) {
      shares[j] = Math.exp(shares[j]! - most)
      total += shares[j]!
    }
    const log = logit - most - Math.log(total)
    const held = this.held(log, outcomes)
    direction.fill(0)
    for (let j = 0; j < outcomes; j++) {
      shares[j] = shares[j]! / total
      for (let i = 0; i < size; i++) direction[i]! += shares[j]! * points[j * size + i]!
    }
    const pull = o.weight * held.share * beta
    for (let i = 0; i < size; i++) sums.gradient[i]! += pull * (points[picked * size + i]! - direction[i]!)
    for (let j = 0; j < outcomes; j++) {
      const meant = (1 - lapse) * shares[j]!
      if (meant === 0) continue
      const curve = (o.weight * beta ** 2 * calm * meant ** 2) / (meant + lapse / outcomes)
      for (let i = 0; i < size; i++) {
        const part = curve * (points[j * size + i]! - direction[i]!)
        const row = i * (size + 1)
        for (let k = 0; k <= i; k++) sums.curvature[row + k]! += part * (points[j * size + k]! - direction[k]!)
      }
    }
    return (o.weight * held.log) / calm
  }

  /**
   * Ordered logit of approval f = b + βU(point): P = σ(f - low) - σ(f - high). Where the user disapproved, or may have
   * lapsed, the curve bends the other way: that part goes to the dents.
   */
  private addVerdict(o: Observation & { form: 'verdict' }, theta: Float64Array, sums: Sums): number {
    const { size, direction } = this
    const { beta } = this.noise
    const { point, calm } = o
    let distance = 0
    for (let i = 0; i < size; i++) {
      direction[i] = point[i]! - theta[i]!
      distance += direction[i]! ** 2
    }
    const approval = theta[size]! + beta * (o.constant - distance / 2)
    const above = calm * (approval - o.low)
    const below = calm * (approval - o.high)
    // σ(a) - σ(b) = σ(a) σ(-b) (1 - e^(b - a)), which loses no digits.
    const log = logLogistic(above) + logLogistic(-below) + Math.log1p(-Math.exp(below - above))
    const held = this.held(log, o.outcomes)
    const [a, b] = [logistic(above), logistic(below)]
    const slope = o.weight * held.share * (1 - a - b)
    const bend = o.weight * held.share * calm * (a * (1 - a) + b * (1 - b))
    const own = Math.max(slope, 0) * beta
    const disown = Math.max(-slope, 0) * beta
    const slip = o.weight * calm * held.share * (1 - held.share) * (1 - a - b) ** 2
    for (let i = 0; i < size; i++) {
      const along = beta * direction[i]!
      const row = i * (size + 1)
      sums.gradient[i]! += slope * along
      for (let k = 0; k <= i; k++) sums.curvature[row + k]! += bend * along * beta * direction[k]!
      for (let k = 0; k <= i; k++) sums.dents[row + k]! += slip * along * beta * direction[k]!
      sums.dents[size * (size + 1) + i]! += slip * along
      sums.curvature[row + i]! += own
      sums.dents[row + i]! += disown
      sums.curvature[size * (size + 1) + i]! += bend * along
    }
    sums.gradient[size]! += slope
    sums.curvature[size * (size + 1) + size]! += bend
    sums.dents[size * (size + 1) + size]! += slip
    return (o.weight * held.log) / calm
  }

  /** u was read at `values`: -½ Σ precision (u - value)². */
  private addReading(o: Observation & { form: 'reading' }, theta: Float64Array, sums: Sums): number {
    const { size } = this
    let log = 0
    for (let i = 0; i < size; i++) {
      const precision = o.weight * o.precisions[i]!
      const off = theta[i]! - o.values[i]!
      log -= (precision * off ** 2) / 2
      sums.gradient[i]! -= precision * off
      sums.curvature[i * (size + 1) + i]! += precision
    }
    return log
  }

  private readonly result = { log: 0, share: 1 }
  /**
   * The log-probability with lapses, and the share of it that was no lapse: by which the model's own gradient counts.
   * One object, overwritten by the next call.
   */
  private held(log: number, outcomes: number): { log: number; share: number } {
    const { lapse } = this.noise
    const { result } = this
    result.log = log
    result.share = 1
    if (lapse > 0) {
      const meant = (1 - lapse) * Math.exp(log)
      result.log = Math.log(meant + lapse / outcomes)
      result.share = meant / (meant + lapse / outcomes)
    }
    return result
  }
}
