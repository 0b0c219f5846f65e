/** How far text leans, in units of strength: what steering by s makes of neutral text is a lean of s. */
import { describe, expect, test } from 'vitest'
import type { Direction, DirectionLayer, DirectionManifest } from '../../shared/direction.ts'
import { applyEdit, composeEdit, hookOf } from '../../shared/steering/edit.ts'
import type { Hook, Site } from '../../shared/steering/hook.ts'
import { Lean } from '../../shared/steering/lean.ts'
import { MAX_LEAN } from '../../shared/wire/steering.ts'

const SIZES = { positive: 0.04, negative: 0.02 }

/** Of states of four values: at layer k it reads coordinate 0, at `skew` of the way to coordinate 1. */
function direction(
  layers: readonly (Partial<DirectionLayer> & { skew?: number })[],
  site: Site = 'residual',
): Direction {
  return {
    manifest: { site } as DirectionManifest,
    layers: layers.map(({ skew = 0, ...facts }, layer) => ({
      ...{ layer, residual_norm: 10 * (layer + 1), neutral: layer + 0.5, ...SIZES, ...facts },
      v: Float32Array.of(Math.cos(skew), Math.sin(skew), 0, 0),
    })),
  }
}

/** Neutral text's state: what its layer's μ says, for layers that read coordinate 0. */
const neutralAt = ({ neutral }: DirectionLayer) => Float32Array.of(neutral, 3, -2, 1)

/** What lies at the hooks where the blocks pass on what they are given; the edit is applied on the way. */
function steered(by: Direction, strength: number): Map<Hook, Float32Array> {
  const { edit } = composeEdit([{ axis: 'formal', direction: by, strength, mode: 'add' }], { overdrive: true })
  const carried = new Float32Array(4)
  return new Map(
    by.layers.map((layer) => {
      const hook = hookOf(by, layer)
      const before = neutralAt(layer).map((value, i) => value + (by.manifest.site === 'residual' ? carried[i]! : 0))
      const at = edit.get(hook)
      const after = at ? applyEdit(before, at) : before
      for (let i = 0; i < 4; i++) carried[i]! += after[i]! - before[i]!
      return [hook, after]
    }),
  )
}

function leanOf(by: Direction, ...tokens: Map<Hook, Float32Array>[]): number | null {
  const lean = new Lean(by)
  for (const states of tokens) lean.read((hook) => states.get(hook), 0)
  return lean.value
}

describe.each([
  ['one layer', direction([{}])],
  ['several layers of the stream, which carries on what was added', direction([{}, {}, { skew: 0.4 }])],
  ['what attention adds, which carries on nothing', direction([{}, {}], 'attention')],
])('%s', (_, by) => {
  const onNeutral = by.layers.every(({ v }) => v[1] === 0)

  test.each([-1.5, -1, -0.5, 0.5, 1, 1.5])('steered by %f it leans so much more than unsteered', (strength) => {
    const [before, after] = [leanOf(by, steered(by, 0))!, leanOf(by, steered(by, strength))!]
    // A text that leans to a pole is measured by that pole's size.
    if (onNeutral) expect([before, after]).toEqual([expect.closeTo(0, 5), expect.closeTo(strength, 5)])
    else expect(Math.sign(after - before)).toBe(Math.sign(strength))
  })
})

test('a skewed layer is moved by what reaches it alone', () => {
  const by = direction([{}, { skew: 0.4, neutral: 0 }])
  const lean = (strength: number) => leanOf(by, steered(by, strength))!
  // It leans to the positive pole by itself, and so do both of these.
  expect(lean(1) - lean(0.5)).toBeCloseTo(0.5, 5)
})

test('tokens count alike', () => {
  const by = direction([{}])
  expect(leanOf(by, steered(by, 1), steered(by, 0), steered(by, 0.5))).toBeCloseTo(0.5, 5)
})

test('a row is read of many', () => {
  const by = direction([{}])
  const [state] = [...steered(by, 0.75).values()]
  const lean = new Lean(by)
  lean.read(() => Float32Array.of(9, 9, 9, 9, ...state!, 9, 9, 9, 9), 1)
  expect(lean.value).toBeCloseTo(0.75, 5)
})

describe('it cannot be said', () => {
  const by = direction([{}, {}])

  test('before the first token', () => {
    expect(new Lean(by).value).toBeNull()
  })

  test('where a hook was not read: that token does not count', () => {
    const lean = new Lean(by)
    const states = steered(by, 1)
    expect(lean.read((hook) => (hook === 'residual.0' ? states.get(hook) : undefined), 0)).toBe(false)
    expect([lean.tokens, lean.value]).toEqual([0, null])
  })

  test('of an operator, which moves along no one vector', () => {
    const operator = { manifest: { ...by.manifest, operator: {} } as DirectionManifest, layers: by.layers }
    const lean = new Lean(operator)
    expect(lean.read((hook) => steered(by, 1).get(hook), 0)).toBe(true)
    expect([lean.tokens, lean.value]).toEqual([1, null])
  })

  test.each([
    ['has no size', { positive: 0, negative: 0 }],
    ['moves so little that all text would lean beyond measure', { positive: 1e-6, negative: 1e-6 }],
  ])('of a direction that %s', (_, sizes) => {
    const tiny = direction([sizes])
    expect(leanOf(tiny, new Map([['residual.0', Float32Array.of(5, 0, 0, 0)]]))).toBeNull()
  })

  test('of states that are no numbers', () => {
    expect(
      leanOf(by, new Map(by.layers.map((layer) => [hookOf(by, layer), new Float32Array(4).fill(Number.NaN)]))),
    ).toBeNull()
  })
})

test('of a direction with one pole, that one measures both sides', () => {
  const by = direction([{ positive: 0.04, negative: 0 }])
  const at = (value: number) => leanOf(by, new Map([['residual.0', Float32Array.of(value, 0, 0, 0)]]))
  expect([at(0.5 + 0.4), at(0.5 - 0.4)]).toEqual([expect.closeTo(1, 5), expect.closeTo(-1, 5)])
})

test('the furthest that is told', () => {
  const by = direction([{}])
  const at = (lean: number) => leanOf(by, new Map([['residual.0', Float32Array.of(0.5 + 0.4 * lean, 0, 0, 0)]]))
  expect([at(MAX_LEAN - 1), at(MAX_LEAN + 1)]).toEqual([expect.closeTo(MAX_LEAN - 1, 3), null])
})
