/**
 * Characters that stand for themselves inside a JSON string, and that `.` matches in a pattern: what most tokens are made
 * of. A token is plain if it is whole characters, all of them plain.
 */
import { type CharSet, complement } from './automaton/char-set.ts'

export const PLAIN: CharSet = complement([
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x7f, 0x7f],
  [0x2028, 0x2029],
])

export const isPlain = (char: number): boolean => PLAIN.some(([first, last]) => first <= char && char <= last)
