/**
 * Coordinates of few long rows in the space they span. Lengths and angles stay as they are, so whatever depends on
 * these only (any L2-regularised linear model: representer theorem) is fitted in as many numbers as there are rows.
 */
import { type Rows, weightedSum } from './rows.ts'

/** A row's rest below 1e-5 of the longest row is the float32 rounding of the states, not a dimension more. */
const RANK_TOLERANCE = 1e-10

export type Span = {
  /** [count, rank] */
  coordinates: Rows
  /** From coordinates back to the rows' own space. */
  lift(coordinates: ArrayLike<number>): Float64Array
}

/**
 * By pivoted Cholesky decomposition of the Gram matrix: X Xᵀ = L Lᵀ. Of the pivots' rows X_P = L_P Q with Q's rows
 * orthonormal, so coordinates w lift to Qᵀ w = X_Pᵀ L_P⁻ᵀ w.
 */
export function spanOf(rows: Rows): Span {
  const { count, width } = rows
  if (count >= width) return { coordinates: rows, lift: (w) => Float64Array.from(w) }

  const products = gram(rows)
  const rest = Float64Array.from({ length: count }, (_, i) => products[i * count + i]!)
  const smallest = RANK_TOLERANCE * rest.reduce((most, x) => Math.max(most, x), 0)
  const pivots: number[] = []
  const columns: Float64Array[] = []
  for (;;) {
    const pivot = rest.reduce((best, x, i) => (x > rest[best]! ? i : best), 0)
    if (pivots.length === count || !(rest[pivot]! > smallest)) break
    const length = Math.sqrt(rest[pivot]!)
    const column = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      let left = products[i * count + pivot]!
      for (const earlier of columns) left -= earlier[i]! * earlier[pivot]!
      column[i] = left / length
      rest[i]! -= column[i]! ** 2
    }
    column[pivot] = length
    pivots.push(pivot)
    rest[pivot] = 0
    columns.push(column)
  }

  const rank = pivots.length
  const values = new Float64Array(count * rank)
  for (let i = 0; i < count; i++) for (let k = 0; k < rank; k++) values[i * rank + k] = columns[k]![i]!
  const lift = (coordinates: ArrayLike<number>) => {
    const weights = new Float64Array(count)
    for (let k = rank - 1; k >= 0; k--) {
      let left = coordinates[k]!
      for (let later = k + 1; later < rank; later++) left -= columns[k]![pivots[later]!]! * weights[pivots[later]!]!
      weights[pivots[k]!] = left / columns[k]![pivots[k]!]!
    }
    return weightedSum(rows, weights)
  }
  return { coordinates: { count, width: rank, values }, lift }
}

/** X Xᵀ [count, count] */
export function gram({ count, width, values }: Rows): Float64Array {
  const out = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0; k < width; k++) sum += values[i * width + k]! * values[j * width + k]!
      out[i * count + j] = sum
      out[j * count + i] = sum
    }
  }
  return out
}
