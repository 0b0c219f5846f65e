/** The tokens of a model and how text becomes them: what a tokenizer is made of, read from whatever format. */
import type { ByteLevelWords } from './byte-level.ts'
import type { PieceWords } from './pieces.ts'

export type Vocabulary = {
  /** By id, as the file writes them; '' for an id that stands for nothing. */
  tokens: readonly string[]
  /** Never part of plain text: what begins and ends texts and turns. */
  control: ReadonlySet<number>
  /** Tokens that are always recognised in a text, before any merge. */
  userDefined: ReadonlySet<number>
  /** The tokens that end an answer. */
  eosIds: ReadonlySet<number>
  /** The one that a chat template calls `eos_token`. */
  eosId: number | null
  bosId: number | null
  /** Whether a prompt begins with `bosId`. */
  addBos: boolean
  words: ByteLevelWords | PieceWords
}

/** How plain text between control and user-defined tokens becomes tokens, and tokens bytes. */
export interface WordEncoder {
  /** The form of a text in which user-defined tokens are looked for. */
  prepare(text: string): string
  /** Prepared text without such tokens → ids. `atStart`: nothing is before it. */
  encode(text: string, atStart: boolean): number[]
  /** Of a token that is no control token. */
  bytesOf(id: number): Uint8Array
}

/** Control tokens by which the usual chat formats end a turn, beside those that a file names. */
const END_OF_TURN = new Set(
  '<|im_end|> <|eot_id|> <|eom_id|> <|end|> <|end_of_text|> <|endoftext|> <end_of_turn>'.split(' '),
)

/** Some files call control tokens user-defined; those would be recognised in a user's text. DeepSeek's bars are wide. */
const looksControl = (token: string) => /^<([|｜]).+\1>$/s.test(token) || /^<(start|end)_of_turn>$/.test(token)

export type MarkedTokens = {
  tokens: readonly string[]
  /** Marked as control tokens, or named by the file for some purpose. */
  control: Iterable<number>
  userDefined: Iterable<number>
  /** Named by the file as the end of an answer. */
  eos: readonly number[]
}

/** Which tokens are control tokens, user-defined ones and ends of an answer. */
export function classify({
  tokens,
  control,
  userDefined,
  eos,
}: MarkedTokens): Pick<Vocabulary, 'control' | 'userDefined' | 'eosIds'> {
  const defined = [...userDefined].filter((id) => tokens[id] !== '')
  const allControl = new Set([
    ...[...control].filter((id) => tokens[id] !== ''),
    ...defined.filter((id) => looksControl(tokens[id]!)),
    ...eos,
  ])
  return {
    control: allControl,
    userDefined: new Set(defined.filter((id) => !allControl.has(id))),
    eosIds: new Set([...eos, ...[...allControl].filter((id) => END_OF_TURN.has(tokens[id]!))]),
  }
}
