/** Embeddings: OpenAI's shape, whichever way texts and vectors are written. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import type { EmbedRequest } from '../../shared/wire/embed.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { Client, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})
const create = (fields: object = {}) => client.post('/v1/embeddings', { model: TOY_MODEL, input: 'Hello', ...fields })
const forwarded = () => whoSaw(fleet, '/v1/embeddings').lastBody<EmbedRequest>('/v1/embeddings')

describe('an embedding', () => {
  it.each([false, true])('is a list of numbers, unless base64 is asked for (late: %j)', async (late) => {
    for (const worker of [fleet.a, fleet.b]) worker.lateAnswers = late
    const { status, body } = await create({ input: ['a', 'b'], layer: 1 })
    expect(status).toBe(200)
    expect(body).toEqual({
      object: 'list',
      model: TOY_MODEL,
      data: [0, 1].map((index) => ({ object: 'embedding', index, embedding: [1, 0, 0, 0] })),
      usage: { prompt_tokens: 6, total_tokens: 6 },
      attune: { model_hash: fleet.a.card.hash, layer: 1, pooling: 'mean' },
    })
    const packed = await create({ encoding_format: 'base64' })
    expect(packed.body.data[0].embedding).toBe('AACAPwAAAAAAAAAAAAAAAA==')
  })

  it.each([
    ['a', ['a']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [[1, 2], [[1, 2]]],
    [
      [[1], [2]],
      [[1], [2]],
    ],
  ])('of %j', async (input, expected) => {
    expect((await create({ input })).status).toBe(200)
    expect(forwarded()).toMatchObject({ project: client.project, model: TOY_MODEL, input: expected, layer: null })
  })
})

describe('is refused by name', () => {
  it.each([
    [{ dimensions: 64 }, 'dimensions'],
    [{ encoding_format: 'int8' }, 'encoding_format'],
    [{ input: '' }, 'input'],
    [{ input: [] }, 'input'],
    [{ input: Array(257).fill('x') }, 'input'],
    [{ layer: -1 }, 'layer'],
    [{ prompt: 'x' }, 'prompt'],
  ])('%j', async (fields, param) => {
    const { status, body } = await create(fields)
    expect([status, body.error.param]).toEqual([400, param])
  })

  it('what the worker refuses; a model that there is not; a key without the scope chat', async () => {
    expect((await create({ model: 'nope' })).body.error.code).toBe('model_not_found')
    for (const worker of [fleet.a, fleet.b]) {
      worker.refuseWith = new ApiError(400, 'invalid_value', 'no such layer', { param: 'layer' })
    }
    const { status, body } = await create({ layer: 99 })
    expect([status, body.error.param]).toEqual([400, 'layer'])
    const other = await client.withScopes('profiles')
    expect((await other.post('/v1/embeddings', { model: TOY_MODEL, input: 'x' })).status).toBe(403)
  })
})

describe('is held to the limits that answers are held to', () => {
  const refused = async () => (await create()).body.error?.code

  it('a minute, of keys and of users', async () => {
    await client.put('/v1/limits', { user: { requests_per_minute: 1 } })
    const ada = new Client((await client.post('/v1/user_tokens', { user: 'ada' })).body.token)
    const asked = () => ada.post('/v1/embeddings', { model: TOY_MODEL, input: 'Hello' })
    expect((await asked()).status).toBe(200)
    expect((await asked()).body.error.code).toBe('rate_limit_exceeded')
    await client.put('/v1/limits', { key: { tokens_per_minute: 5 } })
    const { status, headers } = await create({ input: [1, 2, 3, 4] })
    expect([status, headers.get('x-ratelimit-limit-tokens')]).toEqual([200, '5'])
    expect(await refused()).toBe('rate_limit_exceeded')
  })

  it('of a month, which counts what was read; what was not is given back', async () => {
    await client.put('/v1/limits', { running: 1, tokens_per_month: 600 })
    const long = 'x'.repeat(590)
    fleet.a.refuseWith = fleet.b.refuseWith = new ApiError(400, 'invalid_value', 'no')
    expect(await refused()).toBe('invalid_value')
    fleet.a.refuseWith = fleet.b.refuseWith = null
    fleet.a.failLateWith = fleet.b.failLateWith = new ApiError(500, 'engine_failed', 'it failed')
    await vi.waitFor(() => expect(create({ input: long })).rejects.toThrow('its body says why'))
    fleet.a.failLateWith = fleet.b.failLateWith = null
    await vi.waitFor(async () => expect((await create({ input: [long] })).status).toBe(200))
    await vi.waitFor(async () => expect((await create({ input: ['a', 'b'] })).status).toBe(200))
    await vi.waitFor(async () => {
      const { body } = await client.get('/v1/usage?group_by=model')
      expect(body.data).toMatchObject([{ group: TOY_MODEL, answers: 2, prompt_tokens: 9, completion_tokens: 0 }])
    })
    await client.put('/v1/limits', { tokens_per_month: 9 })
    expect(await refused()).toBe('budget_exceeded')
  })
})
