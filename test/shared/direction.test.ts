/** A direction's file there and back, and a message for each way in which one is unusable. */
import { describe, expect, test } from 'vitest'
import { type Direction, type DirectionManifest, decodeDirection, encodeDirection } from '../../shared/direction.ts'
import { type F32Tensor, writeSafetensors } from '../../shared/safetensors.ts'

const facts = (layer: number) => ({ layer, residual_norm: 12.5, neutral: -0.25, positive: 0.2, negative: 0.15 })

const manifest: DirectionManifest = {
  format: 1,
  axis: 'formal',
  poles: { positive: 'formal', negative: 'casual' },
  model: { hash: 'ab'.repeat(32), name: 'toy', architecture: 'llama', hidden_size: 3, layers: 8 },
  site: 'residual',
  method: 'mean-difference',
  source: 'given',
  layers: [facts(2), facts(5)],
  pairs: 10,
  seed: 7,
  verified: true,
  made_by: { attune: '0.1.0', weight_form: 'q8' },
}

const direction: Direction = {
  manifest,
  layers: [
    { ...facts(2), v: Float32Array.of(1, 0, 0) },
    { ...facts(5), v: Float32Array.of(0, 0.6, 0.8) },
  ],
}

const vectors = (): Map<string, F32Tensor> =>
  new Map(direction.layers.map(({ layer, v }) => [`layer.${layer}.v`, { shape: [v.length], data: v }]))

/** A file with this manifest (an object, or any text) and these vectors. */
const fileOf = (wrong: object | string, tensors = vectors()) =>
  writeSafetensors({ tensors, metadata: { attune: typeof wrong === 'string' ? wrong : JSON.stringify(wrong) } })

describe('there and back', () => {
  test('comes back as it was, each layer with its facts and vector', () => {
    expect(decodeDirection(encodeDirection(direction))).toEqual(direction)
  })

  test('equal directions are equal bytes, which is what a hash names', () => {
    const again = structuredClone(direction)
    expect(encodeDirection(again)).toEqual(encodeDirection(direction))
  })
})

test('of a file, only what the manifest names is read', () => {
  const more = vectors().set('layer.9.v', { shape: [2], data: Float32Array.of(Number.NaN, 1) })
  expect(decodeDirection(fileOf(manifest, more))).toEqual(direction)
})

describe('an unusable file is refused by name', () => {
  test('no manifest', () => {
    const bytes = writeSafetensors({ tensors: vectors(), metadata: {} })
    expect(() => decodeDirection(bytes)).toThrow("not a direction: the file has no 'attune' manifest in its metadata")
  })

  test('no safetensors at all', () => {
    expect(() => decodeDirection(new TextEncoder().encode('hello, I am a text'))).toThrow('not a usable safetensors')
  })

  test('manifest not JSON', () => {
    expect(() => decodeDirection(fileOf('{'))).toThrow('its manifest is not JSON')
  })

  test.each<[string, object, string]>([
    ['format', { format: 3 }, 'manifest.format'],
    ['axis', { axis: '../x' }, 'manifest.axis: an axis id is 1 to 40'],
    ['hash', { model: { ...manifest.model, hash: 'xyz' } }, 'manifest.model.hash'],
    ['hidden size', { model: { ...manifest.model, hidden_size: 0 } }, 'manifest.model.hidden_size'],
    ['site', { site: 'elsewhere' }, 'manifest.site'],
    ['method', { method: 'magic' }, 'manifest.method'],
    ['layers', { layers: [] }, 'manifest.layers'],
    ['layer', { layers: [{ ...facts(2), layer: -1 }] }, 'manifest.layers.0.layer'],
    ['norm', { layers: [{ ...facts(2), residual_norm: 0 }] }, 'manifest.layers.0.residual_norm'],
    ['neutral', { layers: [{ ...facts(2), neutral: null }] }, 'manifest.layers.0.neutral'],
    ['size', { layers: [{ ...facts(2), positive: -0.1 }] }, 'manifest.layers.0.positive'],
    ['size, too large for float32 sums', { layers: [{ ...facts(2), negative: 1e40 }] }, 'manifest.layers.0.negative'],
    ['norm, too large for them', { layers: [{ ...facts(2), residual_norm: 1e30 }] }, 'manifest.layers.0.residual_norm'],
    ['seed', { seed: 1.5 }, 'manifest.seed'],
    [
      'pole, far too long',
      { poles: { positive: 'x'.repeat(61), negative: 'y' } },
      'manifest.poles.positive: must be at most 60 characters long',
    ],
    ["model's name, far too long", { model: { ...manifest.model, name: 'x'.repeat(201) } }, 'manifest.model.name'],
    ['maker, far too long', { made_by: { attune: 'x'.repeat(201), weight_form: 'q8' } }, 'manifest.made_by.attune'],
    [
      'number of layers',
      { layers: Array.from({ length: 513 }, (_, layer) => facts(layer)) },
      'manifest.layers: must be at most 512',
    ],
    ['verified', { verified: 'yes' }, 'manifest.verified'],
  ])('manifest with a wrong %s', (_what, change, message) => {
    expect(() => decodeDirection(fileOf({ ...manifest, ...change }))).toThrow(`not a usable direction: ${message}`)
  })

  test('a layer without its vector', () => {
    const tensors = vectors()
    tensors.delete('layer.5.v')
    expect(() => decodeDirection(fileOf(manifest, tensors))).toThrow('it has no tensor layer.5.v')
  })

  test('a vector of another size', () => {
    const tensors = vectors().set('layer.5.v', { shape: [2], data: Float32Array.of(0, 1) })
    expect(() => decodeDirection(fileOf(manifest, tensors))).toThrow(
      "layer.5.v has 2 values, the model's hidden size is 3",
    )
  })

  test('vectors too long for a call, by their length', () => {
    const hidden = 500_000
    const data = new Float32Array(hidden).fill(1)
    const wide = { ...manifest, model: { ...manifest.model, hidden_size: hidden }, layers: [facts(2)] }
    const file = fileOf(wide, new Map([['layer.2.v', { shape: [hidden], data }]]))
    expect(() => decodeDirection(file)).toThrow('layer.2.v has length 707.1, not 1')
  })

  test('many vectors that are the same bytes: a small file that would unfold to gigabytes', () => {
    const hidden = 40_960
    const layers = Array.from({ length: 200 }, (_, layer) => facts(layer))
    const bomb = { ...manifest, model: { ...manifest.model, hidden_size: hidden, layers: 200 }, layers }
    const header: Record<string, unknown> = { __metadata__: { attune: JSON.stringify(bomb) } }
    for (const { layer } of layers) {
      header[`layer.${layer}.v`] = { dtype: 'F32', shape: [hidden], data_offsets: [0, 4 * hidden] }
    }
    const json = new TextEncoder().encode(JSON.stringify(header))
    const bytes = new Uint8Array(8 + json.length + 4 * hidden)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
    bytes.set(json, 8)
    new DataView(bytes.buffer).setFloat32(8 + json.length, 1, true)
    const before = process.memoryUsage().arrayBuffers
    expect(() => decodeDirection(bytes)).toThrow("tensor 'layer.1.v' begins at byte 0, within the tensor before it")
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bytes.length)
  })

  test('a header that is most of the file', () => {
    const tensors = vectors()
    for (let i = 0; i < 20_000; i++) tensors.set(`unused.${i}`, { shape: [0], data: new Float32Array() })
    expect(() => decodeDirection(fileOf(manifest, tensors))).toThrow(
      /its header has \d+ bytes; at most 1048576 are taken/,
    )
  })

  test('a layer named twice', () => {
    expect(() => decodeDirection(fileOf({ ...manifest, layers: [facts(2), facts(2)] }))).toThrow('a layer twice')
  })

  test('a layer that the model does not have', () => {
    const tensors = vectors().set('layer.8.v', { shape: [3], data: Float32Array.of(0, 1, 0) })
    expect(() => decodeDirection(fileOf({ ...manifest, layers: [facts(8)] }, tensors))).toThrow(
      'layer 8 of a model with 8 layers',
    )
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('a vector with %d in it', (value) => {
    const tensors = vectors().set('layer.5.v', { shape: [3], data: Float32Array.of(0, value, 0) })
    expect(() => decodeDirection(fileOf(manifest, tensors))).toThrow('layer.5.v holds values that are not finite')
  })
})
