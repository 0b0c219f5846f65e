/**
 * tokenizer.json → a vocabulary: byte-level BPE, and BPE over characters with bytes for what no token has (as
 * SentencePiece's models are published there). Parts of a tokenizer that are not known are refused by name.
 */
import type { ByteLevelWords } from '../vocabulary/byte-level.ts'
import type { PieceWords, SpacePrefix } from '../vocabulary/pieces.ts'
import { DIGIT, GPT2 } from '../vocabulary/pre-tokenizers.ts'
import { classify, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { CONFIG, GENERATION_CONFIG, SPECIAL_TOKENS, TOKENIZER, TOKENIZER_CONFIG } from './files.ts'
import { isJson, type Json, readJson } from './json.ts'

type AddedToken = { id: number; content: string; special?: boolean } & Record<string, unknown>

/** Several times the largest vocabulary's. */
const MAX_TOKENS = 2 ** 22

type Merges = readonly (string | readonly [string, string])[]

/**
 * @param size how many tokens the model has logits for; ids without a token stand for nothing
 * @throws Error naming what is missing, damaged or not supported
 */
export function readHuggingFaceVocabulary(folder: string, size: number): Vocabulary {
  const json = readJson(folder, TOKENIZER)
  if (!json) throw new Error(`${folder} has no ${TOKENIZER}`)
  const settings = { ...readJson(folder, SPECIAL_TOKENS), ...readJson(folder, TOKENIZER_CONFIG) }
  const model = isJson(json.model) ? json.model : {}
  if (model.type !== 'BPE' || !isJson(model.vocab)) {
    throw new Error(`the model's tokenizer is a '${String(model.type)}'; only BPE is supported`)
  }
  const added = (Array.isArray(json.added_tokens) ? json.added_tokens : []) as AddedToken[]
  const words = [
    ...Object.entries(model.vocab as Record<string, number>),
    ...added.map(({ content, id }) => [content, id] as const),
  ]
  checkIds(words)
  const tokens = new Array<string>(added.reduce((most, { id }) => Math.max(most, id + 1), size)).fill('')
  for (const [token, id] of words) tokens[id] = token
  const ids = new Map(words)
  const idOf = (name: string): number | null => {
    const token = isJson(settings[name]) ? settings[name].content : settings[name]
    return (typeof token === 'string' ? ids.get(token) : null) ?? null
  }
  checkAddedTokens(added, idOf('mask_token'))

  const eosId = idOf('eos_token')
  const bosId = idOf('bos_token')
  const named = [readJson(folder, GENERATION_CONFIG), readJson(folder, CONFIG)].flatMap(
    (config) => config?.eos_token_id ?? [],
  )
  const eos = [...(eosId === null ? [] : [eosId]), ...named.filter((id) => typeof id === 'number' && tokens[id])]
  const wantsBos = settings.add_bos_token ?? (bosId !== null && beginsWith(json.post_processor, tokens[bosId]))
  return {
    tokens,
    ...classify({
      tokens,
      control: [...added.filter(({ special }) => special).map(({ id }) => id), ...(bosId === null ? [] : [bosId])],
      userDefined: added.filter(({ special }) => !special).map(({ id }) => id),
      eos: eos as number[],
    }),
    eosId,
    bosId,
    addBos: wantsBos === true && bosId !== null,
    words: readWords(json, model),
  }
}

/** Tokens are kept in a list by their ids, so those are not the file's to choose freely. */
function checkIds(words: readonly (readonly [string, number])[]): void {
  const wrong = words.find(([, id]) => !Number.isSafeInteger(id) || id < 0 || id >= MAX_TOKENS)
  if (!wrong) return
  const [token, id] = wrong
  throw new Error(
    `the tokenizer's token '${String(token).slice(0, 60)}' has the id ${String(id).slice(0, 60)}; ids are whole numbers below ${MAX_TOKENS}`,
  )
}

/** Added tokens are found wherever they stand in a text; conditions on what is around them are not supported. */
function checkAddedTokens(added: readonly AddedToken[], maskId: number | null): void {
  for (const token of added) {
    const condition = ['single_word', 'lstrip', 'rstrip'].find((key) => token[key] === true)
    // A mask is never part of a text that is read or written here.
    if (condition && token.id !== maskId) {
      throw new Error(`the tokenizer's token '${token.content}' has '${condition}', which is not supported`)
    }
  }
}

/** Whether the post-processor puts a token before a text. */
function beginsWith(processor: unknown, token: string): boolean {
  if (!isJson(processor)) return false
  if (processor.type === 'Sequence' && Array.isArray(processor.processors)) {
    return processor.processors.some((one) => beginsWith(one, token))
  }
  const [first] = processor.type === 'TemplateProcessing' && Array.isArray(processor.single) ? processor.single : []
  return isJson(first) && isJson(first.SpecialToken) && first.SpecialToken.id === token
}

function readWords(json: Json, model: Json): ByteLevelWords | PieceWords {
  for (const key of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix']) {
    if (model[key]) throw new Error(`the tokenizer's model has '${key}', which is not supported`)
  }
  if (!Array.isArray(model.merges)) throw new Error("the tokenizer's model has no list of 'merges'")
  const normalizers = listOf(json.normalizer, 'normalizers')
  const preTokenizers = listOf(json.pre_tokenizer, 'pretokenizers')
  return model.byte_fallback === true
    ? readPieces(model, normalizers, preTokenizers)
    : readByteLevel(model, normalizers, preTokenizers)
}

/** The parts of a normalizer or pre-tokenizer, which may be a sequence of them. */
function listOf(part: unknown, key: 'normalizers' | 'pretokenizers'): Json[] {
  if (!isJson(part)) return []
  return part.type === 'Sequence' && Array.isArray(part[key]) ? part[key].flatMap((one) => listOf(one, key)) : [part]
}

const unsupported = (what: string, part: Json) =>
  new Error(`the tokenizer's ${what} ${JSON.stringify(part).slice(0, 120)} is not supported`)

function readByteLevel(model: Json, normalizers: Json[], preTokenizers: Json[]): ByteLevelWords {
  const other = normalizers.find(({ type }) => type !== 'NFC')
  if (other) throw unsupported('normalizer', other)
  if (preTokenizers.at(-1)?.type !== 'ByteLevel') {
    throw new Error("the tokenizer is neither byte-level nor has it bytes for what no token has ('byte_fallback')")
  }
  return {
    kind: 'byte-level',
    merges: model.merges as Merges,
    patterns: preTokenizers.flatMap(patternsOf),
    normalizer: normalizers.length > 0 ? { type: 'NFC' } : null,
    ignoreMerges: model.ignore_merges === true,
  }
}

function patternsOf(part: Json): string[] {
  const { type, pattern } = part
  const isIsolated = String(part.behavior).toLowerCase() === 'isolated' && part.invert !== true
  if (type === 'Split' && isJson(pattern) && typeof pattern.Regex === 'string' && isIsolated) return [pattern.Regex]
  if (type === 'Digits') return [part.individual_digits === true ? DIGIT : `${DIGIT}+`]
  if (type === 'ByteLevel' && part.add_prefix_space !== true) return part.use_regex === false ? [] : [GPT2]
  throw unsupported('pre-tokenizer', part)
}

function readPieces(model: Json, normalizers: Json[], preTokenizers: Json[]): PieceWords {
  if (model.ignore_merges === true) throw new Error("the tokenizer's model has 'ignore_merges', which is not supported")
  const isPrepend = ({ type, prepend }: Json) => type === 'Prepend' && prepend === '▁'
  const isReplace = ({ type, pattern, content }: Json) =>
    type === 'Replace' && isJson(pattern) && pattern.String === ' ' && content === '▁'
  const isMetaspace = ({ type, replacement }: Json) => type === 'Metaspace' && (replacement ?? '▁') === '▁'
  // Where spaces are replaced before, there is nothing left to split at.
  const isSplit = ({ type, pattern }: Json) => type === 'Split' && isJson(pattern) && pattern.String === ' '
  const replaces = normalizers.some(isReplace)
  const badNormalizer = normalizers.find((part) => !isPrepend(part) && !isReplace(part))
  if (badNormalizer) throw unsupported('normalizer', badNormalizer)
  const badPreTokenizer = preTokenizers.find((part) => !isMetaspace(part) && !(isSplit(part) && replaces))
  if (badPreTokenizer) throw unsupported('pre-tokenizer', badPreTokenizer)
  const metaspace = preTokenizers.find(isMetaspace)
  if (!replaces && !metaspace) throw new Error("the tokenizer does not write spaces as '▁', which is not supported")
  const merges = new Map(
    (model.merges as Merges).map((merge, rank) => [typeof merge === 'string' ? merge : merge.join(' '), rank]),
  )
  const vocab = model.vocab as Record<string, number>
  return {
    kind: 'pieces',
    ranks: { merges },
    spacePrefix: normalizers.some(isPrepend) ? ALWAYS : metaspace ? prefixOf(metaspace) : NOWHERE,
    splitWords: metaspace !== undefined && metaspace.split !== false,
    unknownId: typeof model.unk_token === 'string' ? (vocab[model.unk_token] ?? null) : null,
  }
}

const NOWHERE: SpacePrefix = { where: 'nowhere', unlessSpace: false }
const ALWAYS: SpacePrefix = { where: 'everywhere', unlessSpace: false }

function prefixOf({ prepend_scheme: scheme, add_prefix_space: old }: Json): SpacePrefix {
  const where = ({ first: 'start', never: 'nowhere' } as const)[String(scheme)] ?? 'everywhere'
  return { where: scheme === undefined && old === false ? 'nowhere' : where, unlessSpace: true }
}
