import { dequantizeAt, halfToFloat } from './dequantize.ts'
import type { ModelFile } from './model-file.ts'
import { rowBytes, type TensorType } from './tensor-types.ts'

/**
 * A table with one row of `hidden` values for each token, kept in the file's own type: the input embedding, and (also
 * where the file ties them) the weights of the LM head.
 */
export class EmbeddingTable {
  readonly hidden: number
  readonly vocabulary: number
  readonly #bytes: Uint8Array
  readonly #type: TensorType
  readonly #rowBytes: number
  readonly #scratch: Float32Array

  /** @throws Error when `bytes` are not `vocabulary` rows of `hidden` values of `type`. */
  constructor(bytes: Uint8Array, type: TensorType, hidden: number, vocabulary: number) {
    this.#rowBytes = rowBytes(type, hidden)
    const needed = this.#rowBytes * vocabulary
    if (bytes.length !== needed) {
      throw new Error(`${vocabulary} rows of ${hidden} ${type} values are ${needed} bytes, not ${bytes.length}`)
    }
    this.hidden = hidden
    this.vocabulary = vocabulary
    this.#bytes = bytes
    this.#type = type
    this.#scratch = new Float32Array(hidden)
  }

  /** Writes the row of token `id` into `out` from place `at`; allocates nothing that outlives the call. */
  row(id: number, out: Float32Array, at: number): void {
    dequantizeAt(this.#type, this.#bytes, this.#start(id), this.hidden, out, at)
  }

  /** The inner product of the row of token `id` with `x[xAt … xAt + hidden]`, summed in double precision. */
  dot(id: number, x: Float32Array, xAt: number): number {
    if (xAt < 0 || xAt + this.hidden > x.length) {
      throw new Error(`there are no ${this.hidden} values from place ${xAt} of an array of ${x.length}`)
    }
    if (this.#type === 'Q8_0') return dotQ8(this.#bytes, this.#start(id), x, xAt, this.hidden)
    this.row(id, this.#scratch, 0)
    let sum = 0
    for (let i = 0; i < this.hidden; i++) sum += this.#scratch[i] * x[xAt + i]
    return sum
  }

  #start(id: number): number {
    if (!(Number.isInteger(id) && id >= 0 && id < this.vocabulary)) {
      throw new Error(`there is no token ${id}: the vocabulary has ${this.vocabulary}`)
    }
    return id * this.#rowBytes
  }
}

/** A model's table: of its input embedding by default. */
export function openEmbedding(file: ModelFile, name = 'token_embd.weight'): EmbeddingTable {
  const { hidden, vocabulary } = file.config
  return new EmbeddingTable(file.read(name), file.tensor(name).type, hidden, vocabulary)
}

/** Without writing the row down: each block of 32 values has one scale (a half) and 32 signed bytes. */
function dotQ8(bytes: Uint8Array, at: number, x: Float32Array, xAt: number, length: number): number {
  let sum = 0
  for (const end = xAt + length; xAt < end; xAt += 32, at += 34) {
    let block = 0
    for (let j = 0; j < 32; j++) block += ((bytes[at + 2 + j] << 24) >> 24) * x[xAt + j]
    sum += halfToFloat(bytes[at] | (bytes[at + 1] << 8)) * block
  }
  return sum
}
