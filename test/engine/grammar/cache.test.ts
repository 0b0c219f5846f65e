import { describe, expect, test, vi } from 'vitest'
import { GrammarCache } from '../../../gpu-worker/engine/grammar/cache.ts'
import type { Format } from '../../../gpu-worker/engine/grammar/format.ts'
import { compile, type Grammar } from '../../../gpu-worker/engine/grammar/grammar.ts'
import { bytesOf, VOCABULARY } from './vocabulary.ts'

/** Compiles at once; counts how often. */
function cacheOf(bounds?: { most?: number; bytes?: number }) {
  const work = vi.fn(async (_project: string, format: Format) => compile(format, VOCABULARY))
  const cache = new GrammarCache(VOCABULARY, work, bounds)
  return { cache, work, get: (format: Format, project = 'mine') => cache.get(project, format) }
}

const text = (maxLength: number): Format => ({ type: 'json_schema', schema: { type: 'string', maxLength } })

describe('grammars', () => {
  test('are compiled once for equal formats', async () => {
    const { get } = cacheOf()
    expect(await get(text(3))).toBe(await get(text(3)))
    expect(await get(text(3))).not.toBe(await get(text(4)))
    // The order of members is the order of an answer's.
    const ordered = (...names: string[]): Format => ({
      type: 'json_schema',
      schema: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, {}])) },
    })
    expect(await get(ordered('a', 'b'))).not.toBe(await get(ordered('b', 'a')))
  })

  test('leave when there are too many, the least recently used first', async () => {
    const { cache, get } = cacheOf({ most: 3 })
    const [first, second] = [await get(text(1)), await get(text(2))]
    await get(text(3))
    expect(await get(text(1))).toBe(first)
    await get(text(4))
    expect(cache.size).toBe(3)
    expect(await get(text(1))).toBe(first)
    expect(await get(text(2))).not.toBe(second)
  })

  test('leave when they have grown too large; the latest stays', async () => {
    const { cache, get } = cacheOf({ bytes: 600_000 })
    const large = await get({ type: 'json_object' })
    const matcher = large.start()
    for (const token of bytesOf(`{"a": ${'['.repeat(2000)}`)) matcher.accept(token)
    expect(large.bytes).toBeGreaterThan(600_000)
    expect(await get({ type: 'json_object' })).toBe(large)
    const other = await get(text(1))
    expect([cache.size, (await get(text(1))) === other]).toEqual([1, true])
    // What runs under the one that left goes on.
    expect(matcher.accept(bytesOf(']')[0]!)).toBe(true)
  })

  test('are compiled once for requests that come together', async () => {
    const { get, work } = cacheOf()
    const grammars = await Promise.all([get(text(1)), get(text(1)), get(text(1))])
    expect([new Set<Grammar>(grammars).size, work.mock.calls.length]).toEqual([1, 1])
    // Who asks for the same does not wait in another project's queue, and shares what comes of it.
    const [mine, other] = await Promise.all([get(text(2)), get(text(2), 'other')])
    expect([mine === other, work.mock.calls.map(([project]) => project)]).toEqual([true, ['mine', 'mine', 'other']])
  })

  test('are refused each time, and looked at once', async () => {
    const { cache, get, work } = cacheOf()
    const wrong: Format = { type: 'json_schema', schema: { not: {} } }
    for (let i = 0; i < 3; i++) await expect(get(wrong)).rejects.toThrow("'not' is not supported")
    expect([cache.size, work.mock.calls.length]).toEqual([0, 1])
  })

  test('that fail for another reason are tried again', async () => {
    const { get, work } = cacheOf()
    work.mockRejectedValueOnce(new Error('the thread has gone'))
    await expect(get(text(1))).rejects.toThrow('the thread has gone')
    expect((await get(text(1))).bytes).toBeGreaterThan(0)
  })

  test('whose refusals quote a long schema do not pile up', async () => {
    const { get, work } = cacheOf()
    const wrong = (i: number): Format => ({ type: 'json_schema', schema: { pattern: `(${'x'.repeat(2 ** 20)}${i}` } })
    for (let i = 0; i < 6; i++) await expect(get(wrong(i))).rejects.toThrow('pattern')
    await expect(get(wrong(5))).rejects.toThrow('pattern')
    expect(work).toHaveBeenCalledTimes(6)
    await expect(get(wrong(0))).rejects.toThrow('pattern')
    expect(work).toHaveBeenCalledTimes(7)
  })
})
