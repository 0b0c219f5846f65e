/**
 * JSON as it was written. What JSON.parse makes of a text is not all that it says: long numbers lose digits
 * (1234567890123456789 becomes 1234567890123456800), 1.0 becomes 1, and members whose names look like numbers come before
 * all others. Schemas and arguments of calls mean what they say, so they are read and written with these.
 */

/** What TypeScript's library does not know of yet (ECMAScript's "JSON.parse source text access"). */
type Reviver = (name: string, value: unknown, context: { source?: string }) => unknown
const { parse, rawJSON } = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown
  rawJSON(text: string): object
}

/** A number that JavaScript would write in another way, or as another one. JSON.stringify writes it as it was. */
export class WrittenNumber {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  get text(): string {
    return this.#text
  }

  toJSON(): object {
    return rawJSON(this.#text)
  }
}

export type Numeral = number | WrittenNumber

export const isNumeral = (value: unknown): value is Numeral =>
  typeof value === 'number' || value instanceof WrittenNumber

/** Of objects whose members JavaScript keeps in another order: their names as they came. */
const orders = new WeakMap<object, readonly string[]>()

/** The names of an object's members, in the order in which they were written. */
export const namesOf = (object: object): readonly string[] => orders.get(object) ?? Object.keys(object)

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber)

/** Whether JavaScript puts members of that name before others, by their number. */
export const isSortedAsNumber = (name: string): boolean => /^(?:0|[1-9]\d*)$/.test(name)
const MAY_HAVE_INDEX = /"(?:\d|\\u003\d)+"\s*:/i
/** A string, and the colon that makes it a name. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/gs
/** Stands before names that look like numbers while they are read, so that they keep their place. */
const MARK = '#'

/**
 * The value of a text, exactly: numbers that would change are WrittenNumbers, and `namesOf` knows the order of members.
 * @throws SyntaxError where it is not JSON, RangeError where it is nested too deep
 */
export function parseExact(text: string): unknown {
  const isMarked = MAY_HAVE_INDEX.test(text)
  return parse(isMarked ? marked(text) : text, (_, value, { source }) => {
    if (typeof value === 'number' && source !== undefined && source !== String(value)) return new WrittenNumber(source)
    return isMarked && isRecord(value) ? unmarked(value) : value
  })
}

const marked = (text: string): string =>
  text.replace(STRING, (string, colon?: string) => {
    if (colon === undefined) return string
    const name = JSON.parse(string.slice(0, -colon.length)) as string
    return isSortedAsNumber(name) || name.startsWith(MARK) ? JSON.stringify(MARK + name) + colon : string
  })

function unmarked(object: Record<string, unknown>): object {
  const written = Object.keys(object)
  if (!written.some((name) => name.startsWith(MARK))) return object
  const entries = written.map((name) => [name.startsWith(MARK) ? name.slice(MARK.length) : name, object[name]] as const)
  const named = Object.fromEntries(entries)
  orders.set(
    named,
    entries.map(([name]) => name),
  )
  return named
}

/** The JSON of a value, without white space. Members that are undefined are left out. It recurses. */
export function writeExact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeExact).join()}]`
  if (!isRecord(value)) return JSON.stringify(value)
  const members = namesOf(value).filter((name) => value[name] !== undefined)
  return `{${members.map((name) => `${JSON.stringify(name)}:${writeExact(value[name])}`).join()}}`
}
