import { expect, onTestFinished, test } from 'vitest'
import { KvArena } from '../../gpu-worker/engine/kv-arena.ts'
import type { ModelConfig } from '../../gpu-worker/model/config.ts'
import type { Tensor } from '../../gpu-worker/runtime/tensor.ts'

const LAYERS = 2
const KV_HEADS = 3
const HEAD_SIZE = 4
const ROWS = 4
const CAPACITY = 5

function arena(): KvArena {
  const config = { layers: LAYERS, kvHeads: KV_HEADS, headSize: HEAD_SIZE } as ModelConfig
  const made = new KvArena(config, ROWS, CAPACITY)
  onTestFinished(() => made[Symbol.dispose]())
  return made
}

const NAMES = ['k.0', 'v.0', 'k.1', 'v.1']
const dataOf = (view: ReadonlyMap<string, Tensor>, name: string) => view.get(name)!.data as Float32Array

/** Fills every number with one that tells where it is. */
function fill(kv: KvArena): void {
  const view = kv.view(0, ROWS)
  for (const [n, name] of NAMES.entries()) {
    const data = dataOf(view, name)
    for (let i = 0; i < data.length; i++) data[i] = n * 1000 + i
  }
}

/** One row's numbers, [heads][tokens][size]. */
const row = (kv: KvArena, index: number, name: string) => {
  const flat = [...dataOf(kv.view(index, 1), name)]
  return Array.from({ length: KV_HEADS }, (_, head) =>
    Array.from({ length: CAPACITY }, (_, token) => {
      const at = (head * CAPACITY + token) * HEAD_SIZE
      return flat.slice(at, at + HEAD_SIZE)
    }),
  )
}

test('views are the same memory, whatever rows they show', () => {
  const kv = arena()
  expect(kv.view(1, 2).get('k.1')!.shape).toEqual([2, KV_HEADS, CAPACITY, HEAD_SIZE])
  dataOf(kv.view(2, 1), 'k.1')[0] = 7
  expect(dataOf(kv.view(0, ROWS), 'k.1')[2 * KV_HEADS * CAPACITY * HEAD_SIZE]).toBe(7)
  expect(dataOf(kv.view(0, ROWS), 'v.1').every((value) => value === 0)).toBe(true)
  expect(kv.view(1, 2)).toBe(kv.view(1, 2))
})

test('says how much memory it may take', () => {
  expect(arena().bytes).toBe(2 * LAYERS * ROWS * KV_HEADS * CAPACITY * HEAD_SIZE * 4)
})

test.each([1, 3, CAPACITY])('copies the first %d tokens of every head and layer, and nothing else', (tokens) => {
  const kv = arena()
  fill(kv)
  const before = NAMES.map((name) => [0, 1, 2, 3].map((index) => row(kv, index, name)))
  kv.copy(3, 1, tokens)
  NAMES.forEach((name, n) => {
    for (const index of [0, 2, 3]) expect(row(kv, index, name)).toEqual(before[n]![index])
    row(kv, 1, name).forEach((head, h) => {
      expect(head.slice(0, tokens)).toEqual(before[n]![3]![h]!.slice(0, tokens))
      expect(head.slice(tokens)).toEqual(before[n]![1]![h]!.slice(tokens))
    })
  })
})

test('copying nothing changes nothing', () => {
  const kv = arena()
  fill(kv)
  const before = row(kv, 0, 'k.0')
  kv.copy(1, 0, 0)
  expect(row(kv, 0, 'k.0')).toEqual(before)
})

test('gives out tokens of a row and takes them into another, and nothing else', () => {
  const kv = arena()
  fill(kv)
  const before = NAMES.map((name) => [0, 1, 2, 3].map((index) => row(kv, index, name)))
  const part = new Float32Array(2 * kv.tokenSize)
  kv.read(3, 2, 2, part)
  expect([...part.subarray(0, 2 * HEAD_SIZE)]).toEqual(before[0]![3]![0]!.slice(2, 4).flat())
  kv.write(1, 2, 2, part)
  NAMES.forEach((name, n) => {
    for (const index of [0, 2, 3]) expect(row(kv, index, name)).toEqual(before[n]![index])
    const expected = before[n]![1]!.map((tokens, head) =>
      tokens.map((token, t) => (t === 2 || t === 3 ? before[n]![3]![head]![t] : token)),
    )
    expect(row(kv, 1, name)).toEqual(expected)
  })
})
