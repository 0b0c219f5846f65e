/**
 * Where a graph can be edited, and its variants by that. One operator at every hook, x being what lies there:
 *
 *     x' = x + e + Σ_r (a_r⟨x,u_r⟩ + g_r tanh⟨x,u_r⟩) v_r
 *
 * The tanh is AlignEZ's own operator (v2); the modes of an axis use a alone.
 *
 * An additive hook has e only: one node, where the sum over rank slots takes eight. So most steps run a variant with
 * less: plain where nobody is steered, additive for edits that add a vector, the usual kind.
 */
import type { Hook, Site } from '../../../shared/steering/hook.ts'
import { hookAt } from '../../../shared/steering/hook.ts'
import { CONTRIB, type GraphBuilder } from './onnx.ts'

type Hooks = Partial<Record<Site, 'additive' | 'rank'>>

export const GRAPH_VARIANTS = {
  plain: {},
  additive: { residual: 'additive' },
  rank: { residual: 'rank' },
  sites: { residual: 'rank', attention: 'rank', mlp: 'rank' },
} as const satisfies Record<string, Hooks>
export type GraphVariant = keyof typeof GRAPH_VARIANTS
export const VARIANT_NAMES = Object.keys(GRAPH_VARIANTS) as GraphVariant[]

export const hooksOf = (variant: GraphVariant): Hooks => GRAPH_VARIANTS[variant]

/** All hooks of a graph with so many layers. */
export const hookList = (variant: GraphVariant, layers: number): Hook[] =>
  (Object.keys(hooksOf(variant)) as Site[]).flatMap((site) => Array.from({ length: layers }, (_, l) => hookAt(site, l)))

type EditTensor = 'e' | 'u' | 'v' | 'a' | 'g'

/** A hook's tensor in the graph: 'e.residual.3'. */
export const hookTensor = (tensor: EditTensor | 'hidden' | 'edited', hook: Hook) => `${tensor}.${hook}`

/** What is added to `x` at a hook; the addition itself merges into what follows. x is [b,s,H], R rank slots. */
export function editNodes(graph: GraphBuilder, x: string, hook: Hook, H: number, kind: 'additive' | 'rank'): string {
  const input = (tensor: EditTensor, shape: (number | string)[]) =>
    graph.input(hookTensor(tensor, hook), 'float32', shape)
  const e = input('e', ['b', 's', H])
  if (kind === 'additive') return e
  const u = input('u', ['b', 'R', H])
  const v = input('v', ['b', 'R', H])
  const a = input('a', ['b', 1, 'R'])
  const g = input('g', ['b', 1, 'R'])
  const at = `edit.${hook}`
  const read = graph.node('FusedMatMul', [x, u], `${at}_read`, { transB: 1 }, CONTRIB)
  const scaled = graph.node('Mul', [read, a], `${at}_scaled`)
  const bent = graph.node('Mul', [graph.node('Tanh', [read], `${at}_tanh`), g], `${at}_bent`)
  const weight = graph.node('Add', [scaled, bent], `${at}_weight`)
  const written = graph.node('MatMul', [weight, v], `${at}_written`)
  return graph.node('Add', [e, written], `${at}_sum`)
}
