/**
 * The keys and values of all rows, in one array: [layers, keys and values, rows, kv heads, capacity, D]. A step runs over
 * rows 0..n-1 as they lie, and the graph writes into them in place.
 *
 * Memory is reserved at once; the host's is committed by the system as tokens arrive, so that what is resident grows with
 * the tokens in use. `bytes` is the bound.
 */
import type { ModelConfig } from '../model/config.ts'
import type { KvType } from '../model/forms/plans.ts'
import { cpu } from '../runtime/device.ts'
import { DeviceArray } from '../runtime/device-array.ts'
import type { Pieces } from '../runtime/remote-memory.ts'
import { allocate, DTYPES, type Tensor, type TypedArray } from '../runtime/tensor.ts'

/** Keys and values on the host, as `read` gives them. */
export type KvCopy = TypedArray<KvType>

export class KvArena implements Disposable {
  readonly rows: number
  /** Tokens that fit a row. */
  readonly capacity: number
  readonly #config: ModelConfig
  readonly #type: KvType
  readonly #array: DeviceArray<KvType>
  /** Tensors over runs of rows, made once: 'first:count' → present tensors by name. */
  readonly #views = new Map<string, Map<string, Tensor>>()

  constructor(config: ModelConfig, rows: number, capacity: number, device = cpu, type: KvType = 'float32') {
    this.rows = rows
    this.capacity = capacity
    this.#config = config
    this.#type = type
    this.#array = new DeviceArray(device, type, rows * capacity * this.tokenSize)
  }

  /** Values that one token takes, all layers together. */
  get tokenSize(): number {
    const { layers, kvHeads, headSize } = this.#config
    return layers * 2 * kvHeads * headSize
  }

  get tokenBytes(): number {
    return this.tokenSize * DTYPES[this.#type].array.BYTES_PER_ELEMENT
  }

  get #rowSize(): number {
    return this.#config.kvHeads * this.capacity * this.#config.headSize
  }

  /** The most memory it will ever take. */
  get bytes(): number {
    return this.rows * this.capacity * this.tokenBytes
  }

  /** Room on the host for so many tokens. */
  copyOf(tokens: number): KvCopy {
    return allocate(this.#type, tokens * this.tokenSize)
  }

  /** Rows first..first+count-1 as the graph's tensors, by suffix: 'k.3' → [count, kv heads, capacity, D]. */
  view(first: number, count: number): ReadonlyMap<string, Tensor> {
    const key = `${first}:${count}`
    let view = this.#views.get(key)
    if (!view) {
      view = new Map()
      const shape = [count, this.#config.kvHeads, this.capacity, this.#config.headSize]
      for (let l = 0; l < this.#config.layers; l++) {
        view.set(`k.${l}`, this.#array.tensor(shape, this.#start(2 * l, first)))
        view.set(`v.${l}`, this.#array.tensor(shape, this.#start(2 * l + 1, first)))
      }
      this.#views.set(key, view)
    }
    return view
  }

  /** Copies the first `tokens` of one row over another's. */
  copy(from: number, to: number, tokens: number): void {
    this.#array.move(this.#start(0, from), this.#start(0, to), this.#pieces(tokens))
  }

  /** Copies tokens from..from+count-1 of a row out, [layers, keys and values, kv heads, count, D]. */
  read(row: number, from: number, count: number, into: KvCopy): void {
    this.#array.read(this.#start(0, row, from), into, this.#pieces(count))
  }

  /** Copies into a row what `read` gave. */
  write(row: number, from: number, count: number, source: KvCopy): void {
    this.#array.write(this.#start(0, row, from), source, this.#pieces(count))
  }

  /** Where a token's first head lies. `part`: a layer's keys and its values, by turns. */
  #start(part: number, row: number, token = 0): number {
    return (part * this.rows + row) * this.#rowSize + token * this.#config.headSize
  }

  /** So many tokens of a row: by head, and that in every part. */
  #pieces(tokens: number): Pieces {
    const { layers, kvHeads, headSize } = this.#config
    return {
      size: tokens * headSize,
      count: kvHeads,
      stride: this.capacity * headSize,
      slices: 2 * layers,
      sliceStride: this.rows * this.#rowSize,
    }
  }

  [Symbol.dispose](): void {
    for (const view of this.#views.values()) for (const tensor of view.values()) tensor[Symbol.dispose]()
    this.#views.clear()
    this.#array[Symbol.dispose]()
  }
}
