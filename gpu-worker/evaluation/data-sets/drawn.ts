/** A part of a data set, when all of it would take too long. */
import { createRng } from '../../language/rng.ts'
import type { DataSet } from './data-set.ts'

/** At most `limit` of the items, drawn from the seed, in the order of the file. */
export function drawn(data: DataSet, limit: number, seed: number): DataSet {
  const kept = new Set(
    createRng(seed)
      .shuffled(data.items.map((_, i) => i))
      .slice(0, limit),
  )
  return { ...data, items: data.items.filter((_, i) => kept.has(i)) } as DataSet
}
