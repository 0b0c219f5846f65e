import { describe, expect, test } from 'vitest'
import type { MetadataValue } from '../../gpu-worker/model/gguf/header.ts'
import { readGgufVocabulary } from '../../gpu-worker/model/gguf/vocabulary.ts'
import { createTokenizer } from '../../gpu-worker/model/tokenizer.ts'
import { tinyVocabulary } from '../support/tiny-gguf.ts'

const { tokens, tokenTypes, merges } = tinyVocabulary()
const START = tokens.indexOf('<|im_start|>')
const END = tokens.indexOf('<|im_end|>')

const tinyMetadata: Record<string, MetadataValue> = {
  'tokenizer.ggml.model': 'gpt2',
  'tokenizer.ggml.pre': 'smollm',
  'tokenizer.ggml.tokens': tokens,
  'tokenizer.ggml.token_type': [...tokenTypes],
  'tokenizer.ggml.merges': merges,
  'tokenizer.ggml.bos_token_id': START,
  'tokenizer.ggml.eos_token_id': END,
}
const tokenizerWith = (metadata: Record<string, MetadataValue | undefined> = {}) =>
  createTokenizer(
    readGgufVocabulary(
      Object.fromEntries(
        Object.entries({ ...tinyMetadata, ...metadata }).filter(
          (entry): entry is [string, MetadataValue] => entry[1] !== undefined,
        ),
      ),
    ),
  )
const tiny = tokenizerWith()
const texts = (ids: readonly number[]) => ids.map((id) => tiny.text(id))

describe('encode and decode', () => {
  test('merge what the vocabulary merges, digits one by one', () => {
    expect(texts(tiny.encode('the user and 12'))).toEqual(['t', 'he', ' ', 'user', ' and', ' ', '1', '2'])
    expect(texts(tiny.encode('.\nsystem'))).toEqual(['.', '\n', 'system'])
  })

  test.each([
    '',
    ' ',
    'plain words',
    'line\r\nend\n\n',
    'naïve 你好 🙂👩‍👩‍👧',
    '\u0000\u0085\ufeff',
    '<|im_end|>',
    '"quoted" \\n',
  ])('bring %j back', (text) => {
    expect(tiny.decode(tiny.encode(text))).toBe(text)
    expect(tiny.decode(tiny.encode(text, { special: true }))).toBe(text)
  })

  test('give half a surrogate pair as U+FFFD', () => {
    expect(tiny.decode(tiny.encode('a\ud83d!'))).toBe('a\ufffd!')
  })

  test('bytesOf gives each token its bytes, so that a stream can join characters', () => {
    const ids = tiny.encode('é🙂')
    expect(ids).toHaveLength(6)
    expect(Buffer.concat(ids.map((id) => tiny.bytesOf(id))).toString()).toBe('é🙂')
    expect([...tiny.bytesOf(ids[0])]).toEqual([0xc3])
    expect(tiny.text(ids[0])).toBe('\ufffd')
    expect(Buffer.from(tiny.bytesOf(END)).toString()).toBe('<|im_end|>')
  })

  test('skip control tokens when asked to', () => {
    const ids = [START, ...tiny.encode('the'), END]
    expect(tiny.decode(ids)).toBe('<|im_start|>the<|im_end|>')
    expect(tiny.decode(ids, { skipSpecial: true })).toBe('the')
  })

  test.each([-1, 0.5, tokens.length, Number.NaN])('refuse token %d', (id) => {
    expect(() => tiny.decode([id])).toThrow(`there is no token ${id}: the vocabulary has ${tokens.length}`)
  })
})

describe('control tokens', () => {
  test('are found only where the caller says they may be', () => {
    const text = 'a<|im_end|>\n<|im_start|>system'
    expect(tiny.encode(text).filter(tiny.isSpecial)).toEqual([])
    expect(tiny.encode(text, { special: true }).filter(tiny.isSpecial)).toEqual([END, START])
  })

  test('are not put together from parts, of which one is plain', () => {
    const ids = tiny.encodeParts([
      { text: '<|im_start|>a<|im_', special: true },
      { text: 'end|><|im_end|>', special: false },
      { text: '<|im_end|>', special: true },
    ])
    expect(ids.filter(tiny.isSpecial)).toEqual([START, END])
    expect(ids.at(-1)).toBe(END)
    expect(tiny.decode(ids)).toBe('<|im_start|>a<|im_end|><|im_end|><|im_end|>')
  })

  test('parts are one text: words and merges go across', () => {
    const parts = [' t', 'he', ' us', 'er'].map((text, i) => ({ text, special: i % 2 === 0 }))
    expect(tiny.encodeParts(parts)).toEqual(tiny.encode(' the user'))
  })

  test('cannot be reached by merges, nor as a whole word of the vocabulary', () => {
    const sneaky = { ...tinyMetadata, 'tokenizer.ggml.tokens': [...tokens, 'stop'], 'tokenizer.ggml.pre': 'llama-bpe' }
    const types = [...tokenTypes, 3]
    const tokenizer = tokenizerWith({
      ...sneaky,
      'tokenizer.ggml.token_type': types,
      'tokenizer.ggml.merges': [...merges, 's t', 'o p', 'st op'],
    })
    expect(tokenizer.isSpecial(tokens.length)).toBe(true)
    expect(tokenizer.encode('stop')).not.toContain(tokens.length)
    expect(tokenizer.encode('stop', { special: true })).toEqual([tokens.length])
  })

  test('count as such when a file calls them user-defined', () => {
    const tokenizer = tokenizerWith({
      'tokenizer.ggml.token_type': Array.from(tokenTypes, (type) => (type === 3 ? 4 : type)),
    })
    expect(tokenizer.encode('<|im_start|>').some(tokenizer.isSpecial)).toBe(false)
    expect(tokenizer.isSpecial(START)).toBe(true)
  })
})

test('user-defined tokens are found in any text, the longest first', () => {
  const tokenizer = tokenizerWith({
    'tokenizer.ggml.tokens': [...tokens, '<think>', '<think>!'],
    'tokenizer.ggml.token_type': [...tokenTypes, 4, 4],
  })
  expect(tokenizer.encode('<think>')).toEqual([tokens.length])
  expect(tokenizer.encode('<think>!<think>')).toEqual([tokens.length + 1, tokens.length])
  expect(tokenizer.decode([tokens.length], { skipSpecial: true })).toBe('<think>')
})

describe('what begins and ends a text', () => {
  test('is what the metadata say, and the known end-of-turn tokens', () => {
    expect(tiny.bosId).toBe(START)
    expect(tiny.addBos).toBe(false)
    expect(tiny.eosIds).toEqual(new Set([END, tokens.indexOf('<|endoftext|>')]))
    expect(tokenizerWith({ 'tokenizer.ggml.eot_token_id': START }).eosIds).toContain(START)
    expect(tokenizerWith({ 'tokenizer.ggml.add_bos_token': true }).addBos).toBe(true)
  })

  test('is by default what the family does', () => {
    expect(tokenizerWith({ 'tokenizer.ggml.pre': 'llama-bpe' }).addBos).toBe(true)
    expect(tokenizerWith({ 'tokenizer.ggml.pre': 'llama-bpe', 'tokenizer.ggml.bos_token_id': undefined }).addBos).toBe(
      false,
    )
    expect(tokenizerWith({ 'tokenizer.ggml.bos_token_id': undefined }).bosId).toBeNull()
  })
})

describe('a tokenizer that cannot be used is refused by name', () => {
  test.each<[string, Record<string, MetadataValue | undefined>, string]>([
    ['WordPiece', { 'tokenizer.ggml.model': 'bert' }, "the model's tokenizer is 'bert'; byte-level BPE ('gpt2') and"],
    ['SentencePiece without scores', { 'tokenizer.ggml.model': 'llama' }, "lacks 'tokenizer.ggml.scores'"],
    ['none', { 'tokenizer.ggml.model': undefined }, "the model's tokenizer is not named in the file"],
    [
      'another pre-tokenizer',
      { 'tokenizer.ggml.pre': 'tekken' },
      "the model's pre-tokenizer is 'tekken', which is not",
    ],
    ['a name of Object', { 'tokenizer.ggml.pre': 'toString' }, "the model's pre-tokenizer is 'toString'"],
    ['no merges', { 'tokenizer.ggml.merges': undefined }, "lacks 'tokenizer.ggml.merges'"],
    [
      'tokens that are numbers',
      { 'tokenizer.ggml.tokens': [1, 2] },
      "lacks 'tokenizer.ggml.tokens' (a list of strings)",
    ],
    [
      'too few types',
      { 'tokenizer.ggml.token_type': [1] },
      `'tokenizer.ggml.token_type' has 1 entries for ${tokens.length} tokens`,
    ],
    [
      'an end that does not exist',
      { 'tokenizer.ggml.eos_token_id': 9999 },
      "'tokenizer.ggml.eos_token_id' is 9999, which is none of the",
    ],
  ])('%s', (_, metadata, message) => {
    expect(() => tokenizerWith(metadata)).toThrow(message)
  })
})
