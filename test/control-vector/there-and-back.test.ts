/** Directions as control vectors: what the file holds, and what comes back of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeControlVector } from '../../gpu-worker/control-vector/encode.ts'
import { measureNeutral } from '../../gpu-worker/control-vector/neutral-state.ts'
import { readControlVector } from '../../gpu-worker/control-vector/read.ts'
import { directionOf } from '../../gpu-worker/control-vector/to-direction.ts'
import { norm, unit } from '../../gpu-worker/language/vector.ts'
import { GgufFile } from '../../gpu-worker/model/gguf/file.ts'
import { type Direction, decodeDirection, encodeDirection } from '../../shared/direction.ts'
import { composeEdit, dot } from '../../shared/steering/edit.ts'
import { temporaryFolder } from '../fitting/temporary-folder.ts'
import { toyModel } from '../fitting/toy-model.ts'
import { createRandom } from '../support/random.ts'

const model = toyModel()
const { facts } = model
const random = createRandom(5)
const randomUnit = () => unit(Array.from({ length: facts.hiddenSize }, () => random.normal()))

/** Not in the order of layers; sizes differ by pole and by layer. */
const layers = [
  { layer: 4, residual_norm: 40, neutral: 3, positive: 0.2, negative: 0.15, v: randomUnit() },
  { layer: 2, residual_norm: 20, neutral: -1, positive: 0.1, negative: 0.25, v: randomUnit() },
]
const direction: Direction = {
  manifest: {
    format: 1,
    axis: 'formal',
    poles: { positive: 'formal', negative: 'casual – “laid back”' },
    model: {
      hash: facts.hash,
      name: facts.name,
      architecture: facts.architecture,
      hidden_size: facts.hiddenSize,
      layers: facts.layers,
    },
    site: 'residual',
    method: 'mean-difference',
    source: 'given',
    layers: layers.map(({ v: _, ...rest }) => rest),
    pairs: 10,
    seed: 7,
    verified: true,
    made_by: { attune: '0', weight_form: 'q8' },
  },
  layers,
}

function written(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'vector.gguf')
  writeFileSync(path, bytes)
  return path
}

const norms = new Map(layers.map(({ layer, residual_norm }) => [layer, residual_norm]))
const importFacts = (path: string, scale = 1) => ({
  vector: readControlVector(path, facts),
  model: facts,
  axis: 'formal',
  poles: direction.manifest.poles,
  scale,
  neutral: new Map([...norms].map(([layer, norm]) => [layer, { norm, mean: new Float32Array(facts.hiddenSize) }])),
})

describe('the file', () => {
  test('is what llama.cpp and repeng read: architecture, hint, count, one F32 row a layer', () => {
    using file = GgufFile.open(written(encodeControlVector(direction)))
    expect(file.metadata).toMatchObject({
      'general.architecture': 'controlvector',
      'controlvector.model_hint': facts.architecture,
      'controlvector.layer_count': 2,
    })
    expect([...file.tensors.values()].map(({ name, type, shape }) => [name, type, shape])).toEqual([
      ['direction.2', 'F32', [facts.hiddenSize]],
      ['direction.4', 'F32', [facts.hiddenSize]],
    ])
  })

  test.each([
    ['positive', 1],
    ['negative', -1],
  ] as const)('of the %s pole holds what strength %d adds', (pole, strength) => {
    using file = GgufFile.open(written(encodeControlVector(direction, pole)))
    const { edit } = composeEdit([{ axis: 'formal', direction, strength, mode: 'add' }])
    expect(edit.size).toBe(2)
    for (const [hook, { e }] of edit) {
      const vector = new Float32Array(file.read(`direction.${hook.split('.')[1]}`).buffer)
      expect(norm(vector.map((x, i) => x - e[i]!))).toBeLessThan(1e-5 * norm(e))
    }
  })

  test("names Mistral's models as GGUF files of them do", () => {
    const mistral = { ...direction.manifest.model, architecture: 'mistral' }
    const manifest = { ...direction.manifest, model: mistral }
    using file = GgufFile.open(written(encodeControlVector({ ...direction, manifest })))
    expect(file.string('controlvector.model_hint')).toBe('llama')
  })

  test('leaves out a layer that does not move', () => {
    const [first, second] = layers
    using file = GgufFile.open(
      written(encodeControlVector({ ...direction, layers: [first!, { ...second!, positive: 0 }] })),
    )
    expect([...file.tensors.keys()]).toEqual(['direction.4'])
  })
})

describe('a direction that no control vector can hold is refused by name', () => {
  test.each(['attention', 'mlp'] as const)('site %s', (site) => {
    const manifest = { ...direction.manifest, site }
    expect(() => encodeControlVector({ ...direction, manifest })).toThrow(
      `'formal' cannot be exported as a control vector: it acts at site '${site}'`,
    )
  })

  test('layer 0', () => {
    const at0 = [{ ...layers[0]!, layer: 0 }]
    expect(() => encodeControlVector({ ...direction, layers: at0 })).toThrow('it acts at layer 0')
  })

  test('a pole without a safe size', () => {
    const one = [{ ...layers[0]!, negative: 0 }]
    expect(() => encodeControlVector({ ...direction, layers: one }, 'negative')).toThrow(
      "its negative pole 'casual – “laid back”' has size 0",
    )
  })
})

describe('there and back', () => {
  test('vectors and sizes come back, and the file of what came back is a usable direction', () => {
    const back = directionOf(importFacts(written(encodeControlVector(direction))))
    const reread = decodeDirection(encodeDirection(back))
    expect(reread.layers.map(({ layer }) => layer)).toEqual([2, 4])
    for (const { layer, v, positive, negative, residual_norm } of reread.layers) {
      const before = layers.find((one) => one.layer === layer)!
      expect(dot(v, before.v)).toBeCloseTo(1, 6)
      expect(positive).toBeCloseTo(before.positive, 6)
      expect(negative).toBe(positive)
      expect(residual_norm).toBe(before.residual_norm)
    }
    expect(reread.manifest).toMatchObject({ method: 'imported', source: 'imported', verified: false })
    expect(reread.manifest.model).toEqual(direction.manifest.model)
  })

  test('name and poles come back, turned with the pole', () => {
    const { name, poles } = readControlVector(written(encodeControlVector(direction, 'negative')), facts)
    expect({ name, poles }).toEqual({
      name: 'formal',
      poles: { positive: 'casual – “laid back”', negative: 'formal' },
    })
  })

  test.each([0.5, -2])('scale %d moves so many times as far', (scale) => {
    const path = written(encodeControlVector(direction))
    const once = directionOf(importFacts(path))
    const scaled = directionOf(importFacts(path, scale))
    for (const [i, { v, positive }] of scaled.layers.entries()) {
      expect(positive).toBeCloseTo(Math.abs(scale) * once.layers[i]!.positive, 6)
      expect(dot(v, once.layers[i]!.v)).toBeCloseTo(Math.sign(scale), 6)
    }
  })

  test("what is measured on the model is its own, and strength 1 still adds the file's vector", async () => {
    const facts = importFacts(written(encodeControlVector(direction)))
    const neutral = await measureNeutral(model, [2, 4])
    const [first, second] = [2, 4].map((layer) => neutral.get(layer)!)
    expect(first.norm).toBeGreaterThan(10)
    expect(second.norm).toBeGreaterThan(first.norm)
    expect(norm(first.mean)).toBeGreaterThan(0)
    expect(norm(first.mean)).toBeLessThanOrEqual(first.norm)
    const back = directionOf({ ...facts, neutral })
    for (const { layer, v, positive, residual_norm, neutral: reading } of back.layers) {
      const before = layers.find((one) => one.layer === layer)!
      expect(positive * residual_norm).toBeCloseTo(before.positive * before.residual_norm, 4)
      expect(reading).toBeCloseTo(dot(neutral.get(layer)!.mean, v), 3)
    }
  })
})

test('an operator cannot be exported: what it reads by is not what it adds', () => {
  const slot = { u: layers[0]!.v, v: layers[0]!.v, a: 1, g: 0 }
  const operator: Direction = {
    manifest: { ...direction.manifest, format: 2, operator: { when_opposed: false } },
    layers: direction.layers.map((layer) => ({ ...layer, operator: { positive: [slot], negative: [slot] } })),
  }
  expect(() => encodeControlVector(operator)).toThrow(/'formal' cannot be exported .* it is an operator/)
})
