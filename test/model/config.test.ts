/** A model's numbers, and a refusal by name of whatever the graph cannot run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../gpu-worker/model/config.ts'
import { GgufFile } from '../../gpu-worker/model/gguf.ts'
import { GGML_TYPE, type WrittenTensor, type WrittenValue, writeGguf } from '../support/gguf-writer.ts'
import { type TinyLlama, writeTinyLlama } from '../support/tiny-gguf.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newPath = () => join(folder, `${files++}.gguf`)

async function configOfTiny(options: Partial<TinyLlama> = {}) {
  const path = newPath()
  writeTinyLlama(path, { seed: 1, ...options })
  using file = await GgufFile.open(path)
  return readConfig(file)
}

const tensor = (name: string, ...shape: number[]): WrittenTensor => {
  const values = shape.reduce((product, side) => product * side, 1)
  return { name, shape, type: GGML_TYPE.F32, bytes: new Uint8Array(4 * values) }
}

const METADATA: Record<string, WrittenValue> = {
  'general.architecture': 'llama',
  'llama.block_count': 1,
  'llama.context_length': 64,
  'llama.embedding_length': 64,
  'llama.feed_forward_length': 96,
  'llama.attention.head_count': 4,
  'llama.attention.layer_norm_rms_epsilon': { float: 1e-6 },
}

/** A file of this metadata (null takes one out) and these tensors beside the embedding. */
async function configOf(change: Record<string, WrittenValue | null>, tensors: WrittenTensor[] = []) {
  const path = newPath()
  const metadata = Object.entries({ ...METADATA, ...change }).filter(
    (entry): entry is [string, WrittenValue] => entry[1] !== null,
  )
  writeGguf(path, Object.fromEntries(metadata), [tensor('token_embd.weight', 64, 10), ...tensors])
  using file = await GgufFile.open(path)
  return readConfig(file)
}

describe('a model that is supported', () => {
  test('gives its numbers', async () => {
    expect(await configOfTiny({ layers: 3, hidden: 128, heads: 4, kvHeads: 2, ffn: 256, context: 512 })).toEqual({
      architecture: 'llama',
      hidden: 128,
      layers: 3,
      heads: 4,
      kvHeads: 2,
      headSize: 32,
      ffn: 256,
      vocabulary: 304,
      context: 512,
      ropeTheta: 10000,
      normEpsilon: expect.closeTo(1e-5, 10),
      tied: true,
    })
  })

  test('need not say what has a usual value', async () => {
    expect(await configOf({})).toMatchObject({ kvHeads: 4, headSize: 16, ropeTheta: 10000, vocabulary: 10, tied: true })
  })

  test('may have heads of another size than hidden / heads, and a head of its own', async () => {
    const change = { 'llama.attention.key_length': 32, 'llama.rope.dimension_count': 32 }
    expect(await configOf(change, [tensor('output.weight', 64, 10)])).toMatchObject({ headSize: 32, tied: false })
  })

  test('may say that its positions are not scaled', async () => {
    expect(await configOf({ 'llama.rope.scaling.type': 'none' })).toMatchObject({ layers: 1 })
  })
})

describe('a model that is not is refused by name', () => {
  test.each<[string, Record<string, WrittenValue | null>, string]>([
    [
      'architecture',
      { 'general.architecture': 'gpt2' },
      "the model's architecture is 'gpt2', which is not supported; supported: llama",
    ],
    ['no architecture', { 'general.architecture': null }, 'general.architecture'],
    ['scaled positions', { 'llama.rope.scaling.type': 'yarn' }, "scales its rotary positions ('yarn')"],
    ['partly rotated heads', { 'llama.rope.dimension_count': 8 }, 'rotates 8 of 16 values of a head'],
    ['hidden side', { 'llama.embedding_length': 48, 'llama.attention.head_count': 3 }, 'hidden 48'],
    ['ffn side', { 'llama.feed_forward_length': 100 }, 'ffn 100'],
    ['no block count', { 'llama.block_count': null }, 'llama.block_count'],
    ['no hidden size', { 'llama.embedding_length': null }, 'llama.embedding_length'],
    ['no heads', { 'llama.attention.head_count': null }, 'llama.attention.head_count'],
    ['no ffn', { 'llama.feed_forward_length': null }, 'llama.feed_forward_length'],
    ['no context', { 'llama.context_length': null }, 'llama.context_length'],
    ['no epsilon', { 'llama.attention.layer_norm_rms_epsilon': null }, 'layer_norm_rms_epsilon'],
    ['text for a number', { 'llama.block_count': 'many' }, 'llama.block_count'],
    [
      'key heads that do not divide the heads',
      { 'llama.attention.head_count_kv': 3 },
      '4 heads cannot share 3 key heads evenly',
    ],
    ['heads that do not divide hidden', { 'llama.attention.head_count': 5 }, 'head size 12.8'],
    ['a head size that the attention kernel has not', { 'llama.attention.head_count': 8 }, 'head size 8'],
  ])('%s', async (_what, change, message) => {
    await expect(configOf(change)).rejects.toThrow(message)
  })

  test('scaled positions by a tensor', async () => {
    await expect(configOf({}, [tensor('rope_freqs.weight', 8)])).rejects.toThrow('rope_freqs.weight')
  })

  test('attention biases', async () => {
    await expect(configOf({}, [tensor('blk.0.attn_q.bias', 64)])).rejects.toThrow('attention biases are not supported')
  })

  test('no embedding', async () => {
    const path = newPath()
    writeGguf(path, METADATA, [tensor('other', 4)])
    using file = await GgufFile.open(path)
    expect(() => readConfig(file)).toThrow("has no tensor 'token_embd.weight'")
  })
})
