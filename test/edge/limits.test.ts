/** Limits and budgets as clients meet them, with the real Durable Object and the real sums of usage. */
import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import { answerOf, newGenerationId, workerTagOf } from '../../shared/ids.ts'
import type { UsageEntry } from '../../shared/wire/usage.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { type Answer, type Any, type Client, fakeFleet, newAxis, newProject, signedPost } from './harness.ts'

const fleet = fakeFleet()
const MONTH = new Date().toISOString().slice(0, 7)

const ask = (client: Client, fields: object = {}): Promise<Answer<Any>> =>
  client.post('/v1/chat/completions', {
    model: TOY_MODEL,
    messages: [{ role: 'user', content: 'Hello' }],
    max_tokens: 5,
    ...fields,
  })

/** As its worker does when it has ended. */
async function report(client: { project: string }, id: string, tokens: number) {
  const now = Date.now()
  const entry: UsageEntry = {
    ...{ id, project: client.project, user: null, key: null, model: TOY_MODEL, status: 'finished', worker: 'a' },
    ...{
      prompt_tokens: tokens,
      cached_tokens: 0,
      completion_tokens: 0,
      axes: [],
      positions: [],
      started: now,
      ended: now,
    },
  }
  expect((await signedPost('/internal/usage', { entries: [entry] })).status).toBe(200)
}

const eventsOf = async ({ project }: { project: string }) => {
  const query = env.DB.prepare('select kind, occasion, data from project_events where project_id = ? order by id')
  const { results } = await query.bind(project).all<{ kind: string; occasion: string; data: string }>()
  return results.map(({ kind, occasion, data }) => ({ kind, occasion, data: JSON.parse(data) }))
}

describe('/v1/limits', () => {
  it('has none at first, but generous quotas; what is sent replaces all, and is logged', async () => {
    const client = await newProject()
    const none = { requests_per_minute: null, tokens_per_minute: null, running: null }
    const before = {
      object: 'limits',
      ...{ key: none, user: none, running: null, fits_per_day: null, tokens_per_month: null, warn_at: 0.8 },
      storage: {
        profiles: 1_000_000,
        axes: 1_000,
        private_axes: 1_000,
        versions: 10_000,
        artifact_bytes: 10 * 2 ** 30,
      },
    }
    const used = { month: MONTH, tokens: 0, profiles: 0, axes: 0, private_axes: 0, versions: 0, artifact_bytes: 0 }
    expect((await client.get('/v1/limits')).body).toEqual({ ...before, used })
    const set = await client.put('/v1/limits', { user: { running: 2 }, tokens_per_month: 1000, storage: { axes: 3 } })
    const after = {
      ...before,
      ...{ user: { ...none, running: 2 }, tokens_per_month: 1000, storage: { ...before.storage, axes: 3 } },
    }
    expect([set.status, set.body]).toEqual([200, { ...after, used }])
    expect((await client.get('/v1/limits')).body).toEqual({ ...after, used })
    expect((await client.put('/v1/limits', {})).body).toEqual({ ...before, used })
    const log = await env.DB.prepare(
      "select before, after from audit_log where project_id = ? and action = 'limits.changed' order by at, id",
    )
      .bind(client.project)
      .all<{ before: string; after: string }>()
    expect(log.results.map((one) => [JSON.parse(one.before), JSON.parse(one.after)])).toEqual(
      expect.arrayContaining([
        [before, after],
        [after, before],
      ]),
    )
  })

  it('needs the scope project, and is each project’s own', async () => {
    const [client, other] = [await newProject(), await newProject()]
    await client.put('/v1/limits', { running: 1 })
    expect((await other.get('/v1/limits')).body.running).toBeNull()
    const without = await client.withScopes('chat', 'keys', 'usage', 'audit', 'profiles', 'axes', 'fits')
    expect((await without.get('/v1/limits')).status).toBe(403)
    expect((await without.put('/v1/limits', {})).status).toBe(403)
    expect((await client.get('/v1/limits')).body.running).toBe(1)
  })

  it.for<[string, object]>([
    ['tokens_per_month', { tokens_per_month: -1 }],
    ['running', { running: 0 }],
    ['user.requests_per_minute', { user: { requests_per_minute: 1.5 } }],
    ['user.requests', { user: { requests: 1 } }],
    ['warn_at', { warn_at: 0 }],
    ['storage.profiles', { storage: { profiles: -1 } }],
    ['requests_per_minute', { requests_per_minute: 1 }],
  ])('refuses %s', async ([param, body]) => {
    const answer = await (await newProject()).put('/v1/limits', body)
    expect([answer.status, answer.body.error.param]).toEqual([400, param])
  })
})

describe('an answer', () => {
  it('of a project without limits asks nobody, and tells of none', async () => {
    const client = await newProject()
    const asked = vi.spyOn(env.BUDGET, 'get')
    const { status, headers } = await ask(client)
    expect(status).toBe(200)
    expect([...headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([])
    expect(asked).not.toHaveBeenCalled()
    asked.mockRestore()
  })

  it('within limits a minute tells what is left, as OpenAI does; one beyond them is told when to come again', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { key: { requests_per_minute: 2, tokens_per_minute: 10_000 } })
    const first = await ask(client)
    expect(first.status).toBe(200)
    expect(Object.fromEntries([...first.headers].filter(([name]) => name.startsWith('x-ratelimit')))).toEqual({
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-remaining-requests': '1',
      'x-ratelimit-reset-requests': '30s',
      'x-ratelimit-limit-tokens': '10000',
      'x-ratelimit-remaining-tokens': expect.stringMatching(/^9[89]\d\d$/),
      'x-ratelimit-reset-tokens': expect.stringMatching(/^\d+ms$|^1(\.\d+)?s$/),
    })
    const stream = await client.raw('POST', '/v1/chat/completions', {
      body: JSON.stringify({ model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }], stream: true }),
      headers: { 'content-type': 'application/json' },
    })
    expect([stream.headers.get('x-ratelimit-remaining-requests'), (await stream.text()).includes('[DONE]')]).toEqual([
      '0',
      true,
    ])
    const refused = await ask(client)
    expect([refused.status, refused.body.error.code, refused.body.error.type]).toEqual([
      ...[429, 'rate_limit_exceeded', 'rate_limit_error'],
    ])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(20)
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0')
    // Another key has its own.
    expect((await ask(await client.withScopes('chat'))).status).toBe(200)
  })

  it('that another worker goes on with is held until that one has ended', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { running: 1 })
    const { body: first } = await ask(client)
    await report(client, first.id, 1)
    const fails = fleet[workerTagOf(first.id) as 'a' | 'b']
    fails.failLateWith = new ApiError(500, 'engine_failed', 'it failed')
    const { body: second } = await ask(client)
    const failed = newGenerationId(fails.card.worker, answerOf(second.id))
    expect(second.id).not.toBe(failed)
    await report(client, failed, 0)
    expect((await ask(client)).body.error?.code).toBe('rate_limit_exceeded')
    await report(client, second.id, 1)
    expect((await ask(client)).status).toBe(200)
  })

  it('that no worker takes gives back what was held for it, and still tells of the limits', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { running: 1, key: { tokens_per_minute: 1000 } })
    fleet.a.refuseWith = fleet.b.refuseWith = new ApiError(429, 'queue_full', 'full', { retryAfterSeconds: 3 })
    const full = await ask(client)
    expect([full.status, full.body.error.code, full.headers.get('x-ratelimit-limit-tokens')]).toEqual([
      ...[429, 'queue_full', '1000'],
    ])
    fleet.a.refuseWith = fleet.b.refuseWith = null
    fleet.down.add('a').add('b')
    const gone = await ask(client)
    expect([gone.status, gone.headers.get('x-ratelimit-limit-tokens')]).toEqual([503, '1000'])
    fleet.down.clear()
    await vi.waitFor(async () => expect((await ask(client)).status).toBe(200))
    expect((await ask(client)).body.error.code).toBe('rate_limit_exceeded')
  })

  it('runs until its worker has reported it, for its user and its key', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { user: { running: 1 } })
    const { body, status } = await ask(client, { user: 'ada' })
    expect(status).toBe(200)
    const second = await ask(client, { user: 'ada' })
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await ask(client, { user: 'bob' })).status).toBe(200)
    await report(client, body.id, 10)
    expect((await ask(client, { user: 'ada' })).status).toBe(200)
    // Once more changes nothing: the one that runs now is another.
    await report(client, body.id, 10)
    expect((await ask(client, { user: 'ada' })).status).toBe(429)
  })

  it('is refused when it may take more than is left of the month; its message says how much', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { tokens_per_month: 1000, running: 9 })
    const first = await ask(client)
    await report(client, first.body.id, 900)
    const refused = await ask(client)
    expect(refused.status).toBe(429)
    expect(refused.body.error).toMatchObject({ code: 'budget_exceeded', type: 'insufficient_quota' })
    expect(refused.body.error.message).toMatch(
      /1000 tokens a month; 100 are left of \d{4}-\d\d, and this answer may take \d+/,
    )
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await client.get('/v1/limits')).body.used).toMatchObject({ tokens: 900 })
    await client.put('/v1/limits', { tokens_per_month: 5000 })
    expect((await ask(client)).status).toBe(200)
  })

  it('takes no more than the month has, also where isolates give out tokens by themselves', async () => {
    const client = await newProject()
    const budget = 4000
    await client.put('/v1/limits', { tokens_per_month: budget })
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask(client)))
    const made = answers.filter(({ status }) => status === 200)
    const others = answers.filter(({ status }) => status !== 200)
    expect(others.map(({ body }) => body.error.code)).toEqual(others.map(() => 'budget_exceeded'))
    expect(made.length).toBeGreaterThan(10)
    // 98 bytes of request, 16 for its message, 64 for the chat, 5 of the answer.
    const request = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 5 }
    const most = JSON.stringify(request).length + 16 + 64 + 5
    expect(made.length * most).toBeLessThanOrEqual(budget)
    for (const { body } of made) await report(client, body.id, most)
    const { used } = (await client.get('/v1/limits')).body
    expect(used.tokens).toBe(made.length * most)
    expect(used.tokens).toBeLessThanOrEqual(budget)
  })

  it('is counted from when the month began, though limits came later', async () => {
    const client = await newProject()
    await report(client, (await ask(client)).body.id, 950)
    await client.put('/v1/limits', { tokens_per_month: 1000 })
    expect((await ask(client)).body.error.code).toBe('budget_exceeded')
  })
})

describe('a month’s budget', () => {
  it('is told of once when it runs low and once when it is used up, for each bound there is', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { tokens_per_month: 1000, warn_at: 0.5 })
    await report(client, newGenerationId('a'), 499)
    expect(await eventsOf(client)).toEqual([])
    const data = { month: MONTH, tokens_per_month: 1000 }
    const warning = { kind: 'budget.warning', occasion: `${MONTH}/500`, data: { ...data, tokens: 500 } }
    await report(client, newGenerationId('a'), 1)
    expect(await eventsOf(client)).toEqual([warning])
    await report(client, newGenerationId('a'), 100)
    expect(await eventsOf(client)).toEqual([warning])
    await report(client, newGenerationId('a'), 500)
    const reached = { kind: 'budget.reached', occasion: `${MONTH}/1000`, data: { ...data, tokens: 1100 } }
    expect(await eventsOf(client)).toEqual([warning, reached])
    expect((await ask(client)).status).toBe(429)
    await client.put('/v1/limits', { tokens_per_month: 2000, warn_at: 0.6 })
    await report(client, newGenerationId('a'), 100)
    expect(await eventsOf(client)).toEqual([
      warning,
      reached,
      {
        kind: 'budget.warning',
        occasion: `${MONTH}/1200`,
        data: { month: MONTH, tokens: 1200, tokens_per_month: 2000 },
      },
    ])
  })

  it('is told of when no answer fits any more, once, however many are refused; not of one that asks for much', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { tokens_per_month: 1000 })
    await report(client, newGenerationId('a'), 790)
    expect((await ask(client, { max_tokens: 400 })).body.error.code).toBe('budget_exceeded')
    await report(client, newGenerationId('a'), 110)
    const refused = await Promise.all(Array.from({ length: 5 }, () => ask(client)))
    expect(refused.map(({ status }) => status)).toEqual(Array(5).fill(429))
    const data = { month: MONTH, tokens: 900, tokens_per_month: 1000 }
    await vi.waitFor(async () =>
      expect(await eventsOf(client)).toEqual([
        { kind: 'budget.warning', occasion: `${MONTH}/800`, data },
        { kind: 'budget.reached', occasion: `${MONTH}/1000`, data },
      ]),
    )
  })
})

describe('a key', () => {
  it('has limits of its own in place of the project’s, and loses them again', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { key: { requests_per_minute: 1 } })
    const { body: made } = await client.post('/v1/keys', { name: 'busy', scopes: ['chat'] })
    expect(made.limits).toBeNull()
    const busy = Object.assign(await client.withScopes('chat'), { key: made.secret }) as Client
    const limits = { requests_per_minute: 3, tokens_per_minute: null, running: null }
    const changed = await client.patch(`/v1/keys/${made.id}`, { limits: { requests_per_minute: 3 } })
    expect([changed.status, changed.body.limits]).toEqual([200, limits])
    const listed = (await client.get('/v1/keys')).body.data.find((one: Any) => one.id === made.id)
    expect(listed.limits).toEqual(limits)
    expect((await ask(busy)).headers.get('x-ratelimit-limit-requests')).toBe('3')
    await client.patch(`/v1/keys/${made.id}`, { limits: null })
    expect((await ask(busy)).headers.get('x-ratelimit-limit-requests')).toBe('1')
    const log = await env.DB.prepare(
      "select before, after from audit_log where project_id = ? and action = 'key.limited' order by at",
    )
      .bind(client.project)
      .all<{ before: string; after: string }>()
    expect(log.results.map(({ before, after }) => [JSON.parse(before ?? 'null'), JSON.parse(after ?? 'null')])).toEqual(
      expect.arrayContaining([
        [null, limits],
        [limits, null],
      ]),
    )
  })

  it('cannot lift its own, nor by making another', async () => {
    const client = await newProject()
    const { body: made } = await client.post('/v1/keys', { name: 'maker', scopes: ['chat', 'keys'] })
    const maker = Object.assign(await client.withScopes('chat'), { key: made.secret }) as Client
    await client.patch(`/v1/keys/${made.id}`, { limits: { requests_per_minute: 7 } })
    const lifted = await maker.patch(`/v1/keys/${made.id}`, { limits: null })
    expect([lifted.status, lifted.body.error.code]).toEqual([403, 'insufficient_scope'])
    const { body: another } = await maker.post('/v1/keys', { name: 'another', scopes: ['chat'] })
    expect(another.limits.requests_per_minute).toBe(7)
  })

  it('of another project is not there', async () => {
    const [client, other] = [await newProject(), await newProject()]
    const { body: made } = await other.post('/v1/keys', { name: 'theirs', scopes: ['chat'] })
    const absent = await client.patch('/v1/keys/key_absent', { limits: { running: 1 } })
    const theirs = await client.patch(`/v1/keys/${made.id}`, { limits: { running: 1 } })
    expect([absent.status, theirs.status, theirs.body.error.code]).toEqual([404, 404, 'key_not_found'])
    expect((await other.get('/v1/keys')).body.data.map((one: Any) => one.limits)).toEqual([null, null])
  })

  it('alone may be limited, where its project is not', async () => {
    const client = await newProject()
    const { body } = await client.get('/v1/keys')
    await client.patch(`/v1/keys/${body.data[0].id}`, { limits: { running: 1 } })
    expect((await ask(client)).status).toBe(200)
    expect((await ask(client)).body.error.message).toMatch(/^This key has as many answers running as it may have: 1\./)
    // One that it makes has the same limits, and counts for itself.
    const another = await client.withScopes('chat')
    expect([(await ask(another)).status, (await ask(another)).status]).toEqual([200, 429])
  })
})

describe('what a project stores', () => {
  const refusal = (answer: Answer<Any>) => [answer.status, answer.body.error?.code, answer.body.error?.quota]

  it('is counted as it comes and goes', async () => {
    const client = await newProject()
    const { hash } = await client.steerable('formal')
    await client.post('/v1/axes', newAxis('warm'))
    await client.put('/v1/profiles/ada', { strengths: { formal: 1 } })
    await client.put('/v1/profiles/ada', { strengths: { formal: 0.5 } })
    const used = async () => (await client.get('/v1/limits')).body.used
    const bytes = toyDirection({ axis: 'formal' }).byteLength
    expect(hash).toBeTruthy()
    expect(await used()).toMatchObject({ profiles: 1, axes: 2, versions: 1, artifact_bytes: bytes })
    await client.delete('/v1/axes/formal?for_good=true')
    await client.delete('/v1/profiles/ada')
    expect(await used()).toMatchObject({ profiles: 0, axes: 1, versions: 0, artifact_bytes: 0 })
  })

  it('is no more than its quotas: one more is refused, and nothing of it kept', async () => {
    const client = await newProject()
    await client.steerable('formal')
    await client.put('/v1/profiles/ada', { strengths: { formal: 1 } })
    await client.put('/v1/limits', { storage: { profiles: 1, axes: 1, versions: 1 } })
    expect(refusal(await client.put('/v1/profiles/bob', { strengths: {} }))).toEqual([
      ...[403, 'quota_exceeded', 'profiles'],
    ])
    expect(refusal(await client.post('/v1/axes', newAxis('warm')))).toEqual([403, 'quota_exceeded', 'axes'])
    const another = await client.upload(toyDirection({ axis: 'formal', seed: 2 }))
    expect([another.status, another.body.error.quota]).toEqual([403, 'versions'])
    // What is there can still be changed.
    expect((await client.put('/v1/profiles/ada', { strengths: { formal: -1 } })).status).toBe(200)
    expect((await client.get('/v1/profiles')).body.data).toHaveLength(1)
    expect((await client.get('/v1/limits')).body.used).toMatchObject({ profiles: 1, axes: 1, versions: 1 })
    await client.delete('/v1/profiles/ada')
    expect((await client.put('/v1/profiles/bob', { strengths: {} })).status).toBe(200)
    await client.put('/v1/limits', { storage: { artifact_bytes: 10 } })
    const large = await client.upload(toyDirection({ axis: 'formal', seed: 2 }))
    expect([large.status, large.body.error.quota]).toEqual([403, 'artifact_bytes'])
  })

  it('is not what another project stores', async () => {
    const [client, other] = [await newProject(), await newProject()]
    await client.put('/v1/limits', { storage: { profiles: 0 } })
    expect((await client.put('/v1/profiles/ada', { strengths: {} })).status).toBe(403)
    expect((await other.put('/v1/profiles/ada', { strengths: {} })).status).toBe(200)
  })

  it('of fits: so many a day, previews with their fits', async () => {
    const client = await newProject()
    await client.put('/v1/limits', { fits_per_day: 1 })
    fleet.a.fitOutcome = fleet.b.fitOutcome = 'never'
    const fit = { axis: newAxis('formal'), source: 'self-generated', preview: true }
    const first = await client.post('/v1/fits', fit)
    expect(first.status).toBe(202)
    const second = await client.post('/v1/fits', { ...fit, axis: newAxis('warm') })
    expect([second.status, second.body.error.code]).toEqual([429, 'rate_limit_exceeded'])
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await client.get('/v1/axes')).body.data.map((one: Any) => one.id)).toEqual(['formal'])
    await client.delete(`/v1/fits/${first.body.preview}`)
    await client.delete(`/v1/fits/${first.body.id}`)
  })
})
