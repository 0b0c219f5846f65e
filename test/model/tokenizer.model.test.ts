import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { GgufFile } from '../../gpu-worker/model/gguf/file.ts'
import { readGgufVocabulary } from '../../gpu-worker/model/gguf/vocabulary.ts'
import { createTokenizer } from '../../gpu-worker/model/tokenizer.ts'
import { realModelPath } from '../support/real-model.ts'
import { readReference } from '../support/reference.ts'

type TokensFixture = {
  strings: string[]
  plain: Record<string, number[][]>
  special: Record<string, number[]>
  decoded: string[]
}

const fixture: TokensFixture = JSON.parse(
  readFileSync(new URL('../fixtures/reference/tokens.json', import.meta.url), 'utf8'),
)
using file = GgufFile.open(realModelPath())
const tokenizer = createTokenizer(readGgufVocabulary(file.metadata))

describe('the tokens of 260 odd strings are those of the Rust tokenizer', () => {
  const encodeAll = (encode: (text: string) => number[]) => fixture.strings.map(encode)

  test.each(Object.keys(fixture.plain))('as plain text, cut as %s does', (pre) => {
    const { encode } = createTokenizer(readGgufVocabulary({ ...file.metadata, 'tokenizer.ggml.pre': pre }))
    expect(encodeAll((text) => encode(text))).toEqual(fixture.plain[pre])
  })

  test('with control tokens', () => {
    const expected = fixture.plain.smollm.map((plain, i) => fixture.special[i] ?? plain)
    expect(encodeAll((text) => tokenizer.encode(text, { special: true }))).toEqual(expected)
  })

  test('and decode to the same text', () => {
    const ids = fixture.plain.smollm.map((plain, i) => fixture.special[i] ?? plain)
    expect(ids.map((list) => tokenizer.decode(list))).toEqual(fixture.decoded)
  })
})

test('prose and answers of the reference', () => {
  for (const { ids, text, prompt, answer } of readReference().sequences) {
    if (text !== undefined) expect(tokenizer.encode(text)).toEqual(ids)
    if (answer !== undefined) expect(tokenizer.decode(ids.slice(prompt))).toBe(answer)
  }
})

test('the model ends its turns with <|im_end|> and wants no BOS token', () => {
  expect(tokenizer.size).toBe(49152)
  expect([...tokenizer.eosIds].map(tokenizer.text)).toEqual(['<|im_end|>', '<|endoftext|>'])
  expect(tokenizer.addBos).toBe(false)
})
