/**
 * The edits of all rows as the graphs read them: per hook the added vector e [rows, 1, H] and the rank slots u, v
 * [rows, R, H], a, g [rows, 1, R]. Rows without an edit hold zeros. Writing a row between two steps is all that a live
 * change takes.
 *
 * Rank slots are laid out for one R at a time, a power of two that covers the batch's widest row; a wider one doubles
 * it and rewrites the rows. What no edit has touched is reserved only: its pages are the system's one page of zeros.
 */
import type { Edit, HookEdit } from '../../shared/steering/edit.ts'
import { type Hook, siteAndLayer } from '../../shared/steering/hook.ts'
import { MAX_RANK_SLOTS } from '../../shared/steering/slot.ts'
import { type GraphVariant, hookList, hooksOf, hookTensor } from '../model/graph/hooks.ts'
import { cpu, type Device } from '../runtime/device.ts'
import { MirroredArray } from '../runtime/device-array.ts'
import type { Tensor } from '../runtime/tensor.ts'

/**
 * ONNX Runtime's kernel rounds ⟨x,u⟩ differently below four slots than from four to MAX_RANK_SLOTS: with fewer, a
 * neighbour that needs more slots would change this row's last bits, and 8-bit activations make words of those.
 */
const SMALLEST_RANK = 4

type Floats = MirroredArray<'float32'>
type RankBuffers = { u: Floats; v: Floats; a: Floats; g: Floats }

/** The widest sum of rank slots at any hook. */
export const rankOf = (edit: Edit | null): number =>
  edit ? Math.max(0, ...[...edit.values()].map(({ slots }) => slots.length)) : 0

/** The smallest graph that has the hooks of all these edits. */
export function variantFor(edits: readonly (Edit | null)[]): GraphVariant {
  let variant: GraphVariant = 'plain'
  for (const edit of edits) {
    for (const [hook, { slots }] of edit ?? []) {
      if (siteAndLayer(hook)[0] !== 'residual') return 'sites'
      if (slots.length) variant = 'rank'
      else if (variant === 'plain') variant = 'additive'
    }
  }
  return variant
}

export class EditArena implements Disposable {
  readonly #rows: number
  readonly #layers: number
  readonly #hidden: number
  readonly #device: Device
  /** All that were made: bindings may still name those of an earlier layout. */
  readonly #arrays: Floats[] = []
  readonly #edits: (Edit | null)[]
  readonly #added = new Map<Hook, Floats>()
  readonly #ranks = new Map<Hook, RankBuffers>()
  #rank = 0
  #views = new Map<string, Map<string, Tensor>>()

  constructor(rows: number, layers: number, hidden: number, device = cpu) {
    this.#rows = rows
    this.#layers = layers
    this.#hidden = hidden
    this.#device = device
    this.#edits = Array.from({ length: rows }, () => null)
  }

  /** The edit that a row holds. */
  of(row: number): Edit | null {
    return this.#edits[row]!
  }

  /** The row's edit from the next step on; null for none. Setting what it holds already costs nothing. */
  set(row: number, edit: Edit | null): void {
    const before = this.of(row)
    if (edit === before) return
    this.#edits[row] = edit
    for (const hook of before?.keys() ?? []) if (!edit?.has(hook)) this.#write(row, hook, NOTHING)
    const wanted = rankOf(edit)
    // A wider layout writes all rows, this one too.
    if (this.#rank > 0 && wanted > this.#rank) this.#layOutRanks(wanted)
    for (const [hook, at] of edit ?? []) this.#write(row, hook, at)
  }

  /** Row `to` gets the edit of row `from`, which gets none. */
  move(from: number, to: number): void {
    const edit = this.of(from)
    this.set(from, null)
    this.set(to, edit)
  }

  /** The graph that rows 0..count-1 need. */
  variantOf(count: number): GraphVariant {
    return variantFor(this.#edits.slice(0, count))
  }

  /** R of the present layout; 0 before the first rank edit. */
  get rank(): number {
    return this.#rank
  }

  /** The first `count` rows as inputs of a graph, by name. */
  view(count: number, variant: GraphVariant): ReadonlyMap<string, Tensor> {
    const withRank = Object.values(hooksOf(variant)).includes('rank')
    if (withRank && this.#rank === 0) this.#layOutRanks(Math.max(...this.#edits.map(rankOf)))
    const key = `${count}:${variant}:${withRank ? this.#rank : 0}`
    let view = this.#views.get(key)
    if (view) return view
    view = new Map()
    const H = this.#hidden
    const R = this.#rank
    for (const hook of hookList(variant, this.#layers)) {
      view.set(hookTensor('e', hook), this.#addedOf(hook).tensor([count, 1, H]))
      if (!withRank) continue
      const { u, v, a, g } = this.#ranksOf(hook)
      view.set(hookTensor('u', hook), u.tensor([count, R, H]))
      view.set(hookTensor('v', hook), v.tensor([count, R, H]))
      view.set(hookTensor('a', hook), a.tensor([count, 1, R]))
      view.set(hookTensor('g', hook), g.tensor([count, 1, R]))
    }
    this.#views.set(key, view)
    return view
  }

  #floats(length: number): Floats {
    const array = new MirroredArray(this.#device, 'float32', length)
    this.#arrays.push(array)
    return array
  }

  #addedOf(hook: Hook): Floats {
    return lazily(this.#added, hook, () => this.#floats(this.#rows * this.#hidden))
  }

  #ranksOf(hook: Hook): RankBuffers {
    const slots = this.#rows * this.#rank
    return lazily(this.#ranks, hook, () => ({
      u: this.#floats(slots * this.#hidden),
      v: this.#floats(slots * this.#hidden),
      a: this.#floats(slots),
      g: this.#floats(slots),
    }))
  }

  /** Runners ask for a view by rank, and bind anew what it names. */
  #layOutRanks(wanted: number): void {
    let rank = SMALLEST_RANK
    while (rank < wanted) rank *= 2
    if (rank > MAX_RANK_SLOTS) throw new Error(`${wanted} rank slots; ${MAX_RANK_SLOTS} is the limit`)
    this.#rank = rank
    this.#ranks.clear()
    for (const [row, edit] of this.#edits.entries())
      for (const [hook, at] of edit ?? []) this.#writeSlots(row, hook, at)
  }

  #write(row: number, hook: Hook, edit: HookEdit): void {
    const H = this.#hidden
    const added = this.#addedOf(hook)
    if (edit === NOTHING) added.host.fill(0, row * H, (row + 1) * H)
    else added.host.set(edit.e, row * H)
    added.push(row * H, H)
    this.#writeSlots(row, hook, edit)
  }

  #writeSlots(row: number, hook: Hook, { slots }: HookEdit): void {
    if (this.#rank === 0 || (slots.length === 0 && !this.#ranks.has(hook))) return
    const H = this.#hidden
    const { u, v, a, g } = this.#ranksOf(hook)
    const R = this.#rank
    for (let r = 0; r < R; r++) {
      const at = row * R + r
      const slot = slots[r]
      a.host[at] = slot?.a ?? 0
      g.host[at] = slot?.g ?? 0
      // An empty slot must read and write nothing even if a stale vector holds large numbers.
      if (slot) {
        u.host.set(slot.u, at * H)
        v.host.set(slot.v, at * H)
      } else {
        u.host.fill(0, at * H, (at + 1) * H)
        v.host.fill(0, at * H, (at + 1) * H)
      }
    }
    for (const vectors of [u, v]) vectors.push(row * R * H, R * H)
    for (const factors of [a, g]) factors.push(row * R, R)
  }

  [Symbol.dispose](): void {
    for (const view of this.#views.values()) for (const tensor of view.values()) tensor[Symbol.dispose]()
    this.#views.clear()
    for (const array of this.#arrays) array[Symbol.dispose]()
  }
}

const NOTHING: HookEdit = { e: new Float32Array(0), slots: [] }

function lazily<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
