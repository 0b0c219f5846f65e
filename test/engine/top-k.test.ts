import { describe, expect, test } from 'vitest'
import { TopK } from '../../gpu-worker/engine/top-k.ts'
import { createRandom } from '../support/random.ts'

/** The definition: by value, largest first; among equals the lowest id. */
const bySorting = (values: Float32Array, k: number) =>
  [...values.keys()].sort((i, j) => values[j]! - values[i]! || i - j).slice(0, k)

describe('the k largest', () => {
  const random = createRandom(4)
  const top = new TopK(64)

  test.each([1, 2, 5, 64])('of %d from random values', (k) => {
    for (let round = 0; round < 100; round++) {
      const values = Float32Array.from({ length: 1 + Math.floor(300 * random.uniform()) }, () => random.normal())
      const expected = bySorting(values, k)
      expect(top.select(values, k).sorted()).toEqual(expected)
      expect([...top.ids].sort((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b))
    }
  })

  test('of values many of which are equal: at the border the lowest ids stay', () => {
    expect(top.select(Float32Array.of(1, 1, 5), 2).sorted()).toEqual([2, 0])
    for (let round = 0; round < 300; round++) {
      const values = Float32Array.from({ length: 100 }, () => Math.floor(4 * random.uniform()))
      const k = 1 + Math.floor(40 * random.uniform())
      expect(top.select(values, k).sorted()).toEqual(bySorting(values, k))
    }
  })

  test.each([
    ['rising', Float32Array.from({ length: 200 }, (_, i) => i)],
    ['falling', Float32Array.from({ length: 200 }, (_, i) => -i)],
    ['equal', new Float32Array(200)],
    ['infinite', Float32Array.of(Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)],
  ])('of %s values', (_what, values) => {
    for (const k of [1, 3, 64]) expect(top.select(values, k).sorted()).toEqual(bySorting(values, k))
  })
})

test('never more than there are, than were asked for, or than fit', () => {
  const top = new TopK(4)
  expect(top.capacity).toBe(4)
  expect(top.select(Float32Array.of(3, 1, 2), 9).sorted()).toEqual([0, 2, 1])
  expect(top.select(Float32Array.of(3, 1, 2, 4, 5, 6), 9).sorted()).toEqual([5, 4, 3, 0])
  expect(top.select(Float32Array.of(3, 1, 2), 0).sorted()).toEqual([])
  expect(top.select(new Float32Array(0), 3).sorted()).toEqual([])
})

test('one selection leaves nothing to the next', () => {
  const top = new TopK(8)
  top.select(Float32Array.of(9, 8, 7, 6, 5), 5)
  expect(top.select(Float32Array.of(1, 2), 5).sorted()).toEqual([1, 0])
  expect([...top.ids]).toHaveLength(2)
})
