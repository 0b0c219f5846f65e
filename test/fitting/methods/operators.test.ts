/** AlignEZ's own operators: their formulas on states with a known answer, and whole fits by them. */
import { describe, expect, test } from 'vitest'
import { alignezV1 } from '../../../gpu-worker/fitting/methods/alignez-v1.ts'
import { alignezV2 } from '../../../gpu-worker/fitting/methods/alignez-v2.ts'
import { ccs } from '../../../gpu-worker/fitting/methods/ccs.ts'
import { fitLayer } from '../../../gpu-worker/fitting/methods/fitter.ts'
import { hybrid } from '../../../gpu-worker/fitting/methods/hybrid.ts'
import { lowestCosine } from '../../../gpu-worker/fitting/methods/lowest-cosine.ts'
import { meanDifference } from '../../../gpu-worker/fitting/methods/mean-difference.ts'
import { OPERATOR_METHODS } from '../../../gpu-worker/fitting/methods/registry.ts'
import { removeThenBoost } from '../../../gpu-worker/fitting/methods/sequential.ts'
import { svdPole } from '../../../gpu-worker/fitting/methods/svd-pole.ts'
import type { LayerStates } from '../../../gpu-worker/fitting/stages/activations.ts'
import { createRng } from '../../../gpu-worker/language/rng.ts'
import { unit } from '../../../gpu-worker/language/vector.ts'
import { runFit } from '../../../gpu-worker/pipeline/fit.ts'
import { decodeDirection } from '../../../shared/direction.ts'
import { applyEdit, composeEdit, dot } from '../../../shared/steering/edit.ts'
import { fitSpec } from '../../../shared/wire/fit.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { BRIGHT_POLE, GLOOMY_POLE, tonePairs, toyModel } from '../toy-model.ts'
import { contrast, gaussians, statesOf } from './contrast.ts'

const H = 48
const layerOf = (layer = 3, options = {}): LayerStates => ({ ...contrast(12, H, options).states, layer, norm: 30 })
const project = (x: Float32Array, along: ArrayLike<number>) => x.reduce((sum, value, i) => sum + value * along[i]!, 0)
const edited = (x: Float32Array, slots: ReturnType<typeof removeThenBoost>) =>
  applyEdit(x, { e: new Float32Array(x.length), slots })

describe('remove, then boost', () => {
  const rng = createRng(4)
  const [minus, plus] = [Float64Array.from(unit(gaussians(H, rng))), Float64Array.from(unit(gaussians(H, rng)))]

  test('folds exactly into two slots what was published as two steps', () => {
    const x = gaussians(H, rng)
    const removed = x.map((value, i) => value - project(x, minus) * minus[i]!)
    const boosted = removed.map((value, i) => value + project(removed, plus) * plus[i]!)
    for (const [i, value] of edited(x, removeThenBoost(minus, plus)).entries())
      expect(value).toBeCloseTo(boosted[i]!, 5)
  })

  test('of one and the same vector only removes it', () => {
    const x = gaussians(H, rng)
    expect(project(edited(x, removeThenBoost(plus, plus)), plus)).toBeCloseTo(0, 5)
  })
})

describe('alignez-v1', () => {
  test("removes the other pole's first singular vector and doubles what is left along this pole's", () => {
    const states = layerOf()
    const [help, harm] = [svdPole(states, 'positive'), svdPole(states, 'negative')]
    const x = gaussians(H, createRng(8))
    const without = x.map((value, i) => value - project(x, harm) * harm[i]!)
    const expected = without.map((value, i) => value + project(without, help) * help[i]!)
    for (const [i, value] of edited(x, alignezV1.slots(states, 'published')).entries()) {
      expect(value).toBeCloseTo(expected[i]!, 4)
    }
  })

  test('towards the negative pole swaps the poles', () => {
    const { operator } = fitLayer({ method: 'alignez-v1', setting: 'published', site: 'mlp' }, layerOf())!
    const { positive, negative } = layerOf()
    const turned = alignezV1.slots({ ...layerOf(), positive: negative, negative: positive }, 'published')
    expect(operator!.negative).toEqual(turned)
    expect(operator!.positive).not.toEqual(operator!.negative)
  })

  test('acts at the fifth of the layers where the poles are least alike', async () => {
    // The larger the contrast beside what all share, the less alike the poles' first vectors.
    const states = [1, 2, 30, 3, 4, 25, 5, 2, 1, 3].map((size, layer) => layerOf(layer, { contrast: size }))
    expect(await lowestCosine(states)).toEqual([2, 5])
    expect(await lowestCosine(states.slice(0, 2))).toHaveLength(1)
  })
})

describe('hybrid', () => {
  test("boosts by the CCS probe of the pole and removes the other pole's singular vector", () => {
    const states = layerOf()
    const [remove, boost] = hybrid.slots(states, 'published')
    expect(dot(boost!.v, ccs(states))).toBeCloseTo(1, 5)
    expect(Math.abs(project(remove!.v, svdPole(states, 'negative')))).toBeCloseTo(1, 5)
  })
})

describe('alignez-v2', () => {
  test('takes every right singular vector of the differences, towards the positive pole, α = 1 as published', () => {
    const states = layerOf()
    const slots = alignezV2.slots(states, 'published')
    expect(slots).toHaveLength(12)
    expect(new Set(slots.map(({ a, g, whenOpposed }) => `${a} ${g} ${whenOpposed}`))).toEqual(new Set(['0 1 true']))
    const mean = meanDifference(states)
    for (const [i, { u, v }] of slots.entries()) {
      expect(u).toBe(v)
      expect(dot(u, mean)).toBeGreaterThan(-1e-6)
      for (const [j, other] of slots.entries()) expect(dot(u, other.u)).toBeCloseTo(i === j ? 1 : 0, 4)
    }
  })

  test('finds known singular vectors, the larger first', () => {
    const states = {
      ...statesOf(
        [
          [3, 0, 0],
          [0, 1, 0],
        ],
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
      ),
      layer: 0,
      norm: 10,
    }
    const read = alignezV2.slots(states, 'published').map(({ u }) => [...u].map((x) => Math.round(x * 1e6) / 1e6))
    expect(read).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ])
  })

  test('scaled, moves a state that it all acts on by about the site norm at size 1', () => {
    const states = layerOf()
    const slots = alignezV2.slots(states, 'scaled')
    const x = Float32Array.from({ length: H }, (_, d) => slots.reduce((sum, { u }) => sum - 5 * u[d]!, 0))
    const moved = edited(x, slots)
    const size = Math.sqrt(moved.reduce((sum, value, i) => sum + (value - x[i]!) ** 2, 0))
    expect(size).toBeCloseTo(states.norm, 2)
  })

  test('is even in its vectors: poles swapped, only the choice by the prompt turns round', () => {
    const { operator } = fitLayer({ method: 'alignez-v2', setting: 'published', site: 'mlp' }, layerOf())!
    const x = gaussians(H, createRng(8))
    const [one, other] = [edited(x, operator!.positive), edited(x, operator!.negative)]
    for (const [i, value] of one.entries()) expect(value).toBeCloseTo(other[i]!, 4)
    expect(dot(operator!.positive[0]!.u, operator!.negative[0]!.u)).toBeCloseTo(-1, 5)
  })
})

describe.for(Object.keys(OPERATOR_METHODS))('a fit by %s', (method) => {
  const fitted = (fields = {}) =>
    runFit({
      id: 'fit',
      model: toyModel(),
      directory: temporaryFolder(),
      spec: fitSpec.parse({
        axis: 'bright',
        positive: BRIGHT_POLE,
        negative: GLOOMY_POLE,
        report: false,
        source: 'given',
        method,
        pairs: tonePairs(16),
        ...fields,
      }),
    })

  test('ends in a file that holds the operator, its site and its layers, and says whether it steers', async () => {
    const { bytes, evaluation } = await fitted()
    const { manifest, layers } = decodeDirection(bytes)
    expect(manifest).toMatchObject({ format: 2, method, site: 'mlp' })
    for (const { operator } of layers) expect(operator!.positive.length).toBeGreaterThan(0)
    expect(evaluation.margin.control).toHaveLength(3)
    expect(composeEdit([{ axis: 'bright', direction: { manifest, layers }, strength: 1, mode: 'add' }]).edit.size).toBe(
      layers.length,
    )
  })

  test('acts at the layers and the site that were named', async () => {
    const { direction } = await fitted({ layers: [4, 2], site: 'residual' })
    expect(direction.manifest.site).toBe('residual')
    expect(direction.layers.map(({ layer }) => layer)).toEqual([2, 4])
  })

  test('gives equal bytes again', async () => {
    expect((await fitted()).hash).toBe((await fitted()).hash)
  })

  test('as published is tried at its own coefficients only, or refused as not steerable', async () => {
    const outcome = await fitted({ setting: 'published' }).then(
      ({ direction }) => direction.layers.flatMap(({ positive, negative }) => [positive, negative]),
      (problem) => problem.code,
    )
    if (outcome !== 'not_steerable') for (const size of outcome) expect([0, 1]).toContain(size)
  })
})
