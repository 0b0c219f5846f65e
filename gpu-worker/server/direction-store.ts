/**
 * The directions that a worker holds, by hash. They come from the edge when a generation needs one that is missing,
 * so memory is enough: the least recently used leave first.
 */
import { createHash } from 'node:crypto'
import { type Direction, decodeDirection } from '../../shared/direction.ts'
import { ApiError } from '../../shared/errors.ts'
import type { ModelConfig } from '../model/config.ts'

/** Of files, or of what is held of one where that is more. */
const CAPACITY_BYTES = 256 * 1024 * 1024

type Held = { direction: Direction; bytes: number }

export class DirectionStore {
  readonly #modelHash: string
  readonly #config: ModelConfig
  readonly #capacity: number
  readonly #held = new Map<string, Held>()
  #bytes = 0

  constructor(modelHash: string, config: ModelConfig, capacity = CAPACITY_BYTES) {
    this.#modelHash = modelHash
    this.#config = config
    this.#capacity = capacity
  }

  get(hash: string): Direction | null {
    const held = this.#held.get(hash)
    if (!held) return null
    this.#held.delete(hash)
    this.#held.set(hash, held)
    return held.direction
  }

  /** @throws ApiError when the bytes are not that direction, or not one of this model. */
  put(hash: string, bytes: Uint8Array): void {
    const actual = createHash('sha256').update(bytes).digest('hex')
    if (actual !== hash) {
      throw new ApiError(
        422,
        'hash_mismatch',
        `the file's SHA-256 is ${actual}, not ${hash}: it was damaged on its way`,
      )
    }
    const direction = decode(bytes)
    const { model } = direction.manifest
    if (model.hash !== this.#modelHash) {
      throw new ApiError(
        422,
        'wrong_model',
        `direction ${hash.slice(0, 12)} was fitted on ${model.name} (${model.hash.slice(0, 12)}), this worker runs ${this.#modelHash.slice(0, 12)}`,
      )
    }
    if (model.hidden_size !== this.#config.hidden || model.layers !== this.#config.layers) {
      throw new ApiError(
        422,
        'wrong_shape',
        `direction ${hash.slice(0, 12)} has another shape than this worker's model`,
      )
    }
    this.#hold(hash, { direction, bytes: Math.max(bytes.length, vectorBytes(direction)) })
  }

  #hold(hash: string, held: Held): void {
    this.#drop(hash)
    this.#held.set(hash, held)
    this.#bytes += held.bytes
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#capacity || oldest === hash) break
      this.#drop(oldest)
    }
  }

  #drop(hash: string): void {
    this.#bytes -= this.#held.get(hash)?.bytes ?? 0
    this.#held.delete(hash)
  }
}

/** A pole that mirrors the other one is not in the file, and is held all the same. */
function vectorBytes({ layers }: Direction): number {
  const slots = layers.flatMap(({ operator }) => (operator ? [...operator.positive, ...operator.negative] : []))
  const vectors = new Set([...layers.map(({ v }) => v), ...slots.flatMap(({ u, v }) => [u, v])])
  return [...vectors].reduce((sum, { byteLength }) => sum + byteLength, 0)
}

function decode(bytes: Uint8Array): Direction {
  try {
    return decodeDirection(bytes)
  } catch (problem) {
    throw new ApiError(422, 'invalid_direction', (problem as Error).message)
  }
}
