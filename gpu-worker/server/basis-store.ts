/**
 * Directions made orthogonal to one another, by the set of their hashes: computed when a generation first asks for the
 * set, kept for all that follow. Memory is bounded: the least recently used sets leave first.
 */
import { type Direction, isOperator } from '../../shared/direction.ts'
import { orthogonalBasis } from '../../shared/steering/orthogonal-basis.ts'

const CAPACITY_BYTES = 64 * 1024 * 1024

export type OrthogonalBasis = {
  /** Of the directions it was made over, sorted: no operators, which do not move along a vector. */
  hashes: readonly string[]
  /** For each of the direction's layers, what mode add moves along; null for a direction that it was not made over. */
  along(hash: string): readonly Float32Array[] | null
}

type Directions = { get(hash: string): Direction | null }
type Held = { basis: OrthogonalBasis; bytes: number }

export class BasisStore {
  readonly #directions: Directions
  readonly #capacity: number
  readonly #held = new Map<string, Held>()
  #bytes = 0

  constructor(directions: Directions, capacity = CAPACITY_BYTES) {
    this.#directions = directions
    this.#capacity = capacity
  }

  /** What must be put here before the set's basis can be had. */
  missing(hashes: readonly string[]): string[] {
    if (this.#held.has(keyOf(sortedSet(hashes)))) return []
    return hashes.filter((hash) => !this.#directions.get(hash))
  }

  /** The same vectors, bit for bit, in whatever order the set is named. None of it may be missing. */
  get(hashes: readonly string[]): OrthogonalBasis {
    const set = sortedSet(hashes)
    const key = keyOf(set)
    const held = this.#held.get(key) ?? this.#make(set)
    this.#held.delete(key)
    this.#held.set(key, held)
    for (const [oldest, { bytes }] of this.#held) {
      if (this.#bytes <= this.#capacity || oldest === key) break
      this.#held.delete(oldest)
      this.#bytes -= bytes
    }
    return held.basis
  }

  #make(set: readonly string[]): Held {
    const taken = set
      .map((hash) => ({ hash, direction: this.#directions.get(hash)! }))
      .filter(({ direction }) => !isOperator(direction))
    const vectors = orthogonalBasis(taken.map(({ direction }) => direction))
    const byHash = new Map(taken.map(({ hash }, i) => [hash, vectors[i]!]))
    const bytes = vectors.flat().reduce((sum, v) => sum + v.byteLength, 0)
    this.#bytes += bytes
    return { basis: { hashes: [...byHash.keys()], along: (hash) => byHash.get(hash) ?? null }, bytes }
  }
}

const sortedSet = (hashes: readonly string[]): string[] => [...new Set(hashes)].sort()
const keyOf = (set: readonly string[]): string => set.join()
