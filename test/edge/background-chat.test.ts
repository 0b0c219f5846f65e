/** Chat completions in the background: told at once, kept, fetched when they are done. */
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import type { ChatChunk } from '../../shared/wire/chat.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { fakeFleet, newProject } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const CHAT = '/v1/chat/completions'
const hello = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }] }
const create = (fields: object = {}) => client.post(CHAT, { ...hello, background: true, ...fields })
async function done(id: string) {
  await expect.poll(async () => (await client.get(`${CHAT}/${id}`)).body.status).toBe('completed')
  return (await client.get(`${CHAT}/${id}`)).body
}

describe('a completion in the background', () => {
  it('has an id at once, and what the same has that was waited for once it is done', async () => {
    const { status, body, headers } = await create()
    expect(status).toBe(200)
    expect(body).toMatchObject({ object: 'chat.completion', model: TOY_MODEL, error: null })
    expect(['queued', 'in_progress', 'completed']).toContain(body.status)
    expect(headers.get('x-attune-generation')).toBe(body.id)
    const { status: _, error: __, ...kept } = await done(body.id)
    const { body: waited } = await client.post(CHAT, hello)
    const own = { id: body.id, created: kept.created }
    const receipt = { ...waited.attune, generation: body.id }
    expect(kept).toEqual({ ...waited, ...own, choices: [{ ...waited.choices[0], attune: receipt }], attune: receipt })
  })

  it('puts choices and calls together', async () => {
    const piece = (index: number, delta: object, finish_reason: 'tool_calls' | null = null) =>
      ({ index, delta, logprobs: null, finish_reason }) as ChatChunk['choices'][0]
    const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'add', arguments: '' } }
    for (const worker of [fleet.a, fleet.b]) {
      worker.script = [
        piece(1, { role: 'assistant', content: '' }),
        piece(1, { content: 'Hi' }),
        piece(0, { role: 'assistant', content: null }),
        piece(0, { tool_calls: [call] }),
        piece(0, { tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
        piece(0, {}, 'tool_calls'),
        piece(1, {}, 'tool_calls'),
      ]
    }
    const { choices } = await done((await create({ n: 2 })).body.id)
    const calls = [{ id: 'call_1', type: 'function', function: { name: 'add', arguments: '{}' } }]
    expect(choices).toMatchObject([
      { index: 0, finish_reason: 'tool_calls', message: { role: 'assistant', content: null, tool_calls: calls } },
      { index: 1, message: { role: 'assistant', content: 'Hi' } },
    ])
  })

  it('is deleted', async () => {
    const { body } = await create()
    const gone = { id: body.id, object: 'chat.completion.deleted', deleted: true }
    expect((await client.delete(`${CHAT}/${body.id}`)).body).toEqual(gone)
    expect((await client.get(`${CHAT}/${body.id}`)).status).toBe(404)
  })
})

describe('is refused', () => {
  it.each([
    [{ stream: true }, 'stream'],
    [{ store: false }, 'background'],
  ])('by name: %j', async (fields, param) => {
    const { status, body } = await create(fields)
    expect([status, body.error.param]).toEqual([400, param])
  })

  it('where the project keeps no answers', async () => {
    await client.patch('/v1/project', { answer_retention_seconds: 0 })
    const { status, body } = await create()
    expect([status, body.error.code, body.error.param]).toEqual([400, 'answers_not_kept', 'background'])
  })

  it('where the worker refuses it, with the worker’s words', async () => {
    for (const worker of [fleet.a, fleet.b])
      worker.refuseWith = new ApiError(400, 'context_length_exceeded', 'too long')
    const { status, body } = await create()
    expect([status, body.error.code]).toEqual([400, 'context_length_exceeded'])
  })

  it('to another project, which finds nothing', async () => {
    const { body } = await create()
    const other = await newProject()
    for (const answer of [await other.get(`${CHAT}/${body.id}`), await other.delete(`${CHAT}/${body.id}`)]) {
      expect([answer.status, answer.body.error.code]).toEqual([404, 'answer_not_found'])
    }
    await done(body.id)
  })
})
