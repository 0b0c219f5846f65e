import { Tokenizer as MergingTokenizer } from '@huggingface/tokenizers'
import type { MetadataValue } from './gguf.ts'
import { type PreTokenizer, preTokenizerOf } from './pre-tokenizers.ts'

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
  readonly bosId: number | null
  /** Whether a prompt begins with `bosId`. */
  readonly addBos: boolean
  /** How many tokens there are; ids are below. */
  readonly size: number
}

/** Kinds of token in `tokenizer.ggml.token_type`. */
const UNKNOWN = 2
const CONTROL = 3
const USER_DEFINED = 4

/** Control tokens by which the usual chat formats end a turn, beside those that the metadata name. */
const END_OF_TURN = new Set(
  '<|im_end|> <|eot_id|> <|eom_id|> <|end|> <|end_of_text|> <|endoftext|> <end_of_turn>'.split(' '),
)

/**
 * The tokenizer that a GGUF file describes: byte-level BPE (`tokenizer.ggml.model` = gpt2).
 *
 * @throws Error naming what is missing, damaged or not supported
 */
export function createTokenizer(metadata: Readonly<Record<string, MetadataValue>>): Tokenizer {
  const vocabulary = readVocabulary(metadata)
  const { tokens, eosIds, bosId, addBos } = vocabulary
  const isControl = (id: number) => vocabulary.control.has(id)
  const merging = mergingTokenizer(vocabulary)
  const controlIds = new Map([...vocabulary.control].map((id) => [tokens[id], id]))
  const userDefinedIds = new Map([...vocabulary.userDefined].map((id) => [tokens[id], id]))
  const splitControl = createSplitter(controlIds)
  const splitUserDefined = createSplitter(userDefinedIds)
  const bytes: Uint8Array[] = []

  const encodePlain = (text: string): number[] =>
    splitUserDefined(text).flatMap((piece) => userDefinedIds.get(piece) ?? merging.encode(piece).ids)

  const encodeParts = (parts: readonly TextPart[]): number[] => {
    const ids: number[] = []
    let plain = ''
    for (const { text, special } of parts) {
      for (const piece of special ? splitControl(text) : [text]) {
        const control = special ? controlIds.get(piece) : undefined
        if (control === undefined) {
          plain += piece
        } else {
          for (const id of encodePlain(plain)) ids.push(id)
          ids.push(control)
          plain = ''
        }
      }
    }
    for (const id of encodePlain(plain)) ids.push(id)
    return ids
  }

  const bytesOf = (id: number): Uint8Array => {
    if (tokens[id] === undefined) throw new Error(`there is no token ${id}: the vocabulary has ${tokens.length}`)
    bytes[id] ??= isControl(id) || vocabulary.userDefined.has(id) ? utf8.encode(tokens[id]) : bytesOfWord(tokens[id])
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
    bosId,
    addBos,
    size: tokens.length,
  }
}

type Vocabulary = {
  tokens: string[]
  merges: string[]
  preTokenizer: PreTokenizer
  control: ReadonlySet<number>
  /** Tokens that are always recognised in a text, before any merge. */
  userDefined: ReadonlySet<number>
  eosIds: ReadonlySet<number>
  bosId: number | null
  addBos: boolean
}

function readVocabulary(metadata: Readonly<Record<string, MetadataValue>>): Vocabulary {
  const model = metadata['tokenizer.ggml.model']
  if (model !== 'gpt2') {
    const named = model === undefined ? 'not named in the file' : `'${model}'`
    throw new Error(`the model's tokenizer is ${named}; only byte-level BPE ('gpt2') is supported so far`)
  }
  const tokens = listOf<string>(metadata, 'tokenizer.ggml.tokens', 'string')
  const merges = listOf<string>(metadata, 'tokenizer.ggml.merges', 'string')
  const types = listOf<number>(metadata, 'tokenizer.ggml.token_type', 'number', tokens.length)
  const preTokenizer = preTokenizerOf(String(metadata['tokenizer.ggml.pre'] ?? 'default'))

  const idAt = (key: string): number | null => {
    const id = metadata[`tokenizer.ggml.${key}`]
    if (id === undefined) return null
    if (typeof id !== 'number' || tokens[id] === undefined) {
      throw new Error(`'tokenizer.ggml.${key}' is ${id}, which is none of the ${tokens.length} tokens`)
    }
    return id
  }
  const named = ['eos_token_id', 'eot_token_id', 'eom_token_id'].map(idAt).filter((id) => id !== null)
  const bosId = idAt('bos_token_id')
  // Some files call control tokens user-defined; those would be recognised in a user's text.
  const looksControl = (token: string) => /^<\|.+\|>$/s.test(token) || END_OF_TURN.has(token)
  const idsWhere = (fits: (type: number, token: string) => boolean) =>
    tokens.flatMap((token, id) => (token !== '' && fits(types[id], token) ? id : []))
  const control = new Set([
    ...idsWhere(
      (type, token) => type === CONTROL || type === UNKNOWN || (type === USER_DEFINED && looksControl(token)),
    ),
    ...named,
    ...(bosId === null ? [] : [bosId]),
  ])
  const addBos = metadata['tokenizer.ggml.add_bos_token'] ?? preTokenizer.addBos
  return {
    tokens,
    merges,
    preTokenizer,
    control,
    userDefined: new Set(idsWhere((type) => type === USER_DEFINED).filter((id) => !control.has(id))),
    eosIds: new Set([...named, ...[...control].filter((id) => END_OF_TURN.has(tokens[id]))]),
    bosId,
    addBos: addBos === true && bosId !== null,
  }
}

function listOf<T extends string | number>(
  metadata: Readonly<Record<string, MetadataValue>>,
  key: string,
  type: 'string' | 'number',
  length?: number,
): T[] {
  const list = metadata[key]
  if (!Array.isArray(list) || !list.every((item) => typeof item === type)) {
    throw new Error(`the model's tokenizer lacks '${key}' (a list of ${type}s)`)
  }
  if (length !== undefined && list.length !== length) {
    throw new Error(`'${key}' has ${list.length} entries for ${length} tokens`)
  }
  return list as T[]
}

/**
 * Normalises, cuts into words and merges. Control and user-defined tokens are not in its vocabulary, so that no text
 * can be merged into one.
 */
function mergingTokenizer({ tokens, merges, preTokenizer, control, userDefined }: Vocabulary): MergingTokenizer {
  const words = tokens.flatMap((token, id) => (control.has(id) || userDefined.has(id) ? [] : [[token, id] as const]))
  const split = (pattern: string) => ({
    type: 'Split',
    pattern: { Regex: pattern },
    behavior: 'Isolated',
    invert: false,
  })
  return new MergingTokenizer(
    {
      added_tokens: [],
      normalizer: preTokenizer.normalizer,
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          ...preTokenizer.patterns.map(split),
          { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
        ],
      },
      model: {
        type: 'BPE',
        vocab: Object.fromEntries(words),
        merges,
        unk_token: null,
        ignore_merges: preTokenizer.ignoreMerges,
      },
      post_processor: null,
      decoder: null,
    },
    {},
  )
}

/** Cuts a text before and after every one of the given tokens, the longest first where several begin. */
function createSplitter(ids: ReadonlyMap<string, number>): (text: string) => string[] {
  if (ids.size === 0) return (text) => (text === '' ? [] : [text])
  const longestFirst = [...ids.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(`(${longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`)
  return (text) => text.split(pattern).filter((piece) => piece !== '')
}

const utf8 = new TextEncoder()

/** GPT-2 writes each byte as a letter: itself where it prints, else the next free one from U+0100 on. */
const BYTE_OF_LETTER = (() => {
  let spare = 0x100
  const letters = Array.from({ length: 256 }, (_, byte) => {
    const prints = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    return [String.fromCharCode(prints ? byte : spare++), byte] as const
  })
  return new Map(letters)
})()

function bytesOfWord(word: string): Uint8Array {
  const bytes = Array.from(word, (letter) => BYTE_OF_LETTER.get(letter))
  return bytes.includes(undefined) ? utf8.encode(word) : Uint8Array.from(bytes as number[])
}
