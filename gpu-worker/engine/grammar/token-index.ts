/**
 * A vocabulary as grammars look at it; made once for each.
 *
 * Most tokens are plain (plain.ts). Inside a string all of those fit, up to the length that is left, so they are known
 * beforehand, and only the others are looked up one by one (the idea of llguidance's slices).
 */
import { ANY_CHARACTER, Characters, JSON_CHARACTER } from './machines/characters.ts'
import { DEAD } from './machines/machine.ts'
import { isPlain } from './plain.ts'
import { TokenMask } from './token-mask.ts'
import { TokenTrie } from './token-trie.ts'

/** What a grammar must know of a tokenizer; `Tokenizer` (model/tokenizer.ts) is one. */
export type Vocabulary = {
  /** How many tokens there are; ids are below. */
  readonly size: number
  /** The bytes a token stands for. They may begin and end within a character. */
  bytesOf(id: number): Uint8Array
  /** Whether it is a control token: never text of an answer. */
  isSpecial(id: number): boolean
  /** The tokens that end an answer. */
  readonly eosIds: ReadonlySet<number>
}

export class TokenIndex {
  readonly size: number
  readonly endIds: ReadonlySet<number>
  /** All tokens that are text. */
  readonly trie: TokenTrie
  /** Those of them that are not plain. */
  readonly unplain: TokenTrie
  /** Characters in the longest plain token. */
  readonly longestPlain: number
  /** Characters that the tokens can write, whatever comes before. */
  readonly anyCharacter: Characters
  /** The same inside a JSON string. */
  readonly jsonCharacter: Characters
  readonly #vocabulary: Vocabulary
  readonly #control: ReadonlyMap<string, number>
  /** 1 for each byte that is a token by itself. */
  readonly #single = new Uint8Array(256)
  /** For each length of plain tokens, in characters, from the least: the mask of those that are no longer. */
  readonly #plain: readonly (readonly [chars: number, mask: TokenMask])[]

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
    this.size = vocabulary.size
    this.endIds = new Set(vocabulary.eosIds)
    const control = new Map<string, number>()
    const text: number[] = []
    for (let id = 0; id < vocabulary.size; id++) {
      const bytes = vocabulary.bytesOf(id)
      if (vocabulary.isSpecial(id)) control.set(new TextDecoder().decode(bytes), id)
      else if (!this.endIds.has(id)) text.push(id)
    }
    this.#control = control
    for (const id of text) {
      const bytes = vocabulary.bytesOf(id)
      if (bytes.length === 1) this.#single[bytes[0]] = 1
    }
    const isWritable = (byte: number) => this.hasByte(byte)
    this.anyCharacter = new Characters(ANY_CHARACTER, isWritable)
    this.jsonCharacter = new Characters(JSON_CHARACTER, isWritable)

    const unplain: number[] = []
    const byLength = new Map<number, number[]>()
    for (const id of text) {
      const chars = plainLength(vocabulary.bytesOf(id), this.anyCharacter)
      const alike = chars === null ? unplain : byLength.get(chars)
      if (alike) alike.push(id)
      else byLength.set(chars!, [id])
    }
    this.trie = new TokenTrie(text, vocabulary.bytesOf)
    this.unplain = new TokenTrie(unplain, vocabulary.bytesOf)
    const upTo = new TokenMask(this.size)
    this.#plain = [...byLength]
      .sort(([a], [b]) => a - b)
      .map(([chars, ids]) => {
        for (const id of ids) upTo.add(id)
        return [chars, upTo.copy()] as const
      })
    this.longestPlain = this.#plain.at(-1)?.[0] ?? 0
  }

  /** The plain tokens of at most so many characters; null where there are none. Not to be written to. */
  plain(chars: number): TokenMask | null {
    return this.#plain.findLast(([length]) => length <= chars)?.[1] ?? null
  }

  bytesOf(id: number): Uint8Array {
    return this.#vocabulary.bytesOf(id)
  }

  isEnd(id: number): boolean {
    return this.endIds.has(id)
  }

  isControl(id: number): boolean {
    return this.#vocabulary.isSpecial(id)
  }

  /** The names of all control tokens. */
  get controlNames(): Iterable<string> {
    return this.#control.keys()
  }

  /** The control token of that name. */
  controlToken(name: string): number | null {
    return this.#control.get(name) ?? null
  }

  /** Whether some token is this byte alone: only such bytes are sure to be written when they are needed. */
  hasByte(byte: number): boolean {
    return this.#single[byte] === 1
  }

  /** Whether a text can be written whatever comes before and after it. */
  canWrite(text: string): boolean {
    return new TextEncoder().encode(text).every((byte) => this.hasByte(byte))
  }
}

/** How many characters a token has, if it is plain; else null. */
function plainLength(bytes: Uint8Array, characters: Characters): number | null {
  let state = 0
  for (const byte of bytes) {
    state = characters.step(state, byte)
    if (state === DEAD) return null
  }
  if (state !== 0 || bytes.length === 0) return null
  const chars = Array.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  return chars.every((char) => isPlain(char.codePointAt(0)!)) ? chars.length : null
}

const indexes = new WeakMap<Vocabulary, TokenIndex>()

export function tokenIndexOf(vocabulary: Vocabulary): TokenIndex {
  let index = indexes.get(vocabulary)
  if (!index) {
    index = new TokenIndex(vocabulary)
    indexes.set(vocabulary, index)
  }
  return index
}
