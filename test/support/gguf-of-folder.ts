/**
 * A tiny model's folder → the GGUF file that llama.cpp's converter makes of it: its names, the order of rows that Llama's
 * queries and keys have there, the one of Gemma's norms added to their gains. Written beside the code that reads both
 * formats, and apart from it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dequantize } from '../../gpu-worker/model/dequantize.ts'
import { SafetensorsFile } from '../../gpu-worker/model/hugging-face/safetensors-file.ts'
import { GGML_TYPE, type WrittenTensor, type WrittenValue, writeGguf } from './gguf-writer.ts'

type Config = Record<string, number> & {
  model_type: string
  rope_scaling: { rope_type: string; factor: number } | null
}

type Source = { values: Float32Array; shape: number[]; type: 'F32' | 'F16' | 'BF16'; bytes: Uint8Array }

const ARCHITECTURE: Record<string, string> = {
  llama: 'llama',
  mistral: 'llama',
  qwen2: 'qwen2',
  qwen3: 'qwen3',
  gemma3_text: 'gemma3',
}

/** @param llama3 what 'rope_freqs.weight' holds, for a model that stretches its positions as Llama 3 does */
export function writeGgufOf(folder: string, path: string, llama3: readonly number[] | null = null): void {
  const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const config: Config = json('config.json')
  const architecture = ARCHITECTURE[config.model_type]!
  const sources = readSources(folder)
  const tensors = [...sources].map(([name, source]) => converted(name, source, config))
  if (llama3) tensors.push(floats('rope_freqs.weight', Float32Array.from(llama3)))
  const metadata: Record<string, WrittenValue> = {
    'general.architecture': architecture,
    ...prefixed(architecture, numbersOf(config)),
    ...vocabularyOf(json('tokenizer.json'), json('tokenizer_config.json')),
  }
  const template = join(folder, 'chat_template.jinja')
  if (existsSync(template)) metadata['tokenizer.chat_template'] = readFileSync(template, 'utf8')
  writeGguf(path, metadata, tensors)
}

const prefixed = (architecture: string, values: Record<string, WrittenValue | undefined>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[`${architecture}.${key}`, value]])),
  ) as Record<string, WrittenValue>

function numbersOf(config: Config): Record<string, WrittenValue | undefined> {
  const float = (value: number | undefined) => (value === undefined ? undefined : { float: value })
  const headSize = config.head_dim ?? config.hidden_size! / config.num_attention_heads!
  const isLinear = config.rope_scaling?.rope_type === 'linear'
  return {
    block_count: config.num_hidden_layers,
    context_length: config.max_position_embeddings,
    embedding_length: config.hidden_size,
    feed_forward_length: config.intermediate_size,
    'attention.head_count': config.num_attention_heads,
    'attention.head_count_kv': config.num_key_value_heads,
    'attention.key_length': headSize,
    'attention.value_length': headSize,
    'attention.layer_norm_rms_epsilon': float(config.rms_norm_eps),
    'attention.scale': config.query_pre_attn_scalar && float(config.query_pre_attn_scalar ** -0.5),
    'attention.sliding_window': config.sliding_window ?? undefined,
    'attention.sliding_window_pattern': config._sliding_window_pattern,
    'rope.freq_base': float(config.rope_theta),
    'rope.freq_base_swa': float(config.rope_local_base_freq),
    'rope.scaling.type': isLinear ? 'linear' : undefined,
    'rope.scaling.factor': isLinear ? float(config.rope_scaling!.factor) : undefined,
  }
}

function readSources(folder: string): Map<string, Source> {
  const sources = new Map<string, Source>()
  for (const name of readdirSync(folder).filter((file) => /^model.*\.safetensors$/.test(file))) {
    using file = new SafetensorsFile(join(folder, name))
    for (const [tensor, stored] of file.tensors) {
      const type = stored.dtype as Source['type']
      const bytes = file.read(stored)
      sources.set(tensor, { values: dequantize(type, bytes, stored.values), shape: stored.shape, type, bytes })
    }
  }
  return sources
}

/** Matrices keep their type, everything else is written in F32. */
function converted(name: string, source: Source, config: Config): WrittenTensor {
  const { model_type: type, num_attention_heads: heads, num_key_value_heads: kvHeads } = config
  const ggufName = nameOf(name, type === 'gemma3_text')
  const permutes = type === 'llama' || type === 'mistral'
  const headCount = /q_proj/.test(name) ? heads! : kvHeads!
  const rows = permutes && /[qk]_proj/.test(name) ? permuted(source.shape[0]!, headCount) : null
  if (source.shape.length === 1) {
    const offset = type === 'gemma3_text' ? 1 : 0
    return floats(
      ggufName,
      source.values.map((value) => value + offset),
    )
  }
  const stride = source.bytes.length / source.shape[0]!
  const bytes = rows
    ? Buffer.concat(rows.map((row) => source.bytes.subarray(row * stride, (row + 1) * stride)))
    : source.bytes
  return { name: ggufName, shape: source.shape.toReversed(), type: GGML_TYPE[source.type], bytes }
}

/** [heads, 2, D/2] → [heads, D/2, 2]: the halves of a pair become neighbours. */
function permuted(rows: number, heads: number): number[] {
  const size = rows / heads
  return Array.from({ length: rows }, (_, row) => {
    const [head, at] = [Math.floor(row / size), row % size]
    return head * size + (at % 2) * (size / 2) + Math.floor(at / 2)
  })
}

const floats = (name: string, values: Float32Array): WrittenTensor => ({
  name,
  shape: [values.length],
  type: GGML_TYPE.F32,
  bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
})

const NAMES: [RegExp, string][] = [
  [/^model\.embed_tokens\./, 'token_embd.'],
  [/^model\.norm\./, 'output_norm.'],
  [/^lm_head\./, 'output.'],
  [/^model\.layers\.(\d+)\./, 'blk.$1.'],
  [/\.input_layernorm\./, '.attn_norm.'],
  [/\.self_attn\.(q|k|v)_proj\./, '.attn_$1.'],
  [/\.self_attn\.(q|k)_norm\./, '.attn_$1_norm.'],
  [/\.self_attn\.o_proj\./, '.attn_output.'],
  [/\.mlp\.(gate|up|down)_proj\./, '.ffn_$1.'],
  [/\.pre_feedforward_layernorm\./, '.ffn_norm.'],
  [/\.post_feedforward_layernorm\./, '.post_ffw_norm.'],
]

function nameOf(name: string, isGemma: boolean): string {
  const afterAttention = isGemma ? '.post_attention_norm.' : '.ffn_norm.'
  const named = NAMES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), name)
  return named.replace(/\.post_attention_layernorm\./, afterAttention)
}

type TokenizerJson = {
  added_tokens: { id: number; content: string; special: boolean }[]
  normalizer: unknown
  model: {
    vocab: Record<string, number>
    merges: [string, string][]
    byte_fallback?: boolean
    unk_token: string | null
  }
}

const NORMAL = 1
const UNKNOWN = 2
const CONTROL = 3
const USER_DEFINED = 4
const BYTE = 6

function vocabularyOf(
  { added_tokens: added, normalizer, model }: TokenizerJson,
  settings: Record<string, unknown>,
): Record<string, WrittenValue> {
  const tokens: string[] = []
  for (const [token, id] of Object.entries(model.vocab)) tokens[id] = token
  const types = new Int32Array(Math.max(tokens.length, ...added.map(({ id }) => id + 1))).fill(NORMAL)
  tokens.forEach((token, id) => {
    if (/^<0x..>$/.test(token)) types[id] = BYTE
  })
  for (const { id, content, special } of added) {
    tokens[id] = special ? content : content.replaceAll('▁', ' ')
    types[id] = content === model.unk_token ? UNKNOWN : special ? CONTROL : USER_DEFINED
  }
  const idOf = (name: string) => tokens.indexOf(String(settings[name]))
  const words: Record<string, WrittenValue> = model.byte_fallback
    ? {
        'tokenizer.ggml.model': 'llama',
        'tokenizer.ggml.scores': Float32Array.from(tokens, (_, id) => (types[id] === NORMAL ? -id : 0)),
        'tokenizer.ggml.add_space_prefix': JSON.stringify(normalizer).includes('Prepend'),
        'tokenizer.ggml.unknown_token_id': tokens.indexOf(String(model.unk_token)),
      }
    : {
        'tokenizer.ggml.model': 'gpt2',
        'tokenizer.ggml.pre': settings.bos_token ? 'llama-bpe' : 'qwen2',
        'tokenizer.ggml.merges': model.merges.map((merge) => merge.join(' ')),
      }
  return {
    ...words,
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': types,
    'tokenizer.ggml.eos_token_id': idOf('eos_token'),
    ...(settings.bos_token ? { 'tokenizer.ggml.bos_token_id': idOf('bos_token') } : {}),
  }
}
