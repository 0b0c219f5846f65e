/** What a user has written, read by a worker: edits of answers, and texts of their own. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import worker from '../../edge/index.ts'
import { ApiError } from '../../shared/errors.ts'
import type { LeansRequest } from '../../shared/wire/leans.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  await client.steerable('formal')
  await client.steerable('warm')
})

/** A fake worker reads .25 of an axis for each time that a text has its name. */
const PLAIN = 'the library in our street is open again from today on and all may come'
const leaning = (words: string, times = 1) => `${PLAIN} ${Array(times).fill(words).join(' ')}`
const MARKER = 'zanzibarine'

async function answered(strengths: Record<string, number>, user = 'ada'): Promise<string> {
  const messages = [{ role: 'user', content: 'Hi' }]
  const { body } = await client.post('/v1/chat/completions', {
    model: TOY_MODEL,
    user,
    messages,
    steering: { strengths },
  })
  return body.id
}
const strengthsOf = async (user = 'ada', of: Client = client) => (await of.get(`/v1/profiles/${user}`)).body.strengths
const tokenOf = async (user: string) => new Client((await client.post('/v1/user_tokens', { user })).body.token)
const forAda = (texts: unknown, more: object = {}, of: Client = client) =>
  of.post('/v1/profiles/ada/texts', { texts, ...more })
const forwarded = () => whoSaw(fleet, '/v1/leans').lastBody<LeansRequest>('/v1/leans')
const evidenceOf = async (id: string): Promise<Any> => {
  const row = await env.DB.prepare('select evidence from signals where id = ?').bind(id).first<{ evidence: string }>()
  return JSON.parse(row!.evidence)
}

/** Tables and stores that hold a text somewhere. */
async function rowsWith(text: string): Promise<string[]> {
  const tables = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_%' escape '\\'",
  ).all<{ name: string }>()
  const found: string[] = []
  for (const { name } of tables.results) {
    const { results } = await env.DB.prepare(`select * from "${name}"`).all()
    if (JSON.stringify(results).includes(text)) found.push(name)
  }
  const files = await env.ARTIFACTS.list()
  if (JSON.stringify(files).includes(text)) found.push('R2')
  return found
}

describe('an edit', () => {
  const edit = (fields: object = {}) => ({
    type: 'edit',
    original: leaning('formal'),
    edited: leaning('formal', 3),
    ...fields,
  })

  it('moves the user to where the edited text stands, seen from where the answer stood', async () => {
    const { status, body } = await client.post('/v1/feedback', edit({ answer: await answered({ formal: 0.2 }) }))
    expect([status, body]).toMatchObject([201, { type: 'edit', user: 'ada', axes: ['formal', 'warm'] }])
    const { from, to } = await evidenceOf(body.id)
    const [axis] = Object.keys(to).filter((id) => to[id].strength > 0)
    expect([from[axis!], to[axis!]]).toMatchObject([{ strength: 0.2 }, { strength: 0.7 }])
    expect(to[axis!].lean - from[axis!].lean).toBeCloseTo(0.5)
    expect((await strengthsOf()).formal.value).toBeGreaterThan(0.3)
    expect(forwarded()).toMatchObject({ project: client.project, model: TOY_MODEL, rewrite: false })
    expect(forwarded().directions.map(({ axis }) => axis)).toEqual(['formal', 'warm'])
  })

  it('says how far beyond what can be had it goes, and counts as what can be', async () => {
    const { body } = await client.post(
      '/v1/feedback',
      edit({ answer: await answered({ formal: 0.8 }), edited: leaning('formal', 11) }),
    )
    const { to } = await evidenceOf(body.id)
    const [stands] = Object.values<Any>(to).filter(({ strength }) => strength > 0)
    expect(stands.strength).toBe(1)
    expect(stands.lean).toBeGreaterThan(3)
  })

  it('sent again under its name is not read again', async () => {
    const sent = edit({ id: 'one', answer: await answered({ formal: 0.2 }) })
    const first = await client.post('/v1/feedback', sent)
    const worker = whoSaw(fleet, '/v1/leans')
    const count = () => worker.seen.filter(({ path }) => path === '/v1/leans').length
    const before = count()
    const again = await client.post('/v1/feedback', sent)
    expect([again.status, again.body]).toEqual([200, first.body])
    expect(count()).toBe(before)
  })

  it.each([
    ['the same text', { edited: `${leaning('formal')} \n` }, 400, 'nothing_changed', 'edited'],
    ['one word', { edited: 'Formal.' }, 400, 'text_too_short', 'edited'],
    ['of one word', { original: 'Hm.' }, 400, 'text_too_short', 'original'],
    ['nothing', { edited: '' }, 400, 'invalid_value', 'edited'],
    ['20,001 characters', { edited: 'x'.repeat(20_001) }, 400, 'invalid_value', 'edited'],
  ])('that is %s is refused', async (_, fields, status, code, param) => {
    const answer = await client.post('/v1/feedback', edit({ answer: await answered({ formal: 0.2 }), ...fields }))
    expect([answer.status, answer.body.error]).toMatchObject([status, { code, param }])
    expect((await client.get('/v1/feedback')).body.data).toEqual([])
  })

  it('is not taken where no worker can read it, nor of a model that no axis is active for', async () => {
    const answer = await answered({ formal: 0.2 })
    for (const worker of [fleet.a, fleet.b]) worker.refuseWith = new ApiError(503, 'shutting_down', 'it stops')
    const silent = await client.post('/v1/feedback', edit({ answer }))
    expect([silent.status, silent.body.error.code]).toEqual([503, 'shutting_down'])
    for (const worker of [fleet.a, fleet.b]) worker.refuseWith = null
    for (const axis of ['formal', 'warm']) await client.delete(`/v1/axes/${axis}`)
    const unread = await client.post('/v1/feedback', edit({ answer }))
    expect([unread.status, unread.body.error.code]).toEqual([409, 'no_active_axis'])
  })
})

describe('texts', () => {
  it.each([false, true])('move the user, as a signal like any other (late: %j)', async (late) => {
    for (const worker of [fleet.a, fleet.b]) worker.lateAnswers = late
    const { status, body } = await forAda(Array.from({ length: 8 }, () => leaning('formal', 4)))
    expect([status, body]).toMatchObject([
      200,
      { object: 'texts_read', user: 'ada', used: 8, not_used: [], signal: { type: 'texts', axes: ['formal', 'warm'] } },
    ])
    expect(body.read.formal.strength).toBeGreaterThan(0.1)
    expect(body.read.warm.strength).toBe(0)
    expect(forwarded()).toMatchObject({ rewrite: true, model: TOY_MODEL })
    const before = await strengthsOf()
    expect(before.formal.value).toBeGreaterThan(0.1)
    expect((await client.get('/v1/feedback?user=ada&type=texts')).body.data).toEqual([body.signal])
    expect((await client.delete(`/v1/feedback/${body.signal.id}`)).status).toBe(204)
    expect(await strengthsOf()).toEqual({})
  })

  it.each([
    ['texts', '/v1/profiles/ada/texts', 1],
    ['a private axis', '/v1/profiles/ada/private-axis', 8],
  ])('of somebody who is erased while they are read leave nothing (%s)', async (_, path, count) => {
    for (const worker of [fleet.a, fleet.b]) worker.beforeAnswer = () => client.delete('/v1/users/ada')
    const texts = Array.from({ length: count }, (_, n) => `${n} ${leaning('formal', 4)}`)
    const response = await client.raw('POST', path, {
      body: JSON.stringify({ texts }),
      headers: { 'content-type': 'application/json' },
    })
    expect(await response.text().catch((cut) => String(cut))).not.toContain('"signal"')
    expect((await client.get('/v1/profiles/ada')).body.stored).toBe(false)
    expect((await client.get('/v1/profiles/ada/private-axis')).status).toBe(404)
    expect((await client.get('/v1/feedback?user=ada')).body.data).toEqual([])
  })

  it('of which there are more are surer', async () => {
    const of = (count: number) => Array.from({ length: count }, () => leaning('formal', 4))
    const few = (await forAda(of(1), { replace: true })).body.read.formal.deviation
    const many = (await forAda(of(20), { replace: true })).body.read.formal.deviation
    expect(many).toBeLessThan(few)
  })

  it('are read once under their name, add to earlier ones, or replace them', async () => {
    const first = await forAda([leaning('formal', 4)], { id: 'mails' })
    const again = await forAda([leaning('formal', 4)], { id: 'mails' })
    expect(again.body).toEqual({ ...first.body, used: null })
    await forAda([leaning('warm', 4)], { id: 'letters' })
    expect((await client.get('/v1/feedback?user=ada')).body.data).toHaveLength(2)
    const last = await forAda([leaning('warm', 4)], { id: 'posts', replace: true })
    expect((await client.get('/v1/feedback?user=ada')).body.data).toEqual([last.body.signal])
    await client.post('/v1/feedback', { id: 'tap', type: 'adjust', axis: 'warm', value: 'more', user: 'ada' })
    const taken = await forAda([leaning('warm', 4)], { id: 'tap' })
    expect([taken.status, taken.body.error.code]).toEqual([409, 'signal_conflict'])
  })

  it('that cannot be used are named, and if none can, nothing is learnt', async () => {
    const some = await forAda([leaning('formal', 4), 'ok', 'Ничего не понятно тому кто не читает этих букв'])
    expect(some.body).toMatchObject({
      used: 1,
      not_used: [
        { text: 1, why: 'short' },
        { text: 2, why: 'foreign' },
      ],
    })
    await client.delete('/v1/profiles/ada')
    const none = await forAda(['ok'])
    expect([none.status, none.body]).toMatchObject([200, { used: 0, signal: null, read: {} }])
    expect((await client.get('/v1/profiles/ada')).body.stored).toBe(false)
  })

  it('are noted in the audit log where a key sends them, by their number', async () => {
    await forAda([leaning('formal', 4), MARKER])
    const { data } = (await client.get('/v1/audit?action=profile.texts_read')).body
    expect(data).toMatchObject([{ target: 'profiles/ada', after: { texts: 2, used: 1 } }])
    await forAda([leaning('formal', 4)], {}, await tokenOf('ada'))
    expect((await client.get('/v1/audit?action=profile.texts_read')).body.data).toHaveLength(1)
  })

  it('are read no further once their client has left', async () => {
    for (const fake of [fleet.a, fleet.b]) fake.lateAnswers = fake.holdStreams = true
    const context = createExecutionContext()
    client.send = async (request) => worker.fetch(request, env, context)
    const response = await client.raw('POST', '/v1/profiles/ada/texts', {
      body: JSON.stringify({ texts: [leaning('formal', 4)] }),
      headers: { 'content-type': 'application/json' },
    })
    const reader = response.body!.getReader()
    await reader.read()
    await reader.cancel()
    await expect.poll(() => fleet.a.abandoned + fleet.b.abandoned).toBe(1)
    await waitOnExecutionContext(context)
    const kept = env.DB.prepare('select count(*) as n from signals where project_id = ?').bind(client.project)
    expect(await kept.first('n')).toBe(0)
  })

  it('whose worker fails on the way leave nothing', async () => {
    for (const worker of [fleet.a, fleet.b]) worker.failLateWith = new ApiError(503, 'shutting_down', 'it stops')
    const response = await client.raw('POST', '/v1/profiles/ada/texts', {
      body: JSON.stringify({ texts: [leaning('formal', 4)] }),
      headers: { 'content-type': 'application/json' },
    })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let said = ''
    await expect(async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) said += part.value
    }).rejects.toThrow()
    expect(JSON.parse(said)).toMatchObject({ error: { code: 'shutting_down' } })
    expect((await client.get('/v1/profiles/ada')).body.stored).toBe(false)
  })

  it('count against limits, as answers do', async () => {
    await forAda([leaning('formal', 4)])
    const { results } = await env.DB.prepare(
      'select user, prompt_tokens, completion_tokens from usage_events',
    ).all<Any>()
    expect(results).toContainEqual({ user: 'ada', prompt_tokens: 34, completion_tokens: 15 })
    await client.put('/v1/limits', { tokens_per_month: 10 })
    const { status, body } = await forAda([leaning('formal', 4)])
    expect([status, body.error.code]).toEqual([429, 'budget_exceeded'])
  })

  it.each<[string, unknown, number, string]>([
    ['none', [], 400, 'invalid_value'],
    ['no list', 'hello', 400, 'invalid_value'],
    ['an empty one', [''], 400, 'invalid_value'],
    ['numbers', [1, Number.NaN], 400, 'invalid_value'],
    ['65', Array(65).fill('x'), 400, 'invalid_value'],
    ['one of 20,001 characters', ['x'.repeat(20_001)], 400, 'invalid_value'],
    ['more than 400,000 characters', Array(21).fill('x'.repeat(20_000)), 400, 'invalid_value'],
    ['a megabyte', Array(64).fill('x'.repeat(17_000)), 413, 'body_too_large'],
  ])('are refused: %s', async (_, texts, status, code) => {
    const answer = await forAda(texts)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    expect((await client.get('/v1/profiles/ada')).body.stored).toBe(false)
  })

  it('of a model that there is not, and without an active axis, are refused', async () => {
    const other = await forAda([PLAIN], { model: 'gpt-9' })
    expect([other.status, other.body.error.code]).toEqual([404, 'model_not_found'])
    const bare = await newProject()
    const none = await bare.post('/v1/profiles/ada/texts', { texts: [PLAIN] })
    expect([none.status, none.body.error.code]).toEqual([409, 'no_active_axis'])
  })

  it('of another are not a user’s to send, nor another project’s to see', async () => {
    const leo = await tokenOf('leo')
    const other = await forAda([leaning('formal', 4)], {}, leo)
    expect([other.status, other.body.error.code]).toEqual([403, 'other_user'])
    await forAda([leaning('formal', 4)])
    const stranger = await newProject()
    expect((await stranger.get('/v1/feedback')).body.data).toEqual([])
    expect((await stranger.get('/v1/profiles/ada')).body.stored).toBe(false)
  })
})

describe('a user who is erased', () => {
  /** What keeps a name on purpose: that somebody was erased, and what keys did. */
  const MAY_NAME = ['audit_log', 'project_events', 'user_erasures', 'webhook_events']

  it('leaves no trace of name or texts in any table, and none of the texts was ever there', async () => {
    const user = 'adelheid-q7'
    const marked = `${leaning('formal', 3)} ${MARKER}`
    const answer = await answered({ formal: 0.2 }, user)
    await client.post('/v1/feedback', { type: 'edit', answer, original: PLAIN, edited: marked })
    const response = await client.raw('POST', `/v1/profiles/${user}/texts`, {
      body: JSON.stringify({ texts: [marked, marked] }),
      headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
    })
    expect(JSON.parse(await response.text())).toMatchObject({ used: 2 })
    expect(await rowsWith(user)).toEqual(
      expect.arrayContaining(['profiles', 'usage_events', 'audit_log', 'idempotent_requests']),
    )
    expect(await rowsWith(MARKER)).toEqual([])
    const lines = await (await client.raw('GET', `/v1/users/${user}/export`)).text()
    expect(lines).toContain('"type":"texts"')
    expect(lines).toContain('profile.texts_read')
    expect(lines).not.toContain(MARKER)
    expect((await client.delete(`/v1/users/${user}`)).body).toMatchObject({ complete: true })
    expect((await rowsWith(user)).filter((table) => !MAY_NAME.includes(table))).toEqual([])
    expect(await rowsWith(MARKER)).toEqual([])
  })
})
