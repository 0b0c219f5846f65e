/**
 * Coordinates of few long rows in the space they span. Lengths and angles stay as they are, so whatever depends on
 * these only (any L2-regularised linear model: representer theorem) is fitted in as many numbers as there are rows.
 */
import { products, type Rows, weightedSum } from './rows.ts'
import { rightSingularVectors } from './singular-vectors.ts'

export type Span = {
  /** [count, rank] */
  coordinates: Rows
  /** From coordinates back to the rows' own space. */
  lift(coordinates: ArrayLike<number>): Float64Array
}

/** On the right singular vectors v_k: x ↦ ⟨x, v_k⟩, and back w ↦ Σ_k w_k v_k. */
export function spanOf(rows: Rows): Span {
  if (rows.count >= rows.width) return { coordinates: rows, lift: (w) => Float64Array.from(w) }
  const basis = rightSingularVectors(rows)
  const rank = basis.length
  const axes: Rows = { count: rank, width: rows.width, values: Float64Array.from(basis.flatMap((v) => [...v])) }
  const columns = basis.map((v) => products(rows, v))
  const values = Float64Array.from(
    { length: rows.count * rank },
    (_, at) => columns[at % rank]![Math.floor(at / rank)]!,
  )
  return { coordinates: { count: rows.count, width: rank, values }, lift: (w) => weightedSum(axes, w) }
}
