import type { Characters } from './characters.ts'
import { DEAD, type Machine, NOTHING_PLAIN } from './machine.ts'

export type StringPlan = { kind: 'string'; min: number; max: number; isText: boolean }

/**
 * What stands between the quotes of a JSON string of `min` to `max` characters, written in any way JSON has. Characters
 * are code points, as JSON Schema counts them. A state is how many characters are complete, counted no further than
 * matters, and where in the bytes of the next one it stands; so any `max` costs nothing.
 *
 * @param characters of JSON strings
 */
export function stringContent(plan: StringPlan, characters: Characters): Machine {
  const { min, max, isText } = plan
  const { size } = characters
  const most = max === Number.POSITIVE_INFINITY ? min : max
  return {
    plan,
    start: 0,
    region: isText ? 'string' : null,
    step(state, byte) {
      const within = state % size
      const count = (state - within) / size
      if (within === 0 && count >= max) return DEAD
      const next = characters.step(within, byte)
      if (next !== 0) return next === DEAD ? DEAD : state - within + next
      return Math.min(count + 1, most) * size
    },
    accepts: (state) => state % size === 0 && state / size >= min,
    continues: (state) => state % size !== 0 || state / size < max,
    plain(state) {
      if (state % size !== 0) return NOTHING_PLAIN
      const left = max - state / size
      return { sure: left, most: left }
    },
    alike(state, bytes) {
      const within = state % size
      const count = (state - within) / size
      if (max - count <= bytes) return state
      // Far from the least as well, or beyond it.
      if (count >= min) return min * size + within
      return min - count > bytes ? within : state
    },
  }
}
