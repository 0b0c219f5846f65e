import type { ModelConfig } from '../config.ts'
import type { PackedTensor } from '../forms/weight-form.ts'

/** cos and sin of position·theta^(-2i/D), [context, D/2] each: for the longest sequence that can run. */
export function rotaryTables(
  { headSize, ropeTheta }: ModelConfig,
  context: number,
): { cos: PackedTensor; sin: PackedTensor } {
  const half = headSize / 2
  const table = (of: (angle: number) => number): PackedTensor => {
    const data = new Float32Array(context * half)
    for (let position = 0; position < context; position++) {
      for (let i = 0; i < half; i++) data[position * half + i] = of(position / ropeTheta ** (i / half))
    }
    return { dtype: 'float32', shape: [context, half], data }
  }
  return { cos: table(Math.cos), sin: table(Math.sin) }
}
