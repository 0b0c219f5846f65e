/**
 * The Llama family as one ONNX graph that serves prefill, decode and scoring alike: what a step does not need has
 * length 0 there. With b rows of s tokens, n chosen positions, H hidden, V vocabulary:
 *
 * inputs
 * - x [b,s,H]: token embeddings (looked up on the host, exactly)
 * - seqlens [b] int32: tokens in the KV cache after this step, less one; total int32: the largest of them, plus one
 * - past_k.l, past_v.l [b,kv heads,capacity,D]: the KV cache, updated in place (bind the same tensor as present_*.l)
 * - pick [n,2] int64: (row, position) pairs that get logits; at least one
 * - the hooks' edits (hooks.ts): e.site.l [b,s,H]; with rank slots also u, v [b,R,H], a, g [b,1,R]. Zeros leave what
 *   lies there untouched, bit for bit; so does a variant without the hook.
 * outputs (bind any part)
 * - logits [n,V], final [n,H]: after and before the head
 * - hidden.site.l, edited.site.l [b,s,H]: what lies at a hook, before and after the edit
 * - qkv_in.l, gate_up_in.l [b,s,H], probes only: what enters these layers, for calibration
 *
 * QKV and gate+up are stacked; residual additions are merged into the norms; GroupQueryAttention rotates and caches. Its
 * factor 1/√D is multiplied into Q's weights, since the kernel has a fast path for a scale of 1.
 */
import { hookAt, type Site } from '../../../shared/steering/hook.ts'
import type { ModelConfig } from '../config.ts'
import type { FormPlan, LinearKind } from '../forms/plans.ts'
import type { Weight } from '../forms/weight-form.ts'
import { editNodes, type GraphVariant, hooksOf, hookTensor } from './hooks.ts'
import { CONTRIB, GraphBuilder } from './onnx.ts'

export type GraphOptions = {
  variant: GraphVariant
  /** Whether what enters QKV and gate+up is put out. */
  probe?: boolean
}

/** Puts a layer's packed weights into a graph, by suffix. Layers are named 'blk3_qkv', 'blk3_attn_norm', 'head', … */
export type WeightNaming = (graph: GraphBuilder, layer: string) => Weight

/** A linear layer of a block: its inputs, and the matrices it stacks, in GGUF's names. */
export type LinearLayer = {
  inputs: number
  matrices: readonly { name: string; rows: number; rotary?: true; factor?: number }[]
}

export function linearLayers({ hidden, heads, kvHeads, headSize, ffn }: ModelConfig) {
  return {
    qkv: {
      inputs: hidden,
      matrices: [
        { name: 'attn_q.weight', rows: heads * headSize, rotary: true, factor: headSize ** -0.5 },
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
  } as const satisfies Record<Exclude<LinearKind, 'head'>, LinearLayer>
}

export function buildLlama(
  config: ModelConfig,
  plan: FormPlan,
  naming: WeightNaming,
  { variant, probe = false }: GraphOptions,
): GraphBuilder {
  const { hidden: H, heads, kvHeads, headSize: D, ffn, vocabulary } = config
  const graph = new GraphBuilder()
  const weights = (layer: string) => naming(graph, layer)
  const epsilon = { epsilon: { float: config.normEpsilon } }
  const layers = linearLayers(config)
  const linear = (l: number, kind: keyof typeof layers, x: string, y = `blk${l}_${kind}_y`) => {
    const { inputs: K, matrices } = layers[kind]
    const N = matrices.reduce((sum, { rows }) => sum + rows, 0)
    return plan[kind].multiply(graph, y, x, { K, N }, weights(`blk${l}_${kind}`))
  }
  const gamma = (layer: string) => weights(layer)('g')!
  const states = ['b', 's', H]
  const hooks = hooksOf(variant)

  graph.input('x', 'float32', ['b', 's', H])
  graph.input('seqlens', 'int32', ['b'])
  graph.input('total', 'int32', [])
  graph.input('pick', 'int64', ['n', 2])
  const rotary = weights('rotary')
  const [cos, sin] = [rotary('cos')!, rotary('sin')!]
  const halves = graph.constant('halves', 'int64', [2], BigInt64Array.of(BigInt(ffn), BigInt(ffn)))

  /** x + added, and that sum normalised. */
  const addAndNorm = (x: string, added: string, layer: string, sum: string, normed = `${layer}_y`) => {
    graph.node('SkipSimplifiedLayerNormalization', [x, added, gamma(layer)], [normed, '', '', sum], epsilon, CONTRIB)
    return { sum, normed }
  }
  const normOnly = (x: string, layer: string, normed: string) =>
    graph.node('SimplifiedLayerNormalization', [x, gamma(layer)], normed, { axis: -1, stash_type: 1, ...epsilon })
  /** The name under which a layer's input is put out, if it is. */
  const probed = (layer: string, l: number) =>
    probe ? graph.output(`${layer}_in.${l}`, 'float32', states) : `blk${l}_${layer}_in`
  /** What is put out of a hook, before or after its edit. */
  const state = (when: 'hidden' | 'edited', site: Site, l: number) =>
    graph.output(hookTensor(when, hookAt(site, l)), 'float32', states)
  /** What a linear layer adds to the stream, edited where there is a hook. */
  const hooked = (l: number, kind: 'out' | 'down', site: Site, x: string) => {
    const hook = hooks[site]
    if (!hook) return linear(l, kind, x)
    const y = linear(l, kind, x, state('hidden', site, l))
    return graph.node('Add', [y, editNodes(graph, y, hookAt(site, l), H, hook)], state('edited', site, l))
  }

  /** The residual stream is always x + added: the sum is made by the norm that reads it. */
  let x = 'x'
  let added: string | null = null
  for (let l = 0; l < config.layers; l++) {
    const at = `blk${l}`
    let normed: string
    if (added === null) normed = normOnly(x, `${at}_attn_norm`, probed('qkv', l))
    else {
      const sum = hooks.residual ? state('edited', 'residual', l - 1) : `${at}_in`
      ;({ sum: x, normed } = addAndNorm(x, added, `${at}_attn_norm`, sum, probed('qkv', l)))
    }

    const qkv = linear(l, 'qkv', normed)
    const cache = ['b', kvHeads, 'capacity', D]
    const past = [graph.input(`past_k.${l}`, 'float32', cache), graph.input(`past_v.${l}`, 'float32', cache)]
    const present = [graph.output(`present_k.${l}`, 'float32', cache), graph.output(`present_v.${l}`, 'float32', cache)]
    const attention = graph.node(
      'GroupQueryAttention',
      [qkv, '', '', ...past, 'seqlens', 'total', cos, sin],
      [`${at}_attn_y`, ...present],
      { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, scale: { float: 1 } },
      CONTRIB,
    )
    const attended = hooked(l, 'out', 'attention', attention)
    ;({ sum: x, normed } = addAndNorm(x, attended, `${at}_ffn_norm`, `${at}_attended`, probed('gate_up', l)))

    const gateUp = linear(l, 'gate_up', normed)
    graph.node('Split', [gateUp, halves], [`${at}_gate`, `${at}_up`], { axis: -1 })
    const silu = graph.node('QuickGelu', [`${at}_gate`], `${at}_silu`, { alpha: { float: 1 } }, CONTRIB)
    const gated = graph.node('Mul', [silu, `${at}_up`], `${at}_gated`)
    added = hooked(l, 'down', 'mlp', gated)

    if (hooks.residual) {
      x = graph.node('Add', [x, added], state('hidden', 'residual', l))
      added = editNodes(graph, x, hookAt('residual', l), H, hooks.residual)
    }
  }

  const last = config.layers - 1
  const stream = graph.node('Add', [x, added!], hooks.residual ? state('edited', 'residual', last) : 'stream')
  const picked = graph.node('GatherND', [stream, 'pick'], 'picked')
  const final = normOnly(picked, 'output_norm', graph.output('final', 'float32', ['n', H]))
  const logits = graph.output('logits', 'float32', ['n', vocabulary])
  plan.head.multiply(graph, logits, final, { K: H, N: vocabulary }, weights('head'))
  return graph
}
