/**
 * Scales that move size from a layer's inputs into its weights, as SmoothQuant does (Xiao et al. 2023, arXiv:2211.10438):
 * with one scale for a whole row of activations, a few large channels leave the others no levels. So input channel k is
 * divided by s_k and the weights that read it are multiplied by s_k:
 *
 *     s_k = a_k^α / w_k^(1-α),  a_k = max |x_k| over calibration texts,  w_k = max_n |w_nk|
 *
 * The division costs nothing where a norm comes before: it goes into the norm's gains. Scales are powers of two, so that
 * smoothing itself rounds nothing, and have a geometric mean of 1.
 *
 * α was chosen on the default model, over QKV and gate+up together (KL to the reference on prose / chats, activations and
 * weights in bytes): .5 6.1e-3 / 1.3e-2, .6 4.8e-3 / 9.2e-3, .65 4.5e-3 / 9.0e-3, .7 4.7e-3 / 1.1e-2; none 2.6e-2 / 5.7e-2.
 */
import { forEachFloatRow, type RowStack } from '../forms/row-stack.ts'

const ALPHA = 0.65
/** What channels that never spoke are taken for: their scale must be some number. */
const SMALLEST = 1e-6

/** The scales of one layer: its inputs' largest magnitudes by channel, and its weights. */
export function smoothingScales(inputs: Float32Array, stack: RowStack): Float32Array {
  const weights = new Float32Array(stack.K)
  forEachFloatRow(stack, (_row, values) => {
    for (let k = 0; k < values.length; k++) weights[k] = Math.max(weights[k]!, Math.abs(values[k]!))
  })
  const logs = Float64Array.from(
    inputs,
    (a, k) => ALPHA * Math.log2(Math.max(a, SMALLEST)) - (1 - ALPHA) * Math.log2(Math.max(weights[k]!, SMALLEST)),
  )
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  return Float32Array.from(logs, (log) => 2 ** Math.round(log - mean))
}
