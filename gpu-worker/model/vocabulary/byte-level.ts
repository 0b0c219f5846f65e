/** Byte-level byte-pair encoding, as GPT-2 introduced it: text is cut into words, whose UTF-8 bytes are merged. */
import { Tokenizer as MergingTokenizer } from '@huggingface/tokenizers'
import type { Vocabulary, WordEncoder } from './vocabulary.ts'

export type ByteLevelWords = {
  kind: 'byte-level'
  /** 'left right', or the two of them. */
  merges: readonly (string | readonly [string, string])[]
} & WordCutting

/** How text is cut into words before the merges. */
export type WordCutting = {
  /** Patterns, applied one after the other: a match is a word, and so is what lies between two matches. */
  patterns: readonly string[]
  normalizer: { type: 'NFC' } | null
  /** A word that is in the vocabulary is its token, whatever the merges make of it. */
  ignoreMerges: boolean
}

/** Control and user-defined tokens are not in its vocabulary, so that no text can be merged into one. */
export function createByteLevelEncoder(
  { tokens, control, userDefined }: Vocabulary,
  { merges, patterns, normalizer, ignoreMerges }: ByteLevelWords,
): WordEncoder {
  const words = tokens.flatMap((token, id) =>
    token === '' || control.has(id) || userDefined.has(id) ? [] : [[token, id] as const],
  )
  const split = (pattern: string) => ({
    type: 'Split',
    pattern: { Regex: pattern },
    behavior: 'Isolated',
    invert: false,
  })
  const merging = new MergingTokenizer(
    {
      added_tokens: [],
      normalizer,
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [...patterns.map(split), { type: 'ByteLevel', add_prefix_space: false, use_regex: false }],
      },
      model: {
        type: 'BPE',
        vocab: Object.fromEntries(words),
        merges,
        unk_token: null,
        ignore_merges: ignoreMerges,
      },
      post_processor: null,
      decoder: null,
    },
    {},
  )
  return {
    prepare: (text) => text,
    encode: (text) => merging.encode(text).ids,
    // A user-defined token is written as it is.
    bytesOf: (id) => (userDefined.has(id) ? utf8.encode(tokens[id]) : bytesOfWord(tokens[id]!)),
  }
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
