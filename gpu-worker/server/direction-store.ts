/**
 * The directions that a worker holds, by hash. They come from the edge when a generation needs one that is missing,
 * so memory is enough: the least recently used leave first.
 */
import { createHash } from 'node:crypto'
import { type Direction, decodeDirection } from '../../shared/direction.ts'
import { ApiError } from '../../shared/errors.ts'
import type { ModelConfig } from '../model/config.ts'

const CAPACITY = 4096

export class DirectionStore {
  readonly #modelHash: string
  readonly #config: ModelConfig
  readonly #directions = new Map<string, Direction>()

  constructor(modelHash: string, config: ModelConfig) {
    this.#modelHash = modelHash
    this.#config = config
  }

  get size(): number {
    return this.#directions.size
  }

  get(hash: string): Direction | null {
    const direction = this.#directions.get(hash)
    if (!direction) return null
    this.#directions.delete(hash)
    this.#directions.set(hash, direction)
    return direction
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
    this.#directions.set(hash, direction)
    if (this.#directions.size > CAPACITY) this.#directions.delete(this.#directions.keys().next().value!)
  }
}

function decode(bytes: Uint8Array): Direction {
  try {
    return decodeDirection(bytes)
  } catch (problem) {
    throw new ApiError(422, 'invalid_direction', (problem as Error).message)
  }
}
