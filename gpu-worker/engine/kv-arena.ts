/**
 * The keys and values of all rows. One buffer a layer for keys and one for values, [rows, kv heads, capacity, D]: a
 * step runs over rows 0..n-1 as they lie, and the graph writes into them in place.
 *
 * Memory is reserved at once and committed by the system as tokens arrive: what is resident grows with the tokens in
 * use, and `bytes` is the bound.
 */
import type { ModelConfig } from '../model/config.ts'
import { allocate, Tensor } from '../runtime/tensor.ts'

export class KvArena implements Disposable {
  readonly rows: number
  /** Tokens that fit a row. */
  readonly capacity: number
  readonly #config: ModelConfig
  readonly #keys: Float32Array[] = []
  readonly #values: Float32Array[] = []
  /** Tensors over runs of rows, made once: 'first:count' → present tensors by name. */
  readonly #views = new Map<string, Map<string, Tensor>>()

  constructor(config: ModelConfig, rows: number, capacity: number) {
    this.rows = rows
    this.capacity = capacity
    this.#config = config
    for (let l = 0; l < config.layers; l++) {
      this.#keys.push(allocate('float32', rows * this.#rowSize))
      this.#values.push(allocate('float32', rows * this.#rowSize))
    }
  }

  /** Values that one token takes, all layers together. */
  get tokenSize(): number {
    const { layers, kvHeads, headSize } = this.#config
    return layers * 2 * kvHeads * headSize
  }

  get #rowSize(): number {
    return this.#config.kvHeads * this.capacity * this.#config.headSize
  }

  /** The most memory it will ever take. */
  get bytes(): number {
    return this.#config.layers * 2 * this.rows * this.#rowSize * Float32Array.BYTES_PER_ELEMENT
  }

  /** Rows first..first+count-1 as the graph's tensors, by suffix: 'k.3' → [count, kv heads, capacity, D]. */
  view(first: number, count: number): ReadonlyMap<string, Tensor> {
    const key = `${first}:${count}`
    let view = this.#views.get(key)
    if (!view) {
      view = new Map()
      const shape = [count, this.#config.kvHeads, this.capacity, this.#config.headSize]
      const slice = (buffer: Float32Array) => buffer.subarray(first * this.#rowSize, (first + count) * this.#rowSize)
      for (let l = 0; l < this.#config.layers; l++) {
        view.set(`k.${l}`, new Tensor('float32', shape, slice(this.#keys[l]!)))
        view.set(`v.${l}`, new Tensor('float32', shape, slice(this.#values[l]!)))
      }
      this.#views.set(key, view)
    }
    return view
  }

  /** Copies the first `tokens` of one row over another's. */
  copy(from: number, to: number, tokens: number): void {
    const { kvHeads, headSize } = this.#config
    for (const buffers of [this.#keys, this.#values]) {
      for (const buffer of buffers) {
        for (let head = 0; head < kvHeads; head++) {
          const start = from * this.#rowSize + head * this.capacity * headSize
          buffer.copyWithin(to * this.#rowSize + head * this.capacity * headSize, start, start + tokens * headSize)
        }
      }
    }
  }

  /** Copies tokens from..from+count-1 of a row out, [layers, keys and values, kv heads, count, D]. */
  read(row: number, from: number, count: number, into: Float32Array): void {
    this.#eachPiece(row, from, count, (piece, at) => void into.set(piece, at))
  }

  /** Copies into a row what `read` gave. */
  write(row: number, from: number, count: number, source: Float32Array): void {
    this.#eachPiece(row, from, count, (piece, at) => void piece.set(source.subarray(at, at + piece.length)))
  }

  #eachPiece(row: number, from: number, count: number, visit: (piece: Float32Array, at: number) => void): void {
    const { layers, kvHeads, headSize } = this.#config
    const size = count * headSize
    let at = 0
    for (let l = 0; l < layers; l++) {
      for (const buffer of [this.#keys[l]!, this.#values[l]!]) {
        for (let head = 0; head < kvHeads; head++, at += size) {
          const start = row * this.#rowSize + (head * this.capacity + from) * headSize
          visit(buffer.subarray(start, start + size), at)
        }
      }
    }
  }

  [Symbol.dispose](): void {
    for (const view of this.#views.values()) for (const tensor of view.values()) tensor[Symbol.dispose]()
    this.#views.clear()
  }
}
