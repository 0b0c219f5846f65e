/** What is found of a prompt's beginning, and what leaves when memory is short. The KV is numbers that tell their tokens. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { KvArena } from '../../gpu-worker/engine/kv-arena.ts'
import { BLOCK, blockNames, PrefixCache } from '../../gpu-worker/engine/prefix-cache.ts'
import { createRandom } from '../support/random.ts'

const TOKEN_SIZE = 2
const BLOCK_BYTES = BLOCK * TOKEN_SIZE * 4
const ROWS = 3

/** Rows of tokens: a token's keys and values are its id, twice. */
let rows: number[][]
beforeEach(() => {
  rows = Array.from({ length: ROWS }, () => [])
})
const kv = {
  tokenBytes: TOKEN_SIZE * 4,
  copyOf: (tokens: number) => new Float32Array(tokens * TOKEN_SIZE),
  read(row: number, from: number, count: number, into: Float32Array) {
    rows[row]!.slice(from, from + count).forEach((id, i) => void into.fill(id, i * TOKEN_SIZE, (i + 1) * TOKEN_SIZE))
  },
  write(row: number, from: number, count: number, source: Float32Array) {
    for (let i = 0; i < count; i++) rows[row]![from + i] = source[i * TOKEN_SIZE]!
  },
} as unknown as KvArena

const cacheOf = (blocks: number) => new PrefixCache(kv, blocks * BLOCK_BYTES)
/** Tokens that are told apart by `kind`. */
const promptOf = (length: number, kind = 0) => Array.from({ length }, (_, i) => 1 + kind * 10_000 + i)

/** As the engine does: the prompt is read in a row, and its whole blocks kept. */
function keep(cache: PrefixCache, prompt: number[], salt = 'p') {
  rows[0] = [...prompt]
  cache.store(0, blockNames(salt, prompt), 0, prompt.length)
}

/** How many blocks of a prompt are found; those that are hold its tokens. */
function find(cache: PrefixCache, prompt: number[], salt = 'p') {
  rows[1] = []
  const found = cache.load(1, blockNames(salt, prompt), 0)
  expect(rows[1]).toEqual(prompt.slice(0, found * BLOCK))
  return found
}

describe('names', () => {
  test('are of whole blocks', () => {
    expect(blockNames('p', promptOf(BLOCK - 1))).toEqual([])
    expect(blockNames('p', promptOf(3 * BLOCK + 5))).toHaveLength(3)
    expect(blockNames('p', promptOf(3 * BLOCK), 3 * BLOCK - 1)).toHaveLength(2)
  })

  test('are the same as far as the prompts are', () => {
    const prompt = promptOf(4 * BLOCK)
    const other = prompt.with(2 * BLOCK + 3, 7)
    const [names, others] = [blockNames('p', prompt), blockNames('p', other)]
    expect(names.map((name, i) => name === others[i])).toEqual([true, true, false, false])
  })

  test('tell equal blocks in other places apart, and projects', () => {
    const [first, second] = blockNames('p', [...promptOf(BLOCK), ...promptOf(BLOCK)])
    expect(first).not.toBe(second)
    expect(blockNames('q', promptOf(BLOCK))[0]).not.toBe(first)
  })
})

describe('a prompt', () => {
  test('is found as far as it was kept: whole blocks from its beginning', () => {
    const cache = cacheOf(100)
    const prompt = promptOf(3 * BLOCK + 7)
    expect(find(cache, prompt)).toBe(0)
    keep(cache, prompt)
    expect(find(cache, prompt)).toBe(3)
    expect(find(cache, [...prompt.slice(0, 2 * BLOCK), ...promptOf(50, 1)])).toBe(2)
    expect(find(cache, promptOf(50, 1))).toBe(0)
    expect(cache.stats).toMatchObject({ blocks: 3, foundTokens: 5 * BLOCK, askedTokens: 14 * BLOCK })
  })

  test('is found from the middle on, if its row holds the beginning', () => {
    const cache = cacheOf(100)
    const prompt = promptOf(4 * BLOCK)
    keep(cache, prompt)
    rows[2] = prompt.slice(0, BLOCK)
    expect(cache.load(2, blockNames('p', prompt), 1)).toBe(3)
    expect(rows[2]).toEqual(prompt)
  })

  test('of another project is not', () => {
    const cache = cacheOf(100)
    keep(cache, promptOf(2 * BLOCK), 'p')
    expect(find(cache, promptOf(2 * BLOCK), 'q')).toBe(0)
  })

  test('is copied: what happens in its row later does not reach the cache', () => {
    const cache = cacheOf(100)
    keep(cache, promptOf(2 * BLOCK))
    rows[0]!.fill(9)
    expect(find(cache, promptOf(2 * BLOCK))).toBe(2)
  })

  test('is kept block by block, as its stretches are read', () => {
    const cache = cacheOf(100)
    const prompt = promptOf(5 * BLOCK)
    const names = blockNames('p', prompt)
    rows[0] = [...prompt]
    cache.store(0, names, 0, BLOCK + 5)
    expect(find(cache, prompt)).toBe(1)
    cache.store(0, names, 1, 4 * BLOCK)
    expect(find(cache, prompt)).toBe(4)
  })
})

describe('when memory is short', () => {
  test('what was not used for longest leaves first', () => {
    const cache = cacheOf(4)
    const [a, b, c] = [promptOf(2 * BLOCK, 0), promptOf(2 * BLOCK, 1), promptOf(2 * BLOCK, 2)]
    keep(cache, a)
    keep(cache, b)
    expect(find(cache, a)).toBe(2)
    keep(cache, c)
    expect([find(cache, a), find(cache, b), find(cache, c)]).toEqual([2, 0, 2])
    expect(cache.stats).toMatchObject({ blocks: 4, evictedBlocks: 2, bytes: 4 * BLOCK_BYTES })
  })

  test('a prompt loses its end before its beginning', () => {
    const cache = cacheOf(4)
    const a = promptOf(3 * BLOCK)
    keep(cache, a)
    keep(cache, promptOf(2 * BLOCK, 1))
    expect(find(cache, a)).toBe(2)
  })

  test('a prompt that is longer than all of it keeps its beginning', () => {
    const cache = cacheOf(3)
    keep(cache, promptOf(10 * BLOCK))
    expect(find(cache, promptOf(10 * BLOCK))).toBe(3)
  })

  test('for a single block, nothing is kept', () => {
    const cache = new PrefixCache(kv, BLOCK_BYTES - 1)
    keep(cache, promptOf(2 * BLOCK))
    expect([find(cache, promptOf(2 * BLOCK)), cache.stats.bytes]).toEqual([0, 0])
  })

  test('it never takes more, whatever comes, and what it finds is always right', () => {
    const random = createRandom(3)
    const cache = cacheOf(20)
    const pick = (n: number) => Math.floor(random.uniform() * n)
    for (let i = 0; i < 2000; i++) {
      // Prompts share their beginnings in many ways.
      const prompt = Array.from({ length: 1 + pick(8) }, () => promptOf(BLOCK, pick(2))).flat()
      if (pick(2)) keep(cache, prompt)
      else find(cache, prompt)
      expect(cache.stats.bytes).toBeLessThanOrEqual(20 * BLOCK_BYTES)
      expect(cache.stats.blocks).toBeLessThanOrEqual(20)
    }
    expect(cache.stats.foundTokens).toBeGreaterThan(0)
    expect(cache.stats.evictedBlocks).toBeGreaterThan(100)
  })
})

test('what may not evict is kept as far as there is room, and pushes nothing out', () => {
  const cache = cacheOf(3)
  const [users, background] = [promptOf(2 * BLOCK), promptOf(3 * BLOCK, 1)]
  keep(cache, users)
  rows[0] = [...background]
  cache.store(0, blockNames('p', background), 0, background.length, false)
  expect([find(cache, users), find(cache, background)]).toEqual([2, 1])
  expect(cache.stats.evictedBlocks).toBe(0)
})

test('what is not counted leaves the statistics alone', () => {
  const cache = cacheOf(3)
  const prompt = promptOf(2 * BLOCK)
  keep(cache, prompt)
  expect(cache.load(1, blockNames('p', prompt), 0, false)).toBe(2)
  expect(cache.stats).toMatchObject({ askedTokens: 0, foundTokens: 0 })
})
