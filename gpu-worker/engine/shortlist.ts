/**
 * The likeliest tokens of a row, scored exactly.
 *
 * The head runs with activations rounded to 8 bits, which can swap near ties (asked for the capital of France, the greedy
 * answer went off in French). So the best candidates are scored again from the last hidden state and the head's own rows:
 * 64 rows of H values, next to nothing beside a step. What is drawn is nearly always among them, so sampling looks at
 * little else (draw-near.ts).
 */
import type { EmbeddingTable } from '../model/embedding.ts'
import { TopK } from './top-k.ts'

export const SHORTLISTED = 64

export type Shortlist = {
  /** In no order; valid until the next row. */
  ids: Int32Array
  /** No other token's logit is above it. */
  bound: number
}

const RULED_OUT = Number.NEGATIVE_INFINITY

export class Shortlister {
  readonly #head: EmbeddingTable | null
  readonly #top = new TopK(SHORTLISTED)

  /** `head`: its matrix [V, H]; null where the graph's logits are exact already. */
  constructor(head: EmbeddingTable | null) {
    this.#head = head
  }

  /**
   * Replaces the largest logits of a row [V] by their exact values, given the state before the head.
   * @param left the only tokens that were not ruled out, where they are so few that all of them are the likeliest
   */
  of(logits: Float32Array, final: Float32Array, finalAt: number, left: Int32Array | null = null): Shortlist {
    const ids = left ?? this.#top.select(logits, SHORTLISTED)
    const bound = left || ids.length === logits.length ? RULED_OUT : this.#top.least
    if (this.#head) {
      // Tokens that were ruled out stay so.
      for (const id of ids) if (logits[id] !== RULED_OUT) logits[id] = this.#head.dot(id, final, finalAt)
    }
    return { ids, bound }
  }
}
