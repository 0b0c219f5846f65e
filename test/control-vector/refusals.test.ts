/** A control vector that cannot be used is refused, with its file's name and why. */
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readControlVector } from '../../gpu-worker/control-vector/read.ts'
import { temporaryFolder } from '../fitting/temporary-folder.ts'
import { GGML_TYPE, type WrittenTensor, type WrittenValue, writeGguf } from '../support/gguf-writer.ts'

const MODEL = { name: 'toy', architecture: 'llama', hiddenSize: 4, layers: 6 }

const row = (name: string, ...values: number[]): WrittenTensor => ({
  name,
  shape: [values.length],
  type: GGML_TYPE.F32,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
})

const GOOD = {
  'general.architecture': 'controlvector',
  'controlvector.model_hint': 'llama',
  'controlvector.layer_count': 1,
}

type Content = { metadata?: Record<string, WrittenValue>; tensors?: WrittenTensor[] }

function file({ metadata = {}, tensors = [row('direction.3', 1, 2, 3, 4)] }: Content = {}): string {
  const path = join(temporaryFolder(), 'v.gguf')
  writeGguf(path, { ...GOOD, ...metadata }, tensors)
  return path
}

const refusal = (path: string): string => {
  try {
    readControlVector(path, MODEL)
  } catch (problem) {
    return (problem as Error).message
  }
  return 'accepted'
}

test('a file as others write it is read: no name, zeros for a layer that was left out, layers upwards', () => {
  const tensors = [row('direction.3', 1, 2, 3, 4), row('direction.2', 0, 0, 0, 0), row('direction.1', 0, 0, 0, 1)]
  const { name, poles, layers } = readControlVector(file({ tensors }), MODEL)
  expect({ name, poles }).toEqual({ name: null, poles: null })
  expect(layers.map(({ layer, vector }) => [layer, [...vector]])).toEqual([
    [1, [0, 0, 0, 1]],
    [3, [1, 2, 3, 4]],
  ])
})

test("repeng's name of an architecture is as good as GGUF's", () => {
  expect(refusal(file({ metadata: { 'controlvector.model_hint': 'mistral' } }))).toBe('accepted')
})

test.each<[string, Content, string]>([
  ['a model', { metadata: { 'general.architecture': 'llama' } }, "its general.architecture is 'llama'"],
  ['no hint', { metadata: { 'controlvector.model_hint': 3 } }, 'it does not say which models it is for'],
  [
    "another architecture's",
    { metadata: { 'controlvector.model_hint': 'qwen2' } },
    "it is for 'qwen2' models, toy is a 'llama' model",
  ],
  ['another width', { tensors: [row('direction.3', 1, 2, 3)] }, 'has the shape [3]; toy has a hidden size of 4'],
  ['NaN', { tensors: [row('direction.3', 1, 2, Number.NaN, 4)] }, 'direction.3 holds values that are not finite'],
  ['infinity', { tensors: [row('direction.3', 1, -1 / 0, 3, 4)] }, 'direction.3 holds values that are not finite'],
  ['no tensors', { tensors: [] }, 'it has no vectors'],
  ['nothing but zeros', { tensors: [row('direction.3', 0, 0, 0, 0)] }, 'all its vectors are zero'],
  ['layer 0', { tensors: [row('direction.0', 1, 2, 3, 4)] }, "it has a tensor 'direction.0'"],
  ['too deep', { tensors: [row('direction.6', 1, 2, 3, 4)] }, 'a vector for layer 6; toy takes layers 1 to 5'],
  ['an odd number', { tensors: [row('direction.03', 1, 2, 3, 4)] }, "it has a tensor 'direction.03'"],
  ['other tensors', { tensors: [row('token_embd.weight', 1, 2, 3, 4)] }, "it has a tensor 'token_embd.weight'"],
  [
    'halves',
    { tensors: [{ name: 'direction.3', shape: [4], type: GGML_TYPE.F16, bytes: new Uint8Array(8) }] },
    'tensor direction.3 is F16, F32 is expected',
  ],
  [
    'a matrix',
    { tensors: [{ ...row('direction.3', 1, 2, 3, 4), shape: [2, 2] }] },
    'tensor direction.3 has the shape [2,2]',
  ],
  [
    'a layer twice',
    { tensors: [row('direction.3', 1, 2, 3, 4), row('direction.3', 1, 2, 3, 4)] },
    "two tensors named 'direction.3'",
  ],
])('%s', (_case, content, why) => {
  const path = file(content)
  const message = refusal(path)
  expect(message).toContain(`cannot use ${path} as a control vector: `)
  expect(message).toContain(why)
})

test('truncated, in its vectors or in its header', () => {
  const path = file()
  truncateSync(path, 200)
  expect(refusal(path)).toContain('as a control vector: it is truncated')
  truncateSync(path, 30)
  expect(refusal(path)).toContain('as a control vector: it is truncated')
})

test('larger than any control vector of the model', () => {
  const path = file()
  truncateSync(path, 2 ** 21)
  expect(refusal(path)).toContain('it has 2097152 bytes; one of toy has at most 1048672')
})

test('no GGUF, no file', () => {
  const path = join(temporaryFolder(), 'v.gguf')
  expect(refusal(path)).toContain('there is no such file')
  writeFileSync(path, 'hello, I am a text')
  expect(refusal(path)).toContain('it is not a GGUF file')
})
