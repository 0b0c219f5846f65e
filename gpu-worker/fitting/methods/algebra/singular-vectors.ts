/** All right singular vectors of few long rows. */
import { symmetricEigen } from '../../../../shared/steering/symmetric-eigen.ts'
import { normalised, type Rows, weightedSum } from './rows.ts'
import { gram } from './span.ts'

/** A singular value below 1e-5 of the first is the float32 rounding of the states. */
const RANK_TOLERANCE = 1e-10

/**
 * v_k = Xᵀu_k / ‖Xᵀu_k‖ with u_k the eigenvectors of X Xᵀ [count, count]; largest singular value first, at most
 * `most`. Their signs are arbitrary. None of a zero matrix.
 */
export function rightSingularVectors(rows: Rows, most: number): Float64Array[] {
  const { values, vectors } = symmetricEigen(gram(rows), rows.count)
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!)
  const largest = values[order[0]!] ?? 0
  return order
    .filter((k) => values[k]! > RANK_TOLERANCE * largest && largest > 0)
    .slice(0, most)
    .map((k) => normalised(weightedSum(rows, vectors[k]!)))
}
