/** What to ask a user next: candidates at strengths whose comparison tells most of what they like. */
import { mulberry32, normalFrom } from '../mulberry32.ts'
import { factorise, quadraticForm } from './cholesky.ts'
import type { Position, Preferences } from './events.ts'
import { choiceInformation, LAMBDA, pickInformation, trustInformation } from './information.ts'
import { BETA, checkedSteps, LAPSE, SAFE } from './utility.ts'

export type AskOptions = {
  /** Decides among what is equally good. */
  seed: number
  /** How many candidates; 2 unless more are asked for. */
  count?: number
  /** No candidate further than this from the mean on any axis, in noticeable steps. */
  reach?: number
  /** The chance that the user's signals follow their liking (a belief's `informed`); 1, and nothing is asked to find out. */
  informed?: number
  beta?: number
  lapse?: number
}

/** `information` in bits, of log2(candidates) at most. */
export type Question = { candidates: Position[]; information: number }

const RANDOM_DIRECTIONS = 48
/**
 * Half the distance of the candidates along the direction's longest axis, in noticeable steps. Beyond the reach, where each
 * axis ends, they turn into opposite corners.
 */
const HALF_SIZES = [0.5, 0.75, 1, 1.5, 2, 3, 4]
/** Users drawn from the belief, and candidates tried for each place beyond the second. */
const DRAWS = 96
const EXTRA = 24
/**
 * Candidates stay within a step of the mean on each axis. Far ones seem to tell more, since hardly anybody would then
 * pick the wrong one; but an answer tells log2(candidates) bits at most, which small differences on many axes reach too,
 * with texts that the user may really like. By simulation, four candidates with 20 % wrong picks: 14 picks at a reach of
 * 1, 19 at 2, above 30 at 4; pairs without mistakes: 13, 14, 15.
 */
export const REACH = 1

/**
 * What a bit of whether the user's picks follow a liking at all is worth, in bits of what they like. Tuned by simulation: at 9
 * who means it needs about one pick more, at 24 three more; at 0 who picks at random is not found out by pairs.
 */
const TRUST_WORTH = 9
/** In bits: less is not worth looking for. */
const NO_CHECK = 0.05

/**
 * The candidates are in the safe range, at least a noticeable step apart on some axis (near-equal texts teach nothing:
 * T-POP, arXiv 2509.24696), and the same on pinned axes. Of two, the pair with the most expected information under
 * the belief is taken among many directions and sizes, all symmetric about the mean as far as the range allows
 * (PReF, arXiv 2503.06358, asks along the least certain direction; there the answers' noise does not count). More than
 * two: the pair, and then one after another what adds most, by the belief's own draws.
 *
 * A pair about the mean comes out either way as often, whoever picks, so that no number of such would tell who picks at random.
 * Where `informed` leaves that open, no steering is one of the candidates as soon as what the user seems to like is so far
 * from it that who means it would hardly pick it. It is the one candidate beyond the reach: what everybody gets who is not known.
 *
 * @param steps [axes], of the belief's axes
 * @returns null where nothing is left to be asked: all axes pinned
 */
export function informativeCandidates(
  belief: Preferences,
  steps: ArrayLike<number>,
  { seed, count = 2, reach = REACH, informed = 1, beta = BETA, lapse = LAPSE }: AskOptions,
): Question | null {
  if (!(Number.isInteger(count) && count >= 2)) throw new Error(`${count} candidates cannot be compared; 2 or more can`)
  if (!(reach >= 0.5))
    throw new Error(`a reach of ${reach} noticeable steps leaves nothing to compare; .5 is the least`)
  const space = spaceOf(belief, checkedSteps(belief.axes, steps), { seed, reach, beta, lapse })
  const pair = bestPair(space)
  if (!pair) return null
  const best = extend(space, [pair.one, pair.other], count)
  const check = informed < 1 ? checkOf(space, count, informed) : null
  const { points, information } =
    check && informed * check.information + TRUST_WORTH * check.trust > informed * best.information ? check : best
  return { candidates: points.map((point) => positionOf(space, point)), information }
}

type Chosen = { points: Float64Array[]; information: number }

/** No steering beside what the user seems to like; null where they could not be told apart, or nothing would be learnt by it. */
function checkOf(space: Space, count: number, informed: number): (Chosen & { trust: number }) | null {
  const start = new Float64Array(space.mean.length)
  if (!isNoticeable({ one: space.mean, other: start })) return null
  const { odds, variance } = oddsOf(space, start, space.mean)
  const against = Math.exp(odds / Math.sqrt(1 + LAMBDA * variance))
  const meant = against / (against + count - 1)
  const trust = trustInformation((1 - space.lapse) * meant + space.lapse / count, count, informed)
  if (TRUST_WORTH * trust < NO_CHECK) return null
  return { ...extend(space, [space.mean, start], count), trust }
}

/** The axes that are not pinned, in noticeable steps. `factor` is Cholesky's of `covariance`, both [n, n]. */
type Space = {
  belief: Preferences
  steps: Float64Array
  free: readonly number[]
  mean: Float64Array
  covariance: Float64Array
  factor: Float64Array
  /** [n], how far an axis may go. */
  least: Float64Array
  most: Float64Array
  normal: () => number
  beta: number
  lapse: number
}

type Pair = { one: Float64Array; other: Float64Array; information: number }

function spaceOf(
  belief: Preferences,
  steps: Float64Array,
  { seed, reach, beta, lapse }: { seed: number; reach: number; beta: number; lapse: number },
): Space {
  const free = belief.axes.flatMap((_, a) => (belief.covariance[a]![a]! > 0 ? [a] : []))
  const n = free.length
  const mean = Float64Array.from(free, (a) => belief.mean[a]! / steps[a]!)
  const covariance = new Float64Array(n * n)
  for (const [i, a] of free.entries()) {
    for (const [k, b] of free.entries()) covariance[i * n + k] = belief.covariance[a]![b]! / (steps[a]! * steps[b]!)
  }
  const factor = new Float64Array(n * n)
  if (!factorise(covariance, n, factor)) throw new Error("the belief's covariance is not positive definite")
  const wall = Float64Array.from(free, (a) => SAFE / steps[a]!)
  // At a wall the reach is to the inner side, and as long as on both.
  const middle = mean.map((value, i) =>
    Math.min(Math.max(value, Math.min(reach - wall[i]!, 0)), Math.max(wall[i]! - reach, 0)),
  )
  return {
    belief,
    steps,
    free,
    mean,
    covariance,
    factor,
    least: middle.map((value, i) => Math.max(value - reach, -wall[i]!)),
    most: middle.map((value, i) => Math.min(value + reach, wall[i]!)),
    normal: normalFrom(mulberry32(seed)),
    beta,
    lapse,
  }
}

function bestPair(space: Space): Pair | null {
  let best: Pair | null = null
  for (const direction of directions(space)) {
    for (const half of HALF_SIZES) {
      const pair = pairAlong(space, direction, half)
      if (isNoticeable(pair) && (!best || pair.information > best.information)) best = pair
    }
  }
  return best
}

/** Each axis by itself, and draws of the belief's own spread. Longest axis 1. */
function* directions({ free, factor, normal }: Space): Generator<Float64Array> {
  const n = free.length
  for (let i = 0; i < n; i++) yield Float64Array.from({ length: n }, (_, k) => (i === k ? 1 : 0))
  for (let round = 0; n > 1 && round < RANDOM_DIRECTIONS; round++) {
    const noise = Float64Array.from({ length: n }, normal)
    const direction = new Float64Array(n)
    for (let i = 0; i < n; i++) for (let k = 0; k <= i; k++) direction[i]! += factor[i * n + k]! * noise[k]!
    const longest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    yield direction.map((value) => value / longest)
  }
}

/** About the mean, or beside it where that is too near a wall for the size. */
function pairAlong(space: Space, direction: Float64Array, half: number): Pair {
  const { mean, least, most } = space
  const [one, other] = [new Float64Array(mean.length), new Float64Array(mean.length)]
  for (let i = 0; i < mean.length; i++) {
    const off = Math.min(Math.abs(half * direction[i]!), (most[i]! - least[i]!) / 2) * Math.sign(direction[i]!)
    const middle = Math.min(Math.max(mean[i]!, least[i]! + Math.abs(off)), most[i]! - Math.abs(off))
    one[i] = middle + off
    other[i] = middle - off
  }
  return { one, other, information: pairInformation(space, one, other) }
}

function pairInformation(space: Space, one: Float64Array, other: Float64Array): number {
  const { odds, variance } = oddsOf(space, one, other)
  return pickInformation(odds, variance, space.lapse)
}

/** Of one being picked over the other: the log-odds' mean and variance under the belief. */
function oddsOf({ mean, covariance, beta }: Space, one: Float64Array, other: Float64Array) {
  const difference = one.map((value, i) => beta * (value - other[i]!))
  let odds = 0
  for (let i = 0; i < mean.length; i++) odds += difference[i]! * (mean[i]! - (one[i]! + other[i]!) / 2)
  return { odds, variance: quadraticForm(covariance, mean.length, difference) }
}

const ROUNDING = 1e-9
const isNoticeable = ({ one, other }: Pick<Pair, 'one' | 'other'>): boolean =>
  one.some((value, i) => Math.abs(value - other[i]!) >= 1 - ROUNDING)

/** With what adds most, until there are `count`. The information of two is in closed form, of more over draws of the belief. */
function extend(space: Space, two: readonly [Float64Array, Float64Array], count: number): Chosen {
  const points: Float64Array[] = [...two]
  let information = pairInformation(space, ...two)
  if (count === 2) return { points, information }
  const { mean, factor, normal, least, most } = space
  const n = mean.length
  const draw = (spread: number) => {
    const noise = Float64Array.from({ length: n }, normal)
    const point = Float64Array.from(mean)
    for (let i = 0; i < n; i++) for (let k = 0; k <= i; k++) point[i]! += spread * factor[i * n + k]! * noise[k]!
    return point
  }
  const users = Array.from({ length: DRAWS }, () => draw(1))
  const withinReach = (point: Float64Array) => point.map((value, i) => Math.min(Math.max(value, least[i]!), most[i]!))
  const likings = points.map((point) => likingsOf(space, users, point))
  while (points.length < count) {
    let best: { point: Float64Array; liking: Float64Array; information: number } | null = null
    for (let round = 0; round < EXTRA * count; round++) {
      const point = withinReach(draw(1 + (round % 3)))
      if (!points.every((other) => isNoticeable({ one: point, other }))) continue
      const liking = likingsOf(space, users, point)
      const its = choiceInformation([...likings, liking], space.lapse)
      if (!best || its > best.information) best = { point, liking, information: its }
    }
    if (!best) break
    points.push(best.point)
    likings.push(best.liking)
    information = best.information
  }
  return { points, information }
}

/** βU of the point, for each of the users. */
function likingsOf({ beta }: Space, users: readonly Float64Array[], point: Float64Array): Float64Array {
  return Float64Array.from(users, (user) => {
    let value = 0
    for (let i = 0; i < point.length; i++) value -= (beta * (point[i]! - user[i]!) ** 2) / 2
    return value
  })
}

function positionOf({ belief, steps, free }: Space, point: Float64Array): Position {
  const strengths = [...belief.mean]
  for (const [i, a] of free.entries()) strengths[a] = Math.min(Math.max(point[i]! * steps[a]!, -SAFE), SAFE)
  return Object.fromEntries(belief.axes.map((axis, a) => [axis, strengths[a]!]))
}
