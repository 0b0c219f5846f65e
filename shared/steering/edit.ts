/**
 * Strengths → the edit that the engine applies. One operator per row and layer, x being the residual stream [H]:
 *
 *     x' = x + e + Σ_r ( a_r ⟨x,u_r⟩ + g_r tanh⟨x,u_r⟩ ) v_r
 *
 * Everything that adds a fixed vector is summed into `e`, so ten additive axes cost what one costs. What reads the
 * state (boost, neutralise, and directions that are operators themselves) takes rank slots.
 */
import { type Direction, isOperator } from '../direction.ts'
import type { EditMode } from '../wire/steering.ts'
import { type Hook, hookAt, siteAndLayer } from './hook.ts'
import { MAX_RANK_SLOTS, type RankSlot } from './slot.ts'

/** The whole edit of one row at one hook. `e` is [H]. */
export type HookEdit = { e: Float32Array; slots: RankSlot[] }

/** Hooks not named are left alone. */
export type Edit = Map<Hook, HookEdit>

export type AxisEdit = {
  axis: string
  direction: Direction
  strength: number
  mode: EditMode
  /** What mode add moves along instead of the direction's own vectors: a unit vector [H] for each of its layers. */
  along?: readonly Float32Array[] | null
}

/** The summed additive edit at a hook is cut to this share of the mean norm of what lies there. */
export const TOTAL_CAP = 0.25
export const TOTAL_CAP_OVERDRIVE = 0.35

/** A single axis at strength 1 may be calibrated to the very cap: float32 must not make that look capped. */
const ROUNDING = 1e-5

/** An edit that cannot be; the message says what would be possible. */
export class ImpossibleEdit extends Error {
  override name = 'ImpossibleEdit'
}

export class RankOverflow extends ImpossibleEdit {
  override name = 'RankOverflow'
  constructor(hook: Hook, wanted: number) {
    const [site, layer] = siteAndLayer(hook)
    super(
      `layer ${layer}${site === 'residual' ? '' : ` (${site})`} would need ${wanted} rank slots; ${MAX_RANK_SLOTS} is the limit. Use mode 'add' for some of the boosted or neutralised axes, and fewer axes that were fitted by AlignEZ's own operators.`,
    )
  }
}

/**
 * The edits of all axes as one. With s the strength, c the calibrated size of the sign's pole times the layer's mean
 * residual norm, v the unit direction, w what stands in for it (v itself unless `along` is given) and μ neutral text's
 * mean projection on v:
 * - add:        e += s·c·w
 * - boost:      x + s(⟨x,v⟩-μ)v,   as a = s,    e -= s·μ·v
 * - neutralise: x - |s|(⟨x,v⟩-μ)v, as a = -|s|, e += |s|·μ·v
 * - add, of a direction that is an operator: the slots of the sign's pole, a and g times |s|·c
 * The cap applies to what mode add moves by vectors; the μ terms belong to their rank slot and stay whole.
 * @throws RankOverflow when a hook needs more than MAX_RANK_SLOTS; ImpossibleEdit for another mode of an operator
 */
export function composeEdit(
  axes: readonly AxisEdit[],
  options: { overdrive?: boolean } = {},
): { edit: Edit; capped: boolean } {
  const cap = options.overdrive ? TOTAL_CAP_OVERDRIVE : TOTAL_CAP
  const edit: Edit = new Map()
  const norms = new Map<Hook, number>()
  for (const { direction, strength, mode, along } of axes) {
    if (strength === 0 || mode !== 'add' || isOperator(direction)) continue
    for (const [i, layer] of direction.layers.entries()) {
      const size = (strength > 0 ? layer.positive : layer.negative) * strength * layer.residual_norm
      const hook = hookOf(direction, layer)
      addScaled(hookEdit(edit, hook, layer.v.length).e, size, along ? along[i]! : layer.v)
      norms.set(hook, layer.residual_norm)
    }
  }
  let capped = false
  for (const [hook, norm] of norms) {
    const { e } = edit.get(hook)!
    const length = Math.sqrt(dot(e, e))
    const limit = cap * norm
    if (length > limit * (1 + ROUNDING)) {
      scale(e, limit / length)
      capped = true
    }
  }
  for (const { axis, direction, strength, mode } of axes) {
    if (strength === 0) continue
    if (isOperator(direction)) {
      if (mode !== 'add') throw noSuchMode(axis, direction, mode)
      addOperator(edit, direction, strength)
      continue
    }
    if (mode === 'add') continue
    const a = mode === 'boost' ? strength : -Math.abs(strength)
    for (const layer of direction.layers) {
      const target = hookEdit(edit, hookOf(direction, layer), layer.v.length)
      target.slots.push({ u: layer.v, v: layer.v, a, g: 0 })
      addScaled(target.e, -a * layer.neutral, layer.v)
    }
  }
  for (const [hook, { slots }] of edit) {
    if (slots.length > MAX_RANK_SLOTS) throw new RankOverflow(hook, slots.length)
  }
  return { edit, capped }
}

/** The operator in plain arithmetic: what the graph must compute. `x` is [H]; returns x'. */
export function applyEdit(x: Float32Array, { e, slots }: HookEdit): Float32Array {
  const out = Float32Array.from(x, (value, i) => value + e[i]!)
  for (const { u, v, a, g } of slots) {
    const read = dot(x, u)
    addScaled(out, a * read + g * Math.tanh(read), v)
  }
  return out
}

function addOperator(edit: Edit, direction: Direction, strength: number): void {
  const pole = strength > 0 ? 'positive' : 'negative'
  for (const layer of direction.layers) {
    const factor = layer[pole] * Math.abs(strength)
    const { slots } = hookEdit(edit, hookOf(direction, layer), layer.v.length)
    slots.push(...(layer.operator?.[pole] ?? []).map((slot) => ({ ...slot, a: factor * slot.a, g: factor * slot.g })))
  }
}

const noSuchMode = (axis: string, { manifest }: Direction, mode: EditMode) =>
  new ImpossibleEdit(
    `axis '${axis}' was fitted by ${manifest.method}, which brings its own operator: it cannot ${mode}. Use mode 'add', or fit it by another method.`,
  )

/** Where a layer of a direction acts. */
export const hookOf = ({ manifest }: Direction, { layer }: { layer: number }): Hook => hookAt(manifest.site, layer)

function hookEdit(edit: Edit, hook: Hook, hidden: number): HookEdit {
  let found = edit.get(hook)
  if (!found) {
    found = { e: new Float32Array(hidden), slots: [] }
    edit.set(hook, found)
  }
  return found
}

export function dot(x: Float32Array, y: Float32Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!
  return sum
}

function addScaled(target: Float32Array, factor: number, v: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * v[i]!
}

function scale(target: Float32Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! *= factor
}
