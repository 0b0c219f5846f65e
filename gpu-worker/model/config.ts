/**
 * What kind of model a file holds. What families of models do differently is data here; the graph and the packing of
 * weights decide by it, never by a family's name.
 */
import { MAX_LAYERS } from '../../shared/direction.ts'
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

/** What a file states of itself and lists are made by: to be checked before any is made. */
export type Counts = Pick<ModelConfig, 'hidden' | 'layers' | 'heads' | 'kvHeads' | 'headSize' | 'ffn' | 'vocabulary'>

/** Of anything but layers; far above any model's, and far below where memory ends or products lose digits. */
const LARGEST_COUNT = 2 ** 24

/** @throws Error naming a count that no model has. */
export function checkCounts({ headSize, ...counts }: Counts): void {
  for (const [name, value] of Object.entries(counts)) {
    const most = name === 'layers' ? MAX_LAYERS : LARGEST_COUNT
    if (isCount(value, most)) continue
    throw new Error(`the model's '${name}' is ${value}; a whole number from 1 to ${most} is expected`)
  }
  if (!isCount(headSize, LARGEST_COUNT) || headSize % 16 !== 0) {
    throw new Error(`head size ${headSize} is not supported; it must be a multiple of 16`)
  }
}

const isCount = (value: number, most: number) => Number.isSafeInteger(value) && value >= 1 && value <= most

/** What the kernels need. @throws Error naming what is not supported. */
export function checkConfig(config: ModelConfig): ModelConfig {
  const { hidden, layers, heads, kvHeads, headSize, ffn, vocabulary, context } = config
  checkCounts({ hidden, layers, heads, kvHeads, headSize, ffn, vocabulary })
  if (!Number.isSafeInteger(context) || context < 1) throw new Error(`the model's 'context' is ${context}`)
  if (heads % kvHeads !== 0) throw new Error(`${heads} heads cannot share ${kvHeads} key heads evenly`)
  if (hidden % 32 || ffn % 32 || (heads * headSize) % 32) {
    throw new Error(
      `sides that are no multiple of 32 are not supported (hidden ${hidden}, ffn ${ffn}, heads ${heads} × ${headSize})`,
    )
  }
  checkNumbers(config)
  return config
}

/** With one number that is none, every answer is nonsense, and no step on the way fails. */
function checkNumbers({ normEpsilon, embeddingScale, attentionScale, attention, ropes }: ModelConfig): void {
  const expect = (name: string, value: number, isRight: boolean, expected: string) => {
    if (!isRight) throw new Error(`the model's ${name} is ${value}; ${expected} is expected`)
  }
  const above0 = (name: string, value: number) =>
    expect(name, value, Number.isFinite(value) && value > 0, 'a number above 0')
  above0("'embeddingScale'", embeddingScale)
  above0("'attentionScale'", attentionScale)
  expect("'normEpsilon'", normEpsilon, normEpsilon >= 0 && normEpsilon < 1, 'a number from 0 to 1')
  for (const { theta, divisors } of ropes) {
    above0('rotary base', theta)
    for (const divisor of divisors ?? []) above0('divisor of a rotary frequency', divisor)
  }
  for (const [l, { window }] of attention.entries()) {
    if (window === null) continue
    expect(`window at layer ${l}`, window, isCount(window, LARGEST_COUNT), `a whole number from 1 to ${LARGEST_COUNT}`)
  }
}
