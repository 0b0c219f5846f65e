import { beforeEach, describe, expect, it } from 'vitest'
import { type ChangeRequest, DIRECTION_MISSING } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { fakeFleet, newAxis, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
let id: string
let hash: string
beforeEach(async () => {
  client = await newProject()
  hash = (await client.steerable('formal')).hash
  const request = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }], stream: true }
  const response = await client.raw('POST', '/v1/chat/completions', {
    body: JSON.stringify(request),
    headers: { 'content-type': 'application/json' },
  })
  await response.text()
  id = response.headers.get('x-attune-generation')!
})

const path = () => `/v1/generations/${id}`
const changed = () => whoSaw(fleet, path()).lastBody<ChangeRequest>(path())

describe('a generation', () => {
  it('is shown with its receipt', async () => {
    const { status, body } = await client.get(path())
    expect(status).toBe(200)
    expect(body).toMatchObject({ id, object: 'generation', attune: { generation: id } })
  })

  it('is changed while it runs', async () => {
    const { status, body } = await client.patch(path(), { strengths: { formal: -0.5 }, seq: 4, ramp: 8 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ applied: true, seq: 4, strengths: { formal: { value: -0.5, mode: 'add' } } })
    expect(changed()).toEqual({
      project: client.project,
      user: null,
      edits: [{ axis: 'formal', version: 1, direction: hash, strength: -0.5, mode: 'add', condition: null }],
      seq: 4,
      ramp: 8,
      by: 'client',
      overdrive: null,
    })
  })

  it('has an axis turned off by strength 0', async () => {
    await client.patch(path(), { strengths: { formal: 0 } })
    expect(changed().edits).toMatchObject([{ axis: 'formal', strength: 0 }])
  })

  it.each<[string, () => Promise<unknown>]>([
    ['is no longer active', () => client.post('/v1/axes/formal/activate', { version: null })],
    ['was fitted for another model', () => client.steerable('formal', { modelHash: 'cd'.repeat(32) })],
    ['depends on what cannot be read', () => client.patch('/v1/axes/formal', { condition: unreadable })],
  ])('has an axis turned off, by its name, whose direction %s', async (_, happens) => {
    await client.post('/v1/axes', newAxis('medical'))
    await happens()
    const { status, body } = await client.patch(path(), { strengths: { formal: 0 } })
    expect([status, body.strengths]).toEqual([200, { formal: { value: 0, mode: 'add' } }])
    expect(changed().edits).toEqual([{ axis: 'formal', strength: 0, mode: 'add' }])
  })
  const unreadable = { axis: 'medical', threshold: 0.1 }

  it('gets a direction that its worker lacks', async () => {
    await client.steerable('warm')
    const { status } = await client.patch(path(), { strengths: { warm: 1 } })
    expect(status).toBe(200)
    expect(whoSaw(fleet, path()).seen.filter((one) => one.method === 'PUT')).toHaveLength(1)
  })

  it('is cancelled', async () => {
    expect((await client.delete(path())).body.status).toBe('cancelled')
    expect((await client.get(path())).body.status).toBe('cancelled')
  })
})

describe('a change is refused', () => {
  it.each<[object, string | null, RegExp]>([
    [{ strengths: { sad: 1 } }, 'strengths.sad', /The axes are: empty, formal/],
    [{ strengths: { empty: 1 } }, 'strengths.empty', /no active direction yet/],
    [{ strengths: { formal: 1.6 } }, 'strengths.formal', /between -1.5 and 1.5/],
    [{ strengths: { formal: 1 }, seq: -1 }, 'seq', /between 0 and \d+/],
    [{ strengths: { formal: 1 }, ramp: 1001 }, 'ramp', /a whole number between 0 and 1000/],
    [{ strengths: { Formal: 1 } }, 'strengths.Formal', /an axis id is 1 to 40 of a-z/],
    [{}, 'strengths', /./],
    [{ strengths: {}, scope: 'all' }, 'scope', /there is no such parameter/],
  ])('%j', async (change, param, text) => {
    await client.post('/v1/axes', newAxis('empty'))
    const { status, body } = await client.patch(path(), change)
    expect(status).toBe(400)
    expect(body.error.param).toBe(param)
    expect(body.error.message).toMatch(text)
  })

  it('but not beyond 1 with overdrive, which unsaid is the generation’s own', async () => {
    expect((await client.patch(path(), { strengths: { formal: 1.2 } })).status).toBe(200)
    expect(changed().overdrive).toBeNull()
    expect((await client.patch(path(), { strengths: { formal: 1.2 }, overdrive: false })).status).toBe(400)
    expect((await client.patch(path(), { strengths: { formal: 1.2 }, overdrive: true })).status).toBe(200)
    expect(changed().overdrive).toBe(true)
  })
})

it('never tells a client what a worker lacks', async () => {
  const { body } = await client.patch(path(), { strengths: { formal: 1 } })
  expect(JSON.stringify(body)).not.toContain(DIRECTION_MISSING)
})

it('is a 503 while its worker does not answer', async () => {
  fleet.down.add('a').add('b')
  const { status, body } = await client.get(path())
  expect(status).toBe(503)
  expect(body.error.code).toBe('worker_unavailable')
})
