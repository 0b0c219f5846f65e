/** The `tokenizer.ggml.*` metadata of a GGUF file → its vocabulary. Byte-level BPE ('gpt2') and SentencePiece ('llama'). */
import type { ByteLevelWords } from '../vocabulary/byte-level.ts'
import type { PieceWords } from '../vocabulary/pieces.ts'
import { preTokenizerOf } from '../vocabulary/pre-tokenizers.ts'
import { classify, type Vocabulary } from '../vocabulary/vocabulary.ts'
import type { MetadataValue } from './header.ts'

type Metadata = Readonly<Record<string, MetadataValue>>

/** Kinds of token in `tokenizer.ggml.token_type`. */
const UNKNOWN = 2
const CONTROL = 3
const USER_DEFINED = 4

/** @throws Error naming what is missing, damaged or not supported. */
export function readGgufVocabulary(metadata: Metadata): Vocabulary {
  const { words, addBos } = readWords(metadata)
  const tokens = listOf<string>(metadata, 'tokens', 'string')
  const types = listOf<number>(metadata, 'token_type', 'number', tokens.length)
  const idAt = (key: string): number | null => {
    const id = metadata[`tokenizer.ggml.${key}`]
    if (id === undefined) return null
    if (typeof id !== 'number' || tokens[id] === undefined) {
      throw new Error(`'tokenizer.ggml.${key}' is ${id}, which is none of the ${tokens.length} tokens`)
    }
    return id
  }
  const idsOf = (...kinds: number[]) => tokens.flatMap((_, id) => (kinds.includes(types[id]) ? id : []))
  const eos = ['eos_token_id', 'eot_token_id', 'eom_token_id'].map(idAt).filter((id) => id !== null)
  const bosId = idAt('bos_token_id')
  const wantsBos = metadata['tokenizer.ggml.add_bos_token'] ?? addBos
  return {
    tokens,
    ...classify({
      tokens,
      control: [...idsOf(CONTROL, UNKNOWN), ...(bosId === null ? [] : [bosId])],
      userDefined: idsOf(USER_DEFINED),
      eos,
    }),
    eosId: idAt('eos_token_id'),
    bosId,
    addBos: wantsBos === true && bosId !== null,
    words,
  }
}

/** With whether a prompt begins with the BOS token when the file does not say. */
function readWords(metadata: Metadata): { words: ByteLevelWords | PieceWords; addBos: boolean } {
  const model = metadata['tokenizer.ggml.model']
  if (model === 'gpt2') {
    const { addBos, ...cutting } = preTokenizerOf(String(metadata['tokenizer.ggml.pre'] ?? 'default'))
    return { words: { kind: 'byte-level', merges: listOf<string>(metadata, 'merges', 'string'), ...cutting }, addBos }
  }
  if (model === 'llama') return { words: readPieces(metadata), addBos: true }
  const named = model === undefined ? 'not named in the file' : `'${String(model)}'`
  throw new Error(
    `the model's tokenizer is ${named}; byte-level BPE ('gpt2') and SentencePiece ('llama') are supported`,
  )
}

/** A space is put before every stretch of plain text, as llama.cpp does, unless the file says otherwise. */
function readPieces(metadata: Metadata): PieceWords {
  const { length } = listOf<string>(metadata, 'tokens', 'string')
  const unknown = metadata['tokenizer.ggml.unknown_token_id']
  return {
    kind: 'pieces',
    ranks: { scores: listOf<number>(metadata, 'scores', 'number', length) },
    spacePrefix: {
      where: metadata['tokenizer.ggml.add_space_prefix'] === false ? 'nowhere' : 'everywhere',
      unlessSpace: false,
    },
    splitWords: false,
    unknownId: typeof unknown === 'number' ? unknown : null,
  }
}

function listOf<T extends string | number>(
  metadata: Metadata,
  name: string,
  type: 'string' | 'number',
  length?: number,
): T[] {
  const key = `tokenizer.ggml.${name}`
  const list = metadata[key]
  if (!Array.isArray(list) || !list.every((item) => typeof item === type)) {
    throw new Error(`the model's tokenizer lacks '${key}' (a list of ${type}s)`)
  }
  if (length !== undefined && list.length !== length) {
    throw new Error(`'${key}' has ${list.length} entries for ${length} tokens`)
  }
  return list as T[]
}
