/** Answers that fail when their headers are out: what arrives at the client's socket. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { ask, startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge?.close())
beforeEach(() => {
  Object.assign(edge.fake.worker, { failLateWith: null, lateAnswers: false, holdStreams: false })
})

/** The chunk that ends a body as it should. */
const LAST_CHUNK = '\r\n0\r\n\r\n'
const cancelled = new ApiError(409, 'generation_cancelled', 'the generation was cancelled')

describe('an answer that is not streamed', () => {
  it.for(['identity', 'gzip, deflate, br', '*'])('says why, and is cut off (accepting %s)', async (encoding) => {
    edge.fake.worker.failLateWith = cancelled
    for (let i = 0; i < 8; i++) {
      const text = await ask(edge, {}, { 'accept-encoding': encoding }).closed
      expect(text).toMatch(/^HTTP\/1\.1 200 /)
      expect(text).toContain('"code":"generation_cancelled","status":409')
      expect(text.endsWith(LAST_CHUNK)).toBe(false)
    }
  })

  it('says why though many fail at once', async () => {
    edge.fake.worker.failLateWith = cancelled
    const texts = await Promise.all(Array.from({ length: 32 }, () => ask(edge).closed))
    for (const text of texts) expect(text).toContain('"code":"generation_cancelled"')
    // Nothing that an operator should hear of.
    expect(edge.log).toEqual([])
  })
})

describe('an answer whose worker goes', () => {
  it.for([{}, { stream: true }])('says so: %j', async (fields) => {
    const own = await startTestEdge()
    try {
      Object.assign(own.fake.worker, { lateAnswers: true, holdStreams: true })
      const answer = ask(own, fields)
      await expect.poll(answer.text, { timeout: 5000 }).toMatch(/\r\n\r\n[\s\S]*\r\n( |: ping)/)
      await own.fake.close()
      const text = await answer.closed
      expect(text).toMatch(/^HTTP\/1\.1 200 /)
      expect(text).toMatch(/\{"error":\{"message":"The model is not reachable[^}]*"code":"worker_unavailable"/)
      if ('stream' in fields) expect(text).toMatch(/\n\ndata: \{"error"/)
      else expect(text.endsWith(LAST_CHUNK)).toBe(false)
    } finally {
      await own.close()
    }
  })
})
