/** The audit log: every change by a key or a person, with what was before and after, and nothing that was no change. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { toyDirection } from '../support/toy-direction.ts'
import { type Any, Client, fakeFleet, newAxis, newProject } from './harness.ts'

const fleet = fakeFleet()
let admin: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  admin = await newProject('mine')
})

/** Oldest first. */
const log = async (query = ''): Promise<Any[]> => (await admin.get(`/v1/audit${query}`)).body.data.reverse()
const told = (entries: Any[]) => entries.map(({ action, target }) => [action, target])

describe('what is changed is logged with what was before and after', () => {
  it('of axes', async () => {
    const made = await admin.post('/v1/axes', newAxis('formal'))
    const changed = await admin.patch('/v1/axes/formal', { positive: { name: 'stiff' } })
    await admin.delete('/v1/axes/formal')
    const entries = await log()
    expect(told(entries)).toEqual([
      ['axis.created', 'formal'],
      ['axis.changed', 'formal'],
      ['axis.deleted', 'formal'],
    ])
    const [created, change, deleted] = entries
    expect([created.before, created.after]).toEqual([null, made.body])
    expect([change.before, change.after]).toEqual([made.body, changed.body])
    expect([deleted.before, deleted.after]).toEqual([changed.body, null])
    const { data } = (await admin.get('/v1/keys')).body
    expect(created.actor).toEqual({ kind: 'key', id: data[0].id, name: 'first key' })
    expect(created.request).toBe(made.headers.get('x-request-id'))
  })

  it('of directions: uploaded once, activated from which to which', async () => {
    await admin.post('/v1/axes', newAxis('formal'))
    const file = toyDirection({ axis: 'formal', seed: 1 })
    const { body } = await admin.upload(file, { activate: 'always' })
    await admin.upload(file, { activate: 'never' })
    await admin.upload(toyDirection({ axis: 'formal', seed: 2 }), { activate: 'always' })
    await admin.post('/v1/axes/formal/activate', { version: 1 })
    await admin.post('/v1/axes/formal/activate', { version: null })
    const entries = (await log()).filter(({ action }) => action.startsWith('direction'))
    expect(entries.map(({ action }) => action.split('.')[1])).toEqual(
      expect.arrayContaining(['uploaded', 'activated', 'uploaded', 'activated', 'activated', 'activated']),
    )
    expect(entries).toHaveLength(6)
    const uploaded = entries.filter(({ action }) => action === 'direction.uploaded')
    expect(uploaded[0]).toMatchObject({ target: 'formal', before: null, after: { hash: body.hash } })
    const activated = entries.filter(({ action }) => action === 'direction.activated')
    expect(activated.map(({ before, after }) => [before.version, after.version])).toEqual([
      [null, 1],
      [1, 2],
      [2, 1],
      [1, null],
    ])
  })

  it('of the project', async () => {
    const before = (await admin.get('/v1/project')).body
    const origins = ['https://b.example.com', 'https://a.example.com']
    const change = { name: 'renamed', basis: 'orthogonal', answer_retention_seconds: 3600, origins }
    const { body: after } = await admin.patch('/v1/project', change)
    const [entry] = await log()
    expect(entry).toMatchObject({ action: 'project.changed', target: admin.project, before, after })
  })

  it('of profiles, but by a user’s own token', async () => {
    for (const axis of ['formal', 'warm']) await admin.post('/v1/axes', newAxis(axis))
    await admin.put('/v1/default-profile', { strengths: { warm: 0.1 } })
    await admin.patch('/v1/profiles/ada', { strengths: { formal: 0.5 } })
    await admin.put('/v1/profiles/ada', { strengths: { formal: { value: 1, mode: 'boost' } } })
    await admin.patch('/v1/profiles/ada', { strengths: { formal: null, warm: -1 } })
    await admin.delete('/v1/profiles/ada')
    await admin.delete('/v1/profiles/ada')
    const { body } = await admin.post('/v1/user_tokens', { user: 'leo' })
    expect((await new Client(body.token).put('/v1/profiles/leo', { strengths: { warm: 1 } })).status).toBe(200)
    const entries = await log('?action=profile.changed')
    const add = (value: number) => ({ value, mode: 'add' })
    expect(entries.map(({ target, before, after }) => [target, before, after])).toEqual([
      ['default-profile', null, { warm: add(0.1) }],
      ['profiles/ada', null, { warm: add(0.1), formal: add(0.5) }],
      ['profiles/ada', { warm: add(0.1), formal: add(0.5) }, { formal: { value: 1, mode: 'boost' } }],
      ['profiles/ada', { formal: { value: 1, mode: 'boost' } }, { warm: add(-1) }],
      ['profiles/ada', { warm: add(-1) }, null],
    ])
  })

  it('of fits, with the axis that they made', async () => {
    fleet.a.fitOutcome = fleet.b.fitOutcome = 'never'
    const { body } = await admin.post('/v1/fits', { axis: newAxis('formal'), activate: 'never' })
    await admin.delete(`/v1/fits/${body.id}`)
    await admin.delete(`/v1/fits/${body.id}`)
    const entries = await log()
    expect(told(entries).sort()).toEqual([
      ['axis.created', 'formal'],
      ['fit.cancelled', body.id],
      ['fit.created', body.id],
    ])
    expect(entries.find(({ action }) => action === 'fit.created').after).toMatchObject({
      axis: 'formal',
      activate: 'never',
    })
  })
})

it('what was refused, or changed nothing, is not logged', async () => {
  await admin.post('/v1/axes', newAxis('formal'))
  const before = (await log()).length
  await admin.post('/v1/axes', newAxis('formal'))
  await admin.patch('/v1/axes/none', { positive: { name: 'x' } })
  await admin.delete('/v1/axes/none')
  await admin.post('/v1/axes/formal/activate', { version: 7 })
  await admin.put('/v1/profiles/ada', { strengths: { none: 1 } })
  await admin.patch('/v1/project', { default_edits: { none: 1 } })
  await admin.post('/v1/fits', { axis: 'none' })
  await admin.post('/v1/keys', { name: 'x', scopes: ['chat'], expires_at: 1 })
  await admin.delete('/v1/keys/key_none')
  expect(await log()).toHaveLength(before)
})

it('of two who make the same axis at the same time, one is logged', async () => {
  const both = await Promise.all([1, 2].map(() => admin.post('/v1/axes', newAxis('formal'))))
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  expect(await log('?action=axis.created')).toHaveLength(1)
})

describe('reading it', () => {
  it('needs the scope audit, and shows nothing of another project', async () => {
    await admin.post('/v1/axes', newAxis('formal'))
    const other = await newProject('other')
    expect((await other.get('/v1/audit')).body.data).toEqual([])
    const [entry] = await log()
    expect((await other.get(`/v1/audit?after=${entry.id}`)).body.data).toEqual([])
    expect((await (await admin.withScopes('keys', 'project')).get('/v1/audit')).status).toBe(403)
    expect((await (await admin.withScopes('audit')).get('/v1/audit')).status).toBe(200)
  })

  it('goes page by page, newest first, and holds to what is asked for', async () => {
    for (const axis of ['a', 'b', 'c']) await admin.post('/v1/axes', newAxis(axis))
    const first = (await admin.get('/v1/audit?limit=2')).body
    expect(first.has_more).toBe(true)
    const second = (await admin.get(`/v1/audit?limit=2&after=${first.data[1].id}`)).body
    expect(second.has_more).toBe(false)
    const seen = [...first.data, ...second.data]
    expect(seen.map(({ target }: Any) => target).sort()).toEqual(['a', 'b', 'c'])
    expect(seen.map(({ at }: Any) => at)).toEqual(seen.map(({ at }: Any) => at).toSorted((a, b) => b - a))
    expect(told(await log('?target=b'))).toEqual([['axis.created', 'b']])
    expect(await log('?action=axis.deleted')).toEqual([])
    const [{ actor, at }] = seen as [Any]
    expect(await log(`?actor=${actor.id}`)).toHaveLength(3)
    expect(await log('?actor=key_other')).toEqual([])
    expect(await log(`?since=${at - 60}`)).toHaveLength(3)
    expect(await log(`?until=${at - 60}`)).toEqual([])
    for (const [query, param] of [
      ['since=yesterday', 'since'],
      ['limit=0', 'limit'],
      ['action=', 'action'],
    ]) {
      const { status, body } = await admin.get(`/v1/audit?${query}`)
      expect([query, status, body.error?.param]).toEqual([query, 400, param])
    }
  })

  it('shows no secret, and nobody changes it', async () => {
    const { body } = await admin.post('/v1/keys', { name: 'x', scopes: ['chat'] })
    expect(JSON.stringify(await log())).not.toContain(body.secret.slice(18))
    for (const query of ["update audit_log set action = 'x'", 'delete from audit_log']) {
      await expect(env.DB.prepare(query).run()).rejects.toThrow(/only added to/)
    }
  })
})
