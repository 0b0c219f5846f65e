import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../shared/learning/events.ts'
import { KIND_WEIGHTS, MOST_EVENTS, weigh } from '../../shared/learning/forgetting.ts'

const pick: Evidence = { kind: 'pick', candidates: [{}, { a: 1 }], picked: 0 }
const weightOf = (when: number, halfLife: number | null, now = 100) =>
  weigh([{ ...pick, id: 'x', when }], now, { halfLife })[0]!.weight

describe('what an event weighs', () => {
  test('halves with every half-life, and never more than at first', () => {
    expect(weightOf(100, 10)).toBe(1)
    expect(weightOf(90, 10)).toBe(0.5)
    expect(weightOf(70, 10)).toBeCloseTo(0.125, 12)
    expect(weightOf(140, 10)).toBe(1)
  })

  test('stays, where events never fade', () => {
    expect(weightOf(-1e9, null)).toBe(1)
  })

  test('is that of its kind, as set or as it is', () => {
    const copy: Evidence & { id: string; when: number } = { kind: 'copy', at: {}, id: 'c', when: 0 }
    expect(weigh([copy], 0, { halfLife: null })[0]!.weight).toBe(KIND_WEIGHTS.copy)
    expect(weigh([copy], 0, { halfLife: null, weights: { copy: 0, pick: 9 } })[0]!.weight).toBe(0)
    expect(weigh([copy], 10, { halfLife: 10, weights: { copy: 0.8 } })[0]).toEqual({
      kind: 'copy',
      at: {},
      id: 'c',
      weight: 0.4,
    })
  })

  test('is counted for the newest 500 only; of equally old ones those of the greater id', () => {
    const many = Array.from({ length: MOST_EVENTS + 3 }, (_, n) => ({
      ...pick,
      id: `e${String(n).padStart(4, '0')}`,
      when: n < 4 ? 0 : n,
    }))
    const ids = weigh(many.toReversed(), 1000, { halfLife: null }).map(({ id }) => id)
    expect(ids).toHaveLength(MOST_EVENTS)
    expect(ids).toContain('e0003')
    expect(ids).not.toContain('e0002')
  })

  test('needs a time and a half-life that are numbers', () => {
    expect(() => weightOf(Number.NaN, 10)).toThrow("event 'x' happened at NaN")
    expect(() => weightOf(0, 0)).toThrow('half-life of 0')
    expect(() => weightOf(0, Number.NaN)).toThrow('half-life of NaN')
  })
})
