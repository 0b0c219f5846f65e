/** Directions that were made elsewhere: control vectors become unverified versions, by way of a worker. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { sha256Hex } from '../../shared/ids.ts'
import { DAMAGED, FakeWorker, TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection, toyEvaluation } from '../support/toy-direction.ts'
import { type Any, type Client, fakeFleet, fetchWith, newAxis, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  await client.post('/v1/axes', newAxis('formal'))
})

const vector = (content = 'vectors') => Uint8Array.from(new TextEncoder().encode(`GGUF${content}`))

async function send(file: Uint8Array<ArrayBuffer>, query = '', { as = client as Client, axis = 'formal' } = {}) {
  const headers = { 'content-type': 'application/octet-stream' }
  const response = await as.raw('POST', `/v1/axes/${axis}/directions${query}`, { body: file, headers })
  return { status: response.status, body: (await response.json()) as Any }
}

const forwarded = () => whoSaw(fleet, '/v1/imports').seen.filter(({ path }) => path === '/v1/imports')
const nothingForwarded = () => expect(() => whoSaw(fleet, '/v1/imports')).toThrow('no worker saw')

describe('a control vector', () => {
  it('becomes an unverified version, not in force by itself, that can be put in force', async () => {
    const { status, body } = await send(vector())
    expect(status).toBe(201)
    const file = toyDirection({ verified: false, source: 'imported' })
    expect(body).toMatchObject({
      axis: 'formal',
      version: 1,
      hash: await sha256Hex(file),
      verified: false,
      active: false,
      preview: false,
      passed: null,
      manifest: { source: 'imported' },
    })
    const stored = await client.raw('GET', '/v1/axes/formal/directions/1/file')
    expect(new Uint8Array(await stored.arrayBuffer())).toEqual(file)
    expect((await client.post('/v1/axes/formal/activate', { version: 1 })).body.active.verified).toBe(false)
  })

  it('is converted under the names of its axis, and scaled as asked', async () => {
    await send(vector(), '?scale=-2.5')
    expect(Object.fromEntries(new URLSearchParams(forwarded()[0]!.query))).toEqual({
      axis: 'formal',
      positive: 'formal',
      negative: 'not formal',
      scale: '-2.5',
    })
  })

  it('sent again is the same version', async () => {
    const first = await send(vector())
    expect(await send(vector())).toEqual({ ...first, status: 200 })
  })

  it('is not activated by itself, whatever evaluation comes with it', async () => {
    const headers = {
      'content-type': 'application/octet-stream',
      'x-attune-evaluation': JSON.stringify(toyEvaluation()),
    }
    await client.raw('POST', '/v1/axes/formal/directions?activate=auto', { body: vector(), headers })
    expect((await client.get('/v1/axes/formal')).body).toMatchObject({ active: null, versions: 1 })
  })

  it('goes to another worker when one is down; without any, it is to come again', async () => {
    await client.get('/v1/models')
    fleet.down.add('a')
    expect((await send(vector())).status).toBe(201)
    fleet.down.add('b')
    const { status, body } = await send(vector())
    expect([status, body.error.code]).toEqual([503, 'worker_unavailable'])
  })

  it("that is damaged or foreign is refused in the worker's words, and makes nothing", async () => {
    const { status, body } = await send(vector(DAMAGED))
    expect(status).toBe(400)
    expect(body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'invalid_control_vector',
      param: 'body',
      message: 'the file is truncated',
    })
    expect((await client.get('/v1/axes/formal')).body.versions).toBe(0)
  })

  it.each([
    ['as its queue is full', new ApiError(429, 'busy', 'too much at once')],
    ['as it does not know this edge', new ApiError(401, 'invalid_signature', 'signature unknown')],
  ])('that a worker does not take, %s, is refused as documented', async (_, refusal) => {
    for (const worker of [fleet.a, fleet.b]) worker.refuseWith = refusal
    const { status } = await send(vector())
    expect(status).toBe(refusal.status === 401 ? 502 : 429)
    const { body: api } = await client.get('/openapi.json')
    expect(api.paths['/v1/axes/{axis}/directions'].post.responses).toHaveProperty(String(status))
  })

  it('for a model that is not served is refused', async () => {
    expect((await send(vector(), `?model=${TOY_MODEL}`)).status).toBe(201)
    const { status, body } = await send(vector(), '?model=gpt-9')
    expect([status, body.error.code]).toEqual([404, 'model_not_found'])
  })

  it.each(['0', 'large', '1e9', ''])('is not scaled by %j', async (scale) => {
    const { status, body } = await send(vector(), `?scale=${scale}`)
    expect([status, body.error.param]).toEqual([400, 'scale'])
    nothingForwarded()
  })

  it('larger than can be is refused before it is read', async () => {
    const large = new Uint8Array(16 * 1024 * 1024 + 1)
    large.set(vector())
    expect((await send(large)).status).toBe(413)
    nothingForwarded()
  })
})

it('where several models are served, says which one it is for', async () => {
  fleet.b = new FakeWorker(env.ATTUNE_SECRET, 'b', 'cd'.repeat(32), 'other-model')
  // Addresses of their own: which model lies behind one is remembered.
  const WORKERS = JSON.stringify(['a', 'b'].map((tag) => ({ tag, url: `http://worker-${tag}.test:81` })))
  client.send = (request) => fetchWith({ ...env, WORKERS }, request)
  const refused = await send(vector())
  expect(refused.status).toBe(400)
  expect(refused.body.error).toMatchObject({
    code: 'model_needed',
    param: 'model',
    available: [TOY_MODEL, 'other-model'],
  })
  const { status, body } = await send(vector(), '?model=other-model')
  expect([status, body.model_hash]).toEqual([201, 'cd'.repeat(32)])
  expect(fleet.a.seen.some(({ path }) => path === '/v1/imports')).toBe(false)
})

describe("a direction's own file", () => {
  it.each(['scale=2', `model=${TOY_MODEL}`])('is not converted: %s is refused', async (query) => {
    const { status, body } = await send(toyDirection(), `?${query}`)
    expect([status, body.error.param]).toEqual([400, query.split('=')[0]])
    expect(body.error.message).toContain('the file is none')
    expect((await send(toyDirection())).status).toBe(201)
    nothingForwarded()
  })
})

describe('an import is refused', () => {
  it('to an axis that there is not, or another project has, alike, and unread', async () => {
    const other = await newProject()
    const theirs = await send(vector(), '', { as: other })
    await other.post('/v1/axes', newAxis('warm'))
    const mine = await send(vector(), '', { axis: 'warm' })
    expect([theirs.status, mine.status]).toEqual([404, 404])
    expect(mine.body.error.message).toBe(theirs.body.error.message.replace('formal', 'warm'))
    nothingForwarded()
  })

  it('without the scope', async () => {
    const user = await client.withScopes('chat', 'profiles', 'fits', 'keys')
    const { status, body } = await send(vector(), '', { as: user })
    expect([status, body.error.code]).toEqual([403, 'insufficient_scope'])
    nothingForwarded()
  })
})
