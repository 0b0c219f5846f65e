/** The axes of a project that overlap with another one, and how much: a symmetric table of cosines. */
import type { Axis } from '../api/types.ts'

export type CorrelationTable = {
  /** Those that overlap with most others, and most strongly, first. */
  ids: readonly string[]
  /** Axes that overlap with some other but stand not in the table. */
  left: number
  /** Null: under the bound from which the API tells of it. */
  cosine: (one: string, other: string) => number | null
}

/** @param most so many axes fit on a page */
export function correlatedAxes(axes: readonly Axis[], most: number): CorrelationTable {
  const cosines = new Map<string, Map<string, number>>()
  const known = new Set(axes.map(({ id }) => id))
  const note = (one: string, other: string, cosine: number) => {
    const row = cosines.get(one) ?? new Map<string, number>()
    cosines.set(one, row.set(other, cosine))
  }
  for (const { id, active } of axes) {
    for (const { axis, cosine } of active?.correlated ?? []) {
      if (!known.has(axis)) continue
      // Either axis of a pair may name the other.
      note(id, axis, cosine)
      note(axis, id, cosine)
    }
  }
  const weight = (id: string) => [...cosines.get(id)!.values()].reduce((sum, cosine) => sum + Math.abs(cosine), 0)
  const ranked = [...cosines.keys()].sort((a, b) => weight(b) - weight(a) || a.localeCompare(b))
  return {
    ids: ranked.slice(0, most),
    left: Math.max(0, ranked.length - most),
    cosine: (one, other) => cosines.get(one)?.get(other) ?? null,
  }
}
