/** Clients that go away before their answer is complete: their row must not be kept for them. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { EventReader } from './events.ts'
import { generateBody, PROJECT, startTestWorker, type TestWorker } from './worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await startTestWorker()
})
afterAll(() => worker.close())

const log = vi.spyOn(console, 'error')
const unhandled: unknown[] = []
const onUnhandled = (problem: unknown) => unhandled.push(problem)
process.on('unhandledRejection', onUnhandled)
afterAll(() => {
  process.off('unhandledRejection', onUnhandled)
})
afterEach(async () => {
  await worker.settle()
  expect(log).not.toHaveBeenCalled()
  expect(unhandled).toEqual([])
})

const leaving = (fields: object) => {
  const body = generateBody({ max_tokens: null, ...fields })
  const controller = new AbortController()
  const answer = worker.ask('POST', '/v1/generate', body, { signal: controller.signal })
  answer.catch(() => {})
  return { id: body.id, answer, leave: () => controller.abort() }
}

const statusOf = async (id: string) =>
  ((await (await worker.ask('GET', `/v1/generations/${id}?project=${PROJECT}`)).json()) as { status: string }).status

const ended = (id: string) => vi.waitFor(async () => expect(await statusOf(id)).toBe('cancelled'), { interval: 5 })

describe.for([true, false])('a client (streaming: %s)', (stream) => {
  test('that leaves before the first token frees its row', async () => {
    const { decodeSteps } = worker.model.engine.stats
    worker.gate.hold()
    const { id, leave } = leaving({ stream })
    await worker.gate.waiting
    expect(worker.model.engine.stats.running).toBe(1)
    leave()
    await ended(id)
    await worker.settle()
    expect(worker.model.engine.stats.decodeSteps).toBe(decodeSteps)
  })

  test('that leaves while it waits in the queue leaves the queue', async () => {
    worker.gate.hold()
    const first = leaving({ stream })
    await worker.gate.waiting
    const second = leaving({ stream })
    await vi.waitFor(() => expect(worker.model.engine.stats.waiting).toBe(1), { interval: 5 })
    second.leave()
    await ended(second.id)
    first.leave()
    await ended(first.id)
    await worker.settle()
  })

  test('that leaves in the middle costs no more than the step under way, and its neighbours nothing', async () => {
    worker.gate.hold()
    const { id, leave } = leaving({ stream })
    await worker.gate.step(3)
    const neighbour = worker.ask('POST', '/v1/generate', generateBody({ max_tokens: 30 }))
    await worker.gate.step(6)
    leave()
    await ended(id)
    await worker.gate.step(2)
    expect(worker.model.engine.stats.running).toBe(1)
    worker.gate.open()
    expect(await (await neighbour).json()).toMatchObject({ usage: { completion_tokens: 30 } })
    expect(worker.model.engine.stats.running).toBe(0)
  })
})

test('a stream that is closed at its first event ends the generation', async () => {
  const { id, answer } = leaving({ stream: true })
  const reader = new EventReader(await answer)
  await reader.event()
  worker.gate.hold()
  await worker.gate.waiting
  await reader.cancel()
  await ended(id)
})

test('many clients that leave at any moment leave an idle worker', async () => {
  const clients = Array.from({ length: 60 }, (_, i) => leaving({ stream: i % 2 === 0 }))
  for (const [i, { leave }] of clients.entries()) setTimeout(leave, (i * 7) % 40)
  await Promise.allSettled(clients.map(async ({ answer }) => (await answer).text()))
  await worker.settle()
  const response = await worker.ask('POST', '/v1/generate', generateBody())
  expect(response.status).toBe(200)
})

test('a client that stays gets its whole answer, and its signal is not taken for leaving', async () => {
  const body = generateBody()
  await (await worker.ask('POST', '/v1/generate', body)).text()
  expect(await statusOf(body.id)).toBe('finished')
})
