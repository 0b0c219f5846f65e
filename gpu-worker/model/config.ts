/** What kind of model a file holds: the numbers that shape its graph. */
import type { GgufFile } from './gguf.ts'

export type ModelConfig = {
  architecture: 'llama'
  hidden: number
  layers: number
  heads: number
  kvHeads: number
  headSize: number
  ffn: number
  vocabulary: number
  /** Longest sequence the model was made for. */
  context: number
  ropeTheta: number
  normEpsilon: number
  /** The head shares the embedding's weights. */
  tied: boolean
}

const SUPPORTED = ['llama']

/** @throws Error naming what is not supported or missing. */
export function readConfig(file: GgufFile): ModelConfig {
  const architecture = file.string('general.architecture')
  if (!SUPPORTED.includes(architecture)) {
    throw new Error(
      `the model's architecture is '${architecture}', which is not supported; supported: ${SUPPORTED.join(', ')}`,
    )
  }
  const number = (key: string, fallback?: number) => {
    const name = `${architecture}.${key}`
    return fallback !== undefined && !(name in file.metadata) ? fallback : file.number(name)
  }
  const scaling = file.metadata[`${architecture}.rope.scaling.type`]
  if (scaling !== undefined && scaling !== 'none') {
    throw new Error(`the model scales its rotary positions ('${String(scaling)}'), which is not supported`)
  }
  if (file.tensors.has('rope_freqs.weight')) {
    throw new Error('the model scales its rotary positions (rope_freqs.weight), which is not supported')
  }
  const hidden = number('embedding_length')
  const heads = number('attention.head_count')
  const embedding = file.tensor('token_embd.weight')
  const config: ModelConfig = {
    architecture: 'llama',
    hidden,
    layers: number('block_count'),
    heads,
    kvHeads: number('attention.head_count_kv', heads),
    headSize: number('attention.key_length', hidden / heads),
    ffn: number('feed_forward_length'),
    vocabulary: embedding.shape[1]!,
    context: number('context_length'),
    ropeTheta: number('rope.freq_base', 10_000),
    normEpsilon: number('attention.layer_norm_rms_epsilon'),
    tied: !file.tensors.has('output.weight'),
  }
  const rotary = number('rope.dimension_count', config.headSize)
  if (rotary !== config.headSize) {
    throw new Error(`the model rotates ${rotary} of ${config.headSize} values of a head, which is not supported`)
  }
  if (config.headSize % 16 !== 0) {
    throw new Error(`head size ${config.headSize} is not supported; it must be a multiple of 16`)
  }
  if (heads % config.kvHeads !== 0) throw new Error(`${heads} heads cannot share ${config.kvHeads} key heads evenly`)
  if (file.tensors.has('blk.0.attn_q.bias')) throw new Error('attention biases are not supported')
  if (hidden % 32 || config.ffn % 32 || (heads * config.headSize) % 32) {
    throw new Error(`sides that are no multiple of 32 are not supported (hidden ${hidden}, ffn ${config.ffn})`)
  }
  return config
}
