import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import worker from '../../edge/index.ts'
import { ApiError } from '../../shared/errors.ts'
import { sha256Hex } from '../../shared/ids.ts'
import type { ChatChunk } from '../../shared/wire/chat.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, fetchWith, newAxis, newProject, ORIGIN, whoSaw } from './harness.ts'

const fleet = fakeFleet()
const json = { 'content-type': 'application/json' }
const hello = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }] }

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const forwarded = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')
/** axis → strength as the worker was asked for it. */
const appliedStrengths = () => Object.fromEntries(forwarded().edits.map(({ axis, strength }) => [axis, strength]))

describe('an answer', () => {
  it('is a chat completion with a receipt', async () => {
    const direction = await client.steerable('formal')
    const answer = await client.post('/v1/chat/completions', { ...hello, steering: { strengths: { formal: 0.5 } } })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Hello there!' }, finish_reason: 'stop' }],
      attune: { edits: [{ axis: 'formal', version: 1, direction: direction.hash, strength: 0.5, mode: 'add' }] },
    })
    expect(answer.headers.get('x-attune-generation')).toBe(answer.body.id)
    expect(answer.body.id).toMatch(/^chatcmpl_[ab]_[0-9a-z]{26}$/)
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/)
  })

  it('streams through untouched', async () => {
    const response = await client.raw('POST', '/v1/chat/completions', {
      body: JSON.stringify({ ...hello, stream: true }),
      headers: { 'content-type': 'application/json' },
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const text = await response.text()
    expect(text.startsWith(': ping\n\ndata: {')).toBe(true)
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
    const chunks = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json]) => JSON.parse(json!) as ChatChunk)
    expect(chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join('')).toBe('Hello there!')
    expect(chunks.at(-1)).toMatchObject({ attune: { scope: 'generated' } })
    expect(chunks[0]!.id).toBe(response.headers.get('x-attune-generation'))
  })

  it("is asked for in the worker's terms", async () => {
    await client.post('/v1/chat/completions', {
      ...hello,
      messages: [
        { role: 'developer', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Say' },
            { type: 'text', text: 'hi.' },
          ],
        },
      ],
      stop: 'END',
      max_tokens: 5,
      max_completion_tokens: 9,
      deadline_ms: 2500,
      n: 3,
      logprobs: true,
      top_logprobs: 5,
      logit_bias: { 17: -100 },
      temperature: 0,
      top_p: null,
      seed: 3,
    })
    expect(forwarded()).toMatchObject({
      project: client.project,
      stream: false,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Say\nhi.' },
      ],
      stop: ['END'],
      max_tokens: 9,
      deadline_ms: 2500,
      n: 3,
      logprobs: 5,
      sampling: { temperature: 0, top_p: 1, seed: 3, logit_bias: { 17: -100 } },
      scope: 'generated',
      overdrive: false,
      edits: [],
    })
  })

  it('ends on the worker when the client goes', async () => {
    fleet.a.holdStreams = fleet.b.holdStreams = true
    const leaving = new AbortController()
    const request = new Request(`${ORIGIN}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...hello, stream: true }),
      signal: leaving.signal,
    })
    const context = createExecutionContext()
    const response = await worker.fetch(request, env, context)
    await response.body!.getReader().read()
    expect(fleet.a.abandoned + fleet.b.abandoned).toBe(0)
    leaving.abort()
    await expect.poll(() => fleet.a.abandoned + fleet.b.abandoned).toBe(1)
    await waitOnExecutionContext(context)
  })
})

describe('steering', () => {
  beforeEach(async () => {
    await client.steerable('formal')
    await client.steerable('warm')
    await client.put('/v1/default-profile', { strengths: { formal: 0.1, warm: 0.2 } })
    await client.put('/v1/profiles/ada', { strengths: { formal: 0.7, warm: { value: -1, mode: 'neutralise' } } })
  })

  it.each<[string, object, Record<string, number>]>([
    ['the default profile without a user', {}, { formal: 0.1, warm: 0.2 }],
    ['the default profile for a user never seen', { user: 'bob' }, { formal: 0.1, warm: 0.2 }],
    ["the user's own profile", { user: 'ada' }, { formal: 0.7, warm: -1 }],
    [
      'the request over the profile, by axis',
      { user: 'ada', steering: { strengths: { formal: -0.3 } } },
      { formal: -0.3, warm: -1 },
    ],
    ['nothing for strength 0', { user: 'ada', steering: { strengths: { warm: 0 } } }, { formal: 0.7 }],
    [
      'only the request without the profile',
      { user: 'ada', steering: { strengths: { warm: 1 }, profile: false } },
      { warm: 1 },
    ],
    [
      'beyond 1 with overdrive',
      { steering: { strengths: { warm: -1.5 }, profile: false, overdrive: true } },
      { warm: -1.5 },
    ],
  ])('applies %s', async (_, extra, expected) => {
    const answer = await client.post('/v1/chat/completions', { ...hello, ...extra })
    expect(answer.status).toBe(200)
    expect(appliedStrengths()).toEqual(expected)
  })

  it('keeps the mode', async () => {
    await client.post('/v1/chat/completions', {
      ...hello,
      user: 'ada',
      steering: { strengths: { formal: { value: 1, mode: 'boost' } } },
    })
    expect(Object.fromEntries(forwarded().edits.map(({ axis, mode }) => [axis, mode]))).toEqual({
      formal: 'boost',
      warm: 'neutralise',
    })
  })

  it('skips what a profile holds and cannot be applied', async () => {
    await client.post('/v1/axes/warm/activate', { version: null })
    await client.steerable('story', { modelHash: 'cd'.repeat(32) })
    await client.patch('/v1/profiles/ada', { strengths: { story: 1 } })
    await client.post('/v1/chat/completions', { ...hello, user: 'ada' })
    expect(appliedStrengths()).toEqual({ formal: 0.7 })
  })

  it('ignores strength 0 on an axis without a direction', async () => {
    await client.post('/v1/axes', newAxis('empty'))
    const steering = { strengths: { empty: 0, formal: 1 }, profile: false }
    expect((await client.post('/v1/chat/completions', { ...hello, steering })).status).toBe(200)
    expect(appliedStrengths()).toEqual({ formal: 1 })
  })
})

describe('a condition', () => {
  const condition = { axis: 'medical', threshold: 0.1 }
  let reader: { version: number; hash: string }
  beforeEach(async () => {
    reader = await client.steerable('medical', { seed: 5 })
    await client.steerable('warm')
    await client.patch('/v1/axes/warm', { condition })
    await client.put('/v1/profiles/ada', { strengths: { warm: 0.5 } })
  })
  const resolved = () => ({
    axis: 'medical',
    version: reader.version,
    direction: reader.hash,
    layer: null,
    threshold: 0.1,
    comparison: 'above',
  })

  it('goes with its axis, and the direction that reads with it', async () => {
    expect((await client.post('/v1/chat/completions', { ...hello, user: 'ada' })).status).toBe(200)
    expect(forwarded().edits).toMatchObject([{ axis: 'warm', strength: 0.5, condition: resolved() }])
    const puts = whoSaw(fleet, '/v1/generate').seen.filter(({ method }) => method === 'PUT')
    expect(puts.map(({ path }) => path)).toContain(`/v1/directions/${reader.hash}`)
  })

  it('goes also at strength 0, so that the axis can be turned up while the answer runs', async () => {
    await client.post('/v1/chat/completions', { ...hello, steering: { strengths: { warm: 0, medical: 0 } } })
    expect(forwarded().edits).toMatchObject([{ axis: 'warm', strength: 0, condition: resolved() }])
  })

  it('is none for other axes', async () => {
    await client.post('/v1/chat/completions', { ...hello, steering: { strengths: { medical: 1 }, profile: false } })
    expect(forwarded().edits).toMatchObject([{ axis: 'medical', condition: null }])
  })

  it('that cannot be read: an axis asked for is an error, one of the profile is left out', async () => {
    await client.post('/v1/axes/medical/activate', { version: null })
    const asked = await client.post('/v1/chat/completions', { ...hello, steering: { strengths: { warm: 1 } } })
    expect([asked.status, asked.body.error.code]).toEqual([400, 'condition_unreadable'])
    expect(asked.body.error.message).toBe(
      'axis warm depends on axis medical, which has no active direction for this model',
    )
    expect((await client.post('/v1/chat/completions', { ...hello, user: 'ada' })).status).toBe(200)
    expect(forwarded().edits).toEqual([])
  })

  it('that cannot be read is no obstacle to strength 0', async () => {
    await client.post('/v1/axes/medical/activate', { version: null })
    const steering = { strengths: { warm: 0 } }
    const { status } = await client.post('/v1/chat/completions', { ...hello, user: 'ada', steering })
    expect([status, forwarded().edits]).toEqual([200, []])
  })

  it('on a layer that a newer direction lacks cannot be read', async () => {
    await client.patch('/v1/axes/warm', { condition: { ...condition, layer: 2 } })
    await client.post('/v1/chat/completions', { ...hello, user: 'ada' })
    expect(forwarded().edits).toMatchObject([{ axis: 'warm', condition: { layer: 2 } }])
    await client.steerable('medical', { seed: 6, layer: 1 })
    expect((await client.post('/v1/chat/completions', { ...hello, user: 'ada' })).status).toBe(200)
    expect(forwarded().edits).toEqual([])
    const asked = await client.post('/v1/chat/completions', { ...hello, steering: { strengths: { warm: 1 } } })
    expect([asked.status, asked.body.error.code]).toEqual([400, 'condition_unreadable'])
    expect(asked.body.error.param).toBe('steering.strengths.warm')
    expect(asked.body.error.message).toBe(
      'axis warm depends on layer 2 of axis medical, whose active direction, version 2, has the layers 1',
    )
  })
})

describe('a direction that the worker lacks', () => {
  it('is put there and the request sent again', async () => {
    const { hash } = await client.steerable('formal')
    const ask = () => client.post('/v1/chat/completions', { ...hello, steering: { strengths: { formal: 1 } } })
    expect((await ask()).status).toBe(200)
    const taker = whoSaw(fleet, '/v1/generate')
    const paths = () => taker.seen.map((one) => `${one.method} ${one.path}`).filter((line) => !line.includes('model'))
    expect(paths()).toEqual(['POST /v1/generate', `PUT /v1/directions/${hash}`, 'POST /v1/generate'])
    expect((await ask()).status).toBe(200)
    expect(paths()).toHaveLength(4)
  })

  it('is an error of ours when its file is gone', async () => {
    const { hash } = await client.steerable('formal', { seed: 77 })
    await env.ARTIFACTS.delete(`directions/${hash}`)
    const answer = await client.post('/v1/chat/completions', { ...hello, steering: { strengths: { formal: 1 } } })
    expect(answer.status).toBe(500)
    expect(answer.body.error.code).toBe('artifact_missing')
  })

  it('is an error of ours when its file is damaged, which names the file and the remedy', async () => {
    const { hash } = await client.steerable('formal', { seed: 78 })
    const key = `directions/${hash}`
    const right = new Uint8Array(await (await env.ARTIFACTS.get(key))!.arrayBuffer())
    await env.ARTIFACTS.put(
      key,
      right.map((byte, i) => (i === right.length - 5 ? byte ^ 1 : byte)),
    )
    const ask = () => client.post('/v1/chat/completions', { ...hello, steering: { strengths: { formal: 1 } } })
    const answer = await ask()
    expect([answer.status, answer.body.error.code]).toEqual([500, 'artifact_damaged'])
    expect(answer.body.error.message).toBe(
      `The file of direction ${hash} is damaged in the store. Upload the same file again, fit anew, or activate another ` +
        'version of its axis.',
    )
    const path = '/v1/axes/formal/directions'
    const file = await client.get(`${path}/1/file`)
    expect([file.status, file.body.error.code]).toEqual([500, 'artifact_damaged'])
    // The remedy works.
    const headers = { 'content-type': 'application/octet-stream' }
    const again = await client.raw('POST', path, { body: right, headers })
    expect([again.status, await again.json()]).toMatchObject([200, { version: 1, hash }])
    expect((await ask()).status).toBe(200)
    const served = await client.raw('GET', `${path}/1/file`)
    expect([served.status, await sha256Hex(new Uint8Array(await served.arrayBuffer()))]).toEqual([200, hash])
  })
})

describe('workers', () => {
  const asking = (content: string, ...turns: string[]) => ({
    ...hello,
    messages: [content, ...turns].map((text, i) => ({ role: i % 2 ? 'assistant' : 'user', content: text })),
  })
  const taker = async (request: object): Promise<string> =>
    (await client.post('/v1/chat/completions', request)).body.id.split('_')[1]
  /** Of so many different prompts. */
  const takers = async (count: number) => {
    const tags = new Set<string>()
    for (let i = 0; i < count; i++) tags.add(await taker(asking(`question ${i}`)))
    return tags
  }

  it('share prompts, and a prompt finds the same one, whoever asks and in every turn', async () => {
    expect(await takers(16)).toEqual(new Set(['a', 'b']))
    const tags = new Set<string>()
    for (const user of ['ada', 'grace', undefined]) tags.add(await taker({ ...asking('Hello'), user }))
    tags.add(await taker(asking('Hello', 'Hi!', 'And now?')))
    expect(tags.size).toBe(1)
  })

  it('stand in for one that does not answer', async () => {
    await takers(1)
    fleet.down.add('a')
    expect(await takers(8)).toEqual(new Set(['b']))
  })

  it('stand in for one that has fallen silent', async () => {
    await takers(1)
    fleet.silent.add('a')
    const later = globalThis.setTimeout
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((act: () => void, ms: number) =>
      later(act, ms / 1000)) as never)
    for (let i = 0; i < 8; i++) {
      const body = JSON.stringify({ ...asking(`question ${i}`), stream: true })
      const response = await client.raw('POST', '/v1/chat/completions', { body, headers: json })
      expect(response.headers.get('x-attune-generation')).toMatch(/^chatcmpl_b_/)
      await response.text()
    }
  })

  it.each([
    ['full', new ApiError(429, 'queue_full', 'the queue is full')],
    ['about to stop', new ApiError(503, 'shutting_down', 'this worker is about to stop')],
    ['only just there', new ApiError(401, 'signature_before_start', 'signed before this worker started')],
  ])('stand in for one that is %s', async (_what, refusal) => {
    fleet.b.refuseWith = refusal
    expect(await takers(8)).toEqual(new Set(['a']))
  })

  it('that all do not answer are a 503 with Retry-After', async () => {
    await takers(1)
    fleet.down.add('a').add('b')
    const answer = await client.post('/v1/chat/completions', hello)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('2')
    expect(answer.body.error).toMatchObject({ type: 'overloaded_error', code: 'worker_unavailable' })
    expect(JSON.stringify(answer.body)).not.toContain('worker-a')
  })

  it('have the last word on their errors', async () => {
    const full = new ApiError(429, 'queue_full', 'The queue is full.', { retryAfterSeconds: 3, details: { max: 8 } })
    fleet.a.refuseWith = fleet.b.refuseWith = full
    const answer = await client.post('/v1/chat/completions', hello)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('3')
    expect(answer.body).toEqual(full.body())
  })

  it('that have only just started are as good as not there yet', async () => {
    for (const fake of [fleet.a, fleet.b]) fake.refuseWith = new ApiError(401, 'signature_before_start', 'just started')
    const answer = await client.post('/v1/chat/completions', hello)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
    expect(answer.body.error.code).toBe('worker_unavailable')
  })

  it('with another secret refuse the edge, which is not the client’s fault', async () => {
    await takers(1)
    client.send = (request) =>
      fetchWith({ ...env, ATTUNE_SECRET: 'long enough, but not the secret of the workers' }, request)
    const answer = await client.post('/v1/chat/completions', hello)
    expect(answer.status).toBe(502)
    expect(answer.body.error).toMatchObject({ code: 'worker_refused', type: 'server_error' })
    expect(fleet.a.generations.size + fleet.b.generations.size).toBe(1)
  })
})

describe('a request that cannot be served', () => {
  const steer = (strengths: unknown, more: object = {}) => ({ ...hello, steering: { strengths, ...more } })
  const message = (content: unknown) => ({ ...hello, messages: [{ role: 'user', content }] })
  const image = [{ type: 'image_url', image_url: { url: 'data:' } }]

  it.each<[string, object, number, string | null, RegExp]>([
    ['no messages', { model: TOY_MODEL }, 400, 'messages', /messages/],
    ['empty messages', { ...hello, messages: [] }, 400, 'messages', /a list of 1 to 1024/],
    [
      'a strange role',
      { ...hello, messages: [{ role: 'robot', content: '' }] },
      400,
      'messages.0.role',
      /one of system/,
    ],
    ['a picture', message(image), 400, 'messages.0.content', /text/],
    ['functions', { ...hello, functions: [{ name: 'f' }] }, 400, 'functions', /use tools/],
    ['top_logprobs alone', { ...hello, top_logprobs: 2 }, 400, 'top_logprobs', /needs logprobs: true/],
    ['too many top_logprobs', { ...hello, logprobs: true, top_logprobs: 21 }, 400, 'top_logprobs', /between 0 and 20/],
    ['a wild bias', { ...hello, logit_bias: { 50: 101 } }, 400, 'logit_bias.50', /between -100 and 100/],
    ['a bias of a word', { ...hello, logit_bias: { no: 1 } }, 400, 'logit_bias.no', /token id/],
    ['many choices', { ...hello, n: 9 }, 400, 'n', /between 1 and 8/],
    ['no choice', { ...hello, n: 0 }, 400, 'n', /between 1 and 8/],
    ['sound', { ...hello, modalities: ['text', 'audio'] }, 400, 'modalities', /text/],
    ['a hot temperature', { ...hello, temperature: 3 }, 400, 'temperature', /between 0 and 2/],
    ['no tokens', { ...hello, max_tokens: 0 }, 400, 'max_tokens', /at least 1/],
    ['a deadline in the past', { ...hello, deadline_ms: 0 }, 400, 'deadline_ms', /between 1 and 3600000/],
    ['many stops', { ...hello, stop: ['a', 'b', 'c', 'd', 'e'] }, 400, 'stop', /at most 4/],
    ['an unknown model', { ...hello, model: 'gpt-9' }, 404, 'model', new RegExp(`Available: ${TOY_MODEL}`)],
    ['an unknown axis', steer({ sad: 1 }), 400, 'steering.strengths.sad', /The axes are: empty, formal, other/],
    [
      'an axis without a direction',
      steer({ empty: 1 }),
      400,
      'steering.strengths.empty',
      /^axis empty has no active direction yet: fit and activate one$/,
    ],
    ['a direction of another model', steer({ other: 1 }), 400, 'steering.strengths.other', /another model/],
    ['a strength above 1', steer({ formal: 1.2 }), 400, 'steering.strengths.formal', /1\.2.*-1 to 1.*overdrive/],
    ['a strength above 1.5', steer({ formal: 1.6 }, { overdrive: true }), 400, 'steering.strengths.formal', /1\.5/],
    ['a strength in words', steer({ formal: 'much' }), 400, 'steering.strengths.formal', /number from -1 to 1/],
    ['an unknown mode', steer({ formal: { value: 1, mode: 'shout' } }), 400, 'steering.strengths.formal', /./],
    ['an axis id in capitals', steer({ Formal: 1 }), 400, 'steering.strengths.Formal', /./],
    ['an unknown scope', steer({}, { scope: 'some' }), 400, 'steering.scope', /./],
    ['a user of a long name', { ...hello, user: 'a'.repeat(257) }, 400, 'user', /at most 256|0 to 256/],
  ])('%s', async (_, body, status, param, text) => {
    await client.steerable('formal')
    await client.steerable('other', { modelHash: 'cd'.repeat(32) })
    await client.post('/v1/axes', newAxis('empty'))
    const answer = await client.post('/v1/chat/completions', body)
    expect(answer.status).toBe(status)
    expect(answer.body.error.param).toBe(param)
    expect(answer.body.error.message).toMatch(text)
    expect(answer.body.error.type).toBe(status === 404 ? 'not_found_error' : 'invalid_request_error')
    expect(fleet.a.generations.size + fleet.b.generations.size).toBe(0)
  })

  it.each<[string, RequestInit, number, string]>([
    ['half a JSON object', { body: '{"model":' }, 400, 'malformed_json'],
    ['a JSON list', { body: '[]' }, 400, 'invalid_value'],
    ['no body', {}, 400, 'malformed_json'],
    [
      'a form',
      { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported_media_type',
    ],
    [
      'more than a megabyte',
      { body: JSON.stringify({ ...hello, padding: 'x'.repeat(1024 * 1024) }) },
      413,
      'body_too_large',
    ],
  ])('%s', async (_, init, status, code) => {
    const headers = { 'content-type': 'application/json', ...init.headers }
    const response = await client.raw('POST', '/v1/chat/completions', { ...init, headers })
    expect(response.status).toBe(status)
    expect(((await response.json()) as Any).error.code).toBe(code)
  })

  it('more than a megabyte without saying so', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(256 * 1024))
    let sent = 0
    const body = new ReadableStream({
      pull: (controller) => (sent++ < 8 ? controller.enqueue(chunk) : controller.close()),
    })
    const response = await client.raw('POST', '/v1/chat/completions', {
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(413)
  })
})
