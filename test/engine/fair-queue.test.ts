/** Whose turn it is among projects that wait. */
import { expect, test } from 'vitest'
import { FairQueue } from '../../gpu-worker/engine/fair-queue.ts'
import { generationOf } from './fake-generation.ts'

function queueOf(limit: number, ...ids: string[]) {
  const queue = new FairQueue(limit)
  for (const id of ids) queue.add(generationOf({ id, project: id[0]! }))
  return queue
}

const none = () => 0
const all = (queue: FairQueue, held: (project: string) => number = none) =>
  Array.from({ length: queue.size }, () => queue.take(held)!.request.id)

test('projects take turns, and within one the first comes first', () => {
  expect(all(queueOf(100, 'a0', 'a1', 'a2', 'b0', 'c0', 'b1'))).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'a2'])
})

test('the one that holds fewer rows goes before those that wait longer', () => {
  const held = new Map([['a', 3]])
  const queue = queueOf(100, 'a0', 'a1', 'b0', 'b1')
  const heldBy = (project: string) => held.get(project) ?? 0
  const order = []
  for (let i = 0; i < 4; i++) {
    const next = queue.take(heldBy)!.request
    held.set(next.project, heldBy(next.project) + 1)
    order.push(next.id)
  }
  expect(order).toEqual(['b0', 'b1', 'a0', 'a1'])
})

test('one project gets half of the places, all together the whole', () => {
  const queue = queueOf(4, 'a0')
  expect(queue.whyFull('a')).toBeNull()
  queue.add(generationOf({ project: 'a' }))
  expect(queue.whyFull('a')).toBe("the project's part of the queue is full: 2 of 2 wait")
  expect(queue.whyFull('b')).toBeNull()
  for (let i = 0; i < 2; i++) queue.add(generationOf({ project: 'b' }))
  expect(queue.whyFull('c')).toBe('the queue is full: 4 of 4 wait')
})

test('a queue for one takes one', () => {
  const queue = queueOf(1)
  expect(queue.whyFull('a')).toBeNull()
  queue.add(generationOf({ project: 'a' }))
  expect(queue.whyFull('b')).toBe('the queue is full: 1 of 1 wait')
})

test('who left is forgotten, with a project that nobody else waits for', () => {
  const queue = queueOf(100, 'a0', 'b0', 'a1')
  queue.all.find(({ request }) => request.id === 'a0')!.cancel()
  queue.all.find(({ request }) => request.id === 'b0')!.cancel()
  queue.forgetEnded()
  expect([queue.size, all(queue)]).toEqual([1, ['a1']])
  expect(queue.take(none)).toBeUndefined()
})
