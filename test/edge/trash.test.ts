/** What was deleted while other things referred to it: unseen at once, brought back for thirty days, then gone. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { onCron } from '../../edge/fitting/cron.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { type Any, fakeFleet, newAxis, newProject } from './harness.ts'

fakeFleet()
let admin: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  admin = await newProject('mine')
})
const DAY_MS = 24 * 3600_000
const steered = async () => {
  const request = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hi' }], user: 'ada' }
  const { body } = await admin.post('/v1/chat/completions', request)
  return body.attune.edits.map(({ axis }: Any) => axis)
}
const age = (table: string, ms: number) =>
  env.DB.prepare(`update ${table} set deleted = deleted - ? where project_id = ?`).bind(ms, admin.project).run()

describe('an axis that was deleted', () => {
  beforeEach(async () => {
    await admin.steerable('formal')
    await admin.put('/v1/profiles/ada', { strengths: { formal: 0.5 } })
    await admin.patch('/v1/project', { default_edits: { formal: { value: 0.25, mode: 'boost' } } })
  })

  it('is seen nowhere, and steers nothing', async () => {
    expect(await steered()).toEqual(['formal'])
    expect((await admin.delete('/v1/axes/formal')).status).toBe(204)
    expect(await steered()).toEqual([])
    expect((await admin.get('/v1/axes')).body.data).toEqual([])
    expect((await admin.get('/v1/profiles/ada')).body.strengths).toEqual({})
    expect((await admin.get('/v1/profiles')).body.data[0].strengths).toEqual({})
    expect((await admin.get('/v1/project')).body.default_edits).toEqual({})
    for (const path of ['', '/directions', '/directions/1/file']) {
      expect((await admin.get(`/v1/axes/formal${path}`)).status).toBe(404)
    }
    expect((await admin.patch('/v1/profiles/ada', { strengths: { formal: 1 } })).body.error.code).toBe('unknown_axis')
    expect((await admin.delete('/v1/axes/formal')).status).toBe(404)
    expect((await admin.get('/v1/limits')).body.used.axes).toBe(0)
  })

  it('comes back with all that was its', async () => {
    const before = (await admin.get('/v1/axes/formal')).body
    await admin.delete('/v1/axes/formal')
    const { status, body } = await admin.post('/v1/axes/formal/restore', undefined)
    expect([status, body]).toEqual([200, before])
    expect(await steered()).toEqual(['formal'])
    expect((await admin.get('/v1/profiles/ada')).body.strengths).toEqual({ formal: { value: 0.5, mode: 'add' } })
    expect((await admin.get('/v1/project')).body.default_edits).toEqual({ formal: { value: 0.25, mode: 'boost' } })
    expect((await admin.raw('GET', '/v1/axes/formal/directions/1/file')).status).toBe(200)
    expect((await admin.get('/v1/limits')).body.used.axes).toBe(1)
    expect((await admin.get('/v1/audit?action=axis.restored')).body.data).toHaveLength(1)
    expect((await admin.post('/v1/axes/formal/restore', undefined)).body.error.code).toBe('axis_exists')
  })

  it('leaves its id to another, and comes back when that one has gone', async () => {
    await admin.delete('/v1/axes/formal')
    expect((await admin.post('/v1/axes', newAxis('formal'))).body.versions).toBe(0)
    expect((await admin.get('/v1/profiles/ada')).body.strengths).toEqual({})
    expect((await admin.post('/v1/axes/formal/restore', undefined)).body.error.code).toBe('axis_exists')
    await env.DB.prepare('update axes set deleted = deleted - 1000 where project_id = ?').bind(admin.project).run()
    await admin.delete('/v1/axes/formal')
    // The last that was deleted comes first.
    expect((await admin.post('/v1/axes/formal/restore', undefined)).body.versions).toBe(0)
  })

  it('is gone for good after thirty days, with its files', async () => {
    // One that no other test has.
    const { hash } = await admin.steerable('formal', { seed: 77 })
    await admin.delete('/v1/axes/formal')
    await age('axes', 29 * DAY_MS)
    await onCron('* * * * *', env)
    expect(await env.ARTIFACTS.head(`directions/${hash}`)).not.toBeNull()
    expect((await admin.post('/v1/axes/formal/restore', undefined)).status).toBe(200)
    await admin.delete('/v1/axes/formal')
    await age('axes', 30 * DAY_MS)
    expect((await admin.post('/v1/axes/formal/restore', undefined)).status).toBe(404)
    await onCron('* * * * *', env)
    expect(await env.ARTIFACTS.head(`directions/${hash}`)).toBeNull()
    const left = await env.DB.prepare(
      'select (select count(*) from axes where project_id = ?1) + (select count(*) from directions where project_id = ?1) + (select count(*) from profile_strengths where project_id = ?1) as n',
    )
      .bind(admin.project)
      .first<Any>()
    expect(left.n).toBe(0)
    expect((await admin.get('/v1/limits')).body.used).toMatchObject({ axes: 0, versions: 0, artifact_bytes: 0 })
  })

  it('is nobody else’s to bring back', async () => {
    await admin.delete('/v1/axes/formal')
    const other = await newProject('other')
    expect((await other.post('/v1/axes/formal/restore', undefined)).status).toBe(404)
    const reader = await admin.withScopes('chat')
    expect((await reader.post('/v1/axes/formal/restore', undefined)).status).toBe(403)
  })

  it('whose condition reads by one that is gone stays where it is', async () => {
    await admin.steerable('topic', { seed: 3 })
    const condition = { axis: 'topic', threshold: 0.1 }
    expect((await admin.patch('/v1/axes/formal', { condition })).status).toBe(200)
    await admin.delete('/v1/axes/formal')
    await admin.delete('/v1/axes/topic')
    expect((await admin.post('/v1/axes/formal/restore', undefined)).status).toBe(400)
    await admin.post('/v1/axes/topic/restore', undefined)
    expect((await admin.post('/v1/axes/formal/restore', undefined)).status).toBe(200)
  })
})

describe('a version of a direction', () => {
  it('that is active stays; another is seen no more, and its number not given again', async () => {
    await admin.steerable('formal', { seed: 1 })
    const second = toyDirection({ axis: 'formal', seed: 2 })
    await admin.upload(second, { activate: 'never' })
    const active = await admin.delete('/v1/axes/formal/directions/1')
    expect([active.status, active.body.error.code]).toEqual([409, 'direction_active'])
    expect((await admin.delete('/v1/axes/formal/directions/2')).status).toBe(204)
    expect((await admin.delete('/v1/axes/formal/directions/2')).status).toBe(404)
    expect((await admin.get('/v1/axes/formal/directions')).body.data.map(({ version }: Any) => version)).toEqual([1])
    expect((await admin.get('/v1/axes/formal')).body.versions).toBe(1)
    expect((await admin.post('/v1/axes/formal/activate', { version: 2 })).status).toBe(404)
    expect((await admin.upload(toyDirection({ axis: 'formal', seed: 3 }), { activate: 'never' })).body.version).toBe(3)
    // The same file is that version again.
    expect((await admin.upload(second, { activate: 'never' })).body.version).toBe(2)
    expect((await admin.get('/v1/axes/formal')).body.versions).toBe(3)
    expect((await admin.get('/v1/audit?action=direction.deleted')).body.data).toHaveLength(1)
  })

  it('is gone after thirty days, its file only where nothing else has it', async () => {
    await admin.steerable('formal', { seed: 1 })
    const { body } = await admin.upload(toyDirection({ axis: 'formal', seed: 91 }), { activate: 'never' })
    await admin.delete('/v1/axes/formal/directions/2')
    await age('directions', 30 * DAY_MS)
    await onCron('* * * * *', env)
    expect(await env.ARTIFACTS.head(`directions/${body.hash}`)).toBeNull()
    expect((await admin.raw('GET', '/v1/axes/formal/directions/1/file')).status).toBe(200)
  })
})

it('for good is at once, and makes room', async () => {
  const { hash } = await admin.steerable('formal', { seed: 55 })
  await admin.upload(toyDirection({ axis: 'formal', seed: 56 }), { activate: 'never' })
  expect((await admin.delete('/v1/axes/formal/directions/2?for_good=true')).status).toBe(204)
  expect((await admin.get('/v1/limits')).body.used.versions).toBe(1)
  expect((await admin.delete('/v1/axes/formal?for_good=perhaps')).status).toBe(400)
  expect((await admin.delete('/v1/axes/formal?for_good=true')).status).toBe(204)
  expect((await admin.post('/v1/axes/formal/restore', undefined)).status).toBe(404)
  expect(await env.ARTIFACTS.head(`directions/${hash}`)).toBeNull()
  expect((await admin.get('/v1/limits')).body.used).toMatchObject({ axes: 0, versions: 0, artifact_bytes: 0 })
})
