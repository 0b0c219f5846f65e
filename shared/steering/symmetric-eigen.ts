/** The eigenvalues and eigenvectors of a symmetric matrix. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** Eigenvectors are orthonormal; `vectors[k]`, [size], is that of `values[k]`. Smallest value first. */
export type Eigen = { values: Float64Array; vectors: Float64Array[] }

/**
 * `matrix` is [size, size] and left as it is. All of 256 take 50 ms: decompositions of fits and bases need no other.
 * @throws Error on what is not a finite number
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  if (!matrix.every(Number.isFinite)) throw new Error('a matrix to be decomposed holds what is not a finite number')
  if (size === 0) return { values: new Float64Array(), vectors: [] }
  const decomposed = new EigenvalueDecomposition(Matrix.from1DArray(size, size, matrix), { assumeSymmetric: true })
  const { realEigenvalues, eigenvectorMatrix } = decomposed
  return {
    values: Float64Array.from(realEigenvalues),
    vectors: realEigenvalues.map((_, k) => Float64Array.from(eigenvectorMatrix.getColumn(k))),
  }
}
