/**
 * Löwdin's symmetric orthogonalisation: of all orthonormal sets the one nearest to the given vectors, by the sum of
 * squared distances (P.-O. Löwdin, J. Chem. Phys. 18, 1950, 365; I. Mayer, Int. J. Quantum Chem. 90, 2002, 63). With unit
 * vectors as the columns of V and G = VᵀV their Gram matrix:
 *
 *     V' = V G^(-1/2)
 *
 * No vector comes before another, so their order does not matter; one that is orthogonal to all others stays.
 */
import { dot } from './edit.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/**
 * Eigenvalues of G below this count as this much, and the vectors are made unit length again. A pair's smaller eigenvalue
 * is 1 - |cos|: beyond .95 what tells the two apart is the noise of their fits, and to magnify it would move users along
 * noise. Such vectors are drawn apart less the more alike they are, and duplicates stay one vector, orthogonal to all
 * others.
 */
export const EIGENVALUE_FLOOR = 0.05

/** `vectors` are of unit length and of one size; so are those returned, in the same order. */
export function orthogonalised(vectors: readonly Float32Array[]): Float32Array[] {
  const count = vectors.length
  const gram = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) gram[i * count + j] = gram[j * count + i] = dot(vectors[i]!, vectors[j]!)
  }
  const eigen = symmetricEigen(gram, count)
  const factors = eigen.values.map((value) => 1 / Math.sqrt(Math.max(value, EIGENVALUE_FLOOR)))
  /** (G^(-1/2))ij */
  const weight = (i: number, j: number) =>
    eigen.vectors.reduce((sum, vector, k) => sum + factors[k]! * vector[i]! * vector[j]!, 0)
  return vectors.map((_, i) => {
    const weights = vectors.map((_, j) => weight(i, j))
    return unit(weightedSum(vectors, weights))
  })
}

function weightedSum(vectors: readonly Float32Array[], weights: readonly number[]): Float64Array {
  const sum = new Float64Array(vectors[0]!.length)
  for (const [j, v] of vectors.entries()) for (let i = 0; i < v.length; i++) sum[i]! += weights[j]! * v[i]!
  return sum
}

/** The length is never near 0: of n vectors it is at least 1/√n, for no eigenvalue of G is above n. */
function unit(v: Float64Array): Float32Array {
  const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0))
  return Float32Array.from(v, (x) => x / length)
}
