/** What the metadata of a GGUF file say of its model, and a refusal by name of whatever the graph cannot run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readGgufConfig } from '../../gpu-worker/model/gguf/config.ts'
import { GgufFile } from '../../gpu-worker/model/gguf/file.ts'
import { GGML_TYPE, type WrittenTensor, type WrittenValue, writeGguf } from '../support/gguf-writer.ts'
import { type TinyLlama, writeTinyLlama } from '../support/tiny-gguf.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newPath = () => join(folder, `${files++}.gguf`)

function configOfTiny(options: Partial<TinyLlama> = {}) {
  const path = newPath()
  writeTinyLlama(path, { seed: 1, ...options })
  using file = GgufFile.open(path)
  return readGgufConfig(file)
}

const tensor = (name: string, ...shape: number[]): WrittenTensor => {
  const values = shape.reduce((product, side) => product * side, 1)
  return { name, shape, type: GGML_TYPE.F32, bytes: new Uint8Array(4 * values) }
}

/** A small model's metadata; keys begin with the architecture. */
const metadataOf = (architecture: string): Record<string, WrittenValue> => ({
  'general.architecture': architecture,
  [`${architecture}.block_count`]: 1,
  [`${architecture}.context_length`]: 64,
  [`${architecture}.embedding_length`]: 64,
  [`${architecture}.feed_forward_length`]: 96,
  [`${architecture}.attention.head_count`]: 4,
  [`${architecture}.attention.layer_norm_rms_epsilon`]: { float: 1e-6 },
})

type Change = Record<string, WrittenValue | null>

/** A file of this metadata (null takes one out) and these tensors beside the embedding. */
function configOf(change: Change, tensors: WrittenTensor[] = []) {
  const path = newPath()
  const all: Change = { ...metadataOf(String(change['general.architecture'] ?? 'llama')), ...change }
  const metadata = Object.entries(all).filter((entry): entry is [string, WrittenValue] => entry[1] !== null)
  writeGguf(path, Object.fromEntries(metadata), [tensor('token_embd.weight', 64, 10), ...tensors])
  using file = GgufFile.open(path)
  return readGgufConfig(file)
}

/** Of an architecture, with keys behind its name. */
const configOfFamily = (architecture: string, keys: Record<string, WrittenValue> = {}, tensors?: WrittenTensor[]) =>
  configOf(
    {
      'general.architecture': architecture,
      ...Object.fromEntries(Object.entries(keys).map(([key, value]) => [`${architecture}.${key}`, value])),
    },
    tensors,
  )

const floats = (name: string, values: readonly number[]): WrittenTensor => ({
  name,
  shape: [values.length],
  type: GGML_TYPE.F32,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
})

describe('a model that is supported', () => {
  test('gives its numbers', () => {
    expect(configOfTiny({ layers: 3, hidden: 128, heads: 4, kvHeads: 2, ffn: 256, context: 512 })).toEqual({
      architecture: 'llama',
      hidden: 128,
      layers: 3,
      heads: 4,
      kvHeads: 2,
      headSize: 32,
      ffn: 256,
      vocabulary: 304,
      context: 512,
      normEpsilon: expect.closeTo(1e-5, 10),
      tied: true,
      embeddingScale: 1,
      attentionScale: 32 ** -0.5,
      activation: 'silu',
      qkvBias: false,
      qkNorm: false,
      postNorms: false,
      attention: new Array(3).fill({ window: null, rope: 0 }),
      ropes: [{ theta: 10000, divisors: null }],
    })
  })

  test('need not say what has a usual value', () => {
    expect(configOf({})).toMatchObject({ kvHeads: 4, headSize: 16, vocabulary: 10, tied: true })
  })

  test('may have heads of another size than hidden / heads, and a head of its own', () => {
    const change = {
      'llama.attention.key_length': 32,
      'llama.attention.value_length': 32,
      'llama.rope.dimension_count': 32,
    }
    expect(configOf(change, [tensor('output.weight', 64, 10)])).toMatchObject({ headSize: 32, tied: false })
  })

  test('may say that its positions are not scaled', () => {
    expect(configOf({ 'llama.rope.scaling.type': 'none' })).toMatchObject({ layers: 1 })
  })
})

const EVERYTHING = { window: null, rope: 0 }

describe('a family', () => {
  test.each([
    ['llama', { qkvBias: false, qkNorm: false, postNorms: false, activation: 'silu', embeddingScale: 1 }],
    ['qwen2', { qkvBias: true, qkNorm: false, postNorms: false, activation: 'silu', embeddingScale: 1 }],
    ['qwen3', { qkvBias: false, qkNorm: true, postNorms: false, activation: 'silu', embeddingScale: 1 }],
    ['gemma3', { qkvBias: false, qkNorm: true, postNorms: true, activation: 'gelu-tanh', embeddingScale: 8 }],
  ])('%s', (architecture, traits) => {
    const rope = { theta: 10000, divisors: null }
    const numbers = { architecture, attentionScale: 0.25, attention: [EVERYTHING], ropes: [rope] }
    expect(configOfFamily(architecture)).toMatchObject({ ...traits, ...numbers })
  })

  test('may scale queries by another number', () => {
    expect(configOfFamily('llama', { 'attention.scale': { float: 0.5 } })).toMatchObject({ attentionScale: 0.5 })
    // Gemma 3 27B is known by its layers.
    expect(
      configOfFamily('gemma3', { block_count: 62, 'attention.key_length': 32, 'attention.value_length': 32 }),
    ).toMatchObject({ headSize: 32, attentionScale: 0.25 })
  })
})

describe('rotary positions', () => {
  test('may be stretched by one factor, under its old name too', () => {
    const divisors = new Array(8).fill(4)
    const keys = { 'rope.scaling.type': 'linear', 'rope.scaling.factor': { float: 4 } }
    expect(configOfFamily('llama', keys).ropes).toEqual([{ theta: 10000, divisors }])
    expect(configOfFamily('llama', { 'rope.scale_linear': { float: 4 } }).ropes[0]).toMatchObject({ divisors })
    expect(configOfFamily('llama', { 'rope.scale_linear': { float: 1 } }).ropes[0].divisors).toBeNull()
  })

  test('may be stretched by a factor each', () => {
    const divisors = [1, 1, 1, 1.5, 2, 4, 8, 8]
    const { ropes } = configOfFamily('llama', {}, [floats('rope_freqs.weight', divisors)])
    expect(ropes).toEqual([{ theta: 10000, divisors }])
  })
})

describe('windows', () => {
  const windowed = (architecture: string, keys: Record<string, WrittenValue>) =>
    configOfFamily(architecture, { 'attention.sliding_window': 16, block_count: 6, ...keys })

  test('are every layer’s in files of Llama’s kind', () => {
    const { attention, ropes } = windowed('llama', {})
    expect(attention).toEqual(new Array(6).fill({ window: 16, rope: 0 }))
    expect(ropes).toHaveLength(1)
    expect(configOfFamily('llama', { 'attention.sliding_window': 0 }).attention).toEqual([EVERYTHING])
  })

  test('are those of five in six layers of Gemma, which have a rope of their own', () => {
    const { attention, ropes } = windowed('gemma3', {
      'rope.freq_base': { float: 1e6 },
      'rope.scaling.type': 'linear',
      'rope.scaling.factor': { float: 8 },
    })
    expect(attention).toEqual([...new Array(5).fill({ window: 16, rope: 1 }), EVERYTHING])
    expect(ropes).toEqual([
      { theta: 1e6, divisors: new Array(8).fill(8) },
      { theta: 10000, divisors: null },
    ])
  })

  test('may have another pattern and another rope', () => {
    const { attention, ropes } = windowed('gemma3', {
      'attention.sliding_window_pattern': 2,
      'rope.freq_base_swa': { float: 5000 },
    })
    expect(attention.map(({ window }) => window)).toEqual([16, null, 16, null, 16, null])
    expect(ropes[1].theta).toBe(5000)
    expect(configOfFamily('gemma3').ropes).toHaveLength(1)
  })
})

const STRETCHED_WITHOUT_END = {
  'llama.attention.key_length': 2 ** 32 - 16,
  'llama.attention.value_length': 2 ** 32 - 16,
  'llama.rope.dimension_count': 2 ** 32 - 16,
  'llama.rope.scale_linear': { float: 2 },
}
const epsilon = (float: number) => ({ 'llama.attention.layer_norm_rms_epsilon': { float } })
const pattern = (value: WrittenValue) => ({
  'general.architecture': 'gemma3',
  'gemma3.attention.sliding_window': 16,
  'gemma3.attention.sliding_window_pattern': value,
})

describe('a model that is not is refused by name', () => {
  test.each<[string, Record<string, WrittenValue | null>, string]>([
    [
      'architecture',
      { 'general.architecture': 'gpt2' },
      "the model's architecture is 'gpt2', which is not supported; supported: llama, qwen2, qwen3, gemma3",
    ],
    ['Gemma 2', { 'general.architecture': 'gemma2' }, "the model's architecture is 'gemma2'"],
    ['experts', { 'llama.expert_count': 8 }, "the model's metadata has 'llama.expert_count' = 8"],
    ['Qwen with experts', { 'general.architecture': 'qwen3moe' }, "the model's architecture is 'qwen3moe'"],
    [
      'capped logits',
      { 'general.architecture': 'gemma3', 'gemma3.final_logit_softcapping': { float: 30 } },
      "'gemma3.final_logit_softcapping' = 30",
    ],
    ['attention to what comes later', { 'llama.attention.causal': false }, "'llama.attention.causal' = false"],
    ['a key that nobody has heard of', { 'llama.attention.mystery': 1 }, "'llama.attention.mystery' = 1"],
    [
      'a window in another family',
      { 'general.architecture': 'qwen2', 'qwen2.attention.sliding_window': 16 },
      "sliding window ('qwen2.attention.sliding_window')",
    ],
    ['values of another size', { 'llama.attention.value_length': 32 }, 'values of 32 beside keys of 16'],
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
    ['layers without end', { 'llama.block_count': 50_000_000 }, "'layers' is 50000000; a whole number from 1 to 512"],
    ['as many layers as there are numbers', { 'llama.block_count': 2 ** 32 - 1 }, "'layers' is 4294967295"],
    ['no layers', { 'llama.block_count': 0 }, "'layers' is 0"],
    ['half a layer', { 'llama.block_count': { float: 0.5 } }, "'layers' is 0.5"],
    ['heads without end', { 'llama.attention.head_count': 2 ** 31 }, "'heads' is 2147483648"],
    ['a stretched head without end', STRETCHED_WITHOUT_END, 'head size 4294967280 is not supported'],
    ['a head of no size', { 'llama.attention.key_length': 0 }, 'head size 0 is not supported'],
    ['an epsilon that is none', epsilon(Number.NaN), "'normEpsilon' is NaN; a number from 0 to 1 is expected"],
    ['an endless epsilon', epsilon(Number.POSITIVE_INFINITY), "'normEpsilon' is Infinity"],
    ['a negative epsilon', epsilon(-1), "'normEpsilon' is -1"],
    ['a rotary base that is none', { 'llama.rope.freq_base': { float: Number.NaN } }, 'rotary base is NaN'],
    ['a negative rotary base', { 'llama.rope.freq_base': { float: -1 } }, 'rotary base is -1'],
    ['a scale that is none', { 'llama.attention.scale': { float: Number.NaN } }, "'attentionScale' is NaN"],
    ['an endless factor', { 'llama.rope.scale_linear': { float: 1 / 0 } }, 'divisor of a rotary frequency is Infinity'],
    ['a window of less than a token', { 'llama.attention.sliding_window': { float: 0.5 } }, 'window at layer 0 is 0.5'],
    [
      'a window without end',
      { 'llama.attention.sliding_window': { uint64: 2n ** 40n } },
      'window at layer 0 is 1099511627776',
    ],
    ['a pattern of nothing', pattern(0), 'sliding window pattern is 0; a whole number from 1 is expected'],
    ['a pattern that is none', pattern({ float: Number.NaN }), 'sliding window pattern is NaN'],
    ['a pattern of other layers', pattern(Int32Array.of(1, 0)), 'is not a list of 1 booleans, one for each layer'],
  ])('%s', (_what, change, message) => {
    expect(() => configOf(change)).toThrow(message)
  })

  test('a divisor that is none', () => {
    const divisors = [1, 1, 1, Number.NaN, 2, 4, 8, 8]
    expect(() => configOf({}, [floats('rope_freqs.weight', divisors)])).toThrow(
      'divisor of a rotary frequency is NaN; a number above 0 is expected',
    )
  })

  test('scaled positions of another number', () => {
    expect(() => configOf({}, [tensor('rope_freqs.weight', 4)])).toThrow('rope_freqs.weight has 4 values')
  })

  test('no embedding', () => {
    const path = newPath()
    writeGguf(path, metadataOf('llama'), [tensor('other', 4)])
    using file = GgufFile.open(path)
    expect(() => readGgufConfig(file)).toThrow("has no tensor 'token_embd.weight'")
  })
})
