import { createByteLevelEncoder } from './vocabulary/byte-level.ts'
import { createPieceEncoder } from './vocabulary/pieces.ts'
import type { Vocabulary, WordEncoder } from './vocabulary/vocabulary.ts'

/** A stretch of text; only where `special` is true may it hold control tokens, such as `<|im_end|>`. */
export type TextPart = { text: string; special: boolean }

export type Tokenizer = {
  /**
   * The tokens of a text, without a BOS token. What looks like a control token is plain text unless `special` is set,
   * so that a user's words can never end a turn or begin another.
   */
  encode(text: string, options?: { special?: boolean }): number[]
  /** The tokens of several parts written one after the other; words and merges may cross from part to part. */
  encodeParts(parts: readonly TextPart[]): number[]
  /** Bytes that are not UTF-8 become U+FFFD. */
  decode(ids: readonly number[], options?: { skipSpecial?: boolean }): string
  /** The bytes a token stands for: a character may be spread over several tokens. Not to be written to. */
  bytesOf(id: number): Uint8Array
  /** `decode` of one token. */
  text(id: number): string
  /** Whether this is a control token: never text of an answer. */
  isSpecial(id: number): boolean
  /** The tokens that end an answer. */
  readonly eosIds: ReadonlySet<number>
  /** The one that a chat template calls `eos_token`. */
  readonly eosId: number | null
  readonly bosId: number | null
  /** Whether a prompt begins with `bosId`. */
  readonly addBos: boolean
  /** How many tokens there are; ids are below. */
  readonly size: number
}

const createEncoder = (vocabulary: Vocabulary): WordEncoder =>
  vocabulary.words.kind === 'pieces'
    ? createPieceEncoder(vocabulary, vocabulary.words)
    : createByteLevelEncoder(vocabulary, vocabulary.words)

export function createTokenizer(vocabulary: Vocabulary): Tokenizer {
  const { tokens, control, userDefined, eosIds, eosId, bosId, addBos } = vocabulary
  const words = createEncoder(vocabulary)
  const isControl = (id: number) => control.has(id)
  const controlIds = new Map([...control].map((id) => [tokens[id], id]))
  const userDefinedIds = new Map([...userDefined].map((id) => [words.prepare(tokens[id]), id]))
  const splitControl = createSplitter(controlIds)
  const splitUserDefined = createSplitter(userDefinedIds)
  const bytes: Uint8Array[] = []

  const encodePlain = (text: string, atStart: boolean): number[] =>
    splitUserDefined(words.prepare(text)).flatMap(
      (piece, i) => userDefinedIds.get(piece) ?? words.encode(piece, atStart && i === 0),
    )

  const encodeParts = (parts: readonly TextPart[]): number[] => {
    const ids: number[] = []
    let plain = ''
    const flush = () => {
      for (const id of encodePlain(plain, ids.length === 0)) ids.push(id)
      plain = ''
    }
    for (const { text, special } of parts) {
      for (const piece of special ? splitControl(text) : [text]) {
        const control = special ? controlIds.get(piece) : undefined
        if (control === undefined) plain += piece
        else {
          flush()
          ids.push(control)
        }
      }
    }
    flush()
    return ids
  }

  const bytesOf = (id: number): Uint8Array => {
    if (tokens[id] === undefined) throw new Error(`there is no token ${id}: the vocabulary has ${tokens.length}`)
    bytes[id] ??= isControl(id) ? utf8.encode(tokens[id]) : words.bytesOf(id)
    return bytes[id]
  }

  const decode = (ids: readonly number[], { skipSpecial = false } = {}): string => {
    const parts = (skipSpecial ? ids.filter((id) => !isControl(id)) : ids).map(bytesOf)
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(parts))
  }

  return {
    encode: (text, { special = false } = {}) => encodeParts([{ text, special }]),
    encodeParts,
    decode,
    bytesOf,
    text: (id) => decode([id]),
    isSpecial: isControl,
    eosIds,
    eosId,
    bosId,
    addBos,
    size: tokens.length,
  }
}

const utf8 = new TextEncoder()

/** Cuts a text before and after every one of the given tokens, the longest first where several begin. */
function createSplitter(ids: ReadonlyMap<string, number>): (text: string) => string[] {
  if (ids.size === 0) return (text) => (text === '' ? [] : [text])
  const longestFirst = [...ids.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(`(${longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`)
  return (text) => text.split(pattern).filter((piece) => piece !== '')
}
