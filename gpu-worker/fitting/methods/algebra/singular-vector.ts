/**
 * The first right singular vector of a matrix X, to rounding: v = Xᵀu / ‖Xᵀu‖ with u the first eigenvector of the Gram
 * matrix X Xᵀ, found by Lanczos' method with full reorthogonalisation, begun again from its best vector until that is an
 * eigenvector (Golub & Van Loan, Matrix Computations, 10.1 and 10.5). X Xᵀ is not formed: a step costs two products
 * with X.
 */
import { symmetricEigen } from '../../../../shared/steering/symmetric-eigen.ts'
import { createRng } from '../../rng.ts'
import { inner, normalised, products, type Rows, weightedSum } from './rows.ts'

/** No more rows than this are solved in one round. */
const STEPS = 32
const ROUNDS = 40
/** What may be left of ‖X Xᵀu - λu‖, relative to λ. */
const RESIDUAL = 1e-12

/** Its sign is arbitrary. Zeros of a zero matrix. */
export function firstSingularVector(rows: Rows): Float64Array {
  // Random, since any fixed pattern may be orthogonal to the vector looked for: half of the rows may be turned round.
  const rng = createRng(1)
  let u = normalised(Float64Array.from({ length: rows.count }, () => rng.float() - 0.5))
  for (let round = 0; round < ROUNDS; round++) {
    const better = lanczos(rows, u)
    u = better.u
    if (better.residual <= RESIDUAL) break
  }
  return normalised(weightedSum(rows, u))
}

/** The best vector of the Krylov space that `start` spans, and its residual relative to its eigenvalue. */
function lanczos(rows: Rows, start: Float64Array): { u: Float64Array; residual: number } {
  const basis = [start]
  const diagonal: number[] = []
  const beside: number[] = []
  for (;;) {
    const next = products(rows, weightedSum(rows, basis.at(-1)!))
    diagonal.push(inner(next, basis.at(-1)!))
    // Twice: once leaves rounding that grows.
    for (const q of [...basis, ...basis]) {
      const share = inner(next, q)
      for (let i = 0; i < next.length; i++) next[i]! -= share * q[i]!
    }
    const length = Math.sqrt(inner(next, next))
    beside.push(length)
    const largest = diagonal.reduce((most, x) => Math.max(most, x), 0)
    if (basis.length === Math.min(STEPS, rows.count) || length <= RESIDUAL * largest) break
    basis.push(next.map((x) => x / length))
  }

  const size = basis.length
  const tridiagonal = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    tridiagonal[i * size + i] = diagonal[i]!
    if (i + 1 < size) tridiagonal[i * size + i + 1] = tridiagonal[(i + 1) * size + i] = beside[i]!
  }
  const { values, vectors } = symmetricEigen(tridiagonal, size)
  const best = values.reduce((most, value, k) => (value > values[most]! ? k : most), 0)
  const [value, vector] = [values[best]!, vectors[best]!]
  const u = new Float64Array(rows.count)
  basis.forEach((q, k) => {
    for (let i = 0; i < u.length; i++) u[i]! += vector[k]! * q[i]!
  })
  return { u: normalised(u), residual: value > 0 ? (beside[size - 1]! * Math.abs(vector[size - 1]!)) / value : 0 }
}
