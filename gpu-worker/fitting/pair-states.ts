/** What methods are fitted on: the hidden states of the pairs' answers at one layer. */

/** Row i of either matrix is the mean state of pair i's answer at that pole. Both are [count, hidden], row by row. */
export type PairStates = { count: number; hidden: number; positive: Float32Array; negative: Float32Array }

/** The named pairs only; those that `turned` holds with their poles swapped. */
export function selectPairs(states: PairStates, indices: readonly number[], turned?: ReadonlySet<number>): PairStates {
  const { hidden } = states
  const positive = new Float32Array(indices.length * hidden)
  const negative = new Float32Array(indices.length * hidden)
  indices.forEach((from, to) => {
    const row = (matrix: Float32Array) => matrix.subarray(from * hidden, (from + 1) * hidden)
    const swap = turned?.has(from) ?? false
    positive.set(row(swap ? states.negative : states.positive), to * hidden)
    negative.set(row(swap ? states.positive : states.negative), to * hidden)
  })
  return { count: indices.length, hidden, positive, negative }
}

/**
 * Mean cosine between the pairs' differences d_i, each pair of pairs counted once, from the sum of the unit vectors:
 * (‖Σ d_i/‖d_i‖‖² - n) / (n(n-1)). Near 0 the pairs do not point one way.
 */
export function agreement({ count, hidden, positive, negative }: PairStates): number {
  if (count < 2) return 0
  const sum = new Float64Array(hidden)
  for (let pair = 0; pair < count; pair++) {
    const at = pair * hidden
    let square = 0
    for (let i = 0; i < hidden; i++) square += (positive[at + i]! - negative[at + i]!) ** 2
    const length = Math.sqrt(square)
    if (length === 0) continue
    for (let i = 0; i < hidden; i++) sum[i]! += (positive[at + i]! - negative[at + i]!) / length
  }
  const square = sum.reduce((total, value) => total + value * value, 0)
  return (square - count) / (count * (count - 1))
}

/** The same pairs with their poles swapped. */
export const swapped = ({ positive, negative, ...rest }: PairStates): PairStates => ({
  ...rest,
  positive: negative,
  negative: positive,
})
