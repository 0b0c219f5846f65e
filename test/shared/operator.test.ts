/** Directions that are operators: their file there and back, what strengths make of them, and slots that the prompt chooses. */
import { describe, expect, test } from 'vitest'
import { type Direction, type DirectionManifest, decodeDirection, encodeDirection } from '../../shared/direction.ts'
import { readSafetensors, writeSafetensors } from '../../shared/safetensors.ts'
import { applyEdit, composeEdit, type Edit, ImpossibleEdit } from '../../shared/steering/edit.ts'
import { afterPrompt, selectiveHooks } from '../../shared/steering/selection.ts'
import type { RankSlot } from '../../shared/steering/slot.ts'

const X = Float32Array.of(1, 0, 0)
const Y = Float32Array.of(0, 1, 0)
const facts = { layer: 2, residual_norm: 12.5, neutral: 0.25, positive: 0.5, negative: 1 }

const manifestOf = (whenOpposed: boolean): DirectionManifest => ({
  format: 2,
  axis: 'helpful',
  poles: { positive: 'helpful', negative: 'harmful' },
  model: { hash: 'ab'.repeat(32), name: 'toy', architecture: 'llama', hidden_size: 3, layers: 8 },
  site: 'mlp',
  method: 'mean-difference',
  source: 'given',
  layers: [facts],
  operator: { when_opposed: whenOpposed },
  pairs: 10,
  seed: 7,
  verified: true,
  made_by: { attune: '0.1.0', weight_form: 'q8' },
})

const remove: RankSlot = { u: X, v: X, a: -1, g: 0 }
const boost: RankSlot = { u: Y, v: X, a: 1, g: 0.25 }
const operator = (whenOpposed = false): Direction => {
  const slot = (one: RankSlot): RankSlot => ({ ...one, ...(whenOpposed && { whenOpposed }) })
  return {
    manifest: manifestOf(whenOpposed),
    layers: [{ ...facts, v: Y, operator: { positive: [slot(remove), slot(boost)], negative: [slot(remove)] } }],
  }
}
const axis = (strength: number, mode: 'add' | 'boost' | 'neutralise' = 'add') => ({
  axis: 'helpful',
  direction: operator(),
  strength,
  mode,
})

describe('the file', () => {
  test.each([false, true])('comes back as it was (slots that the prompt chooses: %s)', (whenOpposed) => {
    expect(decodeDirection(encodeDirection(operator(whenOpposed)))).toEqual(operator(whenOpposed))
  })

  test('holds what is written only where it differs from what is read', () => {
    const { tensors } = readSafetensors(encodeDirection(operator()))
    expect(tensors.has('layer.2.positive.v')).toBe(true)
    expect(tensors.has('layer.2.negative.v')).toBe(false)
  })

  test('leaves out a negative pole that is the positive one turned round', () => {
    const [layer] = operator(true).layers
    const turned = (x: Float32Array) => x.map((value) => -value + 0)
    const negative = layer!.operator!.positive.map((slot) => ({ ...slot, u: turned(slot.u), v: turned(slot.v) }))
    const direction = { ...operator(true), layers: [{ ...layer!, operator: { ...layer!.operator!, negative } }] }
    const file = encodeDirection(direction)
    expect([...readSafetensors(file).tensors.keys()].filter((name) => name.includes('negative'))).toEqual([])
    expect(decodeDirection(file)).toEqual(direction)
  })

  const broken = (change: (tensors: ReturnType<typeof readSafetensors>['tensors']) => void) => () => {
    const { tensors, metadata } = readSafetensors(encodeDirection(operator()))
    change(tensors)
    return decodeDirection(writeSafetensors({ tensors, metadata }))
  }
  const floats = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) })

  test.each<[string, Parameters<typeof broken>[0], string]>([
    ['a tensor missing', (t) => t.delete('layer.2.positive.u'), 'at layer 2, positive, needs u and v of [R, 3]'],
    ['no slots', (t) => t.set('layer.2.negative.a', floats()), 'with R from 1 to 32'],
    ['too few coefficients', (t) => t.set('layer.2.positive.g', floats(1)), 'a and g of [R]'],
    ['too many slots', (t) => t.set('layer.2.positive.a', floats(...new Array(33).fill(1))), 'with R from 1 to 32'],
    ['not a number', (t) => t.set('layer.2.positive.a', floats(Number.NaN, 1)), 'layer.2.positive.a holds values that'],
    ['a huge number', (t) => t.set('layer.2.positive.g', floats(1e10, 1)), 'beyond 1000000000'],
    ['a long vector', (t) => t.set('layer.2.negative.u', floats(3, 0, 0)), 'has a vector longer than 1'],
  ])('is refused by name: %s', (_what, change, message) => {
    expect(broken(change)).toThrow(message)
  })

  test('format and operator belong together', () => {
    const { operator: _, ...bare } = manifestOf(false)
    for (const manifest of [bare, { ...manifestOf(false), format: 1 as const }]) {
      const file = encodeDirection({ ...operator(), manifest })
      expect(() => decodeDirection(file)).toThrow('format 2 is for operators, and for no others')
    }
  })
})

describe('a strength', () => {
  const at = (strength: number) => composeEdit([axis(strength)]).edit.get('mlp.2')!

  test("takes the slots of its sign's pole, times the strength and the calibrated factor", () => {
    expect(at(0.5).slots.map(({ a, g }) => [a, g])).toEqual([
      [-0.25, 0],
      [0.25, 0.0625],
    ])
    expect(at(-0.5).slots.map(({ a, g }) => [a, g])).toEqual([[-0.5, 0]])
  })

  test('moves the state as the formula says', () => {
    const x = Float32Array.of(2, 3, 4)
    const moved = applyEdit(x, at(1))
    expect(moved[0]).toBeCloseTo(2 - 0.5 * 2 + 0.5 * 3 + 0.125 * Math.tanh(3), 6)
    expect([moved[1], moved[2]]).toEqual([3, 4])
  })

  test('0 does nothing', () => {
    expect(composeEdit([axis(0)]).edit.size).toBe(0)
  })

  test.each(['boost', 'neutralise'] as const)('in mode %s is refused: the operator is its own', (mode) => {
    const attempt = () => composeEdit([axis(1, mode)])
    expect(attempt).toThrow(ImpossibleEdit)
    expect(attempt).toThrow(/'helpful' was fitted by .* cannot (boost|neutralise)\. Use mode 'add'/)
  })
})

describe('slots that the prompt chooses', () => {
  const { edit } = composeEdit([{ ...axis(1), direction: operator(true) }])
  const read = (...state: number[]) => afterPrompt(edit, new Map([['mlp.2', Float32Array.from(state)]]))
  const reads = (chosen: Edit) => chosen.get('mlp.2')!.slots.map(({ u }) => [...u])

  test('say where, and how wide, the state is that they depend on', () => {
    expect(selectiveHooks(edit)).toEqual(new Map([['mlp.2', 3]]))
    expect(selectiveHooks(composeEdit([axis(1)]).edit).size).toBe(0)
  })

  test('act where the state lies against what they read, or at a right angle', () => {
    expect(reads(read(-1, 1, 0))).toEqual([[1, 0, 0]])
    expect(reads(read(1, -1, 0))).toEqual([[0, 1, 0]])
    expect(reads(read(0, -2, 0))).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ])
    expect(reads(read(5, 5, 0))).toEqual([])
  })

  test('none acts before the prompt is read', () => {
    expect(reads(afterPrompt(edit, null))).toEqual([])
  })

  test('an edit without such slots is the same object', () => {
    const plain = composeEdit([axis(1)]).edit
    expect(afterPrompt(plain, null)).toBe(plain)
  })
})
