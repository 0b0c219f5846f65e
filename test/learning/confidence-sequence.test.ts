/** Intervals that may be looked at all the time: how often they miss, how narrow they are, and what they refuse. */
import { describe, expect, it } from 'vitest'
import { confidenceSequence, firstExclusion } from '../../shared/learning/confidence-sequence.ts'
import { mulberry32 } from '../../shared/mulberry32.ts'

const RUNS = 1000
const ALPHA = 0.05

const flips = (seed: number, count: number, p: number): number[] => {
  const uniform = mulberry32(seed)
  return Array.from({ length: count }, () => (uniform() < p ? 1 : 0))
}

describe('a confidence sequence', () => {
  it.each([0.02, 0.1, 0.5, 0.9, 0.98])(
    'of flips with mean %d misses it at any of 400 looks in alpha of the runs at most',
    (p) => {
      let missed = 0
      for (let seed = 1; seed <= RUNS; seed++) if (firstExclusion(flips(seed, 400, p), p, ALPHA)) missed++
      expect(missed / RUNS).toBeLessThanOrEqual(ALPHA)
    },
  )

  it('misses no more where the next value depends on what came before, as long as its mean does not', () => {
    let missed = 0
    for (let seed = 1; seed <= RUNS; seed++) {
      const uniform = mulberry32(seed)
      let wide = true
      const values = Array.from({ length: 400 }, () => {
        const value = wide ? (uniform() < 0.5 ? 0 : 1) : 0.4 + 0.2 * uniform()
        wide = value < 0.5
        return value
      })
      if (firstExclusion(values, 0.5, ALPHA)) missed++
    }
    expect(missed / RUNS).toBeLessThanOrEqual(ALPHA)
  })

  it('says the same as the first exclusion does, and at every look no more than at the looks before', () => {
    const values = flips(7, 300, 0.8)
    let [low, high] = [0, 1]
    for (let count = 0; count <= values.length; count += 20) {
      const seen = confidenceSequence(values.slice(0, count), ALPHA)
      expect([seen.low >= low, seen.high <= high]).toEqual([true, true])
      ;({ low, high } = seen)
    }
    expect([low < 0.8, high > 0.8, high - low < 0.2]).toEqual([true, true, true])
    expect(firstExclusion(values, low - 0.001, ALPHA)?.side).toBe('above')
    expect(firstExclusion(values, high + 0.001, ALPHA)?.side).toBe('below')
    expect(firstExclusion(values, (low + high) / 2, ALPHA)).toBeNull()
  })

  it('is narrower where values vary less', () => {
    const uniform = mulberry32(3)
    const near = confidenceSequence(
      Array.from({ length: 300 }, () => 0.45 + 0.1 * uniform()),
      ALPHA,
    )
    const far = confidenceSequence(flips(3, 300, 0.5), ALPHA)
    expect(near.high - near.low).toBeLessThan((far.high - far.low) / 2)
  })

  it('of nothing is everything, and of certain values closes in on them', () => {
    expect(confidenceSequence([], ALPHA)).toMatchObject({ low: expect.closeTo(0), high: expect.closeTo(1) })
    const { low, high } = confidenceSequence(Array(200).fill(1), ALPHA)
    expect(low).toBeGreaterThan(0.9)
    expect(high).toBeCloseTo(1)
  })

  it.each([[[1.1]], [[-0.1]], [[Number.NaN]]])('refuses values like %j', (values) => {
    expect(() => confidenceSequence(values, ALPHA)).toThrow('not between 0 and 1')
  })

  it.each([0, 1, Number.NaN])('refuses an alpha of %d', (alpha) => {
    expect(() => confidenceSequence([0.5], alpha)).toThrow('alpha')
  })
})
