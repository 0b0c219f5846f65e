/** A vocabulary for grammars: the 256 bytes, pieces that cross what JSON tells apart and characters alike, three control tokens. */
import type { Vocabulary } from '../../../gpu-worker/engine/grammar/token-index.ts'

const PIECES = [
  ...[
    '{"',
    '":',
    '": ',
    '": "',
    '", "',
    '"}',
    '"},',
    '"]',
    '],',
    ']}',
    '}}',
    '[{"',
    '[]',
    '{}',
    ', ',
    ',\n',
    '\n  ',
    '\n\t\t',
  ],
  ...[
    'true',
    'false',
    'null',
    'tru',
    '12',
    '100',
    '0.',
    '-1',
    'e1',
    '\\n',
    '\\u00',
    '\\"',
    '\\\\',
    ' the',
    'name',
    'age',
    '"name"',
  ],
  ...[
    'the end',
    'é',
    'ö"',
    '漢',
    '字"',
    '🙂',
    'a🙂b',
    '\ufeff',
    '\u2028',
    'abc',
    'ab',
    'aaaa',
    ' ',
    '<tool',
    '_call>',
    '</',
    'get_',
    '"a": 1',
  ],
]
/** Characters cut in two. */
const HALVES = [
  [0xf0, 0x9f],
  [0x99, 0x82],
  [0xc3],
  [0xa9, 0x22],
  [0x22, 0xe6],
  [0xbc, 0xa2],
  [0xe6, 0xbc],
  [0xed, 0xa0],
]

const utf8 = new TextEncoder()
const spelled: Uint8Array[] = [
  ...['<|end|>', '<|user|>', '[TOOL_CALLS]'].map((name) => utf8.encode(name)),
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...PIECES.map((piece) => utf8.encode(piece)),
  ...HALVES.map((bytes) => Uint8Array.from(bytes)),
]
const CONTROL = 3

export const END = 0

export const VOCABULARY: Vocabulary = {
  size: spelled.length,
  bytesOf: (id) => spelled[id]!,
  isSpecial: (id) => id < CONTROL,
  eosIds: new Set([END]),
}

/** The same without some of the bytes. */
export const vocabularyWithout = (...bytes: number[]): Vocabulary => ({
  ...VOCABULARY,
  bytesOf: (id) => (bytes.includes(id - CONTROL) ? utf8.encode('lost') : spelled[id]!),
})

export const textOf = (ids: readonly number[], { bytesOf } = VOCABULARY) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(ids.map(bytesOf)))

/** A text as tokens of one byte each. */
export const bytesOf = (text: string) => [...utf8.encode(text)].map((byte) => CONTROL + byte)
