import type { Characters } from './characters.ts'
import { DEAD, type Machine, NOTHING_PLAIN } from './machine.ts'

export type TextPlan = { kind: 'text'; mark: { until: string } | { without: string } | null }

/**
 * Any text, up to a mark or without it: `until` ends with the first occurrence of the mark, `without` ends anywhere
 * before one. A state is how much of the mark the text's end may be the beginning of (Knuth, Morris and Pratt), and
 * where in the bytes of a character it stands. No mark: any text at all.
 */
export function freeText(plan: TextPlan, characters: Characters): Machine {
  const { mark } = plan
  const wanted = mark === null ? '' : 'until' in mark ? mark.until : mark.without
  const isUntil = mark !== null && 'until' in mark
  const bytes = new TextEncoder().encode(wanted)
  const fallback = fallbacks(bytes)
  const { size } = characters

  const progress = (matched: number, byte: number): number => {
    let length = matched
    while (length > 0 && bytes[length] !== byte) length = fallback[length]
    return bytes[length] === byte ? length + 1 : 0
  }

  return {
    plan,
    start: 0,
    region: 'prose',
    step(state, byte) {
      const within = characters.step(state % size, byte)
      if (within === DEAD) return DEAD
      const before = Math.floor(state / size)
      if (isUntil && before === bytes.length) return DEAD
      const matched = progress(before, byte)
      return mark !== null && !isUntil && matched === bytes.length ? DEAD : matched * size + within
    },
    accepts: (state) => (isUntil ? state === bytes.length * size : state % size === 0),
    continues: (state) => !isUntil || state < bytes.length * size,
    plain: () => (mark === null ? { sure: Number.POSITIVE_INFINITY } : NOTHING_PLAIN),
    alike: (state) => state,
  }
}

/** For each length of the mark's beginning, the longest shorter one that it ends with. */
function fallbacks(bytes: Uint8Array): Int32Array {
  const fallback = new Int32Array(bytes.length + 1)
  for (let length = 2; length <= bytes.length; length++) {
    let shorter = fallback[length - 1]
    while (shorter > 0 && bytes[shorter] !== bytes[length - 1]) shorter = fallback[shorter]
    if (bytes[shorter] === bytes[length - 1]) shorter++
    fallback[length] = shorter
  }
  return fallback
}
