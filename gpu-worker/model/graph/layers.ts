/**
 * Which layers with weights a model has, and of which tensors they are made, in GGUF's names: linear layers, whose
 * matrices are stacked by rows, and vectors, whose parts are put one after the other.
 */
import type { ModelConfig } from '../config.ts'
import type { LinearKind } from '../forms/plans.ts'

/** Norms' gains, and what is added to a stack's output. */
export const VECTOR_KINDS = [
  'attn_norm',
  'qkv_bias',
  'q_norm',
  'k_norm',
  'attn_post_norm',
  'ffn_norm',
  'ffn_post_norm',
  'output_norm',
] as const
export type VectorKind = (typeof VECTOR_KINDS)[number]

/** A tensor of a layer: one row, or one value, for each output. */
export type LayerPart = {
  name: string
  rows: number
  /** Its rows are those of heads that rotate. */
  rotary?: boolean
  /** Every value is multiplied by it. */
  factor?: number
}

export type LinearLayer = { inputs: number; parts: readonly LayerPart[] }

/** Layers of a block have names relative to it: 'attn_q.weight' is 'blk.3.attn_q.weight'. */
export function linearLayers(config: ModelConfig): Record<LinearKind, LinearLayer> {
  const { hidden, heads, kvHeads, headSize, ffn, vocabulary, tied } = config
  return {
    qkv: {
      inputs: hidden,
      parts: [
        { name: 'attn_q.weight', rows: heads * headSize, rotary: true, factor: queryFactor(config) },
        { name: 'attn_k.weight', rows: kvHeads * headSize, rotary: true },
        { name: 'attn_v.weight', rows: kvHeads * headSize },
      ],
    },
    out: { inputs: heads * headSize, parts: [{ name: 'attn_output.weight', rows: hidden }] },
    gate_up: {
      inputs: hidden,
      parts: [
        { name: 'ffn_gate.weight', rows: ffn },
        { name: 'ffn_up.weight', rows: ffn },
      ],
    },
    down: { inputs: ffn, parts: [{ name: 'ffn_down.weight', rows: hidden }] },
    head: { inputs: hidden, parts: [{ name: tied ? 'token_embd.weight' : 'output.weight', rows: vocabulary }] },
  }
}

/** The vectors that the model has. */
export function vectorLayers(config: ModelConfig): Partial<Record<VectorKind, readonly LayerPart[]>> {
  const { hidden, heads, kvHeads, headSize, qkvBias, qkNorm, postNorms, attentionScale } = config
  const gains = (name: string) => [{ name: `${name}.weight`, rows: hidden }]
  return {
    attn_norm: gains('attn_norm'),
    ffn_norm: gains('ffn_norm'),
    output_norm: gains('output_norm'),
    ...(qkvBias && {
      qkv_bias: [
        { name: 'attn_q.bias', rows: heads * headSize, rotary: true, factor: queryFactor(config) },
        { name: 'attn_k.bias', rows: kvHeads * headSize, rotary: true },
        { name: 'attn_v.bias', rows: kvHeads * headSize },
      ],
    }),
    ...(qkNorm && {
      q_norm: [{ name: 'attn_q_norm.weight', rows: headSize, factor: attentionScale }],
      k_norm: [{ name: 'attn_k_norm.weight', rows: headSize }],
    }),
    ...(postNorms && {
      attn_post_norm: gains('post_attention_norm'),
      ffn_post_norm: gains('post_ffw_norm'),
    }),
  }
}

export const isNorm = (kind: VectorKind) => kind !== 'qkv_bias'

/** The attention's scale is multiplied into what makes the queries last: their weights, or their norm. */
const queryFactor = ({ qkNorm, attentionScale }: ModelConfig) => (qkNorm ? 1 : attentionScale)
