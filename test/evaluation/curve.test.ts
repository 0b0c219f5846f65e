import { describe, expect, test } from 'vitest'
import { type CurvePoint, readCurve } from '../../gpu-worker/evaluation/effect/curve.ts'

/** Surprise 1 + .4 s², effect .8 s: the shape that steering has. */
const ideal = (strength: number): CurvePoint => ({
  strength,
  surprise: 1 + 0.4 * strength ** 2,
  effect: 0.8 * Math.abs(strength),
})
const points = [0, 0.5, 1, 1.5].map(ideal)

describe('reading a curve at a surprise', () => {
  test.for([0.1, 0.5, 0.7, 1, 1.2, 1.499])('finds strength %d from the surprise it has', (strength) => {
    const read = readCurve(points, ideal(strength).surprise)
    expect(read.strength).toBeCloseTo(strength)
    expect(read.effect).toBeCloseTo(0.8 * strength)
    expect(read.clamped).toBeNull()
  })

  test('works with negative strengths', () => {
    const read = readCurve([0, -0.5, -1, -1.5].map(ideal), ideal(-1.3).surprise)
    expect(read.strength).toBeCloseTo(-1.3)
    expect(read.effect).toBeCloseTo(0.8 * 1.3)
  })

  test('stays at an end of the curve, and says so', () => {
    expect(readCurve(points, 0.9)).toEqual({ strength: 0, effect: 0, clamped: 'plain' })
    expect(readCurve(points, 9)).toEqual({ strength: 1.5, effect: points[3]!.effect, clamped: 'end' })
    expect(readCurve(points.slice(0, 1), 9)).toEqual({ strength: 0, effect: 0, clamped: 'end' })
  })

  test('goes as far as the text is as fluent, also where a weaker edit is by chance less fluent', () => {
    const wavy = [1, 1.3, 1.1, 1.9].map((surprise, i) => ({ strength: i / 2, surprise, effect: i }))
    const { strength, clamped } = readCurve(wavy, 1.2)
    expect(strength).toBeGreaterThan(1)
    expect(strength).toBeLessThan(1.5)
    expect(clamped).toBeNull()
  })

  test('text that cannot be read ends it', () => {
    const broken = [...points.slice(0, 2), { strength: 1, surprise: Number.POSITIVE_INFINITY, effect: Number.NaN }]
    expect(readCurve(broken, 3)).toEqual({ strength: 0.5, effect: 0.4, clamped: null })
  })
})
