/** Numbers are enforced as they are written, however long, and members come in the order in which they are written. */
import { describe, expect, test } from 'vitest'
import { isMultiple, valueKey } from '../../../gpu-worker/engine/grammar/decimal-value.ts'
import { compileGrammar } from '../../../gpu-worker/engine/grammar/grammar.ts'
import { GrammarError } from '../../../gpu-worker/engine/grammar/grammar-error.ts'
import { WrittenNumber } from '../../../shared/exact-json.ts'
import { createRandom } from '../../support/random.ts'
import { textOf, VOCABULARY } from './vocabulary.ts'
import { randomAnswer } from './walk.ts'

const grammarOf = (schema: string) => compileGrammar({ type: 'json_schema', schema }, VOCABULARY)

/** Whether a text is a whole answer. */
function allows(schema: string, text: string): boolean {
  const matcher = grammarOf(schema).start()
  const [end] = VOCABULARY.eosIds
  const byteToken = (byte: number) =>
    Array.from({ length: VOCABULARY.size }, (_, id) => id).find((id) => {
      const bytes = VOCABULARY.bytesOf(id)
      return bytes.length === 1 && bytes[0] === byte
    })!
  const isRead = [...new TextEncoder().encode(text)].every((byte) => matcher.accept(byteToken(byte)))
  return isRead && (matcher.done || matcher.allows(end!))
}

function answersOf(schema: string, count = 20): Set<string> {
  const grammar = grammarOf(schema)
  const random = createRandom(5)
  return new Set(Array.from({ length: count }, () => textOf(randomAnswer(grammar, VOCABULARY, random, 0), VOCABULARY)))
}

describe('numbers', () => {
  test('of an enum keep all of their digits, and how they are written', () => {
    expect(answersOf('{"enum":[1234567890123456789,1234567890123456790]}')).toEqual(
      new Set(['1234567890123456789', '1234567890123456790']),
    )
    expect(answersOf('{"const":9007199254740993}')).toEqual(new Set(['9007199254740993']))
    expect(answersOf('{"const":1.0}')).toEqual(new Set(['1.0']))
    expect(answersOf('{"const":1e400}')).toEqual(new Set(['1e400']))
    expect(
      [...answersOf('{"const":{"id":[1234567890123456789]}}')].map((text) => text.replaceAll(/\s/g, '')),
    ).toContain('{"id":[1234567890123456789]}')
  })

  test('lie between bounds that no double tells apart', () => {
    const both = '{"type":"integer","minimum":9223372036854775806,"maximum":9223372036854775807}'
    expect(answersOf(both)).toEqual(new Set(['9223372036854775806', '9223372036854775807']))
    const below = '{"type":"integer","minimum":9223372036854775806,"exclusiveMaximum":9223372036854775807}'
    expect(answersOf(below)).toEqual(new Set(['9223372036854775806']))
    const negative = '{"type":"integer","minimum":-9007199254740995,"exclusiveMaximum":-9007199254740993}'
    expect(answersOf(negative)).toEqual(new Set(['-9007199254740995', '-9007199254740994']))
  })

  test.each([
    ['9223372036854775807', true],
    ['9223372036854775808', false],
    ['-9223372036854775808', true],
    ['-9223372036854775809', false],
  ])('of 64 bits: %s %s', (text, isAllowed) => {
    expect(allows('{"type":"integer","format":"int64"}', text)).toBe(isAllowed)
  })

  test('of an enum are told from bounds exactly, and by their value', () => {
    const rest = (schema: string) => answersOf(`{"enum":[9007199254740993,9007199254740992,5.0,"x"],${schema}}`)
    expect(rest('"type":"integer"')).toEqual(new Set(['9007199254740993', '9007199254740992', '5.0']))
    expect(rest('"minimum":9007199254740993,"type":"number"')).toEqual(new Set(['9007199254740993']))
    expect(rest('"exclusiveMaximum":9007199254740993,"type":"number"')).toEqual(new Set(['9007199254740992', '5.0']))
    expect(rest('"allOf":[{"enum":[5,9007199254740993]}]')).toEqual(new Set(['9007199254740993', '5.0']))
    expect(rest('"multipleOf":3,"type":"integer"')).toEqual(new Set(['9007199254740993']))
  })

  test('that count may be written with a point', () => {
    expect(answersOf('{"type":"string","minLength":2.0,"maxLength":2.0,"pattern":"^a*$"}')).toEqual(new Set(['"aa"']))
  })

  test.each([
    [
      '{"type":"integer","minimum":9007199254740993,"maximum":9007199254740992}',
      /from 9007199254740993 to 90071992547409/,
    ],
    ['{"type":"number","minimum":1e400}', /#\/minimum: numbers are supported as far as a double reaches/],
    ['{"type":"number","multipleOf":1e-999999999}', /#\/multipleOf: numbers are supported as far/],
    ['{"type":"number","multipleOf":0.0}', /#\/multipleOf: a number above 0 is expected/],
    ['{"type":"string","minLength":1.5}', /#\/minLength: a whole number/],
    ['{"properties":{"a":1.0}}', /#\/properties\/a: a schema, that is an object or a boolean, is expected/],
    ['{"type":"integer","multipleOf":12345678901234567}', /more states than a grammar may have/],
  ])('that make no sense are refused: %s', (schema, message) => {
    expect(() => grammarOf(schema)).toThrow(GrammarError)
    expect(() => grammarOf(schema)).toThrow(message)
  })
})

describe('members', () => {
  test('come in the order of the schema, names that look like numbers too', () => {
    const schema =
      '{"type":"object","properties":{"b":{"const":1},"10":{"const":2},"2":{"const":3}},"required":["b","2","10"]}'
    for (const text of answersOf(schema)) expect(text.replaceAll(/\s/g, '')).toBe('{"b":1,"10":2,"2":3}')
    for (const text of answersOf('{"const":{"z":0,"1":{"y":2,"0":3}}}')) {
      expect(text.replaceAll(/\s/g, '')).toBe('{"z":0,"1":{"y":2,"0":3}}')
    }
  })

  test('that are required without more come after those, in their order', () => {
    const schema =
      '{"type":"object","properties":{"x":{"const":1}},"required":["9","x","3"],"additionalProperties":{"const":0}}'
    for (const text of answersOf(schema)) expect(text.replaceAll(/\s/g, '')).toMatch(/^\{"x":1,"9":0,"3":0/)
  })

  test('may have any name', () => {
    const schema =
      '{"type":"object","properties":{"__proto__":{"const":1},"constructor":{"const":2}},"required":["__proto__","constructor"]}'
    for (const text of answersOf(schema)) {
      expect(text.replaceAll(/\s/g, '')).toBe('{"__proto__":1,"constructor":2}')
    }
  })
})

describe('values', () => {
  const written = (text: string) => new WrittenNumber(text)

  test('are the same however they are written', () => {
    for (const text of ['100', '1e2', '100.00', '0.1E+3', '10000e-2'])
      expect(valueKey(written(text))).toBe(valueKey(100))
    for (const text of ['-0', '0.0', '0e999999999']) expect(valueKey(written(text))).toBe(valueKey(0))
    expect(valueKey(written('1e-7'))).toBe(valueKey(1e-7))
    expect(valueKey(written('9007199254740993'))).not.toBe(valueKey(written('9007199254740992')))
  })

  test.each([
    ['0.3', '0.1', true],
    ['1e999999999', '7', false],
    ['7e999999999', '7', true],
    ['1e-999999999', '0.1', false],
    ['-9007199254740993', '3', true],
    ['9007199254740992', '3', false],
    ['0', '5', true],
    ['2.5', '0.25', true],
    [`1e${'9'.repeat(400)}`, '7', false],
    [`1e-${'9'.repeat(400)}`, '7', false],
  ])('%s is a multiple of %s: %s', (value, factor, is) => {
    expect(isMultiple(written(value), written(factor))).toBe(is)
  })
})
