import { describe, expect, test } from 'vitest'
import { noticeableStep } from '../../shared/learning/noticeable-step.ts'
import type { Effect, Estimate } from '../../shared/wire/report.ts'

const estimate = (value: number): Estimate => ({ value, low: value - 0.1, high: value + 0.1 })
const effect = (features: number | null, classifier: number | null = null): Effect => ({
  features: features === null ? null : estimate(features),
  classifier: classifier === null ? null : estimate(classifier),
})
const curve = (slope: number, plain = 0) =>
  [-1, -0.5, 0, 0.5, 1].map((strength) => ({ strength, effect: effect(plain + slope * strength) }))

describe('the noticeable step', () => {
  test('is the strength that moves text by a quarter of a deviation', () => {
    expect(noticeableStep(curve(1))).toBeCloseTo(0.25, 12)
    expect(noticeableStep(curve(0.8))).toBeCloseTo(0.3125, 12)
  })

  test('does not mind where the plain text stands', () => {
    expect(noticeableStep(curve(0.8, 3))).toBeCloseTo(0.3125, 12)
  })

  test('stays between .1 and .5', () => {
    expect(noticeableStep(curve(100))).toBe(0.1)
    expect(noticeableStep(curve(0.01))).toBe(0.5)
  })

  test('is the greatest where more strength does not move text on', () => {
    expect(noticeableStep(curve(0))).toBe(0.5)
    expect(noticeableStep(curve(-1))).toBe(0.5)
  })

  test('is .25 where nothing measured it', () => {
    expect(noticeableStep([])).toBe(0.25)
    expect(noticeableStep([{ strength: 1, effect: effect(1) }])).toBe(0.25)
    expect(noticeableStep(curve(1).map((point) => ({ ...point, effect: effect(null) })))).toBe(0.25)
  })

  test('is by the classifier where that speaks at every point, else by features', () => {
    const both = (classifier: (strength: number) => number | null) =>
      [-1, 0, 1].map((strength) => ({ strength, effect: effect(strength, classifier(strength)) }))
    expect(noticeableStep(both((strength) => 2 * strength))).toBeCloseTo(0.125, 12)
    expect(noticeableStep(both((strength) => (strength > 0 ? null : strength)))).toBeCloseTo(0.25, 12)
  })

  test('does not look at overdrive', () => {
    expect(noticeableStep([...curve(1), { strength: 1.5, effect: effect(-9) }])).toBeCloseTo(0.25, 12)
  })
})
