/** Texts that are gone on from, and embeddings, over real sockets: clients that leave, workers that go. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { headOf, jsonHeaders, send, startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge?.close())
beforeEach(() => {
  Object.assign(edge.fake.worker, { holdStreams: false, lateAnswers: false, failLateWith: null })
})

/** The chunk that ends a body as it should. */
const LAST_CHUNK = '\r\n0\r\n\r\n'
function ask(to: TestEdge, path: string, fields: object) {
  const body = JSON.stringify({ model: TOY_MODEL, ...fields })
  return send(to.url, headOf('POST', path, jsonHeaders(to.key, body)), body)
}
const complete = (fields: object, to = edge) => ask(to, '/v1/completions', { prompt: ['a', 'b'], ...fields })

it.for([{}, { stream: true }])('a client that leaves ends all that is made for it: %j', async (fields) => {
  edge.fake.worker.holdStreams = true
  const before = edge.fake.worker.abandoned
  const answer = complete(fields)
  await expect.poll(answer.text).toContain('\r\n\r\n')
  await expect.poll(() => edge.fake.worker.generations.size).toBeGreaterThan(1)
  answer.socket.destroy()
  await expect.poll(() => edge.fake.worker.abandoned, { timeout: 3000 }).toBe(before + 2)
})

it.for([{}, { stream: true }])('a worker that goes is told of, and the answer cut off: %j', async (fields) => {
  const own = await startTestEdge()
  try {
    own.fake.worker.holdStreams = true
    const answer = complete(fields, own)
    await expect.poll(answer.text, { timeout: 5000 }).toMatch(/\r\n\r\n[\s\S]*(Hello|\r\n )/)
    await own.fake.close()
    const text = await answer.closed
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    expect(text).toContain('"code":"worker_unavailable"')
    if (!('stream' in fields)) expect(text.endsWith(LAST_CHUNK)).toBe(false)
    expect(text).not.toContain('[DONE]')
  } finally {
    await own.close()
  }
})

it('embeddings that fail late say why, and are cut off', async () => {
  edge.fake.worker.failLateWith = new ApiError(503, 'shutting_down', 'this worker is shutting down')
  const text = await ask(edge, '/v1/embeddings', { input: 'x' }).closed
  expect(text).toContain('"code":"shutting_down","status":503')
  expect(text.endsWith(LAST_CHUNK)).toBe(false)
})
