/**
 * Signed bytes with one scale per output, w_nk ≈ s_n q_nk, multiplied by integer GEMM (MatMulIntegerToFloat) with the
 * activations of each row in bytes too:
 *
 *     x_k ≈ m p_k,  m = max_k |x_k| / P        y_n = m s_n Σ_k p_k q_nk        P = 127
 *
 * The sums are integers, so a row's result depends on nothing else in the batch. From a few rows on this is two to five
 * times as fast as blocks of 32 (q8.ts) where the CPU sums products of bytes in 32 bits (AMX, VNNI). Where it does not
 * (AVX2 and AVX-512 before VNNI), the kernel adds the products of two neighbouring inputs in 16 bits, which saturate: whole
 * bytes come out wrong there, and the forms of pairs keep both sides so small that they cannot (engine/byte-products.ts
 * asks the CPU).
 *
 * One scale for a whole row is coarse where few channels are large: inputs are smoothed before (calibration/smoothing.ts),
 * and where that cannot be, the fine forms carry the activations' rounding error in a second byte.
 */
import { CONTRIB, type GraphBuilder } from '../graph/onnx.ts'
import { forEachFloatRow } from './row-stack.ts'
import type { Packing, Weight, WeightForm } from './weight-form.ts'

/** The largest weight. */
const LARGEST = 127

/** How large a form's bytes may be. */
export type ByteRange = {
  /** P: activations are from -P to P. They go as unsigned bytes around `zeroPoint`: the kernel for signed ones is slow. */
  activation: number
  zeroPoint: number
  /** The most that two neighbouring weights of one sign may sum to. */
  pair: number
}

export const WHOLE: ByteRange = { activation: 127, zeroPoint: 128, pair: 2 * LARGEST }
/**
 * 255 · 128 is just below 2^15. Giving weights more and activations less costs more: with 163 and 100, the default model's KL
 * to the reference on chats is 1.6e-2 where it is 1.4e-2 with these.
 */
export const PAIRED: ByteRange = { activation: 127, zeroPoint: 128, pair: 128 }

/** Rounds one output's weights into `codes`, [K]; returns its scale. */
type Rounding = (values: Float32Array, codes: Int8Array) => number

const bytesOf = (name: string, round: Rounding): Packing => ({
  name,
  smoothed: true,
  pack(stack) {
    const { K, N } = stack
    const data = new Int8Array(K * N)
    const scales = new Float32Array(N)
    const codes = new Int8Array(K)
    forEachFloatRow(stack, (row, values) => {
      scales[row] = round(values, codes)
      for (let k = 0; k < K; k++) data[k * N + row] = codes[k]!
    })
    return {
      w: { dtype: 'int8', shape: [K, N], data },
      s: { dtype: 'float32', shape: [N], data: scales },
    }
  },
})

const roundAll: Rounding = (values, codes) => {
  let largest = 0
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value)
  const scale = Math.fround(largest / LARGEST) || 1
  for (let k = 0; k < values.length; k++) codes[k] = Math.round(values[k]! / scale)
  return scale
}

/**
 * The scale is the least at which no single weight exceeds LARGEST and no pair (2j, 2j+1) of one sign its bound: between
 * seven and eight bits, since two weights are seldom large at once. (Normal weights: 1.3 times the rounding error of whole
 * bytes, where seven bits for all would be twice.)
 */
const roundPairs: Rounding = (values, codes) => {
  let scale = 0
  for (let k = 0; k < values.length; k += 2) {
    const [a, b] = [values[k]!, values[k + 1] ?? 0]
    const single = Math.max(Math.abs(a), Math.abs(b))
    scale = Math.max(scale, single / LARGEST, a * b > 0 ? Math.abs(a + b) / PAIRED.pair : 0)
  }
  scale = Math.fround(scale) || 1
  for (let k = 0; k < values.length; k += 2) {
    const exact = [values[k]! / scale, (values[k + 1] ?? 0) / scale] as const
    const pair = exact.map((value) => Math.sign(value) * Math.min(LARGEST, Math.round(Math.abs(value))))
    // Both may have been rounded up: the one that gained more gives way.
    if (Math.abs(pair[0]! + pair[1]!) > PAIRED.pair) {
      const gain = pair.map((code, i) => Math.abs(code) - Math.abs(exact[i]!))
      const i = gain[0]! >= gain[1]! ? 0 : 1
      pair[i]! -= Math.sign(pair[i]!)
    }
    codes[k] = pair[0]!
    if (k + 1 < codes.length) codes[k + 1] = pair[1]!
  }
  return scale
}

const wholeBytes = bytesOf('int8', roundAll)
const pairedBytes = bytesOf('int8pair', roundPairs)

const coarse = (name: string, packing: Packing, range: ByteRange): WeightForm => ({
  name,
  packing,
  multiply(graph, y, x, _sides, weight) {
    const bytes = new Activations(graph, range)
    const { largest, codes } = bytes.of(y, x)
    return graph.node('Mul', [bytes.product(`${y}_product`, codes, bytes.step, weight), largest], y)
  },
})

/** x_k ≈ m (p_k + r_k / 2P): two bytes of activations, for two products. */
const fine = (name: string, packing: Packing, range: ByteRange): WeightForm => ({
  name,
  packing,
  multiply(graph, y, x, _sides, weight) {
    const bytes = new Activations(graph, range)
    const { largest, normalised, codes } = bytes.of(y, x)
    const kept = graph.node('DequantizeLinear', [codes, bytes.step, bytes.zeroPoint], `${y}_kept`)
    const rest = graph.node('Sub', [normalised, kept], `${y}_rest`)
    const restCodes = graph.node('QuantizeLinear', [rest, bytes.fineStep, bytes.zeroPoint], `${y}_rest_codes`)
    const sum = graph.node(
      'Add',
      [
        bytes.product(`${y}_product`, codes, bytes.step, weight),
        bytes.product(`${y}_rest_product`, restCodes, bytes.fineStep, weight),
      ],
      `${y}_sum`,
    )
    return graph.node('Mul', [sum, largest], y)
  },
})

export const int8 = coarse('int8', wholeBytes, WHOLE)
export const int8fine = fine('int8fine', wholeBytes, WHOLE)
/** Right on every CPU. */
export const int8pair = coarse('int8pair', pairedBytes, PAIRED)
export const int8pairfine = fine('int8pairfine', pairedBytes, PAIRED)

/** Rows of activations as bytes of a range, in a graph. */
class Activations {
  readonly #graph: GraphBuilder
  readonly #range: ByteRange

  constructor(graph: GraphBuilder, range: ByteRange) {
    this.#graph = graph
    this.#range = range
  }

  /** Of a byte, where a row's largest magnitude is 1. */
  get step(): string {
    return this.#float('step', 1 / this.#range.activation)
  }

  /** Of the second byte: the range of all is half a step of the first to either side. */
  get fineStep(): string {
    return this.#float('fine_step', 1 / this.#range.activation / (2 * this.#range.activation))
  }

  get zeroPoint(): string {
    const { zeroPoint } = this.#range
    return this.#graph.constant(`bytes_zero_${zeroPoint}`, 'uint8', [], Uint8Array.of(zeroPoint))
  }

  /**
   * Each row divided by its largest magnitude, and that as bytes. A row of zeros gives codes that mean nothing (0/0), but
   * its result is multiplied by its largest magnitude, 0.
   */
  of(name: string, x: string) {
    const graph = this.#graph
    const lastAxis = graph.constant('last_axis', 'int64', [1], BigInt64Array.of(-1n))
    const magnitudes = graph.node('Abs', [x], `${name}_abs`)
    const largest = graph.node('ReduceMax', [magnitudes, lastAxis], `${name}_largest`, { keepdims: 1 })
    const normalised = graph.node('Div', [x, largest], `${name}_normalised`)
    const codes = graph.node('QuantizeLinear', [normalised, this.step, this.zeroPoint], `${name}_codes`)
    return { largest, normalised, codes }
  }

  product(name: string, codes: string, step: string, weight: Weight): string {
    const inputs = [codes, weight('w')!, step, weight('s')!, this.zeroPoint]
    return this.#graph.node('MatMulIntegerToFloat', inputs, name, {}, CONTRIB)
  }

  #float(name: string, value: number): string {
    const { activation } = this.#range
    return this.#graph.constant(`bytes_${name}_${activation}`, 'float32', [], Float32Array.of(value))
  }
}
