/** The TypeScript client against the running edge, through a real socket. */
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import {
  Attune,
  AuthenticationError,
  type ClientOptions,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  RateLimitError,
  type Schemas,
  UnavailableError,
} from '../../clients/typescript/src/index.ts'
import { ApiError as ServerError } from '../../shared/errors.ts'
import { startTestEdge, type TestEdge } from '../socket/edge.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge?.close())
beforeEach(() => {
  Object.assign(edge.fake.worker, {
    refuseWith: null,
    failLateWith: null,
    lateAnswers: false,
    holdStreams: false,
    abandoned: 0,
  })
})

/** A client, and what it sent. `between` runs after each answer. */
function client(options: Partial<ClientOptions> = {}, between: (sent: number) => void = () => {}) {
  const sent: Request[] = []
  const attune = new Attune({
    baseURL: edge.url,
    token: edge.key,
    fetch: async (input, init) => {
      sent.push(new Request(input, init))
      try {
        return await fetch(input, init)
      } finally {
        between(sent.length)
      }
    },
    ...options,
  })
  return { attune, sent }
}

const question = { model: TOY_MODEL, messages: [{ role: 'user' as const, content: 'Hello' }] }
const pole = { name: 'some', description: 'In some way.' }

async function steerable(axis: string): Promise<void> {
  const { attune } = client()
  await attune.post('/v1/axes', { body: { id: axis, positive: pole, negative: pole } })
  const query = { activate: 'always' as const }
  await attune.post('/v1/axes/{axis}/directions', { path: { axis }, query, body: toyDirection({ axis }) })
}

describe('a route', () => {
  it('is asked by its path, and its answer has a type', async () => {
    const { attune } = client()
    await steerable('warm')
    const profile = await attune.put('/v1/profiles/{user}', {
      path: { user: 'ada / 1' },
      body: { strengths: { warm: 0.5 } },
    })
    expectTypeOf(profile).toEqualTypeOf<Schemas['Profile']>()
    expect(profile).toMatchObject({ user: 'ada / 1', strengths: { warm: { value: 0.5, mode: 'add' } } })
    expect(await attune.get('/v1/profiles/{user}', { path: { user: 'ada / 1' } })).toEqual(profile)
    expect(await attune.delete('/v1/profiles/{user}', { path: { user: 'ada / 1' } })).toBeUndefined()
  })

  it('that takes or answers with a file has its bytes', async () => {
    const { attune } = client()
    await attune.post('/v1/axes', { body: { id: 'story', positive: pole, negative: pole } })
    const file = toyDirection({ axis: 'story' })
    const direction = await attune.post('/v1/axes/{axis}/directions', { path: { axis: 'story' }, body: file })
    const { version } = direction
    const kept = await attune.get('/v1/axes/{axis}/directions/{version}/file', { path: { axis: 'story', version } })
    expect(new Uint8Array(kept)).toEqual(file)
  })

  it('is found whether or not the address has /v1', async () => {
    for (const baseURL of [`${edge.url}/`, `${edge.url}/v1`, `${edge.url}/v1/`]) {
      expect((await client({ baseURL }).attune.get('/v1/models')).data[0]!.id).toBe(TOY_MODEL)
    }
  })

  it('that misses a part of its path is not asked', async () => {
    const { attune, sent } = client()
    await expect(attune.get('/v1/profiles/{user}', { path: { user: '' } })).rejects.toThrow(
      '/v1/profiles/{user} needs user',
    )
    expect(sent).toEqual([])
  })
})

it('is told wrong calls by the compiler', () => {
  const wrong = (attune: Attune) => [
    // @ts-expect-error there is no such path
    attune.get('/v1/nothing'),
    // @ts-expect-error a part of the path is missing
    attune.get('/v1/profiles/{user}'),
    // @ts-expect-error a user is a text
    attune.get('/v1/profiles/{user}', { path: { user: 3 } }),
    // @ts-expect-error a body is missing
    attune.post('/v1/axes'),
    // @ts-expect-error there is no such field
    attune.patch('/v1/project', { body: { nam: 'misspelt' } }),
    // @ts-expect-error it has no such query
    attune.get('/v1/axes', { query: { page: 2 } }),
  ]
  expectTypeOf(wrong).toBeFunction()
})

describe('a list', () => {
  it('is read to its end, a page at a time', async () => {
    const { attune, sent } = client()
    await steerable('paged')
    const users = Array.from({ length: 5 }, (_, i) => `page-${i}`)
    for (const user of users) {
      await attune.put('/v1/profiles/{user}', { path: { user }, body: { strengths: { paged: 0.1 } } })
    }
    const before = sent.length
    const seen: (string | null)[] = []
    for await (const profile of attune.list('/v1/profiles', { query: { limit: 2 } })) {
      expectTypeOf(profile).toEqualTypeOf<Schemas['Profile']>()
      seen.push(profile.user)
    }
    expect(seen).toEqual(users)
    expect(sent.slice(before).map(({ url }) => new URL(url).searchParams.get('after'))).toEqual([
      null,
      'page-1',
      'page-3',
    ])
  })

  it('of keys goes on behind an id, and of directions behind a version', async () => {
    const { attune } = client()
    for (const name of ['a', 'b', 'c']) await attune.post('/v1/keys', { body: { name, scopes: ['chat'] } })
    const names: string[] = []
    for await (const { name } of attune.list('/v1/keys', { query: { limit: 1 } })) names.push(name)
    expect(names).toEqual(['c', 'b', 'a', 'first key'])

    await steerable('versions')
    const path = { axis: 'versions' }
    await attune.post('/v1/axes/{axis}/directions', { path, body: toyDirection({ axis: 'versions', seed: 2 }) })
    const versions: number[] = []
    for await (const { version } of attune.list('/v1/axes/{axis}/directions', { path, query: { limit: 1 } })) {
      versions.push(version)
    }
    expect(versions).toEqual([2, 1])
  })

  it('that is left is not read on', async () => {
    const { attune, sent } = client()
    for await (const _ of attune.list('/v1/keys', { query: { limit: 1 } })) break
    expect(sent.length).toBe(1)
  })
})

describe('an error', () => {
  it('says what was wrong, and by which request', async () => {
    const { attune } = client()
    const failure = attune.chat({ ...question, temperature: 9 })
    await expect(failure).rejects.toBeInstanceOf(InvalidRequestError)
    await expect(failure).rejects.toMatchObject({
      status: 400,
      code: 'invalid_value',
      param: 'temperature',
      requestId: expect.stringMatching(/^req_/),
      message: expect.stringContaining('between 0 and 2'),
    })
  })

  it('is told apart by its class, with its facts beside', async () => {
    const { attune } = client()
    const axis = { id: 'twice', positive: pole, negative: pole }
    await attune.post('/v1/axes', { body: axis })
    await expect(attune.post('/v1/axes', { body: axis })).rejects.toBeInstanceOf(ConflictError)
    const missing = attune.get('/v1/models/{id}', { path: { id: 'gpt-9' } })
    await expect(missing).rejects.toBeInstanceOf(NotFoundError)
    await expect(missing).rejects.toMatchObject({ details: { available: [TOY_MODEL] } })
  })

  it('that comes after a 200 is one all the same, with its status', async () => {
    edge.fake.worker.failLateWith = new ServerError(409, 'generation_cancelled', 'the generation was cancelled')
    const failure = client().attune.chat(question)
    await expect(failure).rejects.toBeInstanceOf(ConflictError)
    await expect(failure).rejects.toMatchObject({ status: 409, code: 'generation_cancelled' })
  })

  it('of what stands between is one, though it has no words for it', async () => {
    const gateway: typeof fetch = async () => new Response('<html>', { status: 502 })
    await expect(client({ fetch: gateway }).attune.get('/v1/models')).rejects.toMatchObject({
      name: 'UnavailableError',
      message: 'The server answered with 502.',
    })
  })

  it('of a fit is no error of the call', async () => {
    const failed = { id: 'fit_1', state: 'failed', error: { code: 'no_contrast', message: 'The poles are alike.' } }
    const answers: typeof fetch = async () => Response.json(failed)
    expect(await client({ fetch: answers }).attune.get('/v1/fits/{id}', { path: { id: 'fit_1' } })).toEqual(failed)
  })
})

describe('what failed in passing', () => {
  it.each([
    [429, RateLimitError],
    [503, UnavailableError],
  ])('is asked again, as the same: %i', async (status, Class) => {
    edge.fake.worker.refuseWith = new ServerError(status, 'queue_full', 'all rows are taken', { retryAfterSeconds: 0 })
    const { attune, sent } = client({}, (count) => {
      if (count === 2) edge.fake.worker.refuseWith = null
    })
    expect((await attune.chat(question)).choices[0]!.message.content).toBe('Hello there!')
    expect(sent.length).toBe(3)
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)

    edge.fake.worker.refuseWith = new ServerError(status, 'queue_full', 'all rows are taken', { retryAfterSeconds: 0 })
    const stubborn = client({ maxRetries: 1 })
    await expect(stubborn.attune.chat(question)).rejects.toBeInstanceOf(Class)
    expect(stubborn.sent.length).toBe(2)
  })

  it('waits as long as it is told to, unless that is for too long', async () => {
    vi.useFakeTimers()
    try {
      const answers = [
        new Response('{}', { status: 429, headers: { 'retry-after': '30' } }),
        new Response('{}', { status: 429, headers: { 'retry-after': '3600' } }),
      ]
      const { attune, sent } = client({ fetch: async () => answers.shift()! }, () => {})
      const failure = attune.get('/v1/models').catch((problem: unknown) => problem)
      await vi.advanceTimersByTimeAsync(29_000)
      expect(answers.length).toBe(1)
      await vi.advanceTimersByTimeAsync(1_000)
      expect(await failure).toMatchObject({ status: 429, retryAfter: 3600 })
      expect(sent).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })

  it('is asked again where there was no answer; two creations have different names', async () => {
    let failures = 1
    const { attune, sent } = client()
    const flaky = new Attune({
      baseURL: edge.url,
      token: edge.key,
      fetch: async (input, init) => {
        sent.push(new Request(input, init))
        if (failures-- > 0) throw new TypeError('connection reset')
        return fetch(input, init)
      },
    })
    await flaky.post('/v1/keys', { body: { name: 'a key', scopes: ['chat'] } })
    await attune.post('/v1/keys', { body: { name: 'another', scopes: ['chat'] } })
    const names = sent.map(({ headers }) => headers.get('idempotency-key'))
    expect(names[0]).toBe(names[1])
    expect(names[2]).not.toBe(names[1])
  })

  it('is told where nobody is there', async () => {
    const { attune } = client({ baseURL: 'http://127.0.0.1:9', maxRetries: 0 })
    await expect(attune.get('/v1/models')).rejects.toBeInstanceOf(ConnectionError)
  })
})

describe('the token of a user', () => {
  it('is brought once, and again when it is refused', async () => {
    const token = vi.fn(async () => (token.mock.calls.length === 1 ? 'sk-attune-expired' : edge.key))
    const { attune, sent } = client({ token })
    const answers = await Promise.all([attune.get('/v1/models'), attune.get('/v1/models'), attune.get('/v1/models')])
    expect(answers.map(({ data }) => data.length)).toEqual([1, 1, 1])
    await attune.get('/v1/models')
    expect(token).toHaveBeenCalledTimes(2)
    expect(
      sent.map(({ headers }) => headers.get('authorization') === `Bearer ${edge.key}`).filter(Boolean).length,
    ).toBe(4)
  })

  it('that is refused twice is told; a key is not sent again', async () => {
    const token = vi.fn(async () => 'sk-attune-expired')
    await expect(client({ token }).attune.get('/v1/models')).rejects.toBeInstanceOf(AuthenticationError)
    expect(token).toHaveBeenCalledTimes(2)
    const wrong = client({ token: 'sk-attune-wrong' })
    await expect(wrong.attune.get('/v1/models')).rejects.toMatchObject({ code: 'mistyped_api_key' })
    expect(wrong.sent.length).toBe(1)
  })

  it('that cannot be brought is the failure, and is brought anew', async () => {
    let offline = true
    const { attune } = client({
      token: async () => {
        if (offline) throw new Error('the backend is away')
        return edge.key
      },
    })
    await expect(attune.get('/v1/models')).rejects.toThrow('the backend is away')
    offline = false
    expect((await attune.get('/v1/models')).data.length).toBe(1)
  })
})

describe('a stream', () => {
  it('comes chunk by chunk, and ends with its receipt', async () => {
    await steerable('streamed')
    const stream = await client().attune.stream({ ...question, steering: { strengths: { streamed: 0.5 } } })
    expect(stream.id).toMatch(/^chatcmpl_a_/)
    expect(stream.requestId).toMatch(/^req_/)
    const pieces: string[] = []
    for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? '')
    expect(pieces.filter(Boolean)).toEqual(['Hello', ' there', '!'])
    expect(stream.text).toBe('Hello there!')
    expect(stream.receipt!.edits.map(({ axis, strength }) => [axis, strength])).toEqual([['streamed', 0.5]])
  })

  it('is turned while it is written; each change counts on', async () => {
    await steerable('turned')
    edge.fake.worker.holdStreams = true
    const stream = await client().attune.stream(question)
    expect(await stream.change({ turned: 1 })).toMatchObject({ id: stream.id, seq: 1, applied: true })
    expect(await stream.change({ turned: -1 }, { ramp: 10 })).toMatchObject({
      seq: 2,
      strengths: { turned: { value: -1, mode: 'add' } },
    })
    expect(edge.fake.worker.lastBody('/v1/generations/')).toMatchObject({ ramp: 10, seq: 2 })
    expect(await stream.cancel()).toMatchObject({ status: 'cancelled' })
    const rest = async () => {
      for await (const _ of stream);
    }
    await expect(rest()).rejects.toMatchObject({ code: 'generation_cancelled' })
  })

  it('that is left ends the answer, by leaving the loop or by the signal', async () => {
    edge.fake.worker.holdStreams = true
    for await (const { choices } of await client().attune.stream(question)) if (choices[0]) break
    await expect.poll(() => edge.fake.worker.abandoned, { timeout: 10_000 }).toBe(1)

    const leave = new AbortController()
    const stream = await client().attune.stream(question, { signal: leave.signal })
    const reading = (async () => {
      for await (const _ of stream) leave.abort(new Error('the page was closed'))
    })()
    await expect(reading).rejects.toThrow('the page was closed')
    expect(stream.text).toBe('Hello')
    await expect.poll(() => edge.fake.worker.abandoned, { timeout: 10_000 }).toBe(2)
  })

  it('whose worker goes fails, with what has come so far', async () => {
    const own = await startTestEdge()
    try {
      own.fake.worker.holdStreams = true
      const stream = await new Attune({ baseURL: own.url, token: own.key }).stream(question)
      const reading = (async () => {
        for await (const _ of stream) await own.fake.close()
      })()
      await expect(reading).rejects.toMatchObject({ code: 'worker_unavailable' })
      expect(stream.text).toBe('Hello')
    } finally {
      await own.close()
    }
  })

  it('that breaks off before its last word fails', async () => {
    const cut: typeof fetch = async () =>
      new Response('data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}\n\n', {
        headers: { 'content-type': 'text/event-stream' },
      })
    const stream = await client({ fetch: cut }).attune.stream(question)
    await expect(stream.finalText()).rejects.toBeInstanceOf(ConnectionError)
    expect(stream.text).toBe('Hel')
  })
})

describe('a signal', () => {
  it('ends a call before it is sent, while it waits to be sent again, and while it is answered', async () => {
    const { attune, sent } = client()
    const gone = AbortSignal.abort(new Error('gone'))
    await expect(attune.get('/v1/models', { signal: gone })).rejects.toThrow('gone')
    expect(sent).toEqual([])

    const leave = new AbortController()
    edge.fake.worker.refuseWith = new ServerError(429, 'queue_full', 'all rows are taken', { retryAfterSeconds: 50 })
    const waiting = client({}, () => setTimeout(() => leave.abort(new Error('no patience'))))
    await expect(waiting.attune.chat(question, { signal: leave.signal })).rejects.toThrow('no patience')
    expect(waiting.sent.length).toBe(1)

    Object.assign(edge.fake.worker, { refuseWith: null, lateAnswers: true, holdStreams: true })
    const late = new AbortController()
    const answered = client({}, () => setTimeout(() => late.abort(new Error('left'))))
    await expect(answered.attune.chat(question, { signal: late.signal })).rejects.toThrow('left')
    await expect.poll(() => edge.fake.worker.abandoned, { timeout: 10_000 }).toBe(1)
  })
})

describe('a server that says nothing', () => {
  const silent = (start: (controller: ReadableStreamDefaultController<Uint8Array>) => void): typeof fetch => {
    return async (_, init) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          start(controller)
          init!.signal!.addEventListener('abort', () => controller.error(init!.signal!.reason))
        },
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    }
  }

  it('is given up after the timeout, which white space and pings put off', async () => {
    vi.useFakeTimers()
    try {
      let say: (text: string) => void = () => {}
      const speaking = silent((controller) => {
        say = (text) => controller.enqueue(new TextEncoder().encode(text))
      })
      const stream = await client({ fetch: speaking, timeout: 1_000 }).attune.stream(question)
      let settled = false
      const failure = stream.finalText().catch((problem: unknown) => {
        settled = true
        return problem
      })
      for (let i = 0; i < 5; i++) {
        await vi.advanceTimersByTimeAsync(900)
        say(': ping\n\n')
      }
      await vi.advanceTimersByTimeAsync(900)
      expect(settled).toBe(false)
      await vi.advanceTimersByTimeAsync(100)
      expect(await failure).toMatchObject({ message: 'Nothing came for 1000 ms.' })
    } finally {
      vi.useRealTimers()
    }
  })
})
