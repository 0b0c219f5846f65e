/** Weights as halves, multiplied with halves: GPUs have units for that, with sums in float32. */
import { forEachFloatRow } from './row-stack.ts'
import type { Packing, WeightForm } from './weight-form.ts'

const halves: Packing = {
  name: 'float16',
  smoothed: false,
  pack(stack) {
    const { K, N } = stack
    const data = new Float16Array(K * N)
    forEachFloatRow(stack, (row, values) => {
      for (let k = 0; k < K; k++) data[k * N + row] = values[k]!
    })
    return { w: { dtype: 'float16', shape: [K, N], data } }
  },
}

/** x and y are float16. */
export const fp16: WeightForm = {
  name: 'fp16',
  packing: halves,
  multiply: (graph, name, x, _sides, weight) => graph.node('MatMul', [x, weight('w')!], name),
}
