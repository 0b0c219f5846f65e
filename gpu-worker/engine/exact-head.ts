/**
 * The head runs with activations rounded to 8 bits, which can swap near ties (asked for the capital of France, the
 * greedy answer went off in French). So the best candidates are scored again, exactly, from the last hidden state and
 * the head's own rows: 64 rows of H values, next to nothing beside a step.
 */
import type { EmbeddingTable } from '../model/embedding.ts'
import { TopK } from './top-k.ts'

export const RESCORED = 64

export class ExactHead {
  readonly #rows: EmbeddingTable
  readonly #top = new TopK(RESCORED)

  /** `rows` is the head's matrix, [V, H]. */
  constructor(rows: EmbeddingTable) {
    this.#rows = rows
  }

  /** Replaces the largest logits of one row by their exact values, given the state before the head. */
  rescore(logits: Float32Array, final: Float32Array, finalAt: number): void {
    for (const id of this.#top.select(logits, RESCORED)) logits[id] = this.#rows.dot(id, final, finalAt)
  }
}
