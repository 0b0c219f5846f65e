/**
 * The edits of all rows as the graph reads them: per layer the added vector e [rows, 1, H] and the rank slots u, v
 * [rows, R, H], a, g [rows, 1, R]. Rows without an edit hold zeros. Writing a row between two steps is all that a live
 * change takes.
 *
 * Rank slots are laid out for one R at a time, a power of two that covers the batch's widest row; a wider one doubles
 * it and rewrites the rows.
 */
import { type Edit, MAX_RANK_SLOTS } from '../../shared/steering/edit.ts'
import { allocate, Tensor } from '../runtime/tensor.ts'

/**
 * ONNX Runtime's kernel rounds ⟨x,u⟩ differently below four slots than from four to MAX_RANK_SLOTS: with fewer, a
 * neighbour that needs more slots would change this row's last bits, and 8-bit activations make words of those.
 */
const SMALLEST_RANK = 4

type RankBuffers = { rank: number; u: Float32Array; v: Float32Array; a: Float32Array; g: Float32Array }

/** The widest sum of rank slots at any layer. */
export const rankOf = (edit: Edit | null): number =>
  edit ? Math.max(0, ...[...edit.values()].map(({ slots }) => slots.length)) : 0

export class EditArena implements Disposable {
  readonly #rows: number
  readonly #layers: number
  readonly #hidden: number
  readonly #edits: (Edit | null)[]
  readonly #e: Float32Array[] = []
  #ranks: RankBuffers[] = []
  #views = new Map<string, Map<string, Tensor>>()

  constructor(rows: number, layers: number, hidden: number) {
    this.#rows = rows
    this.#layers = layers
    this.#hidden = hidden
    this.#edits = Array.from({ length: rows }, () => null)
    for (let l = 0; l < layers; l++) this.#e.push(allocate('float32', rows * hidden))
  }

  /** The edit that a row holds. */
  of(row: number): Edit | null {
    return this.#edits[row]!
  }

  /** The row's edit from the next step on; null for none. Setting what it holds already costs nothing. */
  set(row: number, edit: Edit | null): void {
    if (edit === this.#edits[row]) return
    const H = this.#hidden
    for (const layer of this.#edits[row]?.keys() ?? []) {
      if (!edit?.has(layer)) this.#e[layer]!.fill(0, row * H, (row + 1) * H)
    }
    for (const [layer, { e }] of edit ?? []) this.#e[layer]!.set(e, row * H)
    const before = this.of(row)
    this.#edits[row] = edit
    if (this.#ranks.length && (rankOf(before) || rankOf(edit))) {
      if (rankOf(edit) > this.rank) this.#layOutRanks(rankOf(edit))
      else this.#writeSlots(row)
    }
  }

  /** Row `to` gets the edit of row `from`, which gets none. */
  move(from: number, to: number): void {
    const edit = this.of(from)
    this.set(from, null)
    this.set(to, edit)
  }

  /** Rank slots that rows 0..count-1 need: 0 if all are additive. */
  rankOfRows(count: number): number {
    let rank = 0
    for (let row = 0; row < count; row++) rank = Math.max(rank, rankOf(this.#edits[row]!))
    return rank
  }

  /** R of the present layout; 0 before the first rank edit. */
  get rank(): number {
    return this.#ranks[0]?.rank ?? 0
  }

  /** The first `count` rows as graph inputs by name; with rank slots if asked for. */
  view(count: number, withRank: boolean): ReadonlyMap<string, Tensor> {
    if (withRank && !this.#ranks.length) this.#layOutRanks(Math.max(SMALLEST_RANK, this.rankOfRows(this.#rows)))
    const key = `${count}:${withRank ? this.rank : 0}`
    let view = this.#views.get(key)
    if (view) return view
    view = new Map()
    const H = this.#hidden
    for (let l = 0; l < this.#layers; l++) {
      view.set(`e.${l}`, new Tensor('float32', [count, 1, H], this.#e[l]!.subarray(0, count * H)))
      if (!withRank) continue
      const { rank, u, v, a, g } = this.#ranks[l]!
      view.set(`u.${l}`, new Tensor('float32', [count, rank, H], u.subarray(0, count * rank * H)))
      view.set(`v.${l}`, new Tensor('float32', [count, rank, H], v.subarray(0, count * rank * H)))
      view.set(`a.${l}`, new Tensor('float32', [count, 1, rank], a.subarray(0, count * rank)))
      view.set(`g.${l}`, new Tensor('float32', [count, 1, rank], g.subarray(0, count * rank)))
    }
    this.#views.set(key, view)
    return view
  }

  #layOutRanks(wanted: number): void {
    let rank = SMALLEST_RANK
    while (rank < wanted) rank *= 2
    if (rank > MAX_RANK_SLOTS) throw new Error(`${wanted} rank slots; ${MAX_RANK_SLOTS} is the limit`)
    const rows = this.#rows
    this.#ranks = Array.from({ length: this.#layers }, () => ({
      rank,
      u: allocate('float32', rows * rank * this.#hidden),
      v: allocate('float32', rows * rank * this.#hidden),
      a: allocate('float32', rows * rank),
      g: allocate('float32', rows * rank),
    }))
    // Bindings keep their own references to what they bound; runners ask for a view per rank.
    for (let row = 0; row < rows; row++) this.#writeSlots(row)
  }

  #writeSlots(row: number): void {
    const H = this.#hidden
    const edit = this.#edits[row]
    for (let l = 0; l < this.#layers; l++) {
      const { rank, u, v, a, g } = this.#ranks[l]!
      const slots = edit?.get(l)?.slots ?? []
      for (let r = 0; r < rank; r++) {
        const at = row * rank + r
        const slot = slots[r]
        a[at] = slot?.a ?? 0
        g[at] = slot?.g ?? 0
        // An empty slot must read and write nothing even if a stale vector holds large numbers.
        if (slot) {
          u.set(slot.u, at * H)
          v.set(slot.v, at * H)
        } else {
          u.fill(0, at * H, (at + 1) * H)
          v.fill(0, at * H, (at + 1) * H)
        }
      }
    }
  }

  [Symbol.dispose](): void {
    for (const view of this.#views.values()) for (const tensor of view.values()) tensor[Symbol.dispose]()
    this.#views.clear()
  }
}
