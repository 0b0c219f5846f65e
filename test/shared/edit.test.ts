/** Strengths → edit → the moved state, worked out by hand and against each mode's own formula. */
import { describe, expect, test } from 'vitest'
import type { Direction, DirectionManifest } from '../../shared/direction.ts'
import {
  type AxisEdit,
  applyEdit,
  composeEdit,
  dot,
  type HookEdit,
  RankOverflow,
  TOTAL_CAP,
  TOTAL_CAP_OVERDRIVE,
} from '../../shared/steering/edit.ts'
import { hookAt } from '../../shared/steering/hook.ts'
import { MAX_RANK_SLOTS } from '../../shared/steering/slot.ts'
import type { EditMode } from '../../shared/wire/steering.ts'
import { createRandom } from '../support/random.ts'

type LayerFacts = { layer?: number; v: number[]; norm?: number; neutral?: number; positive?: number; negative?: number }

/** Only what the arithmetic reads; the manifest is another file's business. */
const directionOf = (...layers: LayerFacts[]): Direction => ({
  manifest: { site: 'residual' } as DirectionManifest,
  layers: layers.map(({ layer = 0, v, norm = 10, neutral = 0, positive = 0.1, negative = 0.1 }) => {
    return { layer, v: Float32Array.from(v), residual_norm: norm, neutral, positive, negative }
  }),
})

const axisOf = (direction: Direction, strength: number, mode: EditMode = 'add'): AxisEdit => {
  return { axis: 'axis', direction, strength, mode }
}

const layerOf = (axes: AxisEdit[], layer = 0, overdrive = false) =>
  composeEdit(axes, { overdrive }).edit.get(hookAt('residual', layer))!
const length = (x: Float32Array) => Math.sqrt(dot(x, x))

describe('add', () => {
  // 3-4-5: a unit vector whose multiples are easy to read.
  const direction = directionOf({ v: [0.6, 0.8, 0], norm: 20, positive: 0.2, negative: 0.1 })

  test.each([
    { strength: 1, e: [2.4, 3.2, 0] },
    { strength: 0.5, e: [1.2, 1.6, 0] },
    { strength: -1, e: [-1.2, -1.6, 0] },
    { strength: -0.5, e: [-0.6, -0.8, 0] },
  ])("strength $strength moves by the calibrated size of that sign's pole", ({ strength, e }) => {
    const edit = layerOf([axisOf(direction, strength)])
    expect(edit.slots).toEqual([])
    e.forEach((value, i) => void expect(edit.e[i]).toBeCloseTo(value, 6))
    const x = Float32Array.of(1, 2, 3)
    e.forEach((value, i) => void expect(applyEdit(x, edit)[i]).toBeCloseTo(x[i]! + value, 5))
  })

  test('leaves the input as it was', () => {
    const x = Float32Array.of(1, 2, 3)
    applyEdit(x, layerOf([axisOf(direction, 1)]))
    expect([...x]).toEqual([1, 2, 3])
  })

  test('many axes are one vector, whatever their number', () => {
    const random = createRandom(1)
    const axes = Array.from({ length: 10 }, () => {
      const v = [random.normal() / 10, random.normal() / 10, random.normal() / 10]
      return axisOf(directionOf({ v, positive: 0.05, negative: 0.03 }), random.uniform() * 2 - 1)
    })
    const { edit, capped } = composeEdit(axes)
    expect(capped).toBe(false)
    expect(edit.get('residual.0')!.slots).toEqual([])
    for (let i = 0; i < 3; i++) {
      const sum = axes.reduce((total, { direction, strength }) => {
        const [{ v, residual_norm, positive, negative }] = direction.layers
        return total + strength * (strength > 0 ? positive : negative) * residual_norm * v[i]!
      }, 0)
      expect(edit.get('residual.0')!.e[i]).toBeCloseTo(sum, 6)
    }
  })

  test('each layer gets its own vector and size; others are not named', () => {
    const two = directionOf({ layer: 3, v: [1, 0], norm: 10 }, { layer: 7, v: [0, 1], norm: 100 })
    const { edit } = composeEdit([axisOf(two, 1)])
    expect([...edit.keys()]).toEqual(['residual.3', 'residual.7'])
    expect([...edit.get('residual.3')!.e]).toEqual([1, 0])
    expect([...edit.get('residual.7')!.e]).toEqual([0, 10])
  })
})

describe('boost and neutralise', () => {
  const v = [0, 1, 0]
  const neutral = 2
  const direction = directionOf({ v, neutral, positive: 0.2, negative: 0.2 })
  const x = Float32Array.of(5, 6, 7)

  test.each([1, -1])('neutralise at strength %d pulls the projection to the neutral mean', (strength) => {
    const moved = applyEdit(x, layerOf([axisOf(direction, strength, 'neutralise')]))
    expect([...moved]).toEqual([5, neutral, 7])
  })

  test('neutralise at half strength goes half the way', () => {
    expect([...applyEdit(x, layerOf([axisOf(direction, -0.5, 'neutralise')]))]).toEqual([5, 4, 7])
  })

  test('boost amplifies how far the state leans from neutral, and a negative strength damps it', () => {
    expect([...applyEdit(x, layerOf([axisOf(direction, 0.5, 'boost')]))]).toEqual([5, 8, 7])
    expect([...applyEdit(x, layerOf([axisOf(direction, -0.5, 'boost')]))]).toEqual([5, 4, 7])
  })

  test.each(['boost', 'neutralise'] as const)('%s leaves a neutral state where it is', (mode) => {
    const still = Float32Array.of(5, neutral, 7)
    expect([...applyEdit(still, layerOf([axisOf(direction, 1, mode)]))]).toEqual([...still])
  })

  test('every slot reads the state as it came, so the order of axes does not matter', () => {
    const first = axisOf(directionOf({ v: [1, 0, 0], neutral: 1 }), 1, 'boost')
    const second = axisOf(directionOf({ v: [0.6, 0.8, 0], neutral: -1 }), 1, 'neutralise')
    const third = axisOf(directionOf({ v: [0, 0, 1] }), 1)
    const there = applyEdit(x, layerOf([first, second, third]))
    const back = applyEdit(x, layerOf([third, second, first]))
    there.forEach((value, i) => void expect(back[i]).toBeCloseTo(value, 5))
    // By hand: ⟨x,u1⟩ = 5 adds 1·(5 - 1)·[1,0,0]; ⟨x,u2⟩ = 7.8 adds -1·(7.8 + 1)·[.6,.8,0]; the third adds 1.
    const byHand = [5 + 4 - 8.8 * 0.6, 6 - 8.8 * 0.8, 8]
    byHand.forEach((value, i) => void expect(there[i]).toBeCloseTo(value, 5))
  })
})

test('the operator by hand: vector, linear and tanh terms, reading along one vector and writing along another', () => {
  const edit: HookEdit = {
    e: Float32Array.of(1, 0),
    slots: [{ u: Float32Array.of(0, 0.5), v: Float32Array.of(2, 1), a: 3, g: 10 }],
  }
  const read = 0.5 * 4
  const weight = 3 * read + 10 * Math.tanh(read)
  const moved = applyEdit(Float32Array.of(-1, 4), edit)
  expect(moved[0]).toBeCloseTo(-1 + 1 + 2 * weight, 5)
  expect(moved[1]).toBeCloseTo(4 + weight, 5)
})

describe('strength 0', () => {
  test.each(['add', 'boost', 'neutralise'] as const)('%s is no edit at all', (mode) => {
    const { edit, capped } = composeEdit([axisOf(directionOf({ v: [1, 0], neutral: 3 }), 0, mode)])
    expect(edit.size).toBe(0)
    expect(capped).toBe(false)
  })

  test('no axes are no edit', () => {
    expect(composeEdit([])).toEqual({ edit: new Map(), capped: false })
  })
})

describe('the cap on the sum', () => {
  const v = [0.6, 0.8]
  const strong = (size: number, norm = 10) => axisOf(directionOf({ v, norm, positive: size, negative: size }), 1)

  test.each([
    { overdrive: false, cap: TOTAL_CAP, share: 0.25 },
    { overdrive: true, cap: TOTAL_CAP_OVERDRIVE, share: 0.35 },
  ])('is $share of the mean norm with overdrive $overdrive, and is told', ({ overdrive, cap, share }) => {
    expect(cap).toBe(share)
    const { edit, capped } = composeEdit([strong(0.2), strong(0.2)], { overdrive })
    expect(capped).toBe(true)
    const { e } = edit.get('residual.0')!
    expect(length(e)).toBeCloseTo(share * 10, 5)
    expect(e[1]! / e[0]!).toBeCloseTo(0.8 / 0.6, 5)
  })

  test('what lies between the two caps is cut without overdrive only', () => {
    expect(composeEdit([strong(0.3)]).capped).toBe(true)
    expect(composeEdit([strong(0.3)], { overdrive: true }).capped).toBe(false)
  })

  test('a sum below it stays as it is', () => {
    const { edit, capped } = composeEdit([strong(0.2)])
    expect(capped).toBe(false)
    expect(length(edit.get('residual.0')!.e)).toBeCloseTo(2, 5)
  })

  test('axes that cancel are not cut', () => {
    const away = axisOf(directionOf({ v, positive: 0.2, negative: 0.2 }), -1)
    const { edit, capped } = composeEdit([strong(0.2), strong(0.2), away])
    expect(capped).toBe(false)
    expect(length(edit.get('residual.0')!.e)).toBeCloseTo(2, 5)
  })

  test('is measured layer by layer', () => {
    const layers = [
      { layer: 1, v, norm: 10, positive: 0.2 },
      { layer: 2, v, norm: 10, positive: 0.4 },
    ]
    const { edit, capped } = composeEdit([axisOf(directionOf(...layers), 1)])
    expect(capped).toBe(true)
    expect(length(edit.get('residual.1')!.e)).toBeCloseTo(2, 5)
    expect(length(edit.get('residual.2')!.e)).toBeCloseTo(2.5, 5)
  })

  test('does not touch the neutral term of boost and neutralise', () => {
    const far = axisOf(directionOf({ v, norm: 10, neutral: 100 }), -1, 'neutralise')
    const { edit, capped } = composeEdit([far])
    expect(capped).toBe(false)
    expect(length(edit.get('residual.0')!.e)).toBeCloseTo(100, 4)
  })
})

describe('rank slots', () => {
  const boosts = (count: number, layer = 4) =>
    Array.from({ length: count }, () => axisOf(directionOf({ layer, v: [1, 0] }), 0.1, 'boost'))

  test(`${MAX_RANK_SLOTS} fit a layer`, () => {
    expect(layerOf(boosts(MAX_RANK_SLOTS), 4).slots).toHaveLength(MAX_RANK_SLOTS)
  })

  test('one more is refused with the layer, the limit and what to do', () => {
    expect(() => composeEdit(boosts(MAX_RANK_SLOTS + 1))).toThrow(RankOverflow)
    expect(() => composeEdit(boosts(MAX_RANK_SLOTS + 1))).toThrow(
      `layer 4 would need ${MAX_RANK_SLOTS + 1} rank slots; ${MAX_RANK_SLOTS} is the limit`,
    )
    expect(() => composeEdit(boosts(MAX_RANK_SLOTS + 1))).toThrow("mode 'add'")
  })

  test('the refusal counts every slot that is wanted', () => {
    expect(() => composeEdit(boosts(40))).toThrow('would need 40 rank slots')
  })

  test('axes in mode add and those at strength 0 take none; other layers count on their own', () => {
    const idle = axisOf(directionOf({ layer: 4, v: [1, 0] }), 0, 'boost')
    const adding = axisOf(directionOf({ layer: 4, v: [1, 0] }), 1)
    const axes = [...boosts(MAX_RANK_SLOTS), idle, adding, ...boosts(MAX_RANK_SLOTS, 5)]
    expect(() => composeEdit(axes)).not.toThrow()
  })
})

test('composing and applying is the formula of each mode, on random vectors', () => {
  const random = createRandom(42)
  const H = 48
  const unit = () => {
    const v = Float32Array.from({ length: H }, () => random.normal())
    const size = length(v)
    return v.map((value) => value / size)
  }
  for (let round = 0; round < 200; round++) {
    const norm = 20 + 10 * random.uniform()
    const axes = (['add', 'boost', 'neutralise', 'add', 'boost', 'neutralise'] as const).map((mode) => {
      // Small enough for the cap never to bind: the cap has its own tests.
      const [positive, negative] = [0.05 + 0.05 * random.uniform(), 0.05 + 0.05 * random.uniform()]
      const direction = directionOf({ v: [...unit()], norm, neutral: 4 * random.normal(), positive, negative })
      return axisOf(direction, 2 * random.uniform() - 1, mode)
    })
    const x = Float32Array.from({ length: H }, () => 3 * random.normal())
    const expected = Array.from(x)
    for (const { direction, strength: s, mode } of axes) {
      const [{ v, neutral, residual_norm, positive, negative }] = direction.layers
      const lean = dot(x, v) - neutral
      const along = {
        add: s * (s > 0 ? positive : negative) * residual_norm,
        boost: s * lean,
        neutralise: -Math.abs(s) * lean,
      }[mode]
      v.forEach((value, i) => {
        expected[i]! += along * value
      })
    }
    const { edit, capped } = composeEdit(axes)
    expect(capped).toBe(false)
    const moved = applyEdit(x, edit.get('residual.0')!)
    const furthest = Math.max(...expected.map((value, i) => Math.abs(value - moved[i]!)))
    expect(furthest).toBeLessThan(1e-5)
  }
})
