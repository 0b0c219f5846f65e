/** Right singular vectors of few long rows. */
import { symmetricEigen } from '../../../../shared/steering/symmetric-eigen.ts'
import { normalised, type Rows, weightedSum } from './rows.ts'

/** A singular value below 1e-5 of the first is the float32 rounding of the states. */
const RANK_TOLERANCE = 1e-10

/**
 * v_k = Xᵀu_k / ‖Xᵀu_k‖ with u_k the eigenvectors of X Xᵀ [count, count]; largest singular value first, at most
 * `most`. Their signs are arbitrary. None of a zero matrix.
 */
export const rightSingularVectors = (rows: Rows, most = rows.count): Float64Array[] =>
  principalWeights(rows)
    .slice(0, most)
    .map((u) => normalised(weightedSum(rows, u)))

/** The first of them; zeros of a zero matrix. */
export const firstSingularVector = (rows: Rows): Float64Array =>
  rightSingularVectors(rows, 1)[0] ?? new Float64Array(rows.width)

/** Eigenvectors of X Xᵀ, [count] each, of eigenvalues that are more than rounding: the largest first. */
function principalWeights(rows: Rows): Float64Array[] {
  const { values, vectors } = symmetricEigen(gram(rows), rows.count)
  const largest = values.at(-1) ?? 0
  return vectors.filter((_, k) => largest > 0 && values[k]! > RANK_TOLERANCE * largest).toReversed()
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
