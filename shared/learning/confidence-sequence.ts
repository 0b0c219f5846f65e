/**
 * What can be said of the mean of values between 0 and 1, at every moment while they come: an interval that holds the mean
 * at all of these moments together with probability 1 − alpha, so that looking is free.
 *
 * By betting (Waudby-Smith & Ramdas 2024, 'Estimating means of bounded random variables by betting', JRSS B; arXiv
 * 2010.09686, the hedged capital process, theorem 3). Against each candidate m two gamblers bet, one that values lie above it
 * and one that they lie below. If m is the mean, capital is a non-negative martingale from 1: it ever reaches 2 / alpha with
 * probability alpha / 2 at most (Ville 1939). Nothing is asked of the values but that each has the mean m, given those
 * before it; no number of them is too few.
 */

/** Of what a gambler has, so much is at risk at most: none is ever ruined. */
const MOST_AT_RISK = 0.5
/** The bounds are found to 2⁻²⁴. */
const HALVINGS = 24

export type Interval = { low: number; high: number }

/**
 * The values of m that no gambler has ever become rich against, up to now: later ones lie within.
 * @param values in the order in which they came, each between 0 and 1
 */
export function confidenceSequence(values: ArrayLike<number>, alpha: number): Interval {
  const bets = betsOn(values, alpha)
  const mirrored = Float64Array.from(values, (value) => 1 - value)
  // Below m, values are as mirrored ones above 1 - m, and are bet on by as much.
  return { low: least(values, bets, alpha), high: 1 - least(mirrored, bets, alpha) }
}

/** After how many values the mean was first known not to be m, and on which side of m it lies; null: it may still be m. */
export function firstExclusion(
  values: ArrayLike<number>,
  m: number,
  alpha: number,
): { after: number; side: 'above' | 'below' } | null {
  const bets = betsOn(values, alpha)
  const above = richAfter(values, bets, m, alpha)
  const below = richAfter(
    Float64Array.from(values, (value) => 1 - value),
    bets,
    1 - m,
    alpha,
  )
  if (above === null && below === null) return null
  return (above ?? Number.POSITIVE_INFINITY) < (below ?? Number.POSITIVE_INFINITY)
    ? { after: above!, side: 'above' }
    : { after: below!, side: 'below' }
}

/** Each from what came before it alone: √(2 log(2/α) / (variance · t log(t + 1))), the paper's predictable plug-in. */
function betsOn(values: ArrayLike<number>, alpha: number): Float64Array {
  if (!(alpha > 0 && alpha < 1)) throw new Error(`alpha is ${alpha}; a number between 0 and 1 can be one`)
  const bets = new Float64Array(values.length)
  let sum = 0.5
  let squares = 0.25
  for (let t = 1; t <= values.length; t++) {
    const value = values[t - 1]!
    if (!(value >= 0 && value <= 1)) throw new Error(`the value ${value} is not between 0 and 1`)
    bets[t - 1] = Math.sqrt((2 * Math.log(2 / alpha)) / ((squares / t) * t * Math.log(t + 1)))
    sum += value
    squares += (value - sum / (t + 1)) ** 2
  }
  return bets
}

/** The least m that the gambler on values above it has not become rich against: what they have falls as m rises. */
function least(values: ArrayLike<number>, bets: Float64Array, alpha: number): number {
  let [low, high] = [0, 1]
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (richAfter(values, bets, middle, alpha) === null) high = middle
    else low = middle
  }
  return low
}

/** After how many values who bet that they lie above m has 2 / alpha of what they began with; null: not yet. */
function richAfter(values: ArrayLike<number>, bets: Float64Array, m: number, alpha: number): number | null {
  const rich = Math.log(2 / alpha)
  let capital = 0
  for (let t = 0; t < values.length; t++) {
    capital += Math.log1p(Math.min(bets[t]!, MOST_AT_RISK / m) * (values[t]! - m))
    if (capital >= rich) return t + 1
  }
  return null
}
