/** The eigenvalues and eigenvectors of a small symmetric matrix. */

/** Cyclic Jacobi converges quadratically: 6 to 10 sweeps are enough. */
const SWEEPS = 40
/** Beside the diagonal, what is below this share of the whole matrix is rounding. */
const NEGLIGIBLE = 1e-15

/** Eigenvectors are orthonormal; `vectors[k]`, [size], is that of `values[k]`. They are in no order. */
export type Eigen = { values: Float64Array; vectors: Float64Array[] }

/** By Jacobi's rotations (Golub & Van Loan, Matrix Computations, 8.5). `matrix` is [size, size] and left as it is. */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice()
  /** Row k becomes the eigenvector of a[k, k]. */
  const vectors = new Float64Array(size * size)
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1
  const negligible = NEGLIGIBLE * Math.sqrt(a.reduce((sum, x) => sum + x * x, 0))

  const rotate = (values: Float64Array, p: number, q: number, cos: number, sin: number) => {
    const [x, y] = [values[p]!, values[q]!]
    values[p] = cos * x - sin * y
    values[q] = sin * x + cos * y
  }

  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotated = false
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const beside = a[p * size + q]!
        if (Math.abs(beside) <= negligible) continue
        rotated = true
        const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * beside)
        const tan = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
        const cos = 1 / Math.sqrt(tan * tan + 1)
        const sin = tan * cos
        for (let k = 0; k < size; k++) rotate(a, k * size + p, k * size + q, cos, sin)
        for (let k = 0; k < size; k++) rotate(a, p * size + k, q * size + k, cos, sin)
        for (let k = 0; k < size; k++) rotate(vectors, p * size + k, q * size + k, cos, sin)
      }
    }
    if (!rotated) break
  }
  return {
    values: Float64Array.from({ length: size }, (_, k) => a[k * size + k]!),
    vectors: Array.from({ length: size }, (_, k) => vectors.slice(k * size, (k + 1) * size)),
  }
}
