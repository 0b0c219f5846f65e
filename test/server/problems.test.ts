import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { EventReader } from './events.ts'
import { errorOf, generateBody, PROJECT, SECRET, startTestWorker, type TestWorker } from './worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await startTestWorker()
})
afterAll(() => worker.close())
afterEach(async () => {
  await worker.settle()
  vi.restoreAllMocks()
})

describe('what there is not', () => {
  test.for([
    ['GET', '/'],
    ['GET', '/healthz'],
    ['GET', '/v1'],
    ['GET', '/v1/nothing'],
    ['POST', '/v1/generate/more'],
    ['GET', '/v1/directions'],
    ['GET', '/v1/../etc/passwd'],
  ] as const)('%s %s is not found', async ([method, path]) => {
    const response = await worker.ask(method, new URL(path, worker.url).pathname)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await errorOf(response)).toMatchObject({ code: 'not_found', type: 'not_found_error', param: null })
  })

  test.for([
    ['POST', '/health', 'GET, HEAD'],
    ['DELETE', '/metrics', 'GET, HEAD'],
    ['POST', '/v1/model', 'GET, HEAD'],
    ['GET', '/v1/generate', 'POST'],
    ['PUT', '/v1/generations/x', 'GET, HEAD, PATCH, DELETE'],
    ['DELETE', '/v1/directions/x', 'PUT, GET, HEAD'],
    ['GET', '/v1/fits', 'POST'],
    ['POST', '/v1/fits/x/artifact', 'GET, HEAD'],
  ] as const)('%s %s: the answer names the methods there are', async ([method, path, allow]) => {
    const response = await worker.ask(method, path)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    const error = await errorOf(response)
    expect(error).toMatchObject({ code: 'method_not_allowed' })
    expect(error.message).toBe(`${path} takes ${allow}, not ${method}`)
  })
})

describe('a failure of ours', () => {
  const inside = 'ORT: /srv/models/secret.onnx went wrong'

  function expectHidden(text: string) {
    expect(text).not.toMatch(/ORT|onnx|srv|\.ts|EngineError/)
    expect(text).not.toContain(SECRET)
  }

  test('before the answer is a 500 that shows nothing of the inside; the operator sees where and what', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    worker.gate.break(new Error(inside))
    const body = generateBody()
    const response = await worker.ask('POST', '/v1/generate', body)
    expect(response.status).toBe(500)
    const text = await response.text()
    expectHidden(text)
    expect(JSON.parse(text).error).toMatchObject({ code: 'internal_error', type: 'server_error', param: null })
    expect(log).toHaveBeenCalledOnce()
    const [where, what] = log.mock.calls[0]!
    expect(where).toBe('POST /v1/generate')
    expect((what as Error).cause).toMatchObject({ message: inside })
    const state = await worker.ask('GET', `/v1/generations/${body.id}?project=${PROJECT}`)
    expect(await state.json()).toMatchObject({ status: 'failed', finish_reason: null })
  })

  test('within a stream is an event, told to the operator all the same', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    worker.gate.hold()
    const reader = new EventReader(await worker.ask('POST', '/v1/generate', generateBody({ stream: true })))
    await worker.gate.step(4)
    worker.gate.break(new Error(inside))
    const events = await reader.rest()
    expect(events.length).toBeGreaterThan(1)
    expect(events).not.toContain('[DONE]')
    for (const event of events) expectHidden(event)
    expect(JSON.parse(events.pop()!)).toEqual({
      error: expect.objectContaining({ code: 'internal_error', type: 'server_error' }),
    })
    expect(JSON.parse(events.pop()!)).toHaveProperty('choices')
    expect(log).toHaveBeenCalledExactlyOnceWith('POST /v1/generate', expect.anything())
  })

  test('anywhere in a route is hidden too, and the next request is served', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { template } = worker.model
    const { encode } = template
    template.encode = () => {
      throw new TypeError(inside)
    }
    const response = await worker.ask('POST', '/v1/generate?key=in-the-query', generateBody())
    template.encode = encode
    expect(response.status).toBe(500)
    expectHidden(await response.text())
    expect(log).toHaveBeenCalledExactlyOnceWith('POST /v1/generate', expect.objectContaining({ message: inside }))
    expect((await worker.ask('POST', '/v1/generate', generateBody())).status).toBe(200)
  })

  test('is not what a refused request is: nobody is woken for that', async () => {
    const log = vi.spyOn(console, 'error')
    await worker.ask('POST', '/v1/generate', '{')
    await worker.ask('GET', '/v1/nothing')
    await fetch(`${worker.url}/v1/model`)
    expect(log).not.toHaveBeenCalled()
  })
})
