/**
 * Pieces as SentencePiece makes them: spaces are written ▁, a whole text is merged from its characters, and a character
 * that no token has is written by the tokens of its UTF-8 bytes (`<0xE4>`).
 */
import { mergePairs } from './merge.ts'
import type { Vocabulary, WordEncoder } from './vocabulary.ts'

export type PieceWords = {
  kind: 'pieces'
  /**
   * Which neighbours are joined first: those whose joint token has the higher score (by id), or those that come earlier
   * among the merges ('left right' → rank).
   */
  ranks: { scores: readonly number[] } | { merges: ReadonlyMap<string, number> }
  spacePrefix: SpacePrefix
  /** Whether merges stay inside words, each with the space before it. */
  splitWords: boolean
  /** For what even bytes cannot write; null leaves it out. */
  unknownId: number | null
}

/** Where a space is put before plain text. */
export type SpacePrefix = {
  where: 'nowhere' | 'start' | 'everywhere'
  /** Not where a space stands already. */
  unlessSpace: boolean
}

const SPACE = '▁'
const utf8 = new TextEncoder()

/** '<0xE4>' → 0xE4; null for any other token. */
function byteOf(token: string): number | null {
  const [, hexadecimal] = /^<0x([0-9A-F]{2})>$/.exec(token) ?? []
  return hexadecimal === undefined ? null : Number.parseInt(hexadecimal, 16)
}

export function createPieceEncoder({ tokens, control }: Vocabulary, words: PieceWords): WordEncoder {
  const { ranks, spacePrefix, splitWords, unknownId } = words
  const ids = new Map<string, number>()
  const byteIds = new Array<number | undefined>(256)
  // Without control tokens and bytes, so that no text can be merged into one.
  for (const [id, token] of tokens.entries()) {
    const byte = byteOf(token)
    if (byte !== null) byteIds[byte] = id
    else if (token !== '' && !control.has(id)) ids.set(token, id)
  }
  const rankOf =
    'merges' in ranks
      ? (left: string, right: string) => ranks.merges.get(`${left} ${right}`)
      : (left: string, right: string) => {
          const id = ids.get(left + right)
          return id === undefined ? undefined : -ranks.scores[id]!
        }

  const prefixed = (text: string, atStart: boolean): string => {
    const { where, unlessSpace } = spacePrefix
    const wanted = where === 'everywhere' || (where === 'start' && atStart)
    return wanted && !(unlessSpace && text.startsWith(SPACE)) ? SPACE + text : text
  }

  const idsOf = (piece: string): number[] => {
    const id = ids.get(piece)
    if (id !== undefined) return [id]
    const bytes = Array.from(utf8.encode(piece), (byte) => byteIds[byte])
    if (!bytes.includes(undefined)) return bytes as number[]
    return unknownId === null ? [] : [unknownId]
  }

  return {
    prepare: (text) => text.replaceAll(' ', SPACE),
    encode(text, atStart) {
      const whole = prefixed(text, atStart)
      const parts = splitWords ? whole.split(/(?=▁)/) : [whole]
      return parts.flatMap((part) => mergePairs(Array.from(part), rankOf).flatMap(idsOf))
    },
    bytesOf(id) {
      const byte = byteOf(tokens[id]!)
      return byte === null ? utf8.encode(tokens[id]!.replaceAll(SPACE, ' ')) : Uint8Array.of(byte)
    },
  }
}
