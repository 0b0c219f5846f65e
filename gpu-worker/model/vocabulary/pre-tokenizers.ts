/**
 * How text is cut into words before the byte-pair merges, by the name in `tokenizer.ggml.pre`. The patterns are those of
 * the models' own tokenizer.json; names as in llama.cpp. Written as parts of a tokenizer.json for the Rust-compatible
 * library, whose `\s` is Unicode's White_Space (JavaScript's differs on U+FEFF and U+0085).
 */
import type { WordCutting } from './byte-level.ts'

export type PreTokenizer = WordCutting & {
  /** Whether a prompt begins with the BOS token when the file does not say. */
  addBos: boolean
}

/** What ByteLevel does when it cuts by itself. */
export const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"

/** Digits one by one, also those outside ASCII. */
export const DIGIT = '\\p{N}'

/** Llama 3 and its descendants: as GPT-2, with `digits` at a time, and line ends in words of their own. */
const llama3 = (digits: string) =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`

const gpt2: PreTokenizer = { patterns: [GPT2], normalizer: null, ignoreMerges: false, addBos: false }

const PRE_TOKENIZERS: Record<string, PreTokenizer> = {
  'gpt-2': gpt2,
  default: gpt2,
  smollm: { ...gpt2, patterns: [DIGIT, GPT2] },
  'llama-bpe': { patterns: [llama3('\\p{N}{1,3}')], normalizer: null, ignoreMerges: true, addBos: true },
  qwen2: { patterns: [llama3(DIGIT)], normalizer: { type: 'NFC' }, ignoreMerges: false, addBos: false },
}

/** @throws Error naming a pre-tokenizer that is not supported. */
export function preTokenizerOf(name: string): PreTokenizer {
  if (!Object.hasOwn(PRE_TOKENIZERS, name)) {
    const supported = Object.keys(PRE_TOKENIZERS).join(', ')
    throw new Error(`the model's pre-tokenizer is '${name}', which is not supported; supported: ${supported}`)
  }
  return PRE_TOKENIZERS[name]
}
