/**
 * How large an edit may be before the text suffers, each sign on its own, estimated from all sampled answers at once.
 *
 * An answer's surprise y (mean -log p a token, under the unsteered model) grows with the square of the edit's size s
 * (shown on the default model's built-in axes, from 0 to .25 of the layer's norm), at a rate a for each sign:
 *
 *     E[y] = b + a s²
 *
 * b, a₊ and a₋ are those that minimise, over plain answers (s = 0) and those of both signs,
 *
 *     Σ (y - E[y])² + λ (a₊ - a₀)² + λ (a₋ - a₀)²
 *
 * that is least squares with the rates drawn lightly towards a usual one, a₀. Perplexity, exp(E[y]), then is FLUENCY ×
 * plain at s = sqrt(ln FLUENCY / a). Nothing is trimmed: so short answers have no heavy tails, and a few that derail are
 * what is to be measured.
 *
 * Steered answers help to find b, which matters most: few plain answers are noisy, and both signs are measured from them.
 * A sign whose text breaks fast is left out of that, or it would make plain text look odd and so the other sign safe.
 */
import { perplexity } from '../language/perplexity.ts'
import { mean } from '../language/vector.ts'

/** Times the perplexity of plain answers. */
export const FLUENCY = 1.6

/** a₀: nats a token at the size of the whole norm; the mean of the twelve signs of the built-in axes (6 to 16). */
const USUAL_RATE = 10
/** λ: what twelve answers at size .2 weigh, Σ s⁴. */
const USUAL_RATE_WEIGHT = 12 * 0.2 ** 4
/** The same as a₀, of a sign that breaks the text fast: far from usual, it is measured from the plain answers alone. */
const FAST = 25

/** Nats above plain, on average at the smallest size: twice what is allowed is no chance, and no growth with s². */
const BROKEN = 2 * Math.log(FLUENCY)

/** One broken answer is chance, at whatever size: more than so many beyond plain's share are not. */
const STRAY = 1
/** Sizes are multiples of 1/200, .005. */
const STEPS = 200

export type SampledAnswer = {
  /** Signed size of the edit it was sampled under, relative to the layer's norm; 0: plain. */
  size: number
  /** Mean -log p a token under the unsteered model, nats; null when there is no text. */
  surprise: number | null
  /** Caught in repetition, or without text. */
  broken: boolean
}

export type SafeSize = {
  /** Between the smallest and the largest size tried; 0 when not even the smallest is safe. */
  size: number
  /** Perplexity there, as estimated; where `size` is 0, at the smallest size tried. */
  perplexity: number
  /** Why `size` is 0. */
  problem?: string
}

export type SafeSizes = {
  /** Perplexity of plain answers, as estimated. */
  plain: number
  positive: SafeSize
  negative: SafeSize
}

/**
 * The largest size of each sign, in steps of .005, at which perplexity is at most FLUENCY × plain, and up to which
 * answers break no more often than plain ones. Sizes outside those tried are never given: nothing is known of them.
 * `answers` hold plain ones that have text and, for each sign, the same sizes.
 */
export function estimateSafeSizes(answers: readonly SampledAnswer[]): SafeSizes {
  const plain = answers.filter(({ size }) => size === 0)
  const signs = {
    positive: answers.filter(({ size }) => size > 0),
    negative: answers.filter(({ size }) => size < 0),
  }
  const alone = mean(pointsOf(plain).map(({ y }) => y))
  const fast = (steered: readonly SampledAnswer[]) => rateFrom(alone, pointsOf(steered), 0) > FAST
  const together = baseline(
    plain,
    Object.values(signs).filter((steered) => !fast(steered)),
  )

  const safe = (steered: readonly SampledAnswer[]) => {
    const b = fast(steered) ? alone : together
    const a = rateFrom(b, pointsOf(steered), fast(steered) ? 0 : USUAL_RATE_WEIGHT)
    return safeSize(steered, plain, b, a)
  }
  return { plain: perplexity(together), positive: safe(signs.positive), negative: safe(signs.negative) }
}

type Point = { /** s² */ x: number; y: number }

const pointsOf = (answers: readonly SampledAnswer[]): Point[] =>
  answers.flatMap(({ size, surprise }) => (surprise === null ? [] : [{ x: size ** 2, y: surprise }]))

/** a for a given b: (Σ s² (y - b) + λ a₀) / (Σ s⁴ + λ). */
function rateFrom(b: number, points: readonly Point[], lambda: number): number {
  const rise = sum(points.map(({ x, y }) => x * (y - b)))
  const weight = sum(points.map(({ x }) => x * x))
  return (rise + lambda * USUAL_RATE) / (weight + lambda)
}

/**
 * b: that formula for a, put into Σ (y - E[y]) = 0. Each steered answer then counts with the weight w = 1 - ρs², where
 * ρ = Σ s² / (Σ s⁴ + λ) for its sign: b = (Σ w y - Σ ρ λ a₀) / Σ w.
 */
function baseline(plain: readonly SampledAnswer[], signs: readonly (readonly SampledAnswer[])[]): number {
  let total = sum(pointsOf(plain).map(({ y }) => y))
  let weights = pointsOf(plain).length
  for (const points of signs.map(pointsOf)) {
    const rho = sum(points.map(({ x }) => x)) / (sum(points.map(({ x }) => x * x)) + USUAL_RATE_WEIGHT)
    total += sum(points.map(({ x, y }) => (1 - rho * x) * y)) - rho * USUAL_RATE_WEIGHT * USUAL_RATE
    weights += sum(points.map(({ x }) => 1 - rho * x))
  }
  return total / weights
}

/** Of one sign, of which E[y] = b + a s². */
function safeSize(steered: readonly SampledAnswer[], plain: readonly SampledAnswer[], b: number, a: number): SafeSize {
  const tried = [...new Set(steered.map(({ size }) => Math.abs(size)))].sort((one, other) => one - other)
  const [smallest, largest] = [tried[0]!, tried.at(-1)!]
  const at = (size: number) => perplexity(b + a * size ** 2)

  const whole = largestWhole(steered, plain, tried)
  if (whole === 0) {
    const problem = `answers come out empty or stuck in repetition, even at ${smallest}`
    return { size: 0, perplexity: at(smallest), problem }
  }
  const fluent = a > 0 ? Math.min(largest, Math.sqrt(Math.log(FLUENCY) / a)) : largest
  const seen = mean(pointsOf(steered.filter(({ size }) => Math.abs(size) === smallest)).map(({ y }) => y))
  if (fluent < smallest || seen - b > BROKEN) {
    const problem = `perplexity is past ${FLUENCY} times plain, even at ${smallest}`
    return { size: 0, perplexity: perplexity(seen), problem }
  }
  const size = roundedDown(Math.min(fluent, whole))
  return { size, perplexity: at(size) }
}

/** The largest size tried up to which answers, those at all smaller sizes too, break no more often than plain ones. */
function largestWhole(
  steered: readonly SampledAnswer[],
  plain: readonly SampledAnswer[],
  tried: readonly number[],
): number {
  const brokenOf = (some: readonly SampledAnswer[]) => some.filter(({ broken }) => broken).length
  const share = brokenOf(plain) / plain.length
  const tooMany = tried.findIndex((limit) => {
    const upTo = steered.filter(({ size }) => Math.abs(size) <= limit)
    return brokenOf(upTo) > share * upTo.length + STRAY
  })
  return tooMany === -1 ? tried.at(-1)! : (tried[tooMany - 1] ?? 0)
}

/** What is a whole step but for float rounding stays. */
const roundedDown = (size: number): number => Math.floor(size * STEPS + 1e-6) / STEPS

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
