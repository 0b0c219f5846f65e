import type { PackedTensor } from '../forms/weight-form.ts'
import type { Rope } from '../rope.ts'

/** cos and sin of each position's angles, [context, D/2] each: for the longest sequence that can run. */
export function rotaryTables(
  { theta, divisors }: Rope,
  headSize: number,
  context: number,
): { cos: PackedTensor; sin: PackedTensor } {
  const half = headSize / 2
  const table = (of: (angle: number) => number): PackedTensor => {
    const data = new Float32Array(context * half)
    for (let position = 0; position < context; position++) {
      for (let i = 0; i < half; i++) {
        data[position * half + i] = of(position / (theta ** (i / half) * (divisors?.[i] ?? 1)))
      }
    }
    return { dtype: 'float32', shape: [context, half], data }
  }
  return { cos: table(Math.cos), sin: table(Math.sin) }
}
