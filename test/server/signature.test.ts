import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { LARGEST_BODY } from '../../gpu-worker/server/signature.ts'
import { SIGNATURE_HEADERS, SIGNATURE_SKEW_MS, signRequest } from '../../shared/sign.ts'
import { errorOf, generateBody, OLD_SECRET, SECRET, startTestWorker, type TestWorker, tinyDirection } from './worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await startTestWorker()
})
afterAll(() => worker.close())
afterEach(() => {
  vi.restoreAllMocks()
})

const FIT = `fit_${'0'.repeat(26)}`
const HASH = 'a'.repeat(64)
const ROUTES: [method: string, path: string, body?: string][] = [
  ['GET', '/v1/model'],
  ['HEAD', '/v1/model'],
  ['POST', '/v1/generate', JSON.stringify(generateBody({ id: 'never' }))],
  ['GET', '/v1/generations/never?project=proj_mine'],
  ['PATCH', '/v1/generations/never', JSON.stringify({ project: 'proj_mine', edits: [] })],
  ['DELETE', '/v1/generations/never?project=proj_mine'],
  ['PUT', `/v1/directions/${HASH}`, 'bytes'],
  ['GET', `/v1/directions/${HASH}`],
  ['HEAD', `/v1/directions/${HASH}`],
  ['POST', '/v1/fits', JSON.stringify({ id: FIT, spec: {} })],
  ['GET', `/v1/fits/${FIT}`],
  ['DELETE', `/v1/fits/${FIT}`],
  ['GET', `/v1/fits/${FIT}/artifact`],
  ['GET', '/v1'],
  ['GET', '/v1/what-is-not-there'],
]

type Sent = { method: string; path: string; body?: string; headers: Record<string, string> }
const send = ({ method, path, body, headers }: Sent) => fetch(worker.url + path, { method, body, headers })

async function expectRefused(response: Response, code: string) {
  expect(response.status).toBe(401)
  const text = await response.text()
  if (text) expect(JSON.parse(text).error).toMatchObject({ code, type: 'authentication_error' })
  expect(text).not.toContain(SECRET)
}

describe.for(ROUTES)('%s %s', ([method, path, body]) => {
  const signed = async (secret = SECRET, now?: number): Promise<Sent> => ({
    method,
    path,
    body,
    headers: await signRequest(secret, { method, path, body: body ?? '' }, now),
  })

  test('refuses a request without a signature, or with half of one', async () => {
    await expectRefused(await send({ method, path, body, headers: {} }), 'signature_missing')
    for (const name of Object.values(SIGNATURE_HEADERS)) {
      const { headers, ...request } = await signed()
      delete headers[name]
      await expectRefused(await send({ ...request, headers }), 'signature_missing')
    }
  })

  test('refuses a request signed with another secret, or for another request', async () => {
    await expectRefused(await send(await signed('another secret of the same length as ours')), 'signature_mismatch')
    const request = await signed()
    const tampered: Sent[] = [
      { ...request, path: `${path}${path.includes('?') ? '&' : '?'}more=1` },
      { ...request, headers: { ...request.headers, [SIGNATURE_HEADERS.nonce]: 'another' } },
      { ...request, headers: { ...request.headers, [SIGNATURE_HEADERS.timestamp]: String(Date.now() + 1) } },
    ]
    if (body) tampered.push({ ...request, body: `${body} ` })
    else tampered.push({ ...request, method: method === 'DELETE' ? 'GET' : 'DELETE' })
    for (const each of tampered) await expectRefused(await send(each), 'signature_mismatch')
  })

  test('refuses a request of long ago or of the future', async () => {
    for (const offset of [-2 * SIGNATURE_SKEW_MS, 2 * SIGNATURE_SKEW_MS]) {
      await expectRefused(await send(await signed(SECRET, Date.now() + offset)), 'signature_expired')
    }
  })

  test('takes one that is signed with the secret before this one, while that is accepted', async () => {
    expect((await send(await signed(OLD_SECRET))).status).not.toBe(401)
  })

  test('answers a genuine request once', async () => {
    const request = await signed()
    expect((await send(request)).status).not.toBe(401)
    await expectRefused(await send(request), 'signature_replayed')
  })
})

test('a refused request leaves nothing behind', async () => {
  const before = worker.model.engine.stats
  const body = generateBody()
  await fetch(`${worker.url}/v1/generate`, { method: 'POST', body: JSON.stringify(body) })
  const { bytes, hash } = tinyDirection(worker.model, { seed: 77 })
  await fetch(`${worker.url}/v1/directions/${hash}`, { method: 'PUT', body: bytes })
  expect(worker.model.engine.stats).toEqual(before)
  expect((await worker.ask('GET', `/v1/generations/${body.id}?project=${body.project}`)).status).toBe(404)
  expect((await worker.ask('GET', `/v1/directions/${hash}`)).status).toBe(404)
})

test('a request that was captured is refused after a restart', async () => {
  const path = '/v1/generate'
  const body = JSON.stringify(generateBody())
  const headers = await signRequest(SECRET, { method: 'POST', path, body })
  const post = (url: string, sent: Record<string, string>) => fetch(url + path, { method: 'POST', body, headers: sent })
  const answer = await post(worker.url, headers)
  expect(answer.status).toBe(200)
  await answer.text()
  await using restarted = await startTestWorker()
  await expectRefused(await post(restarted.url, headers), 'signature_before_start')
  const again = await post(restarted.url, await signRequest(SECRET, { method: 'POST', path, body }))
  expect(again.status).toBe(200)
  await again.text()
})

test('a body that comes in another coding is refused by name', async () => {
  const response = await worker.ask('POST', '/v1/generate', generateBody(), { headers: { 'content-encoding': 'gzip' } })
  expect([response.status, (await errorOf(response)).code]).toEqual([415, 'unsupported_content_encoding'])
})

test('the signature covers the body also when it comes in pieces', async () => {
  const content = JSON.stringify(generateBody())
  const request = { method: 'POST', path: '/v1/generate' }
  const pieces = (text: string) =>
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < text.length; at += 100) controller.enqueue(Buffer.from(text.slice(at, at + 100)))
        controller.close()
      },
    })
  const headers = await signRequest(SECRET, { ...request, body: content })
  const init = { method: 'POST', duplex: 'half' as const }
  const whole = await fetch(worker.url + request.path, { ...init, headers, body: pieces(content) })
  expect(whole.status).toBe(200)
  const more = await signRequest(SECRET, { ...request, body: content })
  const tampered = await fetch(worker.url + request.path, { ...init, headers: more, body: pieces(`${content} `) })
  await expectRefused(tampered, 'signature_mismatch')
})

/** What comes back on a bare connection for what `send` writes. */
async function answerTo(
  send: (write: (data: string | Buffer) => Promise<void>, answered: () => boolean) => Promise<void>,
): Promise<string> {
  const { hostname, port } = new URL(worker.url)
  const socket = connect(Number(port), hostname)
  const answer = Promise.withResolvers<string>()
  let text = ''
  socket.on('data', (data) => {
    text += data
    if (text.includes('}')) answer.resolve(text)
  })
  socket.on('error', () => answer.resolve(text))
  socket.on('close', () => answer.resolve(text))
  const write = (data: string | Buffer) => new Promise<void>((resolve) => socket.write(data, () => resolve()))
  await send(write, () => text !== '' || socket.destroyed)
  const whole = await answer.promise
  socket.destroy()
  return whole
}

/** Headers that look right, and that nobody with the secret made. */
const FORGED = {
  [SIGNATURE_HEADERS.timestamp]: () => String(Date.now()),
  [SIGNATURE_HEADERS.nonce]: () => crypto.randomUUID(),
  [SIGNATURE_HEADERS.digest]: () => 'a'.repeat(64),
  [SIGNATURE_HEADERS.signature]: () => 'b'.repeat(64),
}
const headOf = (headers: Record<string, string>) =>
  ['POST /v1/generate HTTP/1.1', 'Host: worker', ...Object.entries(headers).map((pair) => pair.join(': '))].join('\r\n')

describe('the body of a request that is not signed', () => {
  const forged = () => Object.fromEntries(Object.entries(FORGED).map(([name, value]) => [name, value()]))
  const lengths: Record<string, string>[] = [
    { 'content-length': String(LARGEST_BODY) },
    { 'transfer-encoding': 'chunked' },
  ]

  test.for(lengths)('is not waited for: %j', async (length) => {
    for (const [headers, code] of [
      [{}, 'missing'],
      [forged(), 'mismatch'],
    ] as const) {
      const answer = await answerTo((write) => write(`${headOf({ ...headers, ...length })}\r\n\r\n`))
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 401 [\\s\\S]*"code":"signature_${code}"`))
    }
  })

  test('takes no memory, though many send one and finish none', async () => {
    const piece = Buffer.alloc(LARGEST_BODY / 16, 'x')
    const before = process.memoryUsage().arrayBuffers
    const sockets = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const { hostname, port } = new URL(worker.url)
        const socket = connect(Number(port), hostname)
        socket.on('error', () => {})
        socket.write(`${headOf({ ...forged(), 'content-length': String(LARGEST_BODY) })}\r\n\r\n`)
        for (let i = 0; i < 15 && !socket.destroyed; i++) {
          await new Promise<void>((resolve) => socket.write(piece, () => resolve()))
        }
        return socket
      }),
    )
    // What was sent is 600 MiB; some of it is on its way through sockets.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150 * 2 ** 20)
    for (const socket of sockets) socket.destroy()
    expect((await worker.ask('GET', '/v1/model')).status).toBe(200)
  })
})

describe('a body above the limit', () => {
  test('is refused by its announced length, unread', async () => {
    const head = `POST /v1/generate HTTP/1.1\r\nHost: worker\r\nContent-Length: ${LARGEST_BODY + 1}\r\n\r\n`
    expect(await answerTo((write) => write(head))).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"body_too_large"/)
  })

  test('is refused where the limit is reached when no length was announced', async () => {
    let sent = 0
    const piece = Buffer.alloc(1024 * 1024, 'x')
    const headers = await signRequest(SECRET, { method: 'POST', path: '/v1/generate', body: 'another body' })
    const answer = await answerTo(async (write, answered) => {
      await write(`${headOf({ ...headers, 'transfer-encoding': 'chunked' })}\r\n\r\n`)
      // Without an end: only the limit can end this.
      while (!answered() && sent < 1024) {
        await write(Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]))
        sent++
      }
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"body_too_large"/)
    expect(sent).toBeLessThan(1024)
  })

  test('of exactly the limit is read', async () => {
    const response = await worker.ask('PUT', `/v1/directions/${HASH}`, new Uint8Array(LARGEST_BODY))
    expect(response.status).toBe(422)
  })
})

test('a client that leaves while it sends its body is no failure of ours', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { hostname, port } = new URL(worker.url)
  const socket = connect(Number(port), hostname)
  await new Promise<void>((resolve) =>
    socket.write('POST /v1/generate HTTP/1.1\r\nHost: worker\r\nContent-Length: 1000\r\n\r\n{"id":', () => resolve()),
  )
  const gone = new Promise((resolve) => socket.once('close', resolve))
  socket.destroy()
  await gone
  expect((await worker.ask('GET', '/v1/model')).status).toBe(200)
  expect(log).not.toHaveBeenCalled()
})

test('a client that does not finish its headers is not waited for longer than some seconds', async () => {
  const { hostname, port } = new URL(worker.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  const began = performance.now()
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.resume().write(headOf({ 'content-length': '9' }))
  await closed
  expect(performance.now() - began).toBeLessThan(20_000)
}, 30_000)

test('every answer is kept nowhere, and is what it says it is', async () => {
  const answers = [
    await fetch(`${worker.url}/health`),
    await fetch(`${worker.url}/metrics`),
    await fetch(`${worker.url}/nothing`),
    await fetch(`${worker.url}/v1/model`),
    await worker.ask('GET', '/v1/model'),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 401, 200])
  for (const { headers } of answers) {
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff'])
  }
})

test('health is open, and neither it nor the metrics know the secret', async () => {
  const health = await fetch(`${worker.url}/health`)
  expect(await health.json()).toEqual({ status: 'ok', worker: 'test', model: 'tiny' })
  const metrics = await (await fetch(`${worker.url}/metrics`)).text()
  expect(metrics).not.toContain(SECRET)
})
