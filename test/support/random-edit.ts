/** Edits of random vectors, large enough to be seen in every number. */
import type { Edit } from '../../shared/steering/edit.ts'
import { type Hook, hookAt, type Site } from '../../shared/steering/hook.ts'
import type { RankSlot } from '../../shared/steering/slot.ts'
import type { Random } from './random.ts'

export type RandomEdit = {
  hidden: number
  layers: readonly number[]
  sites?: readonly Site[]
  slots?: number
  size?: number
}

/** At each hook of these layers a vector of norm `size`, and `slots` rank slots that use a and g both. */
export function randomEdit(
  random: Random,
  { hidden, layers, sites = ['residual'], slots = 0, size = 3 }: RandomEdit,
): Edit {
  const vector = (norm: number) =>
    Float32Array.from({ length: hidden }, () => (random.normal() * norm) / Math.sqrt(hidden))
  const slot = (): RankSlot => ({ u: vector(1), v: vector(1), a: random.normal(), g: random.normal() })
  const hooks: Hook[] = sites.flatMap((site) => layers.map((layer) => hookAt(site, layer)))
  return new Map(hooks.map((hook) => [hook, { e: vector(size), slots: Array.from({ length: slots }, slot) }]))
}
