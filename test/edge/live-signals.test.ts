/** Answers that follow what their user signals while they run (`steering.live`). */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChangeRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, type Client, fakeFleet, newProject } from './harness.ts'

const fleet = fakeFleet()

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  await client.steerable('formal')
  await client.steerable('warm')
  for (const worker of workers()) worker.holdStreams = true
})
afterEach(() => {
  for (const worker of workers()) worker.letGo()
})

const workers = () => [fleet.a, fleet.b]

/** A stream that has begun and goes on until the worker lets go. */
async function begin(steering: object = { live: true }, user: string | null = 'ada') {
  const response = await client.raw('POST', '/v1/chat/completions', {
    body: JSON.stringify({
      ...{ model: TOY_MODEL, user, stream: true, steering },
      messages: [{ role: 'user', content: 'Hi' }],
    }),
    headers: { 'content-type': 'application/json' },
  })
  expect(response.status).toBe(200)
  const end = async () => {
    for (const worker of workers()) worker.letGo()
    await response.text()
  }
  return { id: response.headers.get('x-attune-generation')!, end }
}

const signal = (fields: object = {}, of: Client = client) =>
  of.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada', ...fields })

const changes = (): ChangeRequest[] =>
  workers()
    .flatMap(({ seen }) => seen)
    .flatMap(({ method, body }) => (method === 'PATCH' ? [JSON.parse(body) as ChangeRequest] : []))

/** As its worker has them. */
const strengthsOf = async (id: string): Promise<Record<string, number>> => {
  const { strengths } = (await client.get(`/v1/generations/${id}`)).body
  return Object.fromEntries(Object.entries<Any>(strengths).map(([axis, { value }]) => [axis, value]))
}
const profile = async (): Promise<Record<string, number>> => {
  const { strengths } = (await client.get('/v1/profiles/ada')).body
  return Object.fromEntries(Object.entries<Any>(strengths).map(([axis, { value }]) => [axis, value]))
}
const following = async () =>
  (await env.DB.prepare('select * from live_answers where project_id = ?').bind(client.project).all()).results.length

describe('an answer that is live', () => {
  it('is told what its user signals meanwhile', async () => {
    const { id, end } = await begin()
    expect(changes()).toEqual([])
    await signal()
    expect(changes()).toHaveLength(1)
    expect(await strengthsOf(id)).toEqual(await profile())
    expect((await strengthsOf(id)).formal).toBeGreaterThan(0)
    await signal({ value: 'less' })
    await signal({ value: 'less' })
    expect(await strengthsOf(id)).toEqual(await profile())
    await end()
  })

  it('keeps what its request set, and what a hand set', async () => {
    await client.patch('/v1/profiles/ada', { strengths: { warm: 0.6 } })
    const { id, end } = await begin({ live: true, strengths: { formal: -0.9 } })
    await signal()
    await signal({ axis: 'warm', value: 'less' })
    expect(await strengthsOf(id)).toMatchObject({ formal: -0.9, warm: 0.6 })
    await end()
  })

  it('is told what was signalled while it was begun', async () => {
    for (const worker of workers()) {
      worker.beforeAnswer = async () => {
        for (const other of workers()) other.beforeAnswer = null
        await signal()
      }
    }
    const { id, end } = await begin()
    expect((await strengthsOf(id)).formal).toBeGreaterThan(0)
    expect(await strengthsOf(id)).toEqual(await profile())
    await end()
  })

  it('ends with all that was signalled, though the first change arrives last', async () => {
    const { id, end } = await begin()
    for (const worker of workers()) {
      worker.beforeChange = async () => {
        for (const other of workers()) other.beforeChange = null
        await signal({ axis: 'warm' })
      }
    }
    await signal()
    expect(changes()).toHaveLength(3)
    const told = await strengthsOf(id)
    expect([told.formal! > 0, told.warm! > 0]).toEqual([true, true])
    expect(told).toEqual(await profile())
    await end()
  })

  it('ends with all that was signalled at once', async () => {
    const { id, end } = await begin()
    const all = await Promise.all(Array.from({ length: 8 }, (_, at) => signal({ axis: at % 2 ? 'formal' : 'warm' })))
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]))
    expect(await strengthsOf(id)).toEqual(await profile())
    await end()
  })

  it('is told what is left when a signal is taken back', async () => {
    const { id, end } = await begin()
    const { body } = await signal()
    await client.delete(`/v1/feedback/${body.id}`)
    expect(await profile()).toEqual({})
    expect(await strengthsOf(id)).toEqual({ formal: 0, warm: 0 })
    await end()
  })

  it('is told where its user began when all is forgotten', async () => {
    await client.patch('/v1/project', { default_edits: { formal: 0.6 } })
    const { id, end } = await begin()
    await signal()
    expect((await strengthsOf(id)).formal).toBeGreaterThan(0.6)
    await client.post('/v1/profiles/ada/reset', {})
    expect(await strengthsOf(id)).toEqual({ formal: 0.6, warm: 0 })
    await end()
  })

  it('follows on the axes that act on its model whatever its prompt was', async () => {
    await client.steerable('other', { modelHash: 'f'.repeat(64) })
    await client.steerable('zest')
    await client.patch('/v1/axes/zest', { condition: { axis: 'warm', threshold: 0.1 } })
    const { id, end } = await begin()
    await signal()
    expect(Object.keys(await strengthsOf(id)).sort()).toEqual(['formal', 'warm'])
    expect((await strengthsOf(id)).formal).toBeGreaterThan(0)
    await end()
  })
})

describe('is refused:', () => {
  it('one that leaves aside what it would follow', async () => {
    const { status, body } = await client.post('/v1/chat/completions', {
      ...{ model: TOY_MODEL, user: 'ada', steering: { live: true, profile: false } },
      messages: [{ role: 'user', content: 'Hi' }],
    })
    expect([status, body.error.code, body.error.param]).toEqual([400, 'invalid_value', 'steering.live'])
  })
})

describe('is not told:', () => {
  it('an answer that is not live, one of another user, and one of nobody', async () => {
    const begun = [await begin({}), await begin({ live: true }, 'leo'), await begin({ live: true }, null)]
    await signal()
    expect(changes()).toEqual([])
    for (const { end } of begun) await end()
  })

  it('one of another project, whose user is called the same', async () => {
    const mine = client
    const { end } = await begin()
    client = await newProject()
    await client.steerable('formal')
    await signal()
    expect(changes()).toEqual([])
    client = mine
    await end()
  })

  it('one in a project that does not learn', async () => {
    const { end } = await begin()
    await client.patch('/v1/project', { learning: { enabled: false } })
    await signal()
    expect(changes()).toEqual([])
    await end()
  })

  it('one whose worker is gone: the signal is taken all the same', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { end } = await begin()
    fleet.down.add('a').add('b')
    expect((await signal()).status).toBe(201)
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('does not follow'))
    fleet.down.clear()
    await end()
  })

  it('one that its worker has forgotten, from then on', async () => {
    const { end } = await begin()
    expect(await following()).toBe(1)
    for (const { generations } of workers()) generations.clear()
    await signal()
    expect(await following()).toBe(0)
    await end()
  })
})
