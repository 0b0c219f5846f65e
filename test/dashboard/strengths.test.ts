import { describe, expect, it } from 'vitest'
import {
  changesBetween,
  clampAll,
  limitOf,
  strengthOf,
  toSend,
  ZERO,
} from '../../edge/dashboard/src/playground/strengths.ts'
import { signed } from '../../edge/dashboard/src/ui/format.ts'
import { OVERDRIVE_LIMIT, STRENGTH_LIMIT } from '../../shared/wire/steering.ts'

const add = (value: number) => ({ value, mode: 'add' as const })

describe('strengths', () => {
  it('have the limits of the contract', () => {
    expect([limitOf(false), limitOf(true)]).toEqual([STRENGTH_LIMIT, OVERDRIVE_LIMIT])
  })

  it('are 0 for an axis without one, whatever its name', () => {
    expect(strengthOf({}, 'constructor')).toEqual(ZERO)
    expect(changesBetween({}, { constructor: add(1) })).toEqual([{ axis: 'constructor', from: ZERO, to: add(1) }])
  })

  it('are sent where they are not 0, or where the server must hear that they are 0 again', () => {
    const sliders = { formal: add(0), warm: add(0), simple: add(-0.5) }
    expect(toSend(sliders)).toEqual({ simple: add(-0.5) })
    expect(toSend(sliders, new Set(['formal']))).toEqual({ formal: add(0), simple: add(-0.5) })
  })

  it('are drawn back into the limits', () => {
    expect(clampAll({ a: add(1.4), b: add(-1.4), c: add(0.3) }, 1)).toEqual({ a: add(1), b: add(-1), c: add(0.3) })
  })

  it('differ by value, and by mode where they are not 0', () => {
    const boost = (value: number) => ({ value, mode: 'boost' as const })
    expect(changesBetween({ a: add(0), b: add(1) }, { a: boost(0), b: boost(1), c: add(0.1) })).toEqual([
      { axis: 'b', from: add(1), to: boost(1) },
      { axis: 'c', from: add(0), to: add(0.1) },
    ])
  })
})

describe('signed', () => {
  it.each([
    [0.4, '+0.40'],
    [-1, '\u22121.00'],
    [0, '0'],
    [-0.001, '0'],
  ])('writes %d as %s', (value, text) => {
    expect(signed(value)).toBe(text)
  })
})
