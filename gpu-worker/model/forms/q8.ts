/**
 * 8-bit weights in blocks of 32 with one scale each, w ≈ scale·(q - 128), multiplied by MatMulNBits with activations
 * quantised per block of 32 (accuracy level 4).
 *
 * Q8_0 and Q4_0 fit exactly. Of the rest, Q4_1 most of all, a block's values lie on few levels: among scales that
 * make the block's largest value exact, the one with the least squared error over the block is kept, which costs build
 * time once and brings the rounding error well below that of scale = max/127.
 */
import { dequantize, halfToFloat } from '../dequantize.ts'
import { CONTRIB } from '../graph/onnx.ts'
import { rowBytes, type TensorType } from '../tensor-types.ts'
import { forEachRow } from './row-stack.ts'
import type { Packing, WeightForm } from './weight-form.ts'

const BLOCK = 32
const ZERO_POINT = 128
const LARGEST = 127
/** Scales tried for a block: max/127 … max/(128 - TRIES). */
const TRIES = 32

/** Fast enough on every CPU that ONNX Runtime runs on: int8 activations, int32 sums. */
export const ACCURACY_INT8 = 4

export const blocksOfBytes: Packing = {
  name: 'q8',
  smoothed: false,
  pack(stack) {
    const { K, N } = stack
    const blocks = K / BLOCK
    const q = new Uint8Array(N * K)
    const scales = new Float32Array(N * blocks)
    const pack = new BlockPacker(q, scales)
    forEachRow(stack, (row, part, start) => {
      const bytes = rowBytes(part.type, K)
      pack.row(part.type, part.bytes.subarray(start, start + bytes), row * K, row * blocks, K)
      scaleBlocks(scales, row * blocks, blocks, part.factor)
    })
    return {
      q: { dtype: 'uint8', shape: [N, blocks, BLOCK], data: q },
      s: { dtype: 'float32', shape: [N * blocks], data: scales },
    }
  },
}

export const q8: WeightForm = {
  name: 'q8',
  packing: blocksOfBytes,
  multiply: (graph, name, x, { K, N }, weight) =>
    graph.node(
      'MatMulNBits',
      [x, weight('q')!, weight('s')!],
      name,
      { K, N, bits: 8, block_size: BLOCK, accuracy_level: ACCURACY_INT8 },
      CONTRIB,
    ),
}

export function scaleBlocks(scales: Float32Array, from: number, count: number, factor: number): void {
  if (factor !== 1) for (let b = from; b < from + count; b++) scales[b]! *= factor
}

class BlockPacker {
  readonly #q: Uint8Array
  readonly #scales: Float32Array
  #values = new Float32Array(0)

  constructor(q: Uint8Array, scales: Float32Array) {
    this.#q = q
    this.#scales = scales
  }

  row(type: TensorType, bytes: Uint8Array, at: number, block: number, K: number): void {
    if (type === 'Q8_0') this.#copyQ8(bytes, at, block, K)
    else if (type === 'Q4_0') this.#copyQ4(bytes, at, block, K)
    else if (type === 'Q4_1') this.#packLevels(bytes, at, block, K)
    else this.#packFloats(type, bytes, at, block, K)
  }

  #copyQ8(bytes: Uint8Array, at: number, block: number, K: number): void {
    const q = this.#q
    for (let b = 0, from = 0; b < K / BLOCK; b++, from += 34) {
      this.#scales[block + b] = halfToFloat(bytes[from]! | (bytes[from + 1]! << 8))
      const to = at + b * BLOCK
      for (let j = 0; j < BLOCK; j++) q[to + j] = bytes[from + 2 + j]! ^ ZERO_POINT
    }
  }

  #copyQ4(bytes: Uint8Array, at: number, block: number, K: number): void {
    const q = this.#q
    for (let b = 0, from = 0; b < K / BLOCK; b++, from += 18) {
      this.#scales[block + b] = halfToFloat(bytes[from]! | (bytes[from + 1]! << 8))
      const to = at + b * BLOCK
      for (let j = 0; j < 16; j++) {
        const pair = bytes[from + 2 + j]!
        q[to + j] = (pair & 15) - 8 + ZERO_POINT
        q[to + 16 + j] = (pair >> 4) - 8 + ZERO_POINT
      }
    }
  }

  readonly #levels = new Float64Array(16)
  readonly #counts = new Int32Array(16)
  readonly #codes = new Uint8Array(16)

  /** Q4_1: w = d·n + m with n from 0 to 15, so a block has 16 levels at most and the search weighs those. */
  #packLevels(bytes: Uint8Array, at: number, block: number, K: number): void {
    const levels = this.#levels
    const counts = this.#counts
    const codes = this.#codes
    for (let b = 0, from = 0; b < K / BLOCK; b++, from += 20) {
      const d = halfToFloat(bytes[from]! | (bytes[from + 1]! << 8))
      const m = halfToFloat(bytes[from + 2]! | (bytes[from + 3]! << 8))
      counts.fill(0)
      for (let j = 0; j < 16; j++) {
        const pair = bytes[from + 4 + j]!
        counts[pair & 15]!++
        counts[pair >> 4]!++
      }
      let largest = 0
      for (let n = 0; n < 16; n++) {
        levels[n] = d * n + m
        if (counts[n] && Math.abs(levels[n]!) > largest) largest = Math.abs(levels[n]!)
      }
      const scale = bestScale(levels, counts, largest)
      this.#scales[block + b] = scale
      for (let n = 0; n < 16; n++) codes[n] = quantise(levels[n]!, scale)
      const to = at + b * BLOCK
      for (let j = 0; j < 16; j++) {
        const pair = bytes[from + 4 + j]!
        this.#q[to + j] = codes[pair & 15]!
        this.#q[to + 16 + j] = codes[pair >> 4]!
      }
    }
  }

  #packFloats(type: TensorType, bytes: Uint8Array, at: number, block: number, K: number): void {
    if (this.#values.length !== K) this.#values = new Float32Array(K)
    dequantize(type, bytes, K, this.#values)
    for (let b = 0; b < K / BLOCK; b++) {
      const values = this.#values.subarray(b * BLOCK, (b + 1) * BLOCK)
      let largest = 0
      for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value)
      const scale = bestScale(values, null, largest)
      this.#scales[block + b] = scale
      for (let j = 0; j < BLOCK; j++) this.#q[at + b * BLOCK + j] = quantise(values[j]!, scale)
    }
  }
}

function quantise(value: number, scale: number): number {
  const rounded = Math.round(value / scale)
  return (rounded > LARGEST ? LARGEST : Math.max(rounded, -LARGEST)) + ZERO_POINT
}

/** The scale among largest/127, largest/126, … whose rounding has the least (weighted) squared error. */
function bestScale(values: Float32Array | Float64Array, counts: Int32Array | null, largest: number): number {
  if (largest === 0) return 1
  let best = largest / LARGEST
  let least = Number.POSITIVE_INFINITY
  for (let steps = LARGEST; steps > LARGEST - TRIES; steps--) {
    const scale = Math.fround(largest / steps)
    const inverse = 1 / scale
    let error = 0
    for (let i = 0; i < values.length && error < least; i++) {
      const exact = values[i]! * inverse
      // Rounds to nearest for |exact| < 2^51, far faster than Math.round.
      const off = exact - (exact + 6755399441055744 - 6755399441055744)
      error += (counts ? counts[i]! : 1) * off * off * scale * scale
    }
    if (error < least) {
      least = error
      best = scale
    }
  }
  return best
}
