/**
 * Patterns as JSON Schema writes them, that is ECMA-262 with the `u` flag, as far as they describe a regular language:
 * look-ahead is read outside of repetitions; look-behind, back references and word borders are refused. Greedy and lazy quantifiers are the same here, as are
 * groups that capture and groups that do not. Escaped punctuation is allowed (`\-`), as is a brace that is no
 * quantifier: `u` would refuse those, but schemas have them.
 */
import { ALL_CHARS, type CharSet, charSetOf, complement, intersection, union } from './char-set.ts'

export type Regex =
  | { kind: 'set'; set: CharSet }
  | { kind: 'sequence'; parts: Regex[] }
  | { kind: 'choice'; options: Regex[] }
  | { kind: 'repeat'; of: Regex; min: number; max: number }
  /** `^` and `$`: the text's own begin and end. */
  | { kind: 'begin' | 'end' }
  /** What must follow here, or must not. */
  | { kind: 'ahead'; of: Regex; negative: boolean }

export class RegexError extends Error {}

const MAX_LENGTH = 4096
const MAX_DEPTH = 64

/** @throws RegexError that says what is not supported, or not a pattern */
export function parseRegex(pattern: string): Regex {
  if (pattern.length > MAX_LENGTH) throw new RegexError(`patterns have at most ${MAX_LENGTH} characters`)
  return new Parser(pattern).parse()
}

const DIGIT: CharSet = [[0x30, 0x39]]
const WORD = union(DIGIT, [[0x41, 0x5a]], [[0x5f, 0x5f]], [[0x61, 0x7a]])
const SPACE = union(charSetOf(' \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff'), [[0x2000, 0x200a]])
const ANY_IN_LINE = complement(charSetOf('\n\r\u2028\u2029'))

const CLASS_ESCAPES: Record<string, CharSet> = {
  d: DIGIT,
  D: complement(DIGIT),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
}
const CONTROL_ESCAPES: Record<string, string> = { t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' }

class Parser {
  readonly #chars: readonly string[]
  #at = 0
  #depth = 0

  constructor(pattern: string) {
    this.#chars = Array.from(pattern)
  }

  parse(): Regex {
    const regex = this.#choice()
    if (this.#at < this.#chars.length) throw new RegexError("a ')' closes no group")
    return regex
  }

  #choice(): Regex {
    if (++this.#depth > MAX_DEPTH) throw new RegexError(`groups are nested more than ${MAX_DEPTH} deep`)
    const options = [this.#sequence()]
    while (this.#take('|')) options.push(this.#sequence())
    this.#depth--
    return options.length === 1 ? options[0] : { kind: 'choice', options }
  }

  #sequence(): Regex {
    const parts: Regex[] = []
    while (this.#at < this.#chars.length && this.#peek() !== '|' && this.#peek() !== ')') {
      parts.push(this.#quantified(this.#atom()))
    }
    return { kind: 'sequence', parts }
  }

  #quantified(of: Regex): Regex {
    const counts = this.#counts()
    if (!counts) return of
    if (hasAhead(of)) throw new RegexError('look-ahead is not supported inside a repetition')
    this.#take('?')
    if (this.#counts()) throw new RegexError('a quantifier follows a quantifier')
    const [min, max] = counts
    if (min > max) throw new RegexError(`{${min},${max}} counts down`)
    return { kind: 'repeat', of, min, max }
  }

  #counts(): [min: number, max: number] | null {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY]
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY]
    if (this.#take('?')) return [0, 1]
    if (this.#peek() !== '{') return null
    const written = /^\{(\d+)(,(\d*))?\}/.exec(this.#chars.slice(this.#at, this.#at + 40).join(''))
    if (!written) return null
    this.#at += written[0].length
    const min = Number(written[1])
    if (written[2] === undefined) return [min, min]
    return [min, written[3] ? Number(written[3]) : Number.POSITIVE_INFINITY]
  }

  #atom(): Regex {
    const char = this.#next()
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'set', set: this.#class() }
      case '.':
        return { kind: 'set', set: ANY_IN_LINE }
      case '^':
        return { kind: 'begin' }
      case '$':
        return { kind: 'end' }
      case '*':
      case '+':
      case '?':
        throw new RegexError(`nothing stands before the quantifier '${char}'`)
      case '\\':
        return { kind: 'set', set: this.#escape() }
      default:
        return { kind: 'set', set: charSetOf(char) }
    }
  }

  #group(): Regex {
    if (this.#take('?')) {
      const kind = this.#next()
      if (kind === '=' || kind === '!') return this.#ahead(kind === '!')
      const isNamed = kind === '<' && this.#peek() !== '=' && this.#peek() !== '!'
      if (isNamed) while (this.#next() !== '>');
      else if (kind === '<') throw new RegexError('look-behind is not supported')
      else if (kind !== ':') throw new RegexError('group modifiers are not supported')
    }
    return this.#inside()
  }

  #inside(): Regex {
    const inside = this.#choice()
    if (!this.#take(')')) throw new RegexError("a group lacks its ')'")
    return inside
  }

  #ahead(negative: boolean): Regex {
    const of = this.#inside()
    if (hasBegin(of)) throw new RegexError("'^' is not supported inside a look-ahead")
    return { kind: 'ahead', of, negative }
  }

  /** After '['. */
  #class(): CharSet {
    const negated = this.#take('^')
    const sets: CharSet[] = []
    while (!this.#take(']')) {
      const from = this.#classMember()
      const isRange = this.#peek() === '-' && this.#chars[this.#at + 1] !== ']'
      if (!isRange) {
        sets.push(from)
        continue
      }
      this.#at++
      const to = this.#classMember()
      const first = onlyChar(from)
      const last = onlyChar(to)
      // With a class at either end, '-' is itself.
      if (first === null || last === null) sets.push(from, charSetOf('-'), to)
      else if (first > last) throw new RegexError('a range in a class runs backwards')
      else sets.push([[first, last]])
    }
    const set = intersection(union(...sets), ALL_CHARS)
    return negated ? complement(set) : set
  }

  #classMember(): CharSet {
    const char = this.#next()
    if (char !== '\\') return charSetOf(char)
    if (this.#take('b')) return charSetOf('\b')
    return this.#escape()
  }

  /** After '\'. */
  #escape(): CharSet {
    const char = this.#next()
    if (Object.hasOwn(CLASS_ESCAPES, char)) return CLASS_ESCAPES[char]
    if (Object.hasOwn(CONTROL_ESCAPES, char)) return charSetOf(CONTROL_ESCAPES[char])
    if (char === 'p' || char === 'P') return propertySet(this.#property(char))
    if (char === 'x') return charAt(this.#hex(2))
    if (char === 'u') return charAt(this.#unicode())
    if (char === 'c' && /[a-z]/i.test(this.#peek() ?? '')) return charAt(this.#next().charCodeAt(0) % 32)
    if (char === '0' && !/\d/.test(this.#peek() ?? '')) return charAt(0)
    if (char === 'b' || char === 'B') throw new RegexError('word borders (\\b) are not supported')
    if (char === 'k' || /\d/.test(char)) throw new RegexError('back references are not supported')
    if (/[a-z]/i.test(char)) throw new RegexError(`there is no escape '\\${char}'`)
    return charSetOf(char)
  }

  #property(letter: string): string {
    let name = ''
    if (!this.#take('{')) throw new RegexError(`'\\${letter}' lacks the name of a property, as in \\p{L}`)
    for (let char = this.#next(); char !== '}'; char = this.#next()) name += char
    return `\\${letter}{${name}}`
  }

  #unicode(): number {
    if (this.#take('{')) {
      let digits = ''
      for (let char = this.#next(); char !== '}'; char = this.#next()) digits += char
      if (!/^[0-9a-f]{1,6}$/i.test(digits)) throw new RegexError('\\u{…} wants a code point in hexadecimal')
      return Number.parseInt(digits, 16)
    }
    const unit = this.#hex(4)
    const isHigh = unit >= 0xd800 && unit < 0xdc00
    if (!isHigh || this.#peek() !== '\\' || this.#chars[this.#at + 1] !== 'u') return unit
    this.#at += 2
    return String.fromCharCode(unit, this.#hex(4)).codePointAt(0)!
  }

  #hex(length: number): number {
    const digits = this.#chars.slice(this.#at, this.#at + length).join('')
    if (digits.length < length || !/^[0-9a-f]+$/i.test(digits)) {
      throw new RegexError(`${length} hexadecimal digits are expected in an escape`)
    }
    this.#at += length
    return Number.parseInt(digits, 16)
  }

  #peek(): string | undefined {
    return this.#chars[this.#at]
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#at++
    return true
  }

  #next(): string {
    const char = this.#chars[this.#at++]
    if (char === undefined) throw new RegexError('the pattern ends too early')
    return char
  }
}

function charAt(code: number): CharSet {
  if (code > 0x10ffff) throw new RegexError('there is no character above U+10FFFF')
  return intersection([[code, code]], ALL_CHARS)
}

/** Whether one of a pattern's parts is of a kind. */
const has =
  (kind: Regex['kind']) =>
  (regex: Regex): boolean =>
    regex.kind === kind || partsOf(regex).some(has(kind))
export const hasAhead = has('ahead')
const hasBegin = has('begin')

function partsOf(regex: Regex): readonly Regex[] {
  switch (regex.kind) {
    case 'sequence':
      return regex.parts
    case 'choice':
      return regex.options
    case 'repeat':
    case 'ahead':
      return [regex.of]
    default:
      return []
  }
}

const onlyChar = (set: CharSet): number | null => (set.length === 1 && set[0][0] === set[0][1] ? set[0][0] : null)

/** Found by asking the runtime's own tables; each is looked up once, and there are only so many. */
const properties = new Map<string, CharSet>()
let everyCharacter: string | null = null

function propertySet(written: string): CharSet {
  const known = properties.get(written)
  if (known) return known
  let stretches: RegExp
  try {
    stretches = new RegExp(`${written}+`, 'gu')
  } catch {
    throw new RegexError(`there is no property ${written}`)
  }
  // All characters in order, so that each match is a range: far faster than to ask for each of a million.
  everyCharacter ??= ALL_CHARS.map(([first, last]) => charactersFrom(first, last)).join('')
  const set = intersection(
    union(
      Array.from(everyCharacter.matchAll(stretches), ([stretch]) => [stretch.codePointAt(0)!, lastCharacter(stretch)]),
    ),
    ALL_CHARS,
  )
  properties.set(written, set)
  return set
}

function charactersFrom(first: number, last: number): string {
  const pieces: string[] = []
  for (let from = first; from <= last; from += 0x1000) {
    const length = Math.min(0x1000, last + 1 - from)
    pieces.push(String.fromCodePoint(...Array.from({ length }, (_, i) => from + i)))
  }
  return pieces.join('')
}

function lastCharacter(text: string): number {
  const unit = text.charCodeAt(text.length - 1)
  return unit >= 0xdc00 && unit < 0xe000 ? text.codePointAt(text.length - 2)! : unit
}
