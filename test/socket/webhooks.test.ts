/** Webhooks through real sockets: what a receiver gets, and how long it is waited for. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook as Verifier } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
let server: Server
let url: string
type Got = { headers: Record<string, string>; body: string }
const got: Got[] = []
let answer: (response: ServerResponse) => void
beforeAll(async () => {
  edge = await startTestEdge()
  server = createServer(async (request: IncomingMessage, response) => {
    const body = (await request.toArray()).join('')
    got.push({ headers: request.headers as Record<string, string>, body })
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
})
afterAll(async () => {
  server?.closeAllConnections()
  server?.close()
  await edge?.close()
})
beforeEach(() => {
  got.length = 0
  answer = (response) => response.writeHead(204).end()
})

// biome-ignore lint/suspicious/noExplicitAny: what each answer is, a test says
type Any = any
const send = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(edge.url + path, {
    method,
    headers: { authorization: `Bearer ${edge.key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
const api = async (method: string, path: string, body?: object): Promise<Any> => (await send(method, path, body)).json()
afterEach(async () => {
  const { data } = await api('GET', '/v1/webhooks')
  for (const { id } of data) await send('DELETE', `/v1/webhooks/${id}`)
})
const newHook = () => api('POST', '/v1/webhooks', { url, events: ['fit.finished', 'direction.activated'] })

it('a message is what was signed, to the byte', async () => {
  const { id, secret } = await newHook()
  expect(await api('POST', `/v1/webhooks/${id}/test`)).toMatchObject({
    state: 'delivered',
    attempts: [{ status: 204, code: null }],
  })
  const [{ headers, body }] = got
  expect(new Verifier(secret).verify(body, headers)).toMatchObject({ type: 'webhook.test', data: { webhook: id } })
})

it('the end of a fit is told right away', async () => {
  await newHook()
  const axis = {
    id: 'formal',
    positive: { name: 'formal', description: 'Formal.' },
    negative: { name: 'casual', description: 'Casual.' },
  }
  edge.fake.worker.fitOutcome = 'failed'
  const { id: fit } = await api('POST', '/v1/fits', { axis, source: 'context-shift' })
  const told = () => got.map(({ body }) => JSON.parse(body)).filter(({ data }) => data.fit === fit)
  await expect
    .poll(told, { timeout: 20_000 })
    .toMatchObject([
      { type: 'fit.finished', data: { fit, axis: 'formal', state: 'failed', error: { code: 'no_contrast' } } },
    ])
}, 30_000)

it('a receiver that does not answer is not waited for longer than ten seconds', async () => {
  const { id } = await newHook()
  answer = () => {}
  const { state, attempts } = await api('POST', `/v1/webhooks/${id}/test`)
  expect([state, attempts]).toMatchObject(['failed', [{ status: null, code: 'timed_out' }]])
  expect(attempts[0].duration_ms).toBeGreaterThanOrEqual(9_900)
}, 30_000)

it('an answer without an end is not read', async () => {
  const { id } = await newHook()
  const left = Promise.withResolvers<void>()
  answer = (response) => {
    response.writeHead(200)
    const more = setInterval(() => response.write('x'.repeat(65_536)), 5)
    response.on('close', () => {
      clearInterval(more)
      left.resolve()
    })
  }
  expect(await api('POST', `/v1/webhooks/${id}/test`)).toMatchObject({ state: 'delivered' })
  await left.promise
})

it('a redirect leads nowhere', async () => {
  const { id } = await newHook()
  answer = (response) => response.writeHead(307, { location: url }).end()
  expect(await api('POST', `/v1/webhooks/${id}/test`)).toMatchObject({
    state: 'failed',
    attempts: [{ status: 307, code: 'redirected' }],
  })
  expect(got).toHaveLength(1)
})
