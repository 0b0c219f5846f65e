import type { PackedTensor } from '../forms/weight-form.ts'
import type { Rope } from '../rope.ts'

/** Beyond the context: where stand the tokens that fill up a prompt's last stretch (engine/row-tile.ts). */
export const SPARE_POSITIONS = 7

/** cos and sin of each position's angles, [positions, D/2] each: for the longest sequence that can run. */
export function rotaryTables(
  { theta, divisors }: Rope,
  headSize: number,
  positions: number,
): { cos: PackedTensor; sin: PackedTensor } {
  const half = headSize / 2
  const table = (of: (angle: number) => number): PackedTensor => {
    const data = new Float32Array(positions * half)
    for (let position = 0; position < positions; position++) {
      for (let i = 0; i < half; i++) {
        data[position * half + i] = of(position / (theta ** (i / half) * (divisors?.[i] ?? 1)))
      }
    }
    return { dtype: 'float32', shape: [positions, half], data }
  }
  return { cos: table(Math.cos), sin: table(Math.sin) }
}
