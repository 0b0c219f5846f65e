/** Which tokens may come: the mask, looked up a whole vocabulary at a time, against each token tried by itself. */
import { describe, expect, test } from 'vitest'
import type { Format } from '../../../gpu-worker/engine/grammar/format.ts'
import { compileGrammar } from '../../../gpu-worker/engine/grammar/grammar.ts'
import { TokenMask } from '../../../gpu-worker/engine/grammar/token-mask.ts'
import { createRandom } from '../../support/random.ts'
import { randomSchema } from './random-schema.ts'
import { bytesOf, END, textOf, VOCABULARY } from './vocabulary.ts'

const compile = (format: Format) => compileGrammar(format, VOCABULARY)
const idsOf = (mask: TokenMask) => [...mask.ids()]
const texts = (mask: TokenMask) => idsOf(mask).map((id) => Buffer.from(VOCABULARY.bytesOf(id)).toString('latin1'))

/** A matcher that has read a text. */
function matcherAfter(format: Format, text: string) {
  const matcher = compile(format).start()
  for (const token of bytesOf(text)) {
    if (!matcher.accept(token)) throw new Error(`${JSON.stringify(text)} breaks the format`)
  }
  return matcher
}

describe('the mask', () => {
  test('has exactly the tokens that are accepted', () => {
    const random = createRandom(3)
    const formats: Format[] = [
      { type: 'json_object' },
      { type: 'text', without: '<tool_call>' },
      { type: 'sequence', parts: [{ type: 'text', until: '<tool_call>' }, { type: 'json_object' }] },
      ...Array.from({ length: 25 }, () => ({ type: 'json_schema' as const, schema: randomSchema(random, 2) })),
    ]
    let looked = 0
    for (const format of formats) {
      let grammar: ReturnType<typeof compile>
      try {
        grammar = compile(format)
      } catch {
        continue
      }
      const matcher = grammar.start()
      for (let step = 0; step < 30 && !matcher.done; step++) {
        const allowed = idsOf(matcher.mask())
        const tried = Array.from({ length: VOCABULARY.size }, (_, id) => id).filter((id) => matcher.clone().accept(id))
        expect(allowed).toEqual(tried)
        expect(tried.every((id) => matcher.allows(id))).toBe(true)
        const text = tried.filter((id) => id !== END)
        if (text.length === 0) break
        matcher.accept(text[Math.floor(random.uniform() * text.length)]!)
        looked++
      }
    }
    expect(looked).toBeGreaterThan(300)
  })

  test('rules out what it does not have, and nothing else', () => {
    const random = createRandom(8)
    for (const size of [1, 31, 32, 33, 64, 200]) {
      const mask = new TokenMask(size)
      const chosen = Array.from({ length: size }, (_, id) => id).filter(() => random.uniform() < 0.1)
      for (const id of chosen) mask.add(id)
      const logits = Float32Array.from({ length: size + 7 }, (_, id) => id)
      mask.applyTo(logits)
      expect([...logits].flatMap((logit, id) => (logit === id ? id : []))).toEqual(chosen)
      expect([...logits].filter((logit) => logit === Number.NEGATIVE_INFINITY)).toHaveLength(size + 7 - chosen.length)
      expect(mask.count).toBe(chosen.length)
    }
  })

  test('is found once for a state, and shared by states that are alike', () => {
    const grammar = compile({ type: 'json_schema', schema: { type: 'string', maxLength: 1000 } })
    const [one, other] = [grammar.start(), grammar.start()]
    for (const token of bytesOf('"ab')) one.accept(token)
    for (const token of bytesOf('"xyz')) other.accept(token)
    expect(one.mask()).toBe(other.mask())
  })
})

describe('characters that are cut in two by tokens', () => {
  const string: Format = { type: 'json_schema', schema: { type: 'string', maxLength: 2 } }
  const idOf = (...bytes: number[]) => {
    const found = Array.from({ length: VOCABULARY.size }, (_, id) => id).find(
      (id) => Buffer.compare(Buffer.from(bytes), VOCABULARY.bytesOf(id)) === 0,
    )
    if (found === undefined) throw new Error(`no token is ${bytes}`)
    return found
  }

  test('are put together', () => {
    const matcher = matcherAfter(string, '"')
    expect(matcher.accept(idOf(0xf0, 0x9f))).toBe(true)
    // Nothing but the rest of a character can follow.
    expect(texts(matcher.mask()).every((text) => /^[\x80-\xbf]/.test(text))).toBe(true)
    expect(matcher.accept(idOf(0x99, 0x82))).toBe(true)
    expect(matcher.allows(bytesOf('"')[0]!)).toBe(true)
  })

  test('may come with what follows them, and count once', () => {
    const matcher = matcherAfter(string, '"')
    expect(matcher.accept(idOf(0xc3))).toBe(true)
    // The second half of 'é', and the quote that ends the string.
    expect(matcher.accept(idOf(0xa9, 0x22))).toBe(true)
    expect(matcher.done).toBe(true)
    const full = matcherAfter(string, '"ab')
    expect(full.allows(idOf(0xc3))).toBe(false)
    expect(texts(full.mask())).toEqual(['"'])
  })

  test('are never surrogates or half a character at the end', () => {
    expect(matcherAfter(string, '"').allows(idOf(0xed, 0xa0))).toBe(false)
    expect(matcherAfter(string, '"').allows(idOf(0xbc, 0xa2))).toBe(false)
    const matcher = matcherAfter(string, '"')
    matcher.accept(idOf(0xe6, 0xbc))
    expect(matcher.allows(bytesOf('"')[0]!)).toBe(false)
  })

  test('may be escaped, a surrogate only with its other half', () => {
    expect(matcherAfter(string, '"\\ud83d\\ude42"').done).toBe(true)
    expect(() => matcherAfter(string, '"\\ud83d"')).toThrow('breaks the format')
    expect(() => matcherAfter(string, '"\\ude42')).toThrow('breaks the format')
  })
})

describe('where an answer stands', () => {
  const schema = {
    type: 'object',
    properties: {
      text: { type: 'string' },
      code: { type: 'string', pattern: '^[A-Z]{3}$' },
      count: { type: 'integer' },
    },
    required: ['text', 'code', 'count'],
    additionalProperties: false,
  }
  const object: Format = { type: 'json_schema', schema }

  test.each([
    ['', null],
    ['{', null],
    ['{"te', null],
    ['{"text": ', null],
    ['{"text": "', 'string'],
    ['{"text": "half a sent', 'string'],
    ['{"text": "a"', null],
    ['{"text": "a", "code": "', null],
    ['{"text": "a", "code": "ABC", "count": 1', null],
  ])('after %j: %s', (text, region) => {
    expect(matcherAfter(object, text).region).toBe(region)
  })

  test('is text outside of JSON, up to a mark', () => {
    const format: Format = {
      type: 'sequence',
      parts: [{ type: 'text', until: '<tool_call>' }, { type: 'json_object' }],
    }
    expect(matcherAfter(format, '').region).toBe('prose')
    expect(matcherAfter(format, 'let me see <tool').region).toBe('prose')
    expect(matcherAfter(format, 'let me see <tool_call>').region).toBe(null)
    expect(matcherAfter(format, '<tool_call>{"a": "').region).toBe('string')
  })

  test('is done as soon as nothing can follow, and may go on where it can', () => {
    expect(matcherAfter(object, '{"text": "a", "code": "ABC", "count": 1}').done).toBe(true)
    const number = matcherAfter({ type: 'json_schema', schema: { type: 'integer' } }, '12')
    expect(number.done).toBe(false)
    expect(number.allows(END)).toBe(true)
    expect(matcherAfter(object, '{').allows(END)).toBe(false)
    expect(number.accept(END)).toBe(true)
    expect([number.done, number.ended, number.region]).toEqual([true, true, null])
    expect(number.accept(bytesOf('1')[0]!)).toBe(false)
  })

  test('is told apart from copies of it', () => {
    const one = matcherAfter(object, '{"text": "')
    const two = one.clone()
    two.accept(bytesOf('"')[0]!)
    expect([one.region, two.region]).toEqual(['string', null])
  })

  test('is kept when a grammar forgets what it remembers', () => {
    const grammar = compile({ type: 'json_object' })
    const matcher = grammar.start()
    const opened = '{"a": [[{"b": ["'
    for (const token of bytesOf(opened)) matcher.accept(token)
    const before = idsOf(matcher.mask())
    const states = grammar.states()
    // Thousands of depths are thousands of states.
    const deep = grammar.start()
    for (const token of bytesOf(`{"a": ${'['.repeat(20_000)}`)) deep.accept(token)
    expect(grammar.states()).not.toBe(states)
    expect(idsOf(matcher.mask())).toEqual(before)
    for (const token of bytesOf('"]}]]}')) expect(matcher.accept(token)).toBe(true)
    expect(matcher.done).toBe(true)
    expect(deep.accept(bytesOf(']')[0]!)).toBe(true)
  })
})

describe('control tokens', () => {
  const CALLS = 2

  test('come where a literal names them, and never in text', () => {
    const format: Format = {
      type: 'sequence',
      parts: [
        { type: 'text', until: '[TOOL_CALLS]' },
        { type: 'literal', text: ' [x]' },
      ],
    }
    const matcher = matcherAfter(format, 'text [TOOL_CALLS] is written, not meant')
    expect(matcher.accept(CALLS)).toBe(true)
    expect(matcher.allows(CALLS)).toBe(false)
    for (const token of bytesOf(' [x]')) expect(matcher.accept(token)).toBe(true)
    expect(matcher.done).toBe(true)
    expect(matcherAfter({ type: 'json_object' }, '{"').allows(CALLS)).toBe(false)
  })
})

test('the texts that are shown are those of the tokens', () => {
  expect(textOf(bytesOf('{"é": 1}'))).toBe('{"é": 1}')
})
