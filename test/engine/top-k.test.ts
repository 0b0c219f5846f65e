import { describe, expect, test } from 'vitest'
import { TopK } from '../../gpu-worker/engine/top-k.ts'
import { createRandom } from '../support/random.ts'

/** The definition: by value, largest first; among equals the lowest id. */
const bySorting = (values: Float32Array, k: number) =>
  [...values.keys()].sort((i, j) => values[j]! - values[i]! || i - j).slice(0, k)

/** The selection, which is in no order, in that of the definition. */
const select = (top: TopK, values: Float32Array, k: number) =>
  [...top.select(values, k)].sort((i, j) => values[j]! - values[i]! || i - j)

describe('the k largest', () => {
  const random = createRandom(4)
  const top = new TopK(64)

  test.each([1, 2, 5, 64])('of %d from random values', (k) => {
    for (let round = 0; round < 100; round++) {
      const values = Float32Array.from({ length: 1 + Math.floor(300 * random.uniform()) }, () => random.normal())
      expect(select(top, values, k)).toEqual(bySorting(values, k))
    }
  })

  test.each([1, 3, 64])('of %d from a large vocabulary, with equals near and far', (k) => {
    for (let round = 0; round < 20; round++) {
      const values = Float32Array.from({ length: 5000 }, () => Math.round(20 * random.normal()) / 10)
      expect(select(top, values, k)).toEqual(bySorting(values, k))
    }
  })

  test('of values many of which are equal: at the border the lowest ids stay', () => {
    expect(select(top, Float32Array.of(1, 1, 5), 2)).toEqual([2, 0])
    for (let round = 0; round < 300; round++) {
      const values = Float32Array.from({ length: 100 }, () => Math.floor(4 * random.uniform()))
      const k = 1 + Math.floor(40 * random.uniform())
      expect(select(top, values, k)).toEqual(bySorting(values, k))
    }
  })

  test.each([
    ['rising', Float32Array.from({ length: 3000 }, (_, i) => i)],
    ['falling', Float32Array.from({ length: 3000 }, (_, i) => -i)],
    ['equal', new Float32Array(3000)],
    ['infinite', Float32Array.of(Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)],
  ])('of %s values', (_what, values) => {
    for (const k of [1, 3, 64]) expect(select(top, values, k)).toEqual(bySorting(values, k))
  })

  test('is never what is not a number', () => {
    expect(select(top, Float32Array.of(Number.NaN, 1, Number.NaN, 2), 3)).toEqual([3, 1])
  })
})

test('never more than there are, than were asked for, or than fit', () => {
  const top = new TopK(4)
  expect(top.capacity).toBe(4)
  expect(select(top, Float32Array.of(3, 1, 2), 9)).toEqual([0, 2, 1])
  expect(select(top, Float32Array.of(3, 1, 2, 4, 5, 6), 9)).toEqual([5, 4, 3, 0])
  expect(select(top, Float32Array.of(3, 1, 2), 0)).toEqual([])
  expect(select(top, new Float32Array(0), 3)).toEqual([])
})

test('one selection leaves nothing to the next', () => {
  const top = new TopK(8)
  top.select(Float32Array.of(9, 8, 7, 6, 5), 5)
  expect(select(top, Float32Array.of(1, 2), 5)).toEqual([1, 0])
})
