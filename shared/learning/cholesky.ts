/** Symmetric positive definite matrices of a few rows, [size * size] row by row, with nothing allocated on the way. */

/**
 * The lower triangle L of A = LLᵀ, into `factor` (which may be `matrix` itself; its upper triangle is left alone).
 * False when the matrix is not positive definite; `factor` then holds nothing of use.
 */
export function factorise(matrix: Float64Array, size: number, factor: Float64Array): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!
      for (let k = 0; k < j; k++) sum -= factor[i * size + k]! * factor[j * size + k]!
      if (i !== j) factor[i * size + j] = sum / factor[j * size + j]!
      else if (sum > 0 && sum < Number.POSITIVE_INFINITY) factor[i * size + i] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** Solves LLᵀx = b in place: `vector` comes as b and leaves as x. */
export function solve(factor: Float64Array, size: number, vector: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = vector[i]!
    for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * vector[k]!
    vector[i] = sum / factor[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = vector[i]!
    for (let k = i + 1; k < size; k++) sum -= factor[k * size + i]! * vector[k]!
    vector[i] = sum / factor[i * size + i]!
  }
}

/** (LLᵀ)⁻¹, into `inverse`: exactly symmetric. */
export function invert(factor: Float64Array, size: number, inverse: Float64Array): void {
  const column = new Float64Array(size)
  for (let j = 0; j < size; j++) {
    column.fill(0)
    column[j] = 1
    solve(factor, size, column)
    for (let i = j; i < size; i++) inverse[i * size + j] = inverse[j * size + i] = column[i]!
  }
}

/** log |LLᵀ|. */
export function logDeterminant(factor: Float64Array, size: number): number {
  let sum = 0
  for (let i = 0; i < size; i++) sum += Math.log(factor[i * size + i]!)
  return 2 * sum
}

/** xᵀAx. */
export function quadraticForm(matrix: Float64Array, size: number, vector: Float64Array): number {
  let sum = 0
  for (let i = 0; i < size; i++) {
    let row = 0
    for (let j = 0; j < size; j++) row += matrix[i * size + j]! * vector[j]!
    sum += vector[i]! * row
  }
  return sum
}
