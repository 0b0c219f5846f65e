/**
 * config.json → what kind of model a folder holds. What a file leaves out has the value that transformers' configuration
 * classes give it; what would change the computation and is not supported is refused by its name.
 */
import { type Activation, type Counts, checkConfig, checkCounts, type ModelConfig } from '../config.ts'
import { embeddingScaleOf, FAMILIES, type FamilyName, isPeriodicallyGlobal } from '../families.ts'
import { linearDivisors, llama3Divisors, type Rope } from '../rope.ts'
import { isJson, type Json } from './json.ts'

type Defaults = Readonly<Record<string, unknown>>

const COMMON: Defaults = { rms_norm_eps: 1e-6, tie_word_embeddings: false, hidden_act: 'silu', rope_theta: 10_000 }
const QWEN: Defaults = { ...COMMON, max_position_embeddings: 32768, num_key_value_heads: 32, sliding_window: 4096 }

/** By `model_type`. */
const MODEL_TYPES: Record<string, { family: FamilyName; defaults: Defaults }> = {
  llama: { family: 'llama', defaults: { ...COMMON, max_position_embeddings: 2048 } },
  mistral: {
    family: 'mistral',
    defaults: { ...COMMON, max_position_embeddings: 131072, num_key_value_heads: 8, sliding_window: 4096 },
  },
  qwen2: { family: 'qwen2', defaults: { ...QWEN, max_window_layers: 28 } },
  qwen3: { family: 'qwen3', defaults: { ...QWEN, max_window_layers: 28, head_dim: 128 } },
  gemma3_text: { family: 'gemma3', defaults: gemma3Defaults() },
  // The larger ones also see images; their text model is an ordinary one.
  gemma3: { family: 'gemma3', defaults: gemma3Defaults() },
}

/** Files of Gemma 3 leave out what has these values. */
function gemma3Defaults(): Defaults {
  return {
    ...COMMON,
    vocab_size: 262208,
    hidden_size: 2304,
    intermediate_size: 9216,
    num_hidden_layers: 26,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    head_dim: 256,
    hidden_activation: 'gelu_pytorch_tanh',
    max_position_embeddings: 131072,
    tie_word_embeddings: true,
    rope_theta: 1_000_000,
    rope_local_base_freq: 10_000,
    query_pre_attn_scalar: 256,
    sliding_window: 4096,
  }
}

/** Keys that must have this value, or none: with any other, something else would be computed. */
const NEUTRAL_VALUES: Defaults = {
  attention_bias: false,
  mlp_bias: false,
  quantization_config: null,
  attn_logit_softcapping: null,
  final_logit_softcapping: null,
  use_bidirectional_attention: false,
  is_encoder_decoder: false,
  add_cross_attention: false,
  num_experts: 0,
  num_local_experts: 0,
  n_routed_experts: 0,
  partial_rotary_factor: 1,
  attention_chunk_size: null,
  no_rope_layers: null,
  no_rope_layer_interval: null,
  logit_scale: 1,
  logits_scaling: 1,
  embedding_multiplier: 1,
  residual_multiplier: 1,
  attention_multiplier: null,
}

const FULL = 'full_attention'
const SLIDING = 'sliding_attention'
/** Of so many layers of Gemma 3 the last one sees everything. */
const GEMMA_PERIOD = 6

const ACTIVATIONS: Record<string, Activation> = {
  silu: 'silu',
  swish: 'silu',
  gelu_pytorch_tanh: 'gelu-tanh',
  gelu_new: 'gelu-tanh',
}

/** A value of config.json, or what it is where the file leaves it out. */
type Values = {
  value(key: string): unknown
  /** @throws Error when it is none. */
  number(key: string): number
  /** null where there is none. */
  numberOrNull(key: string): number | null
}

/** @throws Error naming what is not supported or missing. */
export function readHuggingFaceConfig(json: Json): ModelConfig {
  const modelType = String(json.model_type)
  if (!Object.hasOwn(MODEL_TYPES, modelType)) {
    const supported = Object.keys(MODEL_TYPES).join(', ')
    throw new Error(`the model's type is '${modelType}', which is not supported; supported: ${supported}`)
  }
  const { family: architecture, defaults } = MODEL_TYPES[modelType]
  const text = isJson(json.text_config) ? { ...json, ...json.text_config } : json
  refuseUnsupported(json, text)
  const values = valuesOf(text, defaults)
  const { value, number, numberOrNull } = values
  const hidden = number('hidden_size')
  const heads = number('num_attention_heads')
  const headSize = numberOrNull('head_dim') ?? hidden / heads
  const counts: Counts = {
    hidden,
    layers: number('num_hidden_layers'),
    heads,
    kvHeads: numberOrNull('num_key_value_heads') ?? heads,
    headSize,
    ffn: number('intermediate_size'),
    vocabulary: number('vocab_size'),
  }
  checkCounts(counts)
  const windows = readWindows(values, architecture, counts.layers)
  const { everywhere, inWindows } = readRopes(values, headSize)
  const hasLocalRope = inWindows !== null && windows.some((window) => window !== null)
  const family = FAMILIES[architecture]
  return checkConfig({
    architecture,
    ...counts,
    context: number('max_position_embeddings'),
    normEpsilon: number('rms_norm_eps'),
    tied: value('tie_word_embeddings') === true,
    embeddingScale: embeddingScaleOf(family, hidden),
    attentionScale: (numberOrNull('query_pre_attn_scalar') ?? headSize) ** -0.5,
    activation: readActivation(value),
    qkvBias: family.qkvBias,
    qkNorm: family.qkNorm,
    postNorms: family.postNorms,
    attention: windows.map((window) => ({ window, rope: hasLocalRope && window !== null ? 1 : 0 })),
    ropes: hasLocalRope ? [everywhere, inWindows] : [everywhere],
  })
}

function valuesOf(text: Json, defaults: Defaults): Values {
  const value = (key: string): unknown => (key in text ? text[key] : defaults[key]) ?? null
  const numberOrNull = (key: string): number | null => {
    const found = value(key)
    if (found !== null && typeof found !== 'number') throw new Error(`config.json: '${key}' is no number`)
    return found
  }
  const number = (key: string): number => {
    const found = numberOrNull(key)
    if (found === null) throw new Error(`config.json lacks '${key}'`)
    return found
  }
  return { value, number, numberOrNull }
}

function refuseUnsupported(json: Json, text: Json): void {
  const [architecture] = Array.isArray(json.architectures) ? json.architectures : []
  if (architecture !== undefined && !/For(CausalLM|ConditionalGeneration)$/.test(String(architecture))) {
    throw new Error(`the model is a '${String(architecture)}', not one that writes text (…ForCausalLM)`)
  }
  if (isJson(json.auto_map) && 'AutoModelForCausalLM' in json.auto_map) {
    throw new Error("the model brings code of its own ('auto_map'), which is not supported")
  }
  for (const [key, neutral] of Object.entries(NEUTRAL_VALUES)) {
    const value = text[key] ?? null
    if (value !== null && value !== neutral) {
      const shown = JSON.stringify(value).slice(0, 60)
      throw new Error(`config.json has '${key}' = ${shown}, which is not supported`)
    }
  }
}

function readActivation(value: Values['value']): Activation {
  const name = String(value('hidden_activation') ?? value('hidden_act'))
  if (!Object.hasOwn(ACTIVATIONS, name)) {
    const supported = Object.keys(ACTIVATIONS).join(', ')
    throw new Error(`the model's activation is '${name}', which is not supported; supported: ${supported}`)
  }
  return ACTIVATIONS[name]
}

/** How many tokens each layer sees; null: all. */
function readWindows({ value, numberOrNull }: Values, family: FamilyName, layers: number): (number | null)[] {
  const isQwen = family === 'qwen2' || family === 'qwen3'
  const hasWindow = family !== 'llama' && (!isQwen || value('use_sliding_window') === true)
  const window = hasWindow ? numberOrNull('sliding_window') : null
  const slides = (layer: number): boolean => {
    if (family === 'gemma3') {
      const period = numberOrNull('sliding_window_pattern') ?? numberOrNull('_sliding_window_pattern') ?? GEMMA_PERIOD
      return !isPeriodicallyGlobal(layer, period)
    }
    return isQwen ? layer >= (numberOrNull('max_window_layers') ?? 0) : window !== null
  }
  const types = value('layer_types')
  return Array.from({ length: layers }, (_, layer) => {
    const type = Array.isArray(types) ? types[layer] : slides(layer) ? SLIDING : FULL
    if (type === FULL || (type === SLIDING && isQwen && !hasWindow)) return null
    if (type === SLIDING && window !== null) return window
    throw new Error(
      `layer ${layer} of the model is a '${String(type)}' with a window of ${window}, which is not supported`,
    )
  })
}

/** The rope of all layers, or of those that see everything where the others have one of their own. */
function readRopes(
  { value, number, numberOrNull }: Values,
  headSize: number,
): { everywhere: Rope; inWindows: Rope | null } {
  // Since version 5, transformers writes all of it into 'rope_parameters', by the kind of layer where they differ.
  const parameters = value('rope_parameters')
  const theta = number('rope_theta')
  if (isJson(parameters) && isJson(parameters[FULL])) {
    const local = parameters[SLIDING]
    return {
      everywhere: readRope(parameters[FULL], theta, headSize),
      inWindows: isJson(local) ? readRope(local, theta, headSize) : null,
    }
  }
  const scaling = isJson(parameters) ? parameters : value('rope_scaling')
  const localTheta = numberOrNull('rope_local_base_freq')
  return {
    everywhere: readRope(isJson(scaling) ? scaling : {}, theta, headSize),
    inWindows: localTheta === null ? null : { theta: localTheta, divisors: null },
  }
}

function readRope(parameters: Json, defaultTheta: number, headSize: number): Rope {
  const theta = typeof parameters.rope_theta === 'number' ? parameters.rope_theta : defaultTheta
  const type = parameters.rope_type ?? parameters.type ?? 'default'
  const number = (key: string): number => {
    const value = parameters[key]
    if (typeof value !== 'number' || value <= 0) {
      throw new Error(`the model scales its rotary positions ('${String(type)}') without saying '${key}'`)
    }
    return value
  }
  for (const key of ['mrope_section', 'partial_rotary_factor']) {
    if (![undefined, null, 1].includes(parameters[key] as undefined)) {
      throw new Error(`the model's rotary positions have '${key}', which is not supported`)
    }
  }
  if (type === 'default') return { theta, divisors: null }
  if (type === 'linear') return { theta, divisors: linearDivisors(headSize, number('factor')) }
  if (type === 'llama3') {
    const scaling = {
      factor: number('factor'),
      lowFrequencyFactor: number('low_freq_factor'),
      highFrequencyFactor: number('high_freq_factor'),
      originalContext: number('original_max_position_embeddings'),
    }
    return { theta, divisors: llama3Divisors(headSize, theta, scaling) }
  }
  throw new Error(`the model scales its rotary positions ('${String(type)}'), which is not supported`)
}
