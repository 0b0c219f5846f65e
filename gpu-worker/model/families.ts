/** What the supported families of models do differently: the part of a configuration that files leave unsaid. */
import type { ModelConfig } from './config.ts'

export type Family = Pick<ModelConfig, 'activation' | 'qkvBias' | 'qkNorm' | 'postNorms'> & {
  /** Embeddings are multiplied by √hidden. */
  scaledEmbedding: boolean
}

const LLAMA: Family = {
  activation: 'silu',
  qkvBias: false,
  qkNorm: false,
  postNorms: false,
  scaledEmbedding: false,
}

export const FAMILIES = {
  llama: LLAMA,
  mistral: LLAMA,
  qwen2: { ...LLAMA, qkvBias: true },
  qwen3: { ...LLAMA, qkNorm: true },
  gemma3: { activation: 'gelu-tanh', qkvBias: false, qkNorm: true, postNorms: true, scaledEmbedding: true },
} as const satisfies Record<string, Family>
export type FamilyName = keyof typeof FAMILIES

/** The factor in float32, in which the reference implementations multiply. */
export const embeddingScaleOf = ({ scaledEmbedding }: Family, hidden: number): number =>
  scaledEmbedding ? Math.fround(Math.sqrt(hidden)) : 1

/**
 * Of every `period` layers the last one sees everything, the others a window (Gemma 3).
 * @throws Error when `period` is no number of layers
 */
export function isPeriodicallyGlobal(layer: number, period: number): boolean {
  if (!Number.isSafeInteger(period) || period < 1) {
    throw new Error(`the model's sliding window pattern is ${period}; a whole number from 1 is expected`)
  }
  return (layer + 1) % period === 0
}
