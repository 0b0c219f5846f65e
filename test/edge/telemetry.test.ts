/** What the operator sees of requests: lines in the log, traces, timings; and what nobody is to see there. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, fetchWith, newProject, ORIGIN } from './harness.ts'

const fleet = fakeFleet()
const COLLECTOR = 'https://collector.test/v1/traces'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

let client: Awaited<ReturnType<typeof newProject>>
let output: MockInstance
/** What went out, in order: to workers, and to the collector. */
let sent: { url: string; headers: Headers; body: string }[]
/** What the collector answers; null: it cannot be reached. */
let collector: Response | null

beforeEach(async () => {
  client = await newProject()
  output = vi.spyOn(console, 'log').mockImplementation(() => {})
  sent = []
  collector = new Response('{}')
  const others = vi.mocked(fetch).getMockImplementation()!
  vi.mocked(fetch).mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    const isJson = request.headers.get('content-type') === 'application/json'
    sent.push({ url: request.url, headers: request.headers, body: isJson ? await request.clone().text() : '' })
    if (request.url !== COLLECTOR) return others(input, init)
    if (!collector) throw new TypeError('connection refused')
    return collector
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

type Settings = Partial<Pick<typeof env, 'LOG_LEVEL' | 'LOG_SHARE' | 'OTLP_ENDPOINT' | 'OTLP_HEADERS'>>
type Asked = { path?: string; method?: string; body?: object; headers?: Record<string, string>; key?: string }

const SECRET_WORDS = 'tell nobody of the sea'
const chat = {
  path: '/v1/chat/completions',
  body: { model: TOY_MODEL, messages: [{ role: 'user', content: SECRET_WORDS }], user: 'mia' },
}

async function ask({ path = '/v1/axes', body, headers, key = client.key, method }: Asked, settings: Settings = {}) {
  const request = new Request(ORIGIN + path, {
    method: method ?? (body ? 'POST' : 'GET'),
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const response = await fetchWith({ ...env, ...settings }, request)
  return { response, text: await response.text() }
}

/** A model that is served, by workers that have gone. */
async function withoutWorkers(settings: Settings): Promise<void> {
  await ask(chat)
  for (const tag of ['a', 'b'] as const) fleet.down.add(tag)
  vi.spyOn(console, 'error').mockImplementation(() => {})
  await ask(chat, settings)
}

const lines = (): Any[] => output.mock.calls.map(([line]) => JSON.parse(line))

describe('a line in the log', () => {
  it('says which request it was, whose, and how it went', async () => {
    const { response } = await ask(chat, { LOG_LEVEL: 'info' })
    const generation = response.headers.get('x-attune-generation')!
    const [line, ...more] = lines()
    expect(more).toEqual([])
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'info',
      of: 'edge',
      request: response.headers.get('x-request-id'),
      trace: expect.stringMatching(/^[0-9a-f]{32}$/),
      method: 'POST',
      route: '/v1/chat/completions',
      status: 200,
      ms: expect.any(Number),
      auth_ms: expect.any(Number),
      db_ms: expect.any(Number),
      worker_ms: expect.any(Number),
      project: client.project,
      actor: expect.stringMatching(/^key_/),
      worker: generation.split('_')[1],
      generation,
    })
  })

  it('of what failed says why, at its level', async () => {
    await ask({ key: 'sk-attune-wrong' }, { LOG_LEVEL: 'warn' })
    await ask({ path: '/v1/profiles/mia', headers: { 'x-unused': '1' } }, { LOG_LEVEL: 'warn' })
    await withoutWorkers({ LOG_LEVEL: 'warn' })
    expect(lines().map(({ level, status, code }) => [level, status, code])).toEqual([
      ['warn', 401, 'mistyped_api_key'],
      ['error', 503, 'worker_unavailable'],
    ])
  })

  it('names an answer by its address', async () => {
    const { response } = await ask(chat)
    const id = response.headers.get('x-attune-generation')!
    await ask({ path: `/v1/generations/${id}` }, { LOG_LEVEL: 'info' })
    expect(lines()).toMatchObject([{ route: '/v1/generations/{id}', generation: id, worker: id.split('_')[1] }])
  })

  it('has nothing in it that anybody wrote, nor any key or name', async () => {
    const settings = { LOG_LEVEL: 'info', OTLP_ENDPOINT: COLLECTOR }
    await ask(chat, settings)
    await ask({ path: '/v1/profiles/mia?token=secret-token&after=mia' }, settings)
    await ask({ path: `/v1/mia/secret-token?key=${client.key}` }, settings)
    await ask({ ...chat, body: { ...chat.body, [SECRET_WORDS]: 1 } }, settings)
    expect(lines().length).toBe(4)
    const told = JSON.stringify([lines(), sent.filter(({ url }) => url === COLLECTOR).map(({ body }) => body)])
    for (const secret of [SECRET_WORDS, 'mia', 'Hello', client.key, 'secret-token', env.ATTUNE_SECRET]) {
      expect(told).not.toContain(secret)
    }
    expect(lines().map(({ route }) => route)).toContain('none')
  })

  it('has what was asked for, and nothing else that anybody wrote, of a project that wants it', async () => {
    const settings = { LOG_LEVEL: 'info', OTLP_ENDPOINT: COLLECTOR }
    await client.patch('/v1/project', { log_prompts: true })
    const { text } = await ask(chat, settings)
    await ask({ path: '/v1/profiles/mia' }, settings)
    expect(lines().map(({ prompt }) => prompt)).toEqual([JSON.stringify(chat.body.messages), undefined])
    const told = JSON.stringify([lines(), sent.filter(({ url }) => url === COLLECTOR).map(({ body }) => body)])
    expect(told.split(SECRET_WORDS).length).toBe(3)
    for (const secret of ['mia', JSON.parse(text).choices[0].message.content]) expect(told).not.toContain(secret)
    await client.patch('/v1/project', { log_prompts: false })
    await ask(chat, settings)
    expect(lines().at(-1).prompt).toBeUndefined()
  })

  it('is not written where none is wanted, nor where it is not known what is wanted', async () => {
    await ask({}, { LOG_LEVEL: 'off' })
    await ask({}, { LOG_LEVEL: undefined })
    await ask({}, { LOG_LEVEL: 'info', LOG_SHARE: '0' })
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await ask({}, { LOG_LEVEL: 'loud' })).response.status).toBe(200)
    expect(lines()).toEqual([])
    expect(told.mock.calls).toEqual([[expect.stringContaining('LOG_LEVEL or LOG_SHARE is set wrongly')]])
  })
})

describe('timings', () => {
  it('stand in every answer, with what was waited for', async () => {
    const timings = async (asked: Asked) => (await ask(asked)).response.headers.get('server-timing')
    expect(await timings(chat)).toMatch(/^total;dur=[\d.]+, auth;dur=[\d.]+, db;dur=[\d.]+, worker;dur=[\d.]+$/)
    expect(await timings({})).toMatch(/^total;dur=[\d.]+, auth;dur=[\d.]+, db;dur=[\d.]+$/)
    expect(await timings({ path: '/nowhere' })).toMatch(/^total;dur=[\d.]+$/)
    expect(await timings({ key: 'sk-attune-wrong' })).toContain('auth;dur=')
  })
})

describe('a trace', () => {
  const toWorkers = () => sent.filter(({ url }) => url.includes('worker-') && url.includes('/v1/'))

  it('is passed on to the worker, each call by a span of its own', async () => {
    await client.steerable('formal')
    sent.length = 0
    const headers = { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'vendor=1' }
    await ask({ ...chat, body: { ...chat.body, steering: { strengths: { formal: 1 } } }, headers })
    const told = toWorkers().map(({ headers }) => headers.get('traceparent')!.split('-'))
    expect(told.length).toBeGreaterThanOrEqual(3)
    for (const [version, trace, , flags] of told) expect([version, trace, flags]).toEqual(['00', TRACE, '01'])
    const spans = told.map(([, , span]) => span)
    expect(new Set([...spans, PARENT]).size).toBe(spans.length + 1)
    for (const { headers } of toWorkers()) expect(headers.get('tracestate')).toBe('vendor=1')
  })

  it('that is told wrongly is another one, and goes no further', async () => {
    await ask({ ...chat, headers: { traceparent: `00-${TRACE}-${PARENT}-01-more`, tracestate: 'vendor=1' } })
    for (const { headers } of toWorkers()) {
      expect(headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
      expect(headers.get('traceparent')).not.toContain(TRACE)
      expect(headers.get('tracestate')).toBeNull()
    }
  })

  it('is each request’s own, though they run side by side', async () => {
    const traces = Array.from({ length: 8 }, (_, i) => String(i + 1).repeat(32))
    const asked = traces.map((trace) =>
      ask({ ...chat, headers: { traceparent: `00-${trace}-${PARENT}-00` } }, { LOG_LEVEL: 'info' }),
    )
    await Promise.all(asked)
    const generated = toWorkers().filter(({ url }) => url.endsWith('/v1/generate'))
    const told = new Map(
      generated.map(({ headers, body }) => [JSON.parse(body).id, headers.get('traceparent')!.split('-')[1]]),
    )
    expect(told.size).toBe(8)
    for (const { generation, trace } of lines()) expect(told.get(generation)).toBe(trace)
  })
})

describe('a collector', () => {
  const messages = () => sent.filter(({ url }) => url === COLLECTOR)
  const spansOf = ({ body }: { body: string }): Any[] => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans
  const attributesOf = (span: Any) =>
    Object.fromEntries(span.attributes.map(({ key, value }: Any) => [key, Object.values(value)[0]]))
  const configured = { OTLP_ENDPOINT: COLLECTOR, OTLP_HEADERS: 'api-key=abc' }

  it('gets each request as one message, by the conventions', async () => {
    const headers = { traceparent: `00-${TRACE}-${PARENT}-01` }
    const { response } = await ask({ ...chat, headers }, configured)
    const [message, ...more] = messages()
    expect(more).toEqual([])
    expect([message!.headers.get('api-key'), message!.headers.get('content-type')]).toEqual(['abc', 'application/json'])
    const [own, ...parts] = spansOf(message!)
    expect(own).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, name: 'POST /v1/chat/completions', kind: 2 })
    expect(own).not.toHaveProperty('status')
    expect(attributesOf(own)).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/v1/chat/completions',
      'http.response.status_code': '200',
      'url.scheme': 'https',
      'gen_ai.provider.name': 'attune',
      'gen_ai.request.model': TOY_MODEL,
      'attune.request': response.headers.get('x-request-id'),
      'attune.project': client.project,
      'attune.generation': response.headers.get('x-attune-generation'),
    })
    for (const part of parts) expect([part.traceId, part.parentSpanId]).toEqual([TRACE, own.spanId])
    expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['authenticate', 'POST worker']))
    expect(parts.some(({ name }) => name.startsWith('D1 '))).toBe(true)
    const asked = parts.find(({ name }) => name === 'POST worker')
    expect(sent.find(({ url }) => url.endsWith('/v1/generate'))!.headers.get('traceparent')).toContain(asked.spanId)
    for (const { startTimeUnixNano, endTimeUnixNano } of [own, ...parts]) {
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano))
      // By the calendar, not by when the isolate began.
      expect(Math.abs(Number(startTimeUnixNano) / 1e6 - Date.now())).toBeLessThan(3_600_000)
    }
  })

  it('is told what failed here, and what the client did wrong as no failure', async () => {
    await ask({ key: 'sk-attune-wrong' }, configured)
    await withoutWorkers(configured)
    const [wrong, failed] = messages().map((message) => spansOf(message)[0])
    expect(wrong).not.toHaveProperty('status')
    expect(failed.status).toEqual({ code: 2 })
    expect(attributesOf(failed)).toMatchObject({
      'error.type': 'worker_unavailable',
      'http.response.status_code': '503',
    })
  })

  it('is told nothing of what its sender wants nobody to record, nor where none is set', async () => {
    await ask({ headers: { traceparent: `00-${TRACE}-${PARENT}-00` } }, configured)
    await ask({})
    expect(messages()).toEqual([])
  })

  it.each([
    ['cannot be reached', null],
    ['refuses', new Response('no', { status: 401 })],
    ['would send elsewhere', Response.redirect('https://elsewhere.test/')],
  ])('that %s costs the client nothing, and is told once', async (_, answer) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1e9 * Math.random() + 1e6 })
    try {
      collector = answer
      const told = vi.spyOn(console, 'error').mockImplementation(() => {})
      expect((await ask({}, configured)).response.status).toBe(200)
      collector = answer?.clone() ?? null
      expect((await ask({}, configured)).response.status).toBe(200)
      expect(told.mock.calls.length).toBeLessThanOrEqual(1)
      expect(messages().length).toBe(2)
      expect(sent.map(({ url }) => url)).not.toContain('https://elsewhere.test/')
    } finally {
      vi.useRealTimers()
    }
  })

  it('that never answers is not waited for', async () => {
    vi.mocked(fetch).mockImplementation(async (input, init) => {
      if (new Request(input, init).url !== COLLECTOR) throw new Error('nothing else is asked')
      return new Promise((_, reject) => init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason)))
    })
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const waiting: Promise<unknown>[] = []
    const context = {
      waitUntil: (promise: Promise<unknown>) => void waiting.push(promise),
      passThroughOnException() {},
    }
    const { default: worker } = await import('../../edge/index.ts')
    const response = await worker.fetch(
      new Request(`${ORIGIN}/nowhere`),
      { ...env, ...configured },
      context as unknown as ExecutionContext,
    )
    expect(response.status).toBe(404)
    expect(waiting.length).toBe(1)
  })
})
