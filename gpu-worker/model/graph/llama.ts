/**
 * The Llama family as one ONNX graph that serves prefill, decode and scoring alike: what a step does not need has
 * length 0 there. With b rows of s tokens, n chosen positions, H hidden, V vocabulary:
 *
 * inputs
 * - x [b,s,H]: token embeddings (looked up on the host, exactly)
 * - seqlens [b] int32: tokens in the KV cache after this step, less one; total int32: the largest of them, plus one
 * - past_k.l, past_v.l [b,kv heads,capacity,D]: the KV cache, updated in place (bind the same tensor as present_*.l)
 * - pick [n,2] int64: (row, position) pairs that get logits; with none the head has nothing to do
 * - e.l [b,s,H]: the vector added to each token's residual stream after block l; zeros leave it untouched, bit for bit
 * - rank graphs only, R slots: u.l, v.l [b,R,H], a.l, g.l [b,1,R]
 * outputs (bind any part)
 * - logits [n,V], final [n,H]: after and before the head
 * - hidden.l, edited.l [b,s,H]: the residual stream after block l, before and after the edit
 *
 * The rank graph computes x' = x + e + Σ_r (a_r⟨x,u_r⟩ + g_r tanh⟨x,u_r⟩) v_r. It is a variant because its eight more
 * nodes a layer cost a few percent that additive edits, the usual case, need not pay. R is a free dimension.
 *
 * QKV and gate+up are stacked; residual additions are merged into the norms; GroupQueryAttention rotates and caches.
 */
import type { ModelConfig } from '../config.ts'
import type { Weight, WeightForm } from '../forms/weight-form.ts'
import { CONTRIB, GraphBuilder } from './onnx.ts'

export type GraphOptions = {
  /** Positions for which rotary angles are kept: the longest sequence that can run. */
  context: number
  /** Whether edits may read the state (boost, neutralise, AlignEZ's own methods). */
  rank: boolean
}

/** Puts a layer's packed weights into a graph, by suffix. */
export type WeightNaming = (graph: GraphBuilder, layer: string) => Weight

/** A linear layer of a block: its inputs, and the matrices it stacks, in GGUF's names. */
export type LinearLayer = { inputs: number; matrices: readonly { name: string; rows: number; rotary?: true }[] }

export function linearLayers({ hidden, heads, kvHeads, headSize, ffn }: ModelConfig) {
  return {
    qkv: {
      inputs: hidden,
      matrices: [
        { name: 'attn_q.weight', rows: heads * headSize, rotary: true },
        { name: 'attn_k.weight', rows: kvHeads * headSize, rotary: true },
        { name: 'attn_v.weight', rows: kvHeads * headSize },
      ],
    },
    out: { inputs: heads * headSize, matrices: [{ name: 'attn_output.weight', rows: hidden }] },
    gate_up: {
      inputs: hidden,
      matrices: [
        { name: 'ffn_gate.weight', rows: ffn },
        { name: 'ffn_up.weight', rows: ffn },
      ],
    },
    down: { inputs: ffn, matrices: [{ name: 'ffn_down.weight', rows: hidden }] },
  } as const satisfies Record<string, LinearLayer>
}

export function buildLlama(
  config: ModelConfig,
  formOf: (layer: string) => WeightForm,
  naming: WeightNaming,
  { context, rank }: GraphOptions,
): GraphBuilder {
  const { hidden: H, heads, kvHeads, headSize: D, ffn, vocabulary } = config
  const graph = new GraphBuilder()
  const weights = (layer: string) => naming(graph, layer)
  const epsilon = { epsilon: { float: config.normEpsilon } }
  const layers = linearLayers(config)
  const linear = (block: string, kind: keyof typeof layers, x: string) => {
    const { inputs: K, matrices } = layers[kind]
    const N = matrices.reduce((sum, { rows }) => sum + rows, 0)
    const layer = `${block}_${kind}`
    return formOf(layer).multiply(graph, `${layer}_y`, x, { K, N }, weights(layer))
  }
  const gamma = (layer: string) => weights(layer)('g')!

  graph.input('x', 'float32', ['b', 's', H])
  graph.input('seqlens', 'int32', ['b'])
  graph.input('total', 'int32', [])
  graph.input('pick', 'int64', ['n', 2])
  const [cos, sin] = rotaryTables(graph, config, context)
  const halves = graph.constant('halves', 'int64', [2], BigInt64Array.of(BigInt(ffn), BigInt(ffn)))

  /** x + skip, and that sum normalised. */
  const addAndNorm = (x: string, skip: string, layer: string, sum: string): [sum: string, normed: string] => {
    const normed = `${layer}_y`
    const inputs = [x, skip, gamma(layer)]
    graph.node('SkipSimplifiedLayerNormalization', inputs, [normed, '', '', sum], epsilon, CONTRIB)
    return [sum, normed]
  }
  const normOnly = (x: string, layer: string, normed: string) =>
    graph.node('SimplifiedLayerNormalization', [x, gamma(layer)], normed, { axis: -1, stash_type: 1, ...epsilon })
  const states = ['b', 's', H]

  let x = 'x'
  let normed = normOnly(x, 'blk0_attn_norm', 'blk0_attn_norm_y')
  let edit = ''
  for (let l = 0; l < config.layers; l++) {
    const at = `blk${l}`
    if (l > 0) [x, normed] = addAndNorm(x, edit, `${at}_attn_norm`, graph.output(`edited.${l - 1}`, 'float32', states))

    const qkv = linear(at, 'qkv', normed)
    const cache = ['b', kvHeads, 'capacity', D]
    const past = [graph.input(`past_k.${l}`, 'float32', cache), graph.input(`past_v.${l}`, 'float32', cache)]
    const present = [graph.output(`present_k.${l}`, 'float32', cache), graph.output(`present_v.${l}`, 'float32', cache)]
    const attention = graph.node(
      'GroupQueryAttention',
      [qkv, '', '', ...past, 'seqlens', 'total', cos, sin],
      [`${at}_attn_y`, ...present],
      { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1 },
      CONTRIB,
    )
    const attended = linear(at, 'out', attention)
    ;[x, normed] = addAndNorm(x, attended, `${at}_ffn_norm`, `${at}_attended`)

    const gateUp = linear(at, 'gate_up', normed)
    graph.node('Split', [gateUp, halves], [`${at}_gate`, `${at}_up`], { axis: -1 })
    const silu = graph.node('QuickGelu', [`${at}_gate`], `${at}_silu`, { alpha: { float: 1 } }, CONTRIB)
    const gated = graph.node('Mul', [silu, `${at}_up`], `${at}_gated`)
    const fed = linear(at, 'down', gated)

    x = graph.node('Add', [x, fed], graph.output(`hidden.${l}`, 'float32', states))
    edit = editNodes(graph, x, l, H, rank)
  }

  const edited = graph.node('Add', [x, edit], graph.output(`edited.${config.layers - 1}`, 'float32', states))
  const picked = graph.node('GatherND', [edited, 'pick'], 'picked')
  const final = normOnly(picked, 'output_norm', graph.output('final', 'float32', ['n', H]))
  const logits = graph.output('logits', 'float32', ['n', vocabulary])
  formOf('head').multiply(graph, logits, final, { K: H, N: vocabulary }, weights('head'))
  return graph
}

/** What is added to x after block l; the addition itself merges into the next norm. */
function editNodes(graph: GraphBuilder, x: string, l: number, H: number, rank: boolean): string {
  const e = graph.input(`e.${l}`, 'float32', ['b', 's', H])
  if (!rank) return e
  const u = graph.input(`u.${l}`, 'float32', ['b', 'R', H])
  const v = graph.input(`v.${l}`, 'float32', ['b', 'R', H])
  const a = graph.input(`a.${l}`, 'float32', ['b', 1, 'R'])
  const g = graph.input(`g.${l}`, 'float32', ['b', 1, 'R'])
  const at = `edit${l}`
  const read = graph.node('FusedMatMul', [x, u], `${at}_read`, { transB: 1 }, CONTRIB)
  const scaled = graph.node('Mul', [read, a], `${at}_scaled`)
  const bent = graph.node('Mul', [graph.node('Tanh', [read], `${at}_tanh`), g], `${at}_bent`)
  const weight = graph.node('Add', [scaled, bent], `${at}_weight`)
  const written = graph.node('MatMul', [weight, v], `${at}_written`)
  return graph.node('Add', [e, written], `${at}_sum`)
}

/** cos and sin of position·theta^(-2i/D), [context, D/2] each. */
function rotaryTables(graph: GraphBuilder, config: ModelConfig, context: number): [cos: string, sin: string] {
  const half = config.headSize / 2
  const cos = new Float32Array(context * half)
  const sin = new Float32Array(context * half)
  for (let position = 0; position < context; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position / config.ropeTheta ** (i / half)
      cos[position * half + i] = Math.cos(angle)
      sin[position * half + i] = Math.sin(angle)
    }
  }
  return [
    graph.constant('rotary_cos', 'float32', [context, half], cos),
    graph.constant('rotary_sin', 'float32', [context, half], sin),
  ]
}
