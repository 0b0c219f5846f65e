/** Which file keeps a layer's weights in a form: one for all layers of a kind in one packing. */
import { SMOOTHED_KINDS, type SmoothedKind } from '../calibration/measure.ts'
import { FORM_PLANS, type FormName, LINEAR_KINDS, type LinearKind } from '../forms/plans.ts'
import type { Packing } from '../forms/weight-form.ts'
import { VECTOR_KINDS, type VectorKind } from './layers.ts'
import type { LayerKind } from './model-layers.ts'

const PLAIN = 'plain'
const SMOOTHED = 'smoothed'

/** The norm whose gains smooth a layer's inputs, and the other way round. */
export const SMOOTHED_BY = { attn_norm: 'qkv', ffn_norm: 'gate_up' } as const satisfies Record<string, SmoothedKind>

/** The names of a form's packings, by kind of layer. `context` is that of the rotary tables. */
export function packingsOf(form: FormName, context: number): Record<LayerKind, string> {
  const plan = FORM_PLANS[form]
  const linear = Object.fromEntries(LINEAR_KINDS.map((kind) => [kind, plan[kind].packing.name]))
  const norm = (kind: SmoothedKind) => (plan[kind].packing.smoothed ? SMOOTHED : PLAIN)
  const plain = Object.fromEntries(VECTOR_KINDS.map((kind) => [kind, PLAIN]))
  return {
    ...(linear as Record<LinearKind, string>),
    ...(plain as Record<VectorKind, string>),
    attn_norm: norm(SMOOTHED_BY.attn_norm),
    ffn_norm: norm(SMOOTHED_BY.ffn_norm),
    rotary: String(context),
  }
}

export function packingNamed(kind: LinearKind, name: string): Packing {
  return Object.values(FORM_PLANS).find((plan) => plan[kind].packing.name === name)![kind].packing
}

/** The scales that a layer's weights, or a norm's gains, are packed with; null for none. */
export function smoothingOf(kind: LayerKind, packing: string): SmoothedKind | null {
  if (kind === 'attn_norm' || kind === 'ffn_norm') return packing === SMOOTHED ? SMOOTHED_BY[kind] : null
  const smoothed = SMOOTHED_KINDS.find((one) => one === kind)
  return smoothed && packingNamed(smoothed, packing).smoothed ? smoothed : null
}
