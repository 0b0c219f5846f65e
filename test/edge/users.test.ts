/** All that is known of one user, had and ended. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { onCron } from '../../edge/fitting/cron.ts'
import { newGenerationId } from '../../shared/ids.ts'
import type { UsageEntry } from '../../shared/wire/usage.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, newAxis, newProject, signedPost } from './harness.ts'

const fleet = fakeFleet()
let admin: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  admin = await newProject('mine')
  for (const axis of ['formal', 'warm']) await admin.post('/v1/axes', newAxis(axis))
})

const DAY = '2026-11-03'
const entry = (user: string | null, fields: Partial<UsageEntry> = {}): UsageEntry => ({
  id: newGenerationId('a'),
  project: admin.project,
  user,
  key: 'key_1',
  model: TOY_MODEL,
  status: 'finished',
  prompt_tokens: 7,
  cached_tokens: 2,
  completion_tokens: 3,
  axes: [],
  positions: [],
  started: Date.parse(`${DAY}T12:00:00Z`),
  ended: Date.parse(`${DAY}T12:00:00Z`),
  worker: 'a',
  ...fields,
})
const report = (...entries: UsageEntry[]) => signedPost('/internal/usage', { entries })
const used = async (by: string) => (await admin.get(`/v1/usage?from=${DAY}&to=${DAY}&group_by=${by}`)).body.data
const answer = async (user: string, client: Client = admin) =>
  (await client.post('/v1/responses', { model: TOY_MODEL, input: `I am ${user}`, user })).body.id as string
async function exported(user: string, query = '', client: Client = admin): Promise<Any[]> {
  const response = await client.raw('GET', `/v1/users/${user}/export${query}`)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
  return (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
const mentions = async (user: string) => {
  const { results } = await env.DB.prepare(
    `select 'profiles' as found from profiles where user = ?1 and project_id = ?2
     union all select 'answers' from answers where user = ?1 and project_id = ?2
     union all select 'events' from usage_events where user = ?1 and project_id = ?2
     union all select 'days' from usage_days where user = ?1 and project_id = ?2
     union all select 'requests' from idempotent_requests where user = ?1 and project_id = ?2`,
  )
    .bind(user, admin.project)
    .all<Any>()
  return results.map(({ found }) => found)
}

/** Of two users, everything that there can be. */
async function twoUsers(): Promise<{ ada: string; leo: string }> {
  for (const user of ['ada', 'leo']) await admin.put(`/v1/profiles/${user}`, { strengths: { formal: 0.5 } })
  await admin.delete('/v1/user_tokens/ada')
  await admin
    .raw('POST', '/v1/chat/completions', {
      headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
      body: JSON.stringify({ model: TOY_MODEL, messages: [{ role: 'user', content: 'Hi' }], user: 'ada' }),
    })
    .then((response) => response.text())
  await report(entry('ada'), entry('ada'), entry('leo'), entry(null))
  return { ada: await answer('ada'), leo: await answer('leo') }
}

describe('an export', () => {
  it('has all of one user, and nothing of another', async () => {
    const { ada, leo } = await twoUsers()
    await admin.post('/v1/profiles/bulk', {
      profiles: ['ada', 'leo'].map((user) => ({ user, mode: 'merge', strengths: { warm: 1 } })),
    })
    const lines = await exported('ada')
    const of = (object: string) => lines.filter((line) => line.object === object)
    expect(of('profile')).toMatchObject([{ user: 'ada', strengths: { formal: { value: 0.5 }, warm: { value: 1 } } }])
    expect(of('tokens_revoked')).toHaveLength(1)
    expect(of('usage_event')).toMatchObject([{ prompt_tokens: 7 }, { prompt_tokens: 7 }])
    expect(
      of('audit_entry')
        .map(({ action }) => action)
        .sort(),
    ).toEqual([...['profile.changed', 'profiles.changed', 'user_tokens.revoked']])
    expect(of('kept_answer')).toMatchObject([{ id: ada, answer: { status: 'completed' } }])
    expect(JSON.stringify(of('kept_answer')[0].input)).toContain('I am ada')
    expect(lines.at(-1)).toEqual({ object: 'export_end', user: 'ada', complete: true, after: null })
    const text = JSON.stringify(lines)
    for (const foreign of ['leo', leo]) expect(text).not.toContain(foreign)
  })

  it('says where the answers stood', async () => {
    const positions = [[{ axis: 'formal', version: 1, strength: 0.5, lean: 0.75, tokens: 30 }]]
    await report(entry('ada', { positions }), entry('ada'))
    const events = (await exported('ada')).filter(({ object }) => object === 'usage_event')
    expect(events.map((event) => event.positions.length).sort()).toEqual([0, 1])
    expect(events.find((event) => event.positions.length).positions).toEqual(positions)
  })

  it('goes on after the last answer', async () => {
    await admin.put('/v1/profiles/ada', { strengths: {} })
    const ids = [await answer('ada'), await answer('ada')].sort()
    const rest = await exported('ada', `?after=${ids[0]}`)
    expect(rest.map(({ object, id }) => id ?? object)).toEqual([ids[1], 'export_end'])
    expect((await exported('ada', '?after=zzz')).map(({ object }) => object)).toEqual(['export_end'])
  })

  it('of nobody is empty', async () => {
    expect(await exported('nobody')).toEqual([{ object: 'export_end', user: 'nobody', complete: true, after: null }])
  })
})

describe('an erasure', () => {
  it('leaves nothing of the user but sums, and all of others', async () => {
    const { ada, leo } = await twoUsers()
    expect((await mentions('ada')).length).toBeGreaterThan(4)
    const before = { day: await used('day'), leo: (await used('user')).find(({ group }: Any) => group === 'leo') }
    const { status, body } = await admin.delete('/v1/users/ada')
    expect([status, body]).toEqual([200, { object: 'erasure', user: 'ada', complete: true }])
    expect(await mentions('ada')).toEqual([])
    expect((await admin.get(`/v1/responses/${ada}`)).status).toBe(404)
    expect((await admin.get(`/v1/responses/${leo}`)).body.status).toBe('completed')
    expect((await admin.get('/v1/profiles/leo')).body.stored).toBe(true)
    expect(await used('day')).toEqual(before.day)
    const byUser = await used('user')
    expect(byUser.map(({ group, answers }: Any) => [group, answers])).toEqual([
      ['', 3],
      ['leo', 1],
    ])
    expect(byUser[1]).toEqual(before.leo)
    const { data } = (await admin.get('/v1/audit?action=user.erased')).body
    expect(data).toMatchObject([{ target: 'users/ada', before: null, after: null }])
  })

  it('is told to the application once, and can be asked for again', async () => {
    await twoUsers()
    for (let n = 0; n < 3; n++) expect((await admin.delete('/v1/users/ada')).body.complete).toBe(true)
    expect((await admin.delete('/v1/users/nobody')).body.complete).toBe(true)
    const { results } = await env.DB.prepare('select kind, data from project_events where project_id = ?')
      .bind(admin.project)
      .all<Any>()
    expect(results).toEqual([{ kind: 'user.erased', data: '{"user":"ada"}' }])
    expect((await admin.get('/v1/audit?action=user.erased')).body.data).toHaveLength(1)
  })

  it('ends what is made for them', async () => {
    fleet.a.holdStreams = fleet.b.holdStreams = true
    const { body } = await admin.post('/v1/responses', { model: TOY_MODEL, input: 'Hi', user: 'ada', background: true })
    expect(body.status).toBe('in_progress')
    expect((await admin.delete('/v1/users/ada')).body.complete).toBe(true)
    expect((await admin.get(`/v1/responses/${body.id}`)).status).toBe(404)
    const id = body.id.replace('resp_', 'chatcmpl_')
    const worker = [fleet.a, fleet.b].find((one) => one.generations.has(id))!
    expect(worker.generations.get(id)!.state.status).toBe('cancelled')
  })

  it('of more than one call takes goes on by the clock, and takes along what is reported late', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, n) => `('resp_a_${String(n).padStart(26, '0')}', '${admin.project}', 'ada', 1, ${Date.now() + 1e7})`,
    )
    await env.DB.prepare(`insert into answers (id, project_id, user, created, expires) values ${rows}`).run()
    expect((await admin.delete('/v1/users/ada')).body.complete).toBe(false)
    await onCron('* * * * *', env)
    await onCron('* * * * *', env)
    expect((await admin.delete('/v1/users/ada')).body.complete).toBe(true)
    await report(entry('ada'))
    expect(await mentions('ada')).toEqual(['events', 'days'])
    await onCron('* * * * *', env)
    expect(await mentions('ada')).toEqual([])
    const asked = () =>
      env.DB.prepare('select count(*) as n from user_erasures where project_id = ?').bind(admin.project).first<Any>()
    expect((await asked()).n).toBe(1)
    await env.DB.prepare('update user_erasures set asked = 1').run()
    await onCron('* * * * *', env)
    expect((await asked()).n).toBe(0)
  })

  it('does not reach what comes after it', async () => {
    await twoUsers()
    await admin.delete('/v1/users/ada')
    await admin.put('/v1/profiles/ada', { strengths: { warm: 1 } })
    await env.DB.prepare('update user_erasures set asked = asked - 1000').run()
    const id = await answer('ada')
    await onCron('* * * * *', env)
    expect((await admin.get(`/v1/responses/${id}`)).status).toBe(200)
    expect((await admin.get('/v1/profiles/ada')).body.strengths).toEqual({ warm: { value: 1, mode: 'add' } })
  })
})

describe('who may', () => {
  it('a user by their own token, of themselves alone', async () => {
    await twoUsers()
    const { body } = await admin.post('/v1/user_tokens', { user: 'ada' })
    const ada = new Client(body.token)
    expect((await exported('ada', '', ada))[0]).toMatchObject({ object: 'profile', user: 'ada' })
    expect((await ada.get('/v1/users/leo/export')).body.error.code).toBe('other_user')
    expect((await ada.delete('/v1/users/leo')).body.error.code).toBe('other_user')
    for (let n = 0; n < 2; n++) expect((await ada.delete('/v1/users/ada')).body.complete).toBe(true)
    expect(await mentions('ada')).toEqual([])
  })

  it('a key with profiles, for its users; of its own project alone', async () => {
    await twoUsers()
    const held = await admin.post('/v1/keys', { name: 'x', scopes: ['profiles'], users: ['leo'] })
    expect((await new Client(held.body.secret).delete('/v1/users/ada')).body.error.code).toBe('other_user')
    expect((await (await admin.withScopes('chat')).delete('/v1/users/ada')).status).toBe(403)
    const other = await newProject('other')
    expect((await other.delete('/v1/users/ada')).body.complete).toBe(true)
    expect((await exported('ada', '', other)).map(({ object }) => object)).toEqual(['export_end'])
    expect((await admin.get('/v1/profiles/ada')).body.stored).toBe(true)
    expect((await mentions('ada')).length).toBeGreaterThan(4)
  })
})
