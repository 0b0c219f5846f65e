/** Matrices as rows, in double precision: the methods' sums run over states whose common part dwarfs what differs. */
import type { PairStates } from '../../pair-states.ts'

/** [count, width], row by row. */
export type Rows = { count: number; width: number; values: Float64Array }

/** The pairs' differences p_i - n_i, divided by `scale`. */
export function differences({ count, hidden, positive, negative }: PairStates, scale = 1): Rows {
  const values = Float64Array.from(positive, (p, at) => (p - negative[at]!) / scale)
  return { count, width: hidden, values }
}

/** The root mean square of the rows' lengths. */
export function typicalLength({ count, values }: Rows): number {
  let sum = 0
  for (const x of values) sum += x * x
  return Math.sqrt(sum / count)
}

/** X v: each row's product with v. */
export function products({ count, width, values }: Rows, v: ArrayLike<number>): Float64Array {
  const out = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const from = row * width
    let sum = 0
    for (let i = 0; i < width; i++) sum += values[from + i]! * v[i]!
    out[row] = sum
  }
  return out
}

/** Xᵀ w: the rows' sum, each with its weight. */
export function weightedSum({ count, width, values }: Rows, weights: ArrayLike<number>): Float64Array {
  const out = new Float64Array(width)
  for (let row = 0; row < count; row++) {
    const from = row * width
    const weight = weights[row]!
    for (let i = 0; i < width; i++) out[i]! += weight * values[from + i]!
  }
  return out
}

export function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Zeros stay zeros. */
export function normalised(v: Float64Array): Float64Array {
  const length = Math.sqrt(inner(v, v))
  return length > 0 ? v.map((x) => x / length) : v
}
