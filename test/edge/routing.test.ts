/** In which order workers are asked: by the prompt, evenly, with as little moved as can be, and none beyond its share. */
import { describe, expect, it } from 'vitest'
import { rank } from '../../edge/fleet/rendezvous.ts'
import { affinityOf, inOrder, type Routed } from '../../edge/fleet/routing.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'

const KEYS = Array.from({ length: 4_000 }, (_, i) => `project\n${i}`)
const workers = (count: number, fields: Partial<Routed> = {}): Routed[] =>
  Array.from({ length: count }, (_, i) => ({ tag: `w${i}`, rows: 16, load: 0, ...fields }))
const firstOf = (all: readonly Routed[]) => KEYS.map((key) => inOrder(key, all)[0]!.tag)
const counts = (tags: readonly string[]) => Map.groupBy(tags, (tag) => tag)

describe('keys', () => {
  it('are spread evenly over workers that are alike', () => {
    for (const found of counts(firstOf(workers(5))).values()) {
      // Five standard deviations of a binomial: one in a million runs, and these keys do not change.
      expect(Math.abs(found.length - KEYS.length / 5)).toBeLessThan(5 * Math.sqrt((KEYS.length * 4) / 25))
    }
  })

  it('are spread by rows over workers that are not', () => {
    const all = [
      { tag: 'small', rows: 4, load: 0 },
      { tag: 'large', rows: 12, load: 0 },
    ]
    expect(counts(firstOf(all)).get('large')!.length / KEYS.length).toBeCloseTo(0.75, 1)
  })

  it('move only where their worker has gone, and only to the one that has come', () => {
    const before = firstOf(workers(5))
    const without = firstOf(workers(5).filter(({ tag }) => tag !== 'w2'))
    for (const [i, tag] of before.entries()) if (tag !== 'w2') expect(without[i]).toBe(tag)
    const more = firstOf(workers(6))
    for (const [i, tag] of more.entries()) if (tag !== 'w5') expect(tag).toBe(before[i])
  })

  it('do not depend on the order in which workers are known', () => {
    expect(firstOf(workers(5).reverse())).toEqual(firstOf(workers(5)))
  })
})

describe('load', () => {
  const loaded = (loads: readonly number[]) => workers(loads.length).map((one, i) => ({ ...one, load: loads[i]! }))

  it('never leads to a worker beyond its share while another is within', () => {
    for (const loads of [
      [40, 0, 0],
      [10, 11, 9],
      [0, 0, 1],
      [3, 3, 3],
      [100, 100, 10],
      [1, 0, 0],
    ] as const) {
      const all = loaded(loads)
      const total = loads.reduce<number>((sum, load) => sum + load, 0) + 1
      const bound = Math.ceil((1.25 * total) / loads.length)
      for (const key of KEYS.slice(0, 200)) {
        const [first] = inOrder(key, all)
        expect(first!.load + 1).toBeLessThanOrEqual(bound)
      }
    }
  })

  it('leaves a key where it is until its worker is beyond', () => {
    const [key] = KEYS as [string]
    const all = workers(4)
    const own = rank(key, all, ({ rows }) => rows)[0]!.tag
    const withLoad = (load: number) =>
      inOrder(
        key,
        all.map((one) => ({ ...one, load: one.tag === own ? load : 4 })),
      )
    expect(withLoad(4)[0]!.tag).toBe(own)
    expect(withLoad(20)[0]!.tag).not.toBe(own)
    expect(withLoad(20).at(-1)!.tag).toBe(own)
  })

  it('sent one after the other, keeps all workers within a quarter of the mean', () => {
    const all = workers(4)
    // One prompt that everybody asks, and others.
    for (const [i, key] of KEYS.slice(0, 2_000).entries()) inOrder(i % 2 ? 'the same' : key, all)[0]!.load++
    for (const { load } of all) expect(load).toBeLessThanOrEqual(Math.ceil((1.25 * 2_000) / 4))
  })

  it('beyond which all are asked, is for the least loaded first', () => {
    const all = loaded([9, 30, 20])
    expect(inOrder('any', all).map(({ load }) => load)).toEqual([9, 20, 30])
  })
})

describe('an affinity', () => {
  const system = { role: 'system', content: 'You sell shoes.' } as const
  const first = { role: 'user', content: 'Which fit wide feet?' } as const
  const turns = [{ role: 'assistant', content: 'These.' } as const, { role: 'user', content: 'In red?' } as const]

  const of = (project: string, messages: GenerateRequest['messages']) => affinityOf(project, { messages, prompt: null })

  it("is the same in a chat's next turn, whoever asks", () => {
    expect(of('p', [system, first, ...turns])).toBe(of('p', [system, first]))
  })

  it('is another one for another project, system prompt or first question, and for who says what', () => {
    const all = [
      of('p', [system, first]),
      of('q', [system, first]),
      of('p', [first]),
      of('p', [{ ...system, content: 'You sell boots.' }, first]),
      of('p', [system, { ...first, content: 'Hello' }]),
      of('p', [{ role: 'user', content: system.content }, first]),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('does not grow with what is asked', () => {
    const long = of('p', [{ role: 'user', content: 'x'.repeat(100_000) }])
    expect(long.length).toBeLessThan(3_000)
    expect(of('p', [{ role: 'assistant', content: 'No user yet.' }])).toContain('No user yet.')
  })

  it('is the beginning of a text, or of tokens, that are gone on from as they are', () => {
    const from = (prompt: GenerateRequest['prompt']) => affinityOf('p', { messages: [], prompt })
    expect(from(`Once${' upon'.repeat(1_000)} a time`)).toBe(from(`Once${' upon'.repeat(1_000)} a day`))
    expect(new Set([from('Once'), from('Twice'), from([1, 2]), from([1, 3])]).size).toBe(4)
  })
})
