/** One term of an edit that reads the state: reads along `u`, writes (a⟨x,u⟩ + g·tanh⟨x,u⟩) along `v`; both [H]. */
export type RankSlot = {
  u: Float32Array
  v: Float32Array
  a: number
  g: number
  /** It acts only after prompts whose last token's state there lies against u: ⟨x,u⟩ ≤ 0 (AlignEZ v2's choice). */
  whenOpposed?: boolean
}

/** Rank slots of one row at one hook. Each boost or neutralise takes one at each of its direction's layers. */
export const MAX_RANK_SLOTS = 32
