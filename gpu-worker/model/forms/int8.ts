/**
 * Signed bytes with one scale per output, w_nk ≈ s_n q_nk, multiplied by integer GEMM (MatMulIntegerToFloat) with the
 * activations of each row in bytes too:
 *
 *     x_k ≈ m p_k,  m = max_k |x_k| / 127        y_n = m s_n Σ_k p_k q_nk
 *
 * The sums are integers, so a row's result depends on nothing else in the batch. Where a CPU multiplies bytes fast (AMX,
 * VNNI), this is two to five times as fast as blocks of 32 (q8.ts), from a few rows on. On others it would be wrong:
 * without VNNI, the kernel's sums of two products saturate.
 *
 * One scale for a whole row is coarse where few channels are large: inputs are smoothed before (calibration/smoothing.ts),
 * and where that cannot be, `int8fine` carries the activations' rounding error in a second byte.
 */
import { CONTRIB, type GraphBuilder } from '../graph/onnx.ts'
import { forEachFloatRow } from './row-stack.ts'
import type { Packing, Weight, WeightForm } from './weight-form.ts'

const LARGEST = 127
/** Steps of the second byte in one of the first: its range is half a step to either side. */
const FINER = 254
/** Activations are unsigned bytes around this (the kernel for signed ones is ten times slower). */
const ZERO_POINT = 128

const bytes: Packing = {
  name: 'int8',
  smoothed: true,
  pack(stack) {
    const { K, N } = stack
    const data = new Int8Array(K * N)
    const scales = new Float32Array(N)
    forEachFloatRow(stack, (row, values) => {
      let largest = 0
      for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value)
      const scale = Math.fround(largest / LARGEST) || 1
      scales[row] = scale
      for (let k = 0; k < K; k++) data[k * N + row] = Math.round(values[k]! / scale)
    })
    return {
      w: { dtype: 'int8', shape: [K, N], data },
      s: { dtype: 'float32', shape: [N], data: scales },
    }
  },
}

export const int8: WeightForm = {
  name: 'int8',
  packing: bytes,
  multiply(graph, name, x, _sides, weight) {
    const { largest, codes } = quantiseRows(graph, name, x)
    return graph.node('Mul', [product(graph, `${name}_product`, codes, unit(graph), weight), largest], name)
  },
}

/** x_k ≈ m (p_k + r_k / 254): sixteen bits of activations, for two products. */
export const int8fine: WeightForm = {
  name: 'int8fine',
  packing: bytes,
  multiply(graph, name, x, _sides, weight) {
    const { largest, normalised, codes } = quantiseRows(graph, name, x)
    const fine = graph.constant('int8_fine', 'float32', [], Float32Array.of(1 / LARGEST / FINER))
    const kept = graph.node('DequantizeLinear', [codes, unit(graph), zeroPoint(graph)], `${name}_kept`)
    const rest = graph.node('Sub', [normalised, kept], `${name}_rest`)
    const restCodes = graph.node('QuantizeLinear', [rest, fine, zeroPoint(graph)], `${name}_rest_codes`)
    const sum = graph.node(
      'Add',
      [
        product(graph, `${name}_product`, codes, unit(graph), weight),
        product(graph, `${name}_rest_product`, restCodes, fine, weight),
      ],
      `${name}_sum`,
    )
    return graph.node('Mul', [sum, largest], name)
  },
}

/**
 * Each row divided by its largest magnitude, and that as bytes. A row of zeros gives codes that mean nothing (0/0), but
 * its result is multiplied by its largest magnitude, 0.
 */
function quantiseRows(graph: GraphBuilder, name: string, x: string) {
  const lastAxis = graph.constant('last_axis', 'int64', [1], BigInt64Array.of(-1n))
  const magnitudes = graph.node('Abs', [x], `${name}_abs`)
  const largest = graph.node('ReduceMax', [magnitudes, lastAxis], `${name}_largest`, { keepdims: 1 })
  const normalised = graph.node('Div', [x, largest], `${name}_normalised`)
  const codes = graph.node('QuantizeLinear', [normalised, unit(graph), zeroPoint(graph)], `${name}_codes`)
  return { largest, normalised, codes }
}

const unit = (graph: GraphBuilder) => graph.constant('int8_unit', 'float32', [], Float32Array.of(1 / LARGEST))
const zeroPoint = (graph: GraphBuilder) => graph.constant('int8_zero', 'uint8', [], Uint8Array.of(ZERO_POINT))

const product = (graph: GraphBuilder, name: string, codes: string, scale: string, weight: Weight) =>
  graph.node('MatMulIntegerToFloat', [codes, weight('w')!, scale, weight('s')!, zeroPoint(graph)], name, {}, CONTRIB)
