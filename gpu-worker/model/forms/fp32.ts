/** Plain floats: exact for every encoding, four times the memory of q8. The reference that tests compare with. */
import { forEachFloatRow } from './row-stack.ts'
import type { Packing, WeightForm } from './weight-form.ts'

const floats: Packing = {
  name: 'float32',
  smoothed: false,
  pack(stack) {
    const { K, N } = stack
    const data = new Float32Array(K * N)
    forEachFloatRow(stack, (row, values) => {
      for (let k = 0; k < K; k++) data[k * N + row] = values[k]!
    })
    return { w: { dtype: 'float32', shape: [K, N], data } }
  },
}

export const fp32: WeightForm = {
  name: 'fp32',
  packing: floats,
  multiply: (graph, name, x, _sides, weight) => graph.node('MatMul', [x, weight('w')!], name),
}
