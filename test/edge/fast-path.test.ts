/** What a request asks the database for once its isolate is warm, and that what changes is seen all the same. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { type Any, Client, fakeFleet, fetchWith, newProject, ORIGIN, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
let hash: string
beforeEach(async () => {
  client = await newProject()
  hash = (await client.steerable('formal')).hash
})
afterEach(() => {
  vi.useRealTimers()
})

/** The database, and how often it was asked: a statement alone or a batch of them is one round trip. */
function counted(database: D1Database) {
  const count = { trips: 0 }
  const asked = ['run', 'all', 'raw', 'first'] as const
  const prepare: D1Database['prepare'] = (query) => {
    const statement = database.prepare(query)
    const bind = statement.bind.bind(statement)
    const watch = (one: D1PreparedStatement): D1PreparedStatement => {
      for (const name of asked) {
        const ask = one[name].bind(one) as (...args: unknown[]) => Promise<unknown>
        const counting = (...args: unknown[]) => {
          count.trips++
          return ask(...args)
        }
        Object.assign(one, { [name]: counting })
      }
      return one
    }
    return Object.assign(watch(statement), { bind: (...values: unknown[]) => watch(bind(...values)) })
  }
  const batch: D1Database['batch'] = (statements) => {
    count.trips++
    return database.batch(statements)
  }
  return { count, database: Object.assign(Object.create(database), { prepare, batch }) as D1Database }
}

const request = (key: string, headers: Record<string, string> = {}, fields: object = {}) =>
  new Request(`${ORIGIN}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      model: TOY_MODEL,
      messages: [{ role: 'user', content: 'Hello' }],
      user: 'ada',
      stream: true,
      ...fields,
    }),
  })

async function tripsOf(headers: Record<string, string> = {}, fields: object = {}): Promise<number> {
  const { count, database } = counted(env.DB)
  const response = await fetchWith({ ...env, DB: database }, request(client.key, headers, fields))
  expect(response.status).toBe(200)
  await response.text()
  return count.trips
}

const strengthsSent = () => {
  const { edits } = whoSaw(fleet, '/v1/generate').lastBody<{ edits: { direction: string; strength: number }[] }>(
    '/v1/generate',
  )
  return edits.map(({ direction, strength }) => [direction, strength])
}

describe('a warm request', () => {
  it('asks the database once', async () => {
    await tripsOf()
    expect(await tripsOf()).toBe(1)
  })

  it('asks it once where there are limits too, and hears of them at once', async () => {
    await tripsOf()
    await client.put('/v1/limits', { key: { requests_per_minute: 2 } })
    await tripsOf()
    expect(await tripsOf()).toBe(1)
    const refused = await fetchWith(env, request(client.key))
    expect([refused.status, (await refused.json<Any>()).error.code]).toEqual([429, 'rate_limit_exceeded'])
  })

  it('asks it once while an experiment runs too', async () => {
    await client.upload(toyDirection({ axis: 'formal', seed: 2 }), { axis: 'formal', activate: 'never' })
    const { status } = await client.post('/v1/axes/formal/experiments', { challenger: 2 })
    expect(status).toBe(201)
    await tripsOf()
    expect(await tripsOf()).toBe(1)
  })

  it('asks it once more when the project has changed', async () => {
    await tripsOf()
    await client.steerable('warm')
    expect(await tripsOf()).toBe(2)
  })

  it('asks it once where something was learnt of its user, and once more where it explores', async () => {
    await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada' })
    await tripsOf()
    expect(await tripsOf()).toBe(1)
    expect(await tripsOf({}, { steering: { explore: true } })).toBe(2)
  })

  it('asks it once from a page of another origin too', async () => {
    const origin = 'https://app.example.com'
    await client.patch('/v1/project', { origins: [origin] })
    await tripsOf({ origin })
    expect(await tripsOf({ origin })).toBe(1)
  })
})

describe('what another isolate changes', () => {
  /** As another isolate would: this one hears of it from the database alone. */
  const elsewhere = (query: string, ...values: unknown[]) =>
    env.DB.prepare(query)
      .bind(...values)
      .run()

  it('of a profile is in force with the next request', async () => {
    await tripsOf()
    await client.put('/v1/profiles/ada', { strengths: { formal: 0.5 } })
    await tripsOf()
    expect(strengthsSent()).toEqual([[hash, 0.5]])
  })

  it("of the project's default edits and axes is in force with the next request", async () => {
    await tripsOf()
    await elsewhere(
      'update projects set default_edits = ? where id = ?',
      '{"formal":{"value":0.25,"mode":"add"}}',
      client.project,
    )
    await tripsOf()
    expect(strengthsSent()).toEqual([[hash, 0.25]])
    await elsewhere('update axes set active_version = null where project_id = ?', client.project)
    await tripsOf()
    expect(strengthsSent()).toEqual([])
  })

  it('of a key that is used all the time is in force too: who asks is found again beside their requests', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const other = await client.withScopes('chat')
    const status = async () => {
      vi.setSystemTime(Date.now() + 1_500)
      const response = await fetchWith(
        env,
        new Request(`${ORIGIN}/v1/project`, { headers: { 'x-api-key': other.key } }),
      )
      await response.text()
      return response.status
    }
    expect([await status(), await status()]).toEqual([200, 200])
    await elsewhere('update api_keys set revoked = 1 where name = ? and project_id = ?', 'chat', client.project)
    expect([await status(), await status()]).toEqual([200, 401])
  })

  it('of a key is in force within five seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const other = await client.withScopes('chat')
    expect((await other.get('/v1/project')).status).toBe(200)
    await elsewhere(
      'update api_keys set revoked = ? where name = ? and project_id = ?',
      Date.now(),
      'chat',
      client.project,
    )
    vi.setSystemTime(Date.now() + 5_000)
    expect((await other.get('/v1/project')).status).toBe(401)
  })
})

it('a key that is revoked here opens nothing from then on', async () => {
  const other = await client.withScopes('chat')
  expect((await other.get('/v1/project')).status).toBe(200)
  const { body } = await client.get('/v1/keys')
  await client.delete(`/v1/keys/${body.data.find(({ name }: { name: string }) => name === 'chat').id}`)
  expect((await new Client(other.key).get('/v1/project')).status).toBe(401)
})

it('a key that expires opens nothing from then on, remembered or not', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const soon = Math.floor(Date.now() / 1000) + 2
  const { body } = await client.post('/v1/keys', { name: 'short', scopes: ['chat'], expires_at: soon })
  const short = new Client(body.secret)
  expect((await short.get('/v1/project')).status).toBe(200)
  vi.setSystemTime(soon * 1000)
  expect((await short.get('/v1/project')).status).toBe(401)
})
