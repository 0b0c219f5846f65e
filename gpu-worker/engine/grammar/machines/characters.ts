/** One character as bytes, read one after another by a small automaton over bytes. */
import { NO_CLASS } from '../automaton/alphabet.ts'
import { type Automaton, intersection, NO_STATE } from '../automaton/automaton.ts'
import { automatonOf } from '../automaton/regex.ts'
import { parseRegex } from '../automaton/regex-syntax.ts'
import { Budget } from '../budget.ts'
import { DEAD } from './machine.ts'

/** UTF-8's longer forms (Unicode, table 3-7): nothing overlong, no surrogates. */
const MULTIBYTE =
  '[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|' +
  '\\xed[\\x80-\\x9f][\\x80-\\xbf]|\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}|' +
  '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}'

/** JSON's escapes; a surrogate only with its other half. */
const ESCAPE =
  '\\\\(?:["\\\\/bfnrt]|u(?:[0-9a-cA-CefEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}|' +
  '[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}))'

/** Any character of Unicode. */
export const ANY_CHARACTER = `[\\x00-\\x7f]|${MULTIBYTE}`

/** A character inside a JSON string, written in any of the ways JSON has. */
export const JSON_CHARACTER = `[\\x20\\x21\\x23-\\x5b\\x5d-\\x7f]|${MULTIBYTE}|${ESCAPE}`

/** Steps through one character after another. */
export class Characters {
  /** States are below. */
  readonly size: number
  readonly #table: Int32Array

  /** `pattern`: of the bytes of one character; of these, only what has no byte that cannot be written. */
  constructor(pattern: string, isWritable: (byte: number) => boolean) {
    const budget = new Budget()
    const unwritable = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !isWritable(byte))
    const whole = automatonOf(parseRegex(`^(?:${pattern})$`), budget)
    const without = automatonOf(
      parseRegex(unwritable.length ? `^[^${unwritable.map(escaped).join('')}]*$` : ''),
      budget,
    )
    const { alphabet, table, accepting }: Automaton = intersection(whole, without, budget)
    this.size = accepting.length
    this.#table = Int32Array.from({ length: this.size * 256 }, (_, i) => {
      const cls = alphabet.classOf(i & 255)
      const to = cls === NO_CLASS ? NO_STATE : table[(i >> 8) * alphabet.size + cls]
      return to === NO_STATE ? DEAD : accepting[to] ? 0 : to
    })
  }

  /** The next state: 0 where a character is complete, DEAD where the byte cannot follow. */
  step(state: number, byte: number): number {
    return this.#table[(state << 8) | byte]
  }
}

const escaped = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`
