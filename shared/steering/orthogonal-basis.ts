/**
 * The vectors that mode add moves along when a project's axes are made orthogonal to one another, so that moving one
 * slider moves no other axis. Directions that act at different hooks do not meet: each hook is a set of its own.
 *
 * Only mode add has use for them. Boost and neutralise read how far the state leans along the direction itself, from a
 * neutral projection that was measured along it, and conditions compare such a reading with a threshold: along another
 * vector these numbers mean nothing.
 */
import type { Direction } from '../direction.ts'
import { hookOf } from './edit.ts'
import type { Hook } from './hook.ts'
import { orthogonalised } from './lowdin.ts'

/** Directions in one set: what it costs grows with their number's cube. */
export const MAX_BASIS = 64

/** For each direction, in order, a unit vector [H] for each of its layers, in order. */
export function orthogonalBasis(directions: readonly Direction[]): Float32Array[][] {
  const basis = directions.map(({ layers }) => layers.map(({ v }) => v))
  const places = new Map<Hook, { direction: number; layer: number }[]>()
  for (const [d, direction] of directions.entries()) {
    for (const [l, layer] of direction.layers.entries()) {
      const hook = hookOf(direction, layer)
      const there = places.get(hook) ?? []
      places.set(hook, there)
      there.push({ direction: d, layer: l })
    }
  }
  for (const there of places.values()) {
    // A vector alone stays bit for bit what it is.
    if (there.length === 1) continue
    const vectors = orthogonalised(there.map(({ direction, layer }) => basis[direction]![layer]!))
    for (const [i, { direction, layer }] of there.entries()) basis[direction]![layer] = vectors[i]!
  }
  return basis
}
