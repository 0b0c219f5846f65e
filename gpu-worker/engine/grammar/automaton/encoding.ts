/**
 * How the characters of an alphabet are written as bytes: a trie from bytes to classes, in UTF-8, on request escaped as
 * inside a JSON string. Each character has one way to be written, so that bytes and characters never disagree: `"`, `\`
 * and control characters by their short escape, or else as \u00xx in small letters; all others as they are. Characters
 * that would take a byte that cannot be written are left out.
 */
import { type Alphabet, NO_CLASS } from './alphabet.ts'

export type Encoding = {
  /** At node × 256 + byte: the next node (above 0), a class c as -1 - c, or 0 for none. Node 0 is the start. */
  readonly table: Int32Array
  /** The classes that can still be reached from each node. */
  readonly below: readonly (readonly number[])[]
}

/** One row of the table under construction: bytes to nodes and classes, as in the table. */
type Row = Map<number, number>

const SHORT_ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
}

export function encodingOf(alphabet: Alphabet, escaped: boolean, isWritable: (byte: number) => boolean): Encoding {
  const rows: Row[] = [new Map()]
  const known = new Map<string, number>()
  const set = (row: Row, byte: number, to: number) => {
    if (to !== 0 && isWritable(byte)) row.set(byte, to)
  }
  /** The node with this row: one for all equal rows. 0 where there is nothing below it. */
  const node = (row: Row): number => {
    if (row.size === 0) return 0
    const key = [...row].join(';')
    let id = known.get(key)
    if (id === undefined) {
      id = rows.push(row) - 1
      known.set(key, id)
    }
    return id
  }
  /** The nodes of stretches that are all of one class. */
  const uniform = new Map<string, number>()
  const leaf = (char: number) => {
    const cls = alphabet.classOf(char)
    return cls === NO_CLASS ? 0 : -1 - cls
  }

  /** The node where `left` more bytes of a character are to come, which is then one of the 64^left from `first` on. */
  const continued = (first: number, left: number): number => {
    const step = 64 ** (left - 1)
    const last = first + 64 * step - 1
    if (!alphabet.isUniform(first, last)) return mixed(first, left, step)
    const cls = alphabet.classOf(first)
    if (cls === NO_CLASS) return 0
    if (!isEncoded(first, left) || !isEncoded(last + 1 - step, left)) return mixed(first, left, step)
    const key = `${cls} ${left}`
    const to = uniform.get(key) ?? mixed(first, left, step)
    uniform.set(key, to)
    return to
  }
  const mixed = (first: number, left: number, step: number): number => {
    const row: Row = new Map()
    for (let i = 0; i < 64; i++) {
      const from = first + i * step
      if (isEncoded(from, left)) set(row, 0x80 + i, left === 1 ? leaf(from) : continued(from, left - 1))
    }
    return node(row)
  }

  const [root] = rows
  for (let byte = 0; byte < 0x80; byte++) {
    if (!escaped || !mustBeEscaped(byte)) set(root, byte, leaf(byte))
  }
  for (let lead = 0xc2; lead < 0xe0; lead++) set(root, lead, continued((lead & 0x1f) << 6, 1))
  for (let lead = 0xe0; lead < 0xf0; lead++) set(root, lead, continued((lead & 0x0f) << 12, 2))
  for (let lead = 0xf0; lead < 0xf5; lead++) set(root, lead, continued((lead & 0x07) << 18, 3))
  if (escaped) set(root, BACKSLASH, escapes(leaf, node, set))
  return { table: tableOf(rows), below: classesBelow(rows) }
}

/** Whether characters from here on have `left` bytes to come: not overlong forms, surrogates, or what is beyond Unicode. */
function isEncoded(first: number, left: number): boolean {
  if (left === 1) return true
  if (left === 2) return first >= 0x800 && (first < 0xd800 || first >= 0xe000)
  return first >= 0x10000 && first <= 0x10ffff
}

const BACKSLASH = 0x5c
const ZERO = 0x30

const mustBeEscaped = (char: number) => char < 0x20 || char === 0x22 || char === BACKSLASH

/** The node after a backslash. */
function escapes(
  leaf: (char: number) => number,
  node: (row: Row) => number,
  set: (row: Row, byte: number, to: number) => void,
): number {
  const ofLetter: Row = new Map()
  const ofHighDigit: Row = new Map()
  for (let high = 0; high < 2; high++) {
    const ofLowDigit: Row = new Map()
    for (let low = 0; low < 16; low++) {
      const char = high * 16 + low
      const isShort = Object.hasOwn(SHORT_ESCAPES, String.fromCharCode(char))
      if (!isShort) set(ofLowDigit, low.toString(16).charCodeAt(0), leaf(char))
    }
    set(ofHighDigit, ZERO + high, node(ofLowDigit))
  }
  const ofThirdDigit: Row = new Map()
  set(ofThirdDigit, ZERO, node(ofHighDigit))
  const ofFourthDigit: Row = new Map()
  set(ofFourthDigit, ZERO, node(ofThirdDigit))
  set(ofLetter, 'u'.charCodeAt(0), node(ofFourthDigit))
  for (const [char, letter] of Object.entries(SHORT_ESCAPES)) {
    set(ofLetter, letter.charCodeAt(0), leaf(char.charCodeAt(0)))
  }
  return node(ofLetter)
}

function tableOf(rows: readonly Row[]): Int32Array {
  const table = new Int32Array(rows.length * 256)
  rows.forEach((row, id) => {
    for (const [byte, to] of row) table[id * 256 + byte] = to
  })
  return table
}

/** Nodes are made after those below them, except for the root, which is the first. */
function classesBelow(rows: readonly Row[]): number[][] {
  const below: number[][] = rows.map(() => [])
  const ids = [...rows.keys()].slice(1)
  for (const id of [...ids, 0]) {
    const classes = new Set<number>()
    for (const to of rows[id].values()) for (const cls of to < 0 ? [-1 - to] : below[to]) classes.add(cls)
    below[id] = [...classes]
  }
  return below
}
