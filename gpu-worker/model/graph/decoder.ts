/**
 * A decoder of any supported family as one ONNX graph that serves prefill, decode and scoring alike: what a step does not
 * need has length 0 there. With b rows of s tokens, n chosen positions, H hidden, V vocabulary:
 *
 * inputs
 * - x [b,s,H]: token embeddings (looked up on the host, exactly)
 * - seqlens [b] int32: tokens in the KV cache after this step, less one; total int32: the largest of them, plus one
 * - past_k.l, past_v.l [b,kv heads,capacity,D], of the plan's type of values: the KV cache, updated in place (bind the same
 *   tensor as present_*.l)
 * - pick [n] int64: the positions that get logits, counted through all rows: row·s + position; at least one
 * - in graphs for readings, where texts may lie side by side in one row: positions [b,s] int64, where each token stands in
 *   its own text; mask.w [b,1,s,total], one for each of the model's attention windows (`windowsOf`), added to what
 *   attention makes of each token's past: 0 for what it sees, -infinity for what it does not; targets [n,1] int64, a token
 *   for each chosen position
 * - the hooks' edits (hooks.ts): e.site.l [b,s,H]; with rank slots also u, v [b,R,H], a, g [b,1,R]. Zeros leave what
 *   lies there untouched, bit for bit; so does a variant without the hook.
 * outputs (bind any part)
 * - log_probs [n,1], in graphs for readings: log softmax(logits)[target]
 * - logits [n,V], final [n,H]: after and before the head
 * - hidden.site.l, edited.site.l [b,s,H]: what lies at a hook, before and after the edit
 * - qkv_in.l, gate_up_in.l [b,s,H], probes only: what enters these layers, for calibration
 *
 * QKV and gate+up are stacked; residual additions are merged into the norms; GroupQueryAttention rotates and caches. The
 * attention's scale is multiplied into weights (layers.ts), since the kernel has a fast path for a scale of 1.
 */
import { hookAt, type Site } from '../../../shared/steering/hook.ts'
import { DTYPES, type DType } from '../../runtime/tensor.ts'
import type { Activation, ModelConfig } from '../config.ts'
import type { FormPlan, LinearKind } from '../forms/plans.ts'
import type { Weight } from '../forms/weight-form.ts'
import { editNodes, type GraphVariant, hooksOf, hookTensor } from './hooks.ts'
import { linearLayers, type VectorKind } from './layers.ts'
import { CONTRIB, GraphBuilder } from './onnx.ts'

export type GraphOptions = {
  variant: GraphVariant
  /** Whether what enters QKV and gate+up is put out. */
  probe?: boolean
  /** Whether each token says where it stands and what it sees, and what probabilities are wanted. */
  reading?: boolean
}

/** Puts a layer's packed weights into a graph, by suffix. Layers are named 'blk3_qkv', 'blk3_attn_norm', 'head', … */
export type WeightNaming = (graph: GraphBuilder, layer: string) => Weight

export function buildDecoder(
  config: ModelConfig,
  plan: FormPlan,
  naming: WeightNaming,
  { variant, probe = false, reading = false }: GraphOptions,
): GraphBuilder {
  const { hidden: H, heads, kvHeads, headSize: D, ffn, vocabulary } = config
  const graph = new GraphBuilder()
  const weights = (layer: string) => naming(graph, layer)
  const epsilon = { epsilon: { float: config.normEpsilon } }
  const layers = linearLayers(config)
  const linear = (l: number, kind: Exclude<LinearKind, 'head'>, x: string, y = `blk${l}_${kind}_y`) => {
    const { inputs: K, parts } = layers[kind]
    const N = parts.reduce((sum, { rows }) => sum + rows, 0)
    return plan[kind].multiply(graph, y, x, { K, N }, weights(`blk${l}_${kind}`))
  }
  const vector = (layer: string) => weights(layer)('g')!
  /** From the stream's float32 to what flows inside a block, and back. */
  const cast = (x: string, to: DType, name: string) => graph.node('Cast', [x], name, { to: DTYPES[to].code })
  const { values } = plan
  const isNarrow = values !== 'float32'
  const narrow = (x: string) => (isNarrow ? cast(x, values, `${x}_narrow`) : x)
  const widen = (x: string, name = `${x}_wide`) => (isNarrow ? cast(x, 'float32', name) : x)
  const states = ['b', 's', H]
  const hooks = hooksOf(variant)

  graph.input('x', 'float32', ['b', 's', H])
  graph.input('seqlens', 'int32', ['b'])
  graph.input('total', 'int32', [])
  graph.input('pick', 'int64', ['n'])
  if (reading) graph.input('positions', 'int64', ['b', 's'])
  const masks = reading
    ? windowsOf(config).map((_, w) => narrow(graph.input(`mask.${w}`, 'float32', ['b', 1, 's', 'total'])))
    : []
  const ropes = config.ropes.map((_, i) => {
    const table = weights(`rope${i}_rotary`)
    return [table('cos')!, table('sin')!].map(narrow)
  })
  const places = (window: number | null) => (reading ? ['positions', masks[windowsOf(config).indexOf(window)]!] : [])
  const lengths = (name: string, ...sides: number[]) =>
    graph.constant(name, 'int64', [sides.length], BigInt64Array.from(sides, BigInt))

  /** x + added, and that sum normalised. */
  const addAndNorm = (x: string, added: string, layer: string, sum: string, normed = `${layer}_y`) => {
    graph.node('SkipSimplifiedLayerNormalization', [x, added, vector(layer)], [normed, '', '', sum], epsilon, CONTRIB)
    return { sum, normed }
  }
  const normOnly = (x: string, layer: string, normed = `${layer}_y`) =>
    graph.node('SimplifiedLayerNormalization', [x, vector(layer)], normed, { axis: -1, stash_type: 1, ...epsilon })
  /** Each head of [b,s,heads·D] normalised by itself. */
  const headNorm = (x: string, layer: string, count: number) => {
    const split = graph.node('Reshape', [widen(x), lengths(`heads_${count}`, 0, 0, count, D)], `${layer}_heads`)
    const normed = normOnly(split, layer, `${layer}_normed`)
    return narrow(graph.node('Reshape', [normed, lengths(`joined_${count}`, 0, 0, count * D)], `${layer}_y`))
  }
  /** The name under which a layer's input is put out, if it is. */
  const probed = (layer: string, l: number) =>
    probe ? graph.output(`${layer}_in.${l}`, 'float32', states) : `blk${l}_${layer}_in`
  /** What is put out of a hook, before or after its edit. */
  const state = (when: 'hidden' | 'edited', site: Site, l: number) =>
    graph.output(hookTensor(when, hookAt(site, l)), 'float32', states)
  /** What a part of a block adds to the stream, edited where there is a hook. */
  const hooked = (l: number, { layer, postNorm, site }: Part, x: string) => {
    const hook = hooks[site]
    const name = hook && state('hidden', site, l)
    const y = config.postNorms
      ? normOnly(widen(linear(l, layer, x)), `blk${l}_${postNorm}`, name)
      : isNarrow
        ? widen(linear(l, layer, x), name)
        : linear(l, layer, x, name)
    if (!hook) return y
    return graph.node('Add', [y, editNodes(graph, y, hookAt(site, l), H, hook)], state('edited', site, l))
  }
  /**
   * A tensor's last side in parts of their lengths. By Slice: for unequal parts, CUDA's Split reads the host's memory, where
   * a recorded step finds it no more.
   */
  const parts = (x: string, at: string, sides: Record<string, number>): string[] => {
    let from = 0
    return Object.entries(sides).map(([name, side]) => {
      const [start, end] = [lengths(`from_${from}`, from), lengths(`to_${from + side}`, from + side)]
      from += side
      return graph.node('Slice', [x, start, end, lengths('last_side', -1)], `${at}_${name}`)
    })
  }
  /** The queries, keys and values of GroupQueryAttention: packed into the first where nothing comes in between. */
  const attentionInputs = (l: number, x: string): string[] => {
    const at = `blk${l}`
    let qkv = linear(l, 'qkv', narrow(x))
    if (config.qkvBias) qkv = graph.node('Add', [qkv, narrow(vector(`${at}_qkv_bias`))], `${at}_qkv_biased`)
    if (!config.qkNorm) return [qkv, '', '']
    const [q, k, v] = parts(qkv, at, { q: heads * D, k: kvHeads * D, v: kvHeads * D })
    return [headNorm(q!, `${at}_q_norm`, heads), headNorm(k!, `${at}_k_norm`, kvHeads), v!]
  }

  /** The residual stream is always x + added: the sum is made by the norm that reads it. */
  let x = 'x'
  let added: string | null = null
  if (config.embeddingScale !== 1) {
    const scale = graph.constant('embedding_scale', 'float32', [], Float32Array.of(config.embeddingScale))
    x = graph.node('Mul', [x, scale], 'x_scaled')
  }
  for (let l = 0; l < config.layers; l++) {
    const at = `blk${l}`
    let normed: string
    if (added === null) normed = normOnly(x, `${at}_attn_norm`, probed('qkv', l))
    else {
      const sum = hooks.residual ? state('edited', 'residual', l - 1) : `${at}_in`
      ;({ sum: x, normed } = addAndNorm(x, added, `${at}_attn_norm`, sum, probed('qkv', l)))
    }

    const { window, rope } = config.attention[l]!
    const cache = ['b', kvHeads, 'capacity', D]
    const past = [graph.input(`past_k.${l}`, values, cache), graph.input(`past_v.${l}`, values, cache)]
    const present = [graph.output(`present_k.${l}`, values, cache), graph.output(`present_v.${l}`, values, cache)]
    const attention = graph.node(
      'GroupQueryAttention',
      [...attentionInputs(l, normed), ...past, 'seqlens', 'total', ...ropes[rope]!, ...places(window)],
      [`${at}_attn_y`, ...present],
      {
        num_heads: heads,
        kv_num_heads: kvHeads,
        do_rotary: 1,
        scale: { float: 1 },
        // A mask counts by positions, the kernel's own window by places in the row.
        ...(window !== null && !reading && { local_window_size: window }),
      },
      CONTRIB,
    )
    const attended = hooked(l, ATTENTION, attention)
    ;({ sum: x, normed } = addAndNorm(x, attended, `${at}_ffn_norm`, `${at}_attended`, probed('gate_up', l)))

    const gateUp = linear(l, 'gate_up', narrow(normed))
    graph.node('Split', [gateUp, lengths('halves', ffn, ffn)], [`${at}_gate`, `${at}_up`], { axis: -1 })
    const activated = ACTIVATIONS[config.activation](graph, `${at}_gate`, `${at}_activated`)
    const gated = graph.node('Mul', [activated, `${at}_up`], `${at}_gated`)
    added = hooked(l, MLP, gated)

    if (hooks.residual) {
      x = graph.node('Add', [x, added], state('hidden', 'residual', l))
      added = editNodes(graph, x, hookAt('residual', l), H, hooks.residual)
    }
  }

  const last = config.layers - 1
  const stream = graph.node('Add', [x, added!], hooks.residual ? state('edited', 'residual', last) : 'stream')
  const all = graph.node('Reshape', [stream, lengths('all_positions', -1, H)], 'stream_positions')
  const picked = graph.node('Gather', [all, 'pick'], 'picked', { axis: 0 })
  const final = normOnly(picked, 'output_norm', graph.output('final', 'float32', ['n', H]))
  const logits = graph.output('logits', 'float32', ['n', vocabulary])
  const head = isNarrow ? 'head_y' : logits
  plan.head.multiply(graph, head, narrow(final), { K: H, N: vocabulary }, weights('head'))
  if (isNarrow) widen(head, logits)
  if (reading) {
    const targets = graph.input('targets', 'int64', ['n', 1])
    // ReduceLogSumExp would need no second [n,V], and is off by 1e-4 nats a token.
    const all = graph.node('LogSoftmax', [logits], 'all_log_probs', { axis: -1 })
    graph.node('GatherElements', [all, targets], graph.output('log_probs', 'float32', ['n', 1]), { axis: 1 })
  }
  return graph
}

/** How many tokens before it, with itself, a token sees in layers of one kind: each once, null for all. */
export const windowsOf = ({ attention }: ModelConfig): (number | null)[] => [
  ...new Set(attention.map(({ window }) => window)),
]

/** The end of a block's two parts: the layer whose output goes to the stream, the norm after it if there is one. */
type Part = { layer: 'out' | 'down'; postNorm: VectorKind; site: Site }
const ATTENTION: Part = { layer: 'out', postNorm: 'attn_post_norm', site: 'attention' }
const MLP: Part = { layer: 'down', postNorm: 'ffn_post_norm', site: 'mlp' }

const ACTIVATIONS: Record<Activation, (graph: GraphBuilder, x: string, name: string) => string> = {
  silu: (graph, x, name) => graph.node('QuickGelu', [x], name, { alpha: { float: 1 } }, CONTRIB),
  'gelu-tanh': (graph, x, name) => graph.node('FastGelu', [x], name, {}, CONTRIB),
}
