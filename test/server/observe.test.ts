/** What the worker tells its operator of requests behind the signature. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { attributesOf, type FakeCollector, startCollector } from '../support/collector.ts'
import { generateBody, PROJECT, startTestWorker, type TestWorker } from './worker.ts'

const PARENT = 'b7ad6b7169203331'
/** Each test's own: spans of the one before may still be on their way. */
let trace: string
const traced = (flags = '01') => ({ headers: { traceparent: `00-${trace}-${PARENT}-${flags}` } })
const spans = () => collector.spans().filter(({ traceId }) => traceId === trace)
const WORDS = 'Say something that nobody is told.'
/** No identifier can contain it: they are hex, or have no such letters. */
const COLLECTORS_KEY = 'collectors-own'

let collector: FakeCollector
let worker: TestWorker
const written: string[] = []
const lines = () => written.map((line) => JSON.parse(line))

beforeAll(async () => {
  collector = await startCollector()
  const log = { level: 'info', share: 1 } as const
  const write = (line: string) => void written.push(line)
  const headers = { 'api-key': COLLECTORS_KEY }
  worker = await startTestWorker({ telemetry: { log, collector: { url: collector.url, headers }, write } })
})
afterAll(async () => {
  await worker?.close()
  await collector?.close()
})
beforeEach(async () => {
  await worker.settle()
  written.length = 0
  trace = crypto.randomUUID().replaceAll('-', '')
})

const ask = (fields: object = {}, more: RequestInit = traced()) => {
  const body = generateBody({ messages: [{ role: 'user', content: WORDS }], user: 'mia', key: 'key_1', ...fields })
  return { id: body.id, answer: worker.ask('POST', '/v1/generate', body, more) }
}

describe('an answer', () => {
  it.each([{ stream: true }, { stream: false }])(
    'is told of when it is complete, with what it took: %j',
    async (fields) => {
      worker.gate.hold()
      const { id, answer } = ask(fields)
      const response = await answer
      expect(written).toEqual([])
      worker.gate.open()
      await response.text()
      await expect.poll(() => written.length).toBe(1)
      expect(lines()[0]).toEqual({
        time: expect.any(String),
        level: 'info',
        of: 'worker',
        trace,
        method: 'POST',
        route: '/v1/generate',
        status: 200,
        ms: expect.any(Number),
        worker: 'test',
        project: PROJECT,
        actor: 'key_1',
        generation: id,
        ended: 'finished',
        prompt_tokens: expect.any(Number),
        cached_tokens: 0,
        completion_tokens: 8,
      })
    },
  )

  it('goes on the trace of who asks, and is one span by the conventions for models', async () => {
    const { id, answer } = ask({ sampling: { temperature: 0.5, seed: 1 } })
    const { usage } = (await (await answer).json()) as { usage: { prompt_tokens: number } }
    await expect.poll(() => spans().length).toBe(1)
    expect(collector.got.at(-1)!.headers['api-key']).toBe(COLLECTORS_KEY)
    const [span] = spans()
    expect(span).toMatchObject({ traceId: trace, parentSpanId: PARENT, name: 'POST /v1/generate', kind: 2 })
    expect(attributesOf(span)).toMatchObject({
      'http.response.status_code': '200',
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'attune',
      'gen_ai.request.model': 'tiny',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.max_tokens': '8',
      'gen_ai.response.id': id,
      'gen_ai.response.finish_reasons': { values: [{ stringValue: 'length' }] },
      'gen_ai.usage.input_tokens': String(usage.prompt_tokens),
      'gen_ai.usage.output_tokens': '8',
      'attune.project': PROJECT,
    })
  })

  it('that is left is told of with what it took until then', async () => {
    worker.gate.hold()
    const leave = new AbortController()
    const { answer } = ask({ stream: true }, { signal: leave.signal })
    await (await answer).body!.getReader().read()
    leave.abort()
    worker.gate.open()
    await expect.poll(() => lines()[0]?.ended).toBe('cancelled')
    expect(lines()[0].trace).not.toBe(trace)
  })

  it('is told of without a word of it, nor whose it is', async () => {
    await (await ask().answer).text()
    await expect.poll(() => spans().length).toBe(1)
    const told = JSON.stringify([written, collector.got.map(({ message }) => message)])
    for (const secret of [WORDS, 'mia', COLLECTORS_KEY]) expect(told).not.toContain(secret)
  })
})

describe('any other request', () => {
  it('is told of at its level, with why it was refused', async () => {
    const id = `chatcmpl_test_${'0'.repeat(26)}`
    await worker.ask('GET', '/v1/model')
    await worker.ask('GET', `/v1/generations/${id}?project=${PROJECT}&user=mia`)
    await worker.ask('POST', '/v1/generate', { wrong: true })
    expect(lines().map(({ level, route, status, code }) => [level, route, status, code])).toEqual([
      ['info', '/v1/model', 200, undefined],
      ['warn', '/v1/generations/{id}', 404, expect.any(String)],
      ['warn', '/v1/generate', 400, 'invalid_value'],
    ])
    expect(written.join()).not.toContain('mia')
  })

  it('that is not signed is not told of: anybody could fill the log', async () => {
    await fetch(`${worker.url}/v1/model`, traced())
    await fetch(`${worker.url}/health`)
    expect(written).toEqual([])
  })

  it('whose sender wants nobody to record it is not sent to the collector', async () => {
    await worker.ask('GET', '/v1/model', undefined, traced('00'))
    await worker.ask('GET', '/v1/model', undefined, traced())
    await expect.poll(() => spans().length).toBe(1)
    expect(lines().length).toBe(2)
  })
})

it('a collector that is gone costs nothing, and is told once', async () => {
  const gone = await startCollector()
  await gone.close()
  const told: string[] = []
  const telemetry = {
    log: { level: null, share: 0 },
    collector: { url: gone.url, headers: {} },
    write: (line: string) => void told.push(line),
  }
  await using own = await startTestWorker({ telemetry })
  for (let i = 0; i < 3; i++) expect((await own.ask('GET', '/v1/model', undefined, traced())).status).toBe(200)
  await expect.poll(() => told.length).toBe(1)
  expect(told[0]).toMatch(/^Spans could not be sent to ATTUNE_OTLP_ENDPOINT/)
  expect((await own.ask('GET', '/v1/model')).status).toBe(200)
  expect(told.length).toBe(1)
})
