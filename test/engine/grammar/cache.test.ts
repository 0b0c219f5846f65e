import { describe, expect, test } from 'vitest'
import { GrammarCache } from '../../../gpu-worker/engine/grammar/cache.ts'
import type { Format } from '../../../gpu-worker/engine/grammar/format.ts'
import { bytesOf, VOCABULARY } from './vocabulary.ts'

const text = (maxLength: number): Format => ({ type: 'json_schema', schema: { type: 'string', maxLength } })

describe('grammars', () => {
  test('are compiled once for equal formats', () => {
    const cache = new GrammarCache(VOCABULARY)
    expect(cache.get(text(3))).toBe(cache.get(text(3)))
    expect(cache.get(text(3))).not.toBe(cache.get(text(4)))
    // The order of members is the order of an answer's.
    const ordered = (...names: string[]): Format => ({
      type: 'json_schema',
      schema: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, {}])) },
    })
    expect(cache.get(ordered('a', 'b'))).not.toBe(cache.get(ordered('b', 'a')))
  })

  test('leave when there are too many, the least recently used first', () => {
    const cache = new GrammarCache(VOCABULARY, { most: 3 })
    const [first, second] = [cache.get(text(1)), cache.get(text(2))]
    cache.get(text(3))
    expect(cache.get(text(1))).toBe(first)
    cache.get(text(4))
    expect(cache.size).toBe(3)
    expect(cache.get(text(1))).toBe(first)
    expect(cache.get(text(2))).not.toBe(second)
  })

  test('leave when they have grown too large; the latest stays', () => {
    const cache = new GrammarCache(VOCABULARY, { bytes: 600_000 })
    const large = cache.get({ type: 'json_object' })
    const matcher = large.start()
    for (const token of bytesOf(`{"a": ${'['.repeat(2000)}`)) matcher.accept(token)
    expect(large.bytes).toBeGreaterThan(600_000)
    expect(cache.get({ type: 'json_object' })).toBe(large)
    const other = cache.get(text(1))
    expect([cache.size, cache.get(text(1)) === other]).toEqual([1, true])
    // What runs under the one that left goes on.
    expect(matcher.accept(bytesOf(']')[0]!)).toBe(true)
  })

  test('are refused each time', () => {
    const cache = new GrammarCache(VOCABULARY)
    const wrong: Format = { type: 'json_schema', schema: { not: {} } }
    for (let i = 0; i < 2; i++) expect(() => cache.get(wrong)).toThrow("'not' is not supported")
    expect(cache.size).toBe(0)
  })
})
