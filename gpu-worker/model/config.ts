/**
 * What kind of model a file holds. What families of models do differently is data here; the graph and the packing of
 * weights decide by it, never by a family's name.
 */
import type { Rope } from './rope.ts'

export type ModelConfig = {
  /** As the file calls it, for people to read. */
  architecture: string
  hidden: number
  layers: number
  heads: number
  kvHeads: number
  headSize: number
  ffn: number
  /** Rows of the embedding: the tokens that have logits. */
  vocabulary: number
  /** Longest sequence the model was made for. */
  context: number
  normEpsilon: number
  /** The head shares the embedding's weights. */
  tied: boolean
  /** What a token's embedding is multiplied by. */
  embeddingScale: number
  /** What the product of a query and a key is multiplied by. */
  attentionScale: number
  /** Of the MLP's gate. */
  activation: Activation
  /** Queries, keys and values have a bias each. */
  qkvBias: boolean
  /** Queries and keys are normalised, each head by itself, before they are rotated. */
  qkNorm: boolean
  /** What attention and MLP add to the stream is normalised once more before it is added. */
  postNorms: boolean
  /** What each layer's attention does. */
  attention: readonly LayerAttention[]
  /** How positions rotate queries and keys. Layers name one of them. */
  ropes: readonly Rope[]
}

/** 'silu': x·σ(x). 'gelu-tanh': x/2·(1 + tanh(√(2/π)(x + .044715x³))). */
export type Activation = 'silu' | 'gelu-tanh'

export type LayerAttention = {
  /** Tokens that can be seen, the token's own included; null: all. */
  window: number | null
  /** Index of its rope. */
  rope: number
}

/** What the kernels need. @throws Error naming what is not supported. */
export function checkConfig(config: ModelConfig): ModelConfig {
  const { hidden, heads, kvHeads, headSize, ffn } = config
  const counts = ['hidden', 'layers', 'heads', 'kvHeads', 'ffn', 'vocabulary', 'context'] as const
  for (const name of counts) {
    const value = config[name]
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`the model's '${name}' is ${value}`)
  }
  if (!Number.isInteger(headSize) || headSize % 16 !== 0) {
    throw new Error(`head size ${headSize} is not supported; it must be a multiple of 16`)
  }
  if (heads % kvHeads !== 0) throw new Error(`${heads} heads cannot share ${kvHeads} key heads evenly`)
  if (hidden % 32 || ffn % 32 || (heads * headSize) % 32) {
    throw new Error(
      `sides that are no multiple of 32 are not supported (hidden ${hidden}, ffn ${ffn}, heads ${heads} × ${headSize})`,
    )
  }
  return config
}
