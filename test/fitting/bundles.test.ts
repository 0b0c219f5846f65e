/** How many rows of states a fit holds. */
import { describe, expect, test } from 'vitest'
import { bundlesOf, MOST_ROWS } from '../../gpu-worker/fitting/bundles.ts'

describe('rows of states', () => {
  test('are the pairs themselves, up to the most there may be', () => {
    expect(bundlesOf(3, null, MOST_ROWS)).toEqual({
      count: 3,
      size: 1,
      sizes: [1, 1, 1],
      rowOf: [0, 1, 2],
      folds: null,
    })
    expect(bundlesOf(MOST_ROWS, null, MOST_ROWS)).toMatchObject({ count: MOST_ROWS, size: 1 })
  })

  test('beyond that are bundles of equal size, in which every pair but a few left over is once', () => {
    const { count, size, rowOf } = bundlesOf(2000, null, MOST_ROWS)
    expect(count).toBeLessThanOrEqual(MOST_ROWS)
    for (let row = 0; row < count; row++) expect(rowOf.filter((of) => of === row)).toHaveLength(size)
    expect(rowOf.filter((of) => of === -1).length).toBeLessThan(size)
  })

  test('hold pairs of one fold only', () => {
    const folds = Array.from({ length: 23 }, (_, i) => (i % 3 === 0 ? 1 : 0))
    const bundles = bundlesOf(23, folds, 6)
    expect(bundles.size).toBe(4)
    for (const [pair, row] of bundles.rowOf.entries()) {
      if (row >= 0) expect(bundles.folds![row]).toBe(folds[pair])
    }
    expect(bundles.folds).toEqual([0, 0, 0, 1, 1])
  })

  test('are left of every fold, however small it is beside the others', () => {
    const folds = Array.from({ length: 2000 }, (_, i) => (i < 4 ? 1 : 0))
    const { folds: rowFolds, sizes } = bundlesOf(2000, folds, MOST_ROWS)
    expect(rowFolds!.filter((fold) => fold === 1)).toHaveLength(1)
    expect(sizes.at(-1)).toBe(4)
  })
})
