/** Clients that leave while their answer is made: the worker is to hear of it soon, whatever encodings they accept. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HELD_DEADLINE_MS } from '../../shared/wire/chat.ts'
import { ask, startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
  Object.assign(edge.fake.worker, { lateAnswers: true, holdStreams: true })
})
afterAll(() => edge?.close())

const NOTICED_WITHIN_MS = 2_000
const abandoned = () => edge.fake.worker.abandoned
const headersOf = (text: string) => text.slice(0, text.indexOf('\r\n\r\n'))

describe.for([undefined, 'gzip', 'br', 'gzip, deflate, br, zstd', '*', 'identity'])('accepting %s', (encoding) => {
  const headers: Record<string, string> = encoding ? { 'accept-encoding': encoding } : {}

  it.for([{}, { stream: true }, { deadline_ms: HELD_DEADLINE_MS + 1 }])('%j', async (fields) => {
    const before = abandoned()
    const answer = ask(edge, fields, headers)
    await expect.poll(answer.text, { timeout: 5000 }).toContain('\r\n\r\n')
    expect(headersOf(answer.text())).toMatch(/cache-control: no-store, no-transform/i)
    // Well after the headers: what was written by then is no help.
    await delay(700)
    expect(abandoned()).toBe(before)
    answer.socket.destroy()
    await expect.poll(abandoned, { timeout: NOTICED_WITHIN_MS, interval: 20 }).toBe(before + 1)
  })
})

it('is noticed of no answer that is held for its true status: none is held for longer than it may take to notice', () => {
  expect(HELD_DEADLINE_MS).toBeLessThanOrEqual(NOTICED_WITHIN_MS)
})

it('thirty-two at once', async () => {
  const before = abandoned()
  const answers = Array.from({ length: 32 }, () => ask(edge, {}, { 'accept-encoding': 'gzip, deflate, br' }))
  for (const answer of answers) await expect.poll(answer.text, { timeout: 10_000 }).toContain('\r\n\r\n')
  for (const { socket } of answers) socket.destroy()
  await expect.poll(abandoned, { timeout: NOTICED_WITHIN_MS, interval: 20 }).toBe(before + 32)
})
