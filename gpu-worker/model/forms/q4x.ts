/**
 * The file's own 4-bit blocks, exactly: Q4_1 is w = d·n + m, n from 0 to 15. MatMulNBits computes d·(n - 8), and
 *
 *     Σ_k w_k x_k = Σ_k d(n_k - 8) x_k + (m + 8d) Σ_k x_k        per block of 32,
 *
 * so a second, small product of the blocks' sums of x with (m + 8d) completes it. (Rounding m/d to an integer zero
 * point instead ruins the model: a KL of .22 to .27 to the reference on SmolLM2-135M.) A stack whose tensors are not
 * all Q4_0 or Q4_1 is kept as q8.
 */
import { halfToFloat } from '../dequantize.ts'
import { CONTRIB } from '../graph/onnx.ts'
import { ACCURACY_INT8, blocksOfBytes, q8, scaleBlocks } from './q8.ts'
import { forEachRow } from './row-stack.ts'
import type { Packing, WeightForm } from './weight-form.ts'

const BLOCK = 32
const HALF = BLOCK / 2

const nibblesAndOffsets: Packing = {
  name: 'q4x',
  smoothed: false,
  pack(stack) {
    if (!stack.parts.every(({ type }) => type === 'Q4_1' || type === 'Q4_0')) return blocksOfBytes.pack(stack)
    const { K, N } = stack
    const blocks = K / BLOCK
    const nibbles = new Uint8Array(N * blocks * HALF)
    const scales = new Float32Array(N * blocks)
    const offsets = new Float32Array(blocks * N)
    forEachRow(stack, (row, part, start) => {
      const withMinimum = part.type === 'Q4_1'
      const header = withMinimum ? 4 : 2
      const { bytes } = part
      for (let b = 0, from = start; b < blocks; b++, from += header + HALF) {
        const d = halfToFloat(bytes[from]! | (bytes[from + 1]! << 8))
        scales[row * blocks + b] = d
        if (withMinimum) offsets[b * N + row] = halfToFloat(bytes[from + 2]! | (bytes[from + 3]! << 8)) + 8 * d
        interleave(bytes, from + header, nibbles, (row * blocks + b) * HALF)
      }
      scaleBlocks(scales, row * blocks, blocks, part.factor)
      if (part.factor !== 1) for (let b = 0; b < blocks; b++) offsets[b * N + row]! *= part.factor
    })
    return {
      n: { dtype: 'uint8', shape: [N, blocks, HALF], data: nibbles },
      s: { dtype: 'float32', shape: [N * blocks], data: scales },
      ...(stack.parts.some(({ type }) => type === 'Q4_1') && {
        o: { dtype: 'float32', shape: [blocks, N], data: offsets },
      }),
    }
  },
}

export const q4x: WeightForm = {
  name: 'q4x',
  packing: nibblesAndOffsets,
  multiply(graph, name, x, sides, weight) {
    const nibbles = weight('n')
    if (!nibbles) return q8.multiply(graph, name, x, sides, weight)
    const { K, N } = sides
    const offsets = weight('o')
    const attributes = { K, N, bits: 4, block_size: BLOCK, accuracy_level: ACCURACY_INT8 }
    const product = offsets ? `${name}_scaled` : name
    graph.node('MatMulNBits', [x, nibbles, weight('s')!], product, attributes, CONTRIB)
    if (!offsets) return name
    const sums = graph.node('MatMul', [x, blockSum(graph, K)], `${name}_sums`)
    const rest = graph.node('MatMul', [sums, offsets], `${name}_offset`)
    return graph.node('Add', [product, rest], name)
  },
}

/** GGUF's byte j holds values j and j+16; MatMulNBits' byte i holds values 2i and 2i+1. */
function interleave(from: Uint8Array, at: number, to: Uint8Array, start: number): void {
  for (let i = 0; i < HALF / 2; i++) {
    const even = from[at + 2 * i]!
    const odd = from[at + 2 * i + 1]!
    to[start + i] = (even & 15) | ((odd & 15) << 4)
    to[start + HALF / 2 + i] = (even >> 4) | (odd & 0xf0)
  }
}

/** [K, K/32] of ones and zeros: x·this is the sum of each block of x. */
function blockSum(graph: Parameters<WeightForm['multiply']>[0], K: number): string {
  const blocks = K / BLOCK
  const data = new Float32Array(K * blocks)
  for (let k = 0; k < K; k++) data[k * blocks + Math.floor(k / BLOCK)] = 1
  return graph.constant(`block_sum_${K}`, 'float32', [K, blocks], data)
}
