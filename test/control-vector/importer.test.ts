/** Control vectors as bytes: what the model is asked, and what a failure of it leaves. */
import { expect, test } from 'vitest'
import { encodeControlVector } from '../../gpu-worker/control-vector/encode.ts'
import { Importer } from '../../gpu-worker/control-vector/importer.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { ApiError } from '../../shared/errors.ts'
import { toyModel } from '../fitting/toy-model.ts'
import { GGML_TYPE, ggufBytes } from '../support/gguf-writer.ts'

const names = { axis: 'formal', positive: 'formal', negative: 'casual', scale: 1 }
const HIDDEN = toyModel().facts.hiddenSize

/** Along one dimension each, at these layers. */
const vector = (...layers: number[]) => scaled(2, ...layers)

const scaled = (length: number, ...layers: number[]) =>
  ggufBytes(
    { 'general.architecture': 'controlvector', 'controlvector.model_hint': toyModel().facts.architecture },
    layers.map((layer) => ({
      name: `direction.${layer}`,
      shape: [HIDDEN],
      type: GGML_TYPE.F32,
      bytes: new Uint8Array(Float32Array.from({ length: HIDDEN }, (_, i) => (i === layer ? length : 0)).buffer),
    })),
  )

test('the model is measured once, at every layer, for all files, also such as come at the same time', async () => {
  const model = toyModel()
  const importer = new Importer(model)
  const files = await Promise.all([vector(3), vector(1, 5), vector(3)].map((file) => importer.direction(file, names)))
  expect(model.calls.activations).toBe(1)
  const layers = files.map((file) => decodeDirection(file).layers.map(({ layer }) => layer))
  expect(layers).toEqual([[3], [1, 5], [3]])
  expect(files[2]).toEqual(files[0])
})

test('what is exported of it again is the vector that came', async () => {
  const direction = decodeDirection(await new Importer(toyModel()).direction(vector(2, 4), names))
  for (const { layer, positive, residual_norm, v } of direction.layers) {
    for (const [i, x] of v.entries()) expect(x * positive * residual_norm).toBeCloseTo(i === layer ? 2 : 0, 4)
  }
  expect(encodeControlVector(direction).length).toBeGreaterThan(0)
})

test('a measurement that fails is an error of ours, not of the file, and is made again for the next', async () => {
  let broken = true
  const model = toyModel({
    onCall: () => {
      if (broken) throw new Error('out of memory')
    },
  })
  const importer = new Importer(model)
  await expect(importer.direction(vector(3), names)).rejects.toThrow(/^out of memory$/)
  broken = false
  expect(decodeDirection(await importer.direction(vector(3), names)).layers).toHaveLength(1)
})

test('a file that cannot be used asks nothing of the model', async () => {
  const model = toyModel()
  await expect(new Importer(model).direction(vector(9), names)).rejects.toMatchObject({
    status: 400,
    code: 'invalid_control_vector',
    param: 'body',
  })
  expect(model.calls.activations).toBe(0)
})

test('a vector beyond all bounds is the sender’s to know', async () => {
  await expect(new Importer(toyModel()).direction(scaled(1e30, 3), names)).rejects.toMatchObject({
    status: 400,
    code: 'invalid_control_vector',
    message: expect.stringMatching(/^layer 3: the vector times scale is .* times as long as the states there/),
  })
})

test('what goes wrong here while a file is converted is no fault of the file', async () => {
  const model = toyModel()
  const broken = { ...model, facts: { ...model.facts, hash: 'no hash' } }
  const refused = await new Importer(broken).direction(vector(3), names).catch((thrown) => thrown)
  expect(refused).toBeInstanceOf(Error)
  expect(refused).not.toBeInstanceOf(ApiError)
  expect(refused.message).toContain('manifest.model.hash')
})
