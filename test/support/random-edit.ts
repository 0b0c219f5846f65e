/** Edits of random vectors, large enough to be seen in every number. */
import type { Edit, RankSlot } from '../../shared/steering/edit.ts'
import type { Random } from './random.ts'

export type RandomEdit = { hidden: number; layers: readonly number[]; slots?: number; size?: number }

/** At each layer a vector of norm `size`, and `slots` rank slots that use a and g both. */
export function randomEdit(random: Random, { hidden, layers, slots = 0, size = 3 }: RandomEdit): Edit {
  const vector = (norm: number) =>
    Float32Array.from({ length: hidden }, () => (random.normal() * norm) / Math.sqrt(hidden))
  const slot = (): RankSlot => ({ u: vector(1), v: vector(1), a: random.normal(), g: random.normal() })
  return new Map(layers.map((layer) => [layer, { e: vector(size), slots: Array.from({ length: slots }, slot) }]))
}
