import { describe, expect, test } from 'vitest'
import { namesOf, parseExact, WrittenNumber, writeExact } from '../../shared/exact-json.ts'

describe('what is read is written again', () => {
  test.each([
    '{"id":1234567890123456789,"x":1.0,"y":-0,"z":1e400,"n":12}',
    '[0.1000,1E5,9007199254740993,3]',
    '{"b":1,"10":2,"2":{"1":[],"0":null}}',
    '{"#2":1,"#":2,"2":3,"a":"\\"7\\":"}',
    '{"a":1,"__proto__":{"2":1,"1":2},"constructor":3,"2":4}',
    '{"4294967295":1,"x":2,"0":3,"00":4,"-1":5}',
    '"text"',
    '[]',
    '{}',
  ])('%s', (text) => {
    expect(writeExact(parseExact(text))).toBe(text)
  })

  test('white space and escapes aside', () => {
    const text = '{ "\\u0032" : 1.50 ,\n "a\\u0062" : "\\u00e9 \\"3\\": 1" , "1":[ 1 , 2 ] }'
    expect(writeExact(parseExact(text))).toBe('{"2":1.50,"ab":"é \\"3\\": 1","1":[1,2]}')
  })

  test('a member named twice is the last one', () => {
    expect(writeExact(parseExact('{"b":0,"2":1,"2":2}'))).toBe('{"b":0,"2":2}')
  })
})

describe('a value', () => {
  test('is the plain one where nothing would be lost', () => {
    expect(parseExact('{"a":[1,-2.5,true,null,"x"]}')).toEqual({ a: [1, -2.5, true, null, 'x'] })
  })

  test('has its members under their own names', () => {
    const value = parseExact('{"b":1,"10":2,"2":3}') as Record<string, unknown>
    expect(namesOf(value)).toEqual(['b', '10', '2'])
    expect(value).toEqual({ b: 1, 10: 2, 2: 3 })
  })

  test('has numbers that JSON.stringify writes as they were', () => {
    const { id } = parseExact('{"id":1234567890123456789}') as { id: WrittenNumber }
    expect(id).toBeInstanceOf(WrittenNumber)
    expect(JSON.stringify({ id })).toBe('{"id":1234567890123456789}')
  })
})

test.each(['{"2":1', '{2:1}', "{'2':1}", '["2":1]', '{"a":01}', '', '{"2":"\n"}'])('%j is no JSON', (text) => {
  expect(() => parseExact(text)).toThrow(SyntaxError)
})

test('a long text is read as fast as it should be', () => {
  const text = JSON.stringify({ text: 'a\\"1":'.repeat(500_000), 2: 1 })
  expect(writeExact(parseExact(text))).toBe(text)
})
