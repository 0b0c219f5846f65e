import { expect, test } from 'vitest'
import { factorise, invert, quadraticForm, solve } from '../../shared/learning/cholesky.ts'
import { createRandom } from '../support/random.ts'

test.for([1, 2, 5, 11])('a matrix of %d rows is factorised, solved and inverted', (size) => {
  const random = createRandom(size)
  const root = Float64Array.from({ length: size * size }, random.normal)
  const at = (i: number, k: number) => {
    let sum = i === k ? 0.1 : 0
    for (let j = 0; j < size; j++) sum += root[i * size + j]! * root[k * size + j]!
    return sum
  }
  const matrix = Float64Array.from({ length: size * size }, (_, n) => at(Math.floor(n / size), n % size))
  const factor = Float64Array.from(matrix)
  expect(factorise(factor, size, factor)).toBe(true)
  const inverse = new Float64Array(size * size)
  invert(factor, size, inverse)
  const x = Float64Array.from({ length: size }, random.normal)
  const b = x.map((_, i) => x.reduce((sum, value, k) => sum + matrix[i * size + k]! * value, 0))
  expect(quadraticForm(matrix, size, x)).toBeCloseTo(
    x.reduce((sum, value, i) => sum + value * b[i]!, 0),
    8,
  )
  expect(quadraticForm(inverse, size, b)).toBeCloseTo(quadraticForm(matrix, size, x), 6)
  solve(factor, size, b)
  for (let i = 0; i < size; i++) expect(b[i]).toBeCloseTo(x[i]!, 6)
})

test('what is not positive definite is found out', () => {
  for (const matrix of [[0], [-1], [Number.NaN], [Number.POSITIVE_INFINITY], [1, 2, 2, 1], [1, 0, 0, 0]]) {
    const flat = Float64Array.from(matrix)
    expect(factorise(flat, Math.sqrt(flat.length), flat)).toBe(false)
  }
})
