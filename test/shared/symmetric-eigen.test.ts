import { describe, expect, test } from 'vitest'
import { symmetricEigen } from '../../shared/steering/symmetric-eigen.ts'
import { createRandom } from '../support/random.ts'

const inner = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)

describe('the eigenvectors of a small symmetric matrix', () => {
  test('are the known ones', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
    const three = values.findIndex((value) => value > 2)
    expect(values[three]).toBeCloseTo(3, 12)
    expect(values[1 - three]).toBeCloseTo(1, 12)
    expect(Math.abs(vectors[three]![0]! + vectors[three]![1]!)).toBeCloseTo(Math.SQRT2, 12)
    expect(Math.abs(vectors[1 - three]![0]! - vectors[1 - three]![1]!)).toBeCloseTo(Math.SQRT2, 12)
  })

  test('of a diagonal matrix are its axes, whatever the signs of its values', () => {
    expect(symmetricEigen(Float64Array.of(-5, 0, 0, 2), 2)).toEqual({
      values: Float64Array.of(-5, 2),
      vectors: [Float64Array.of(1, 0), Float64Array.of(0, 1)],
    })
  })

  test('of 30 dimensions leave nothing of Av - λv, and are orthonormal', () => {
    const size = 30
    const random = createRandom(1)
    const matrix = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = random.normal()
    }
    const { values, vectors } = symmetricEigen(matrix, size)
    for (const [k, vector] of vectors.entries()) {
      for (let i = 0; i < size; i++) {
        expect(inner(matrix.subarray(i * size, (i + 1) * size), vector)).toBeCloseTo(values[k]! * vector[i]!, 8)
      }
      for (const [l, other] of vectors.entries()) expect(inner(vector, other)).toBeCloseTo(k === l ? 1 : 0, 10)
    }
  })

  test('are refused of what is no number, and none of nothing', () => {
    expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toThrow('not a finite number')
    expect(symmetricEigen(new Float64Array(), 0)).toEqual({ values: new Float64Array(), vectors: [] })
  })

  test('come with the smallest value first', () => {
    expect([...symmetricEigen(Float64Array.of(7, 0, 0, 0, -1, 0, 0, 0, 3), 3).values]).toEqual([-1, 3, 7])
  })
})
