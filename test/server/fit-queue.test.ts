/** Turns and places among fits that wait. */
import { describe, expect, test } from 'vitest'
import { FitQueue, type Waiting } from '../../gpu-worker/server/fit-queue.ts'

const entry = (id: string, project: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  project,
  bytes: 1000,
  until: 'direction',
  yielded: 0,
  passed: 0,
  ...more,
})

const drain = (queue: FitQueue): string[] => {
  const order: string[] = []
  for (let next = queue.take(); next; next = queue.take()) order.push(next.id)
  return order
}

/** What `place` says of everybody, by place. */
const places = (queue: FitQueue, ids: readonly string[]): string[] =>
  ids.toSorted((a, b) => queue.place(a)!.place - queue.place(b)!.place)

describe('turns', () => {
  test('are taken by project, and within one by arrival', () => {
    const queue = new FitQueue()
    for (const id of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.add(entry(id, id[0]!))
    const order = ['a1', 'b1', 'c1', 'a2', 'b2', 'a3']
    expect(places(queue, ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'])).toEqual(order)
    expect(queue.place('a3')).toEqual({ place: 6, of: 6 })
    expect(drain(queue)).toEqual(order)
    expect(queue.place('a3')).toBeNull()
  })

  test('are remembered: who always has one fit waiting is not always next', () => {
    const queue = new FitQueue()
    for (let i = 0; i < 4; i++) queue.add(entry(`a${i}`, 'a'))
    const order: string[] = []
    for (let i = 0; i < 4; i++) {
      queue.add(entry(`b${i}`, 'b'))
      order.push(queue.take()!.project)
    }
    expect(order).toEqual(['a', 'b', 'a', 'b'])
  })

  test('of reports come when no direction waits, but in the end', () => {
    const queue = new FitQueue()
    queue.putBack(entry('report', 'a', { until: 'report' }))
    queue.add(entry('a1', 'a'))
    queue.add(entry('b1', 'b'))
    expect(places(queue, ['a1', 'b1', 'report'])).toEqual(['a1', 'b1', 'report'])
    let others = 0
    for (let next = queue.take(); next!.id !== 'report'; next = queue.take()) {
      others++
      queue.add(entry(`b${others + 1}`, 'b'))
    }
    expect(others).toBe(16)
    queue.putBack(entry('broken', 'c', { until: 'report', yielded: 3 }))
    expect(queue.place('broken')!.place).toBe(1)
  })

  test('are given up', () => {
    const queue = new FitQueue()
    for (const id of ['a1', 'a2']) queue.add(entry(id, 'a'))
    queue.remove('a1')
    expect(drain(queue)).toEqual(['a2'])
  })
})

describe('places', () => {
  test('are as many as there are for one project alone', () => {
    const queue = new FitQueue()
    for (let i = 0; i < 32; i++) expect(queue.add(entry(`a${i}`, 'a'))).toEqual([])
    expect(queue.add(entry('a32', 'a'))).toBeNull()
    expect(queue.place('a32')).toBeNull()
    // What has had a place keeps it.
    queue.putBack(entry('report', 'a', { until: 'report' }))
    expect(queue.place('report')).toEqual({ place: 33, of: 33 })
  })

  test('are shared out evenly among those that come, the newest of who has most going first', () => {
    const queue = new FitQueue()
    for (let i = 0; i < 32; i++) queue.add(entry(`a${i}`, 'a'))
    const lost: string[] = []
    for (let i = 0; i < 20; i++) lost.push(...(queue.add(entry(`b${i}`, 'b')) ?? []).map(({ id }) => id))
    expect(lost).toEqual(Array.from({ length: 16 }, (_, i) => `a${31 - i}`))
    expect(queue.add(entry('c', 'c'))).toHaveLength(1)
  })

  test('go to nobody else where every project has one', () => {
    const queue = new FitQueue()
    for (let i = 0; i < 32; i++) queue.add(entry(`a${i}`, `p${i}`))
    expect(queue.add(entry('late', 'late'))).toBeNull()
  })

  test('are counted in memory, too', () => {
    const queue = new FitQueue()
    const large = { bytes: 15 * 2 ** 20 }
    for (let i = 0; i < 4; i++) expect(queue.add(entry(`a${i}`, 'a', large))).toEqual([])
    expect(queue.add(entry('a4', 'a', large))).toBeNull()
    expect(queue.add(entry('b0', 'b', large))!.map(({ id }) => id)).toEqual(['a3'])
    // One that is larger than all is taken where nothing waits.
    expect(new FitQueue().add(entry('c', 'c', { bytes: 2 ** 30 }))).toEqual([])
  })
})
