/** Where tokens of a stretch stand and what they see, if texts lie side by side in a row behind tokens that all of them see. */
export type Places = {
  /** Of each token, as if its text alone followed what all see. */
  positions: readonly number[]
  /** Of each token, the places in the row before its own that are other texts': from, to. */
  unseen: readonly (readonly [from: number, to: number])[]
}

/** Of a text that lies in the row as it is read. */
export const placesOfOne = (start: number, tokens: number): Places => ({
  positions: Array.from({ length: tokens }, (_, i) => start + i),
  unseen: Array.from({ length: tokens }, () => [0, 0] as const),
})

/**
 * Of each token, over the row's places up to the stretch's `end`: 0 for what it may see, -infinity for what it may not.
 * What comes after it is left to the kernel. `window`: positions it sees, its own included; null: all.
 */
export function maskOf({ positions, unseen }: Places, end: number, window: number | null): Float32Array[] {
  return positions.map((position, i) => {
    const [from, to] = unseen[i]!
    const mask = new Float32Array(end).fill(Number.NEGATIVE_INFINITY, from, to)
    if (window === null || position < window) return mask
    const outside = position - window + 1
    // Before the other texts, a token lies at its position; behind them, later by their length.
    mask.fill(Number.NEGATIVE_INFINITY, 0, to > from && outside > from ? outside + to - from : outside)
    return mask
  })
}
