/** The metadata of a GGUF file → what kind of model it holds. */
import { type Counts, checkConfig, checkCounts, type LayerAttention, type ModelConfig } from '../config.ts'
import { dequantize } from '../dequantize.ts'
import { embeddingScaleOf, FAMILIES, isPeriodicallyGlobal } from '../families.ts'
import { linearDivisors, type Rope } from '../rope.ts'
import type { GgufFile } from './file.ts'
import type { MetadataValue } from './header.ts'

/** The architectures in files, which name a family each. Mistral's files say 'llama'. */
const ARCHITECTURES = ['llama', 'qwen2', 'qwen3', 'gemma3'] as const
type Architecture = (typeof ARCHITECTURES)[number]
const isSupported = (name: string): name is Architecture => (ARCHITECTURES as readonly string[]).includes(name)

/** Keys behind the architecture's name that are read below, or change nothing that is computed. */
const KNOWN_KEYS = new Set(
  [
    'block_count context_length embedding_length feed_forward_length vocab_size',
    'attention.head_count attention.head_count_kv attention.key_length attention.value_length attention.scale',
    'attention.layer_norm_rms_epsilon attention.sliding_window attention.sliding_window_pattern',
    'rope.freq_base rope.freq_base_swa rope.dimension_count rope.scale_linear rope.scaling.type rope.scaling.factor',
    'rope.scaling.original_context_length rope.scaling.finetuned tensor_data_layout',
  ]
    .join(' ')
    .split(' '),
)

/** Keys that change nothing as long as they have this value. */
const NEUTRAL_VALUES: Record<string, MetadataValue> = {
  expert_count: 0,
  expert_used_count: 0,
  'attention.causal': true,
  'rope.scaling.attn_factor': 1,
  use_parallel_residual: false,
  logit_scale: 1,
  attn_logit_softcapping: 0,
  final_logit_softcapping: 0,
  pooling_type: 0,
}

/** Of every six layers of Gemma 3 the last one sees everything, where the file does not say. */
const GEMMA_PERIOD = 6
const GEMMA_LOCAL_THETA = 10_000
/** The one model whose queries are not scaled by their heads' size, known by its layers: Gemma 3 27B. */
const GEMMA_27B_LAYERS = 62

/** @throws Error naming what is not supported or missing. */
export function readGgufConfig(file: GgufFile): ModelConfig {
  const architecture = file.string('general.architecture')
  if (!isSupported(architecture)) {
    throw new Error(
      `the model's architecture is '${architecture}', which is not supported; supported: ${ARCHITECTURES.join(', ')}`,
    )
  }
  refuseUnknownKeys(file, architecture)
  const number = (key: string, fallback?: number) => {
    const name = `${architecture}.${key}`
    return fallback !== undefined && !(name in file.metadata) ? fallback : file.number(name)
  }
  const family = FAMILIES[architecture]
  const hidden = number('embedding_length')
  const heads = number('attention.head_count')
  const layers = number('block_count')
  const headSize = number('attention.key_length', hidden / heads)
  const counts: Counts = {
    hidden,
    layers,
    heads,
    kvHeads: number('attention.head_count_kv', heads),
    headSize,
    ffn: number('feed_forward_length'),
    vocabulary: file.tensor('token_embd.weight').shape[1] ?? 1,
  }
  checkCounts(counts)
  const valueSize = number('attention.value_length', headSize)
  if (valueSize !== headSize) throw new Error(`values of ${valueSize} beside keys of ${headSize} are not supported`)
  const rotary = number('rope.dimension_count', headSize)
  if (rotary !== headSize) {
    throw new Error(`the model rotates ${rotary} of ${headSize} values of a head, which is not supported`)
  }
  const scaledBy = architecture === 'gemma3' && layers === GEMMA_27B_LAYERS ? hidden / heads : headSize
  const rope: Rope = { theta: number('rope.freq_base', 10_000), divisors: readDivisors(file, architecture, headSize) }
  const attention = readAttention(file, architecture, layers)
  const localRope: Rope = { theta: number('rope.freq_base_swa', GEMMA_LOCAL_THETA), divisors: null }
  return checkConfig({
    architecture,
    ...counts,
    context: number('context_length'),
    normEpsilon: number('attention.layer_norm_rms_epsilon'),
    tied: !file.tensors.has('output.weight'),
    embeddingScale: embeddingScaleOf(family, hidden),
    attentionScale: number('attention.scale', scaledBy ** -0.5),
    activation: family.activation,
    qkvBias: family.qkvBias,
    qkNorm: family.qkNorm,
    postNorms: family.postNorms,
    attention,
    ropes: attention.some(({ rope }) => rope === LOCAL) ? [rope, localRope] : [rope],
  })
}

const GLOBAL = 0
const LOCAL = 1

/** A key of another computation, known or not, must not be passed over. */
function refuseUnknownKeys(file: GgufFile, architecture: string): void {
  for (const [name, value] of Object.entries(file.metadata)) {
    if (!name.startsWith(`${architecture}.`)) continue
    const key = name.slice(architecture.length + 1)
    if (KNOWN_KEYS.has(key) || (Object.hasOwn(NEUTRAL_VALUES, key) && value === NEUTRAL_VALUES[key])) continue
    throw new Error(`the model's metadata has '${name}' = ${String(value).slice(0, 60)}, which is not supported`)
  }
}

/** Windows and ropes. Only Gemma's files mix layers; in others a window is every layer's. */
function readAttention(file: GgufFile, architecture: Architecture, layers: number): LayerAttention[] {
  const windowKey = `${architecture}.attention.sliding_window`
  const patternKey = `${windowKey}_pattern`
  const window = windowKey in file.metadata ? file.number(windowKey) : 0
  const perLayer = (attention: (l: number) => LayerAttention) => Array.from({ length: layers }, (_, l) => attention(l))
  const everything: LayerAttention = { window: null, rope: GLOBAL }
  if (window === 0) return perLayer(() => everything)
  if (architecture !== 'gemma3') {
    if (architecture !== 'llama' || patternKey in file.metadata) {
      throw new Error(`the model's attention has a sliding window ('${windowKey}'), which is not supported`)
    }
    return perLayer(() => ({ window, rope: GLOBAL }))
  }
  const pattern = file.metadata[patternKey] ?? GEMMA_PERIOD
  const local: LayerAttention = { window, rope: LOCAL }
  if (!Array.isArray(pattern)) return perLayer((l) => (isPeriodicallyGlobal(l, Number(pattern)) ? everything : local))
  if (pattern.length !== layers || !pattern.every((slides) => typeof slides === 'boolean')) {
    throw new Error(`'${patternKey}' is not a list of ${layers} booleans, one for each layer`)
  }
  return perLayer((l) => (pattern[l] ? local : everything))
}

/** What stretches the (global) rope. */
function readDivisors(file: GgufFile, architecture: string, headSize: number): number[] | null {
  const { metadata } = file
  const factor = metadata[`${architecture}.rope.scaling.factor`] ?? metadata[`${architecture}.rope.scale_linear`]
  const type = metadata[`${architecture}.rope.scaling.type`] ?? (factor === undefined ? 'none' : 'linear')
  const frequencies = file.tensors.has('rope_freqs.weight')
  if (type === 'linear' && typeof factor === 'number' && factor > 0 && !frequencies) {
    return factor === 1 ? null : linearDivisors(headSize, factor)
  }
  if (type !== 'none') {
    throw new Error(`the model scales its rotary positions ('${String(type)}'), which is not supported`)
  }
  if (!frequencies) return null
  const { type: encoding, values } = file.tensor('rope_freqs.weight')
  if (values !== headSize / 2) {
    throw new Error(`tensor rope_freqs.weight has ${values} values; heads of ${headSize} need ${headSize / 2}`)
  }
  return [...dequantize(encoding, file.read('rope_freqs.weight'), values)]
}
