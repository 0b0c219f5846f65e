import { describe, expect, test } from 'vitest'
import { bootstrap, clusteredEstimate, deviation, estimate } from '../../gpu-worker/evaluation/statistics.ts'
import { createRng } from '../../gpu-worker/language/rng.ts'

/** Sums of twelve uniforms: near normal, with mean 0 and standard deviation 1. */
function normals(count: number, seed: number): number[] {
  const rng = createRng(seed)
  return Array.from({ length: count }, () => Array.from({ length: 12 }, rng.float).reduce((a, b) => a + b, -6))
}

describe('bootstrap intervals', () => {
  test('are a matter of the seed', () => {
    const values = normals(20, 1)
    expect(estimate(values, 1)).toEqual(estimate(values, 1))
    expect(estimate(values, 1)).not.toEqual(estimate(values, 2))
  })

  test('are about as wide as the theory says: ±1.96 sd/√n', () => {
    const values = normals(100, 2)
    const { value, low, high } = estimate(values, 1)
    expect(high - value).toBeCloseTo((1.96 * deviation(values)) / 10, 1)
    expect(value - low).toBeCloseTo((1.96 * deviation(values)) / 10, 1)
  })

  test('hold the true mean about nineteen times in twenty', () => {
    let held = 0
    for (let k = 0; k < 100; k++) {
      const { low, high } = estimate(normals(30, k), k)
      if (low <= 0 && high >= 0) held++
    }
    expect(held).toBeGreaterThanOrEqual(88)
    expect(held).toBeLessThanOrEqual(99)
  })

  test('of groups are wider than if the like values in them were many measurements', () => {
    const groups = normals(12, 3).map((value) => [value, value, value])
    const clustered = clusteredEstimate(groups, 1)
    const naive = estimate(groups.flat(), 1)
    expect(clustered.value).toBeCloseTo(naive.value)
    expect(clustered.high - clustered.low).toBeGreaterThan(1.4 * (naive.high - naive.low))
  })

  test('take any statistic, and leave out resamples that have none', () => {
    const ratio = (pairs: readonly number[][]) =>
      pairs.reduce((sum, [a]) => sum + a!, 0) / pairs.reduce((sum, [, b]) => sum + b!, 0)
    const found = bootstrap(
      [
        [2, 1],
        [2, 1],
        [0, 0],
      ],
      ratio,
      1,
    )
    expect(found).toEqual({ value: 2, low: 2, high: 2 })
  })

  test('groups without values count for nothing', () => {
    expect(clusteredEstimate([[1], [], [1]], 1)).toEqual({ value: 1, low: 1, high: 1 })
  })

  test('nothing measured, or no number, is an error', () => {
    expect(() => estimate([], 1)).toThrow('nothing was measured')
    expect(() => clusteredEstimate([[], []], 1)).toThrow('nothing was measured')
    expect(() => estimate([1, Number.NaN], 1)).toThrow('NaN, no finite number')
  })
})

test('the deviation is that of a sample', () => {
  expect(deviation([1, 3])).toBeCloseTo(Math.SQRT2)
  expect(deviation([5])).toBe(0)
})
