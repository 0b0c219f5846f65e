/** Answers that are not streamed and take long: what a client learns of those that fail when their headers are out. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import worker from '../../edge/index.ts'
import { ApiError } from '../../shared/errors.ts'
import { HELD_DEADLINE_MS } from '../../shared/wire/chat.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { fakeFleet, newProject, ORIGIN } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const workers = () => [fleet.a, fleet.b]
const request = (fields: object) =>
  new Request(`${ORIGIN}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }], ...fields }),
  })
const ask = (fields: object) => client.send(request(fields))

const exceeded = new ApiError(504, 'deadline_exceeded', 'not complete in time', { details: { completion_tokens: 9 } })
const stopping = new ApiError(503, 'shutting_down', 'going', { retryAfterSeconds: 2 })

describe('with a short deadline', () => {
  const deadline_ms = HELD_DEADLINE_MS

  it('have a status of their own', async () => {
    for (const fake of workers()) fake.failLateWith = exceeded
    const response = await ask({ deadline_ms })
    expect(response.status).toBe(504)
    expect(response.headers.get('x-attune-generation')).toMatch(/^chatcmpl_/)
    expect(await response.json()).toMatchObject({
      error: { type: 'timeout_error', code: 'deadline_exceeded', completion_tokens: 9 },
    })
  })

  it('say when to try again', async () => {
    for (const fake of workers()) fake.failLateWith = stopping
    const response = await ask({ deadline_ms })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
    await response.text()
  })

  it('are whole when they come', async () => {
    for (const fake of workers()) fake.lateAnswers = true
    const response = await ask({ deadline_ms })
    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(/^\{"id":.*\}$/)
  })
})

describe.each([{}, { deadline_ms: HELD_DEADLINE_MS + 1 }])('with %j', (fields) => {
  it('begin before they are complete', async () => {
    for (const fake of workers()) fake.lateAnswers = true
    const response = await ask(fields)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
    const text = await response.text()
    expect(text).toMatch(/^ +\{"id":/)
    expect(JSON.parse(text).choices[0].message.content).toBe('Hello there!')
  })

  it('are cut off after the error', async () => {
    for (const fake of workers()) fake.failLateWith = exceeded
    const response = await ask(fields)
    let text = ''
    const read = async () => {
      for await (const bytes of response.body!) text += new TextDecoder().decode(bytes as Uint8Array)
    }
    await expect(read()).rejects.toThrow()
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'deadline_exceeded', status: 504 } })
  })

  it('end on the worker when the client goes', async () => {
    for (const fake of workers()) fake.lateAnswers = fake.holdStreams = true
    const context = createExecutionContext()
    const response = await worker.fetch(request(fields), env, context)
    const reader = response.body!.getReader()
    expect((await reader.read()).value).toEqual(new TextEncoder().encode(' '))
    await reader.cancel()
    await expect.poll(() => fleet.a.abandoned + fleet.b.abandoned).toBe(1)
    await waitOnExecutionContext(context)
  })
})
