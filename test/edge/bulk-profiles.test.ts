/** Profiles by the thousand: each as if it had been written alone, all of them in one step. */
import { beforeEach, describe, expect, it } from 'vitest'
import { type Any, Client, newAxis, newProject } from './harness.ts'

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  for (const axis of ['formal', 'warm', 'story']) await client.post('/v1/axes', newAxis(axis))
})
const add = (value: number) => ({ value, mode: 'add' })
const bulk = (profiles: unknown[], by: Client = client) => by.post('/v1/profiles/bulk', { profiles })
const strengths = async (user: string) => (await client.get(`/v1/profiles/${user}`)).body

describe('each profile', () => {
  it('is replaced, changed, made or deleted as it would be alone', async () => {
    await client.put('/v1/default-profile', { strengths: { story: 0.1 } })
    for (const user of ['ada', 'leo', 'mia'])
      await client.put(`/v1/profiles/${user}`, { strengths: { formal: 1, warm: 1 } })
    const { status, body } = await bulk([
      { user: 'ada', mode: 'replace', strengths: { story: { value: -1, mode: 'neutralise' } } },
      { user: 'leo', mode: 'merge', strengths: { formal: null, warm: 0.5 } },
      { user: 'mia', mode: 'delete' },
      { user: 'new', mode: 'merge', strengths: { formal: 0.2 } },
      { user: 'other', mode: 'replace', strengths: {} },
      { user: 'nobody', mode: 'delete' },
    ])
    expect(status).toBe(200)
    expect(body).toMatchObject({ object: 'list', has_more: false, written: 4, deleted: 2, refused: 0 })
    expect(body.data.map(({ user, status }: Any) => `${user} ${status}`)).toEqual([
      ...['ada written', 'leo written', 'mia deleted', 'new written', 'other written', 'nobody deleted'],
    ])
    expect((await strengths('ada')).strengths).toEqual({ story: { value: -1, mode: 'neutralise' } })
    expect((await strengths('leo')).strengths).toEqual({ warm: add(0.5) })
    expect((await strengths('mia')).stored).toBe(false)
    expect((await strengths('new')).strengths).toEqual({ formal: add(0.2), story: add(0.1) })
    expect(await strengths('other')).toMatchObject({ stored: true, strengths: {} })
    expect((await client.get('/v1/limits')).body.used.profiles).toBe(5)
  })

  it('is refused by itself: the others are written', async () => {
    const { status, body } = await bulk([
      { user: 'ada', mode: 'replace', strengths: { formal: 1 } },
      { user: 'leo', mode: 'replace', strengths: { formal: 1, none: 1 } },
    ])
    expect([status, body.written, body.refused]).toEqual([200, 1, 1])
    expect(body.data[1]).toMatchObject({
      user: 'leo',
      status: 'refused',
      error: { code: 'unknown_axis', param: 'profiles.1.strengths.none' },
    })
    expect((await strengths('leo')).stored).toBe(false)
  })

  it('of a user that the key does not act for is refused', async () => {
    const made = await client.post('/v1/keys', { name: 'x', scopes: ['profiles'], users: ['ada'] })
    const held = new Client(made.body.secret)
    const { body } = await bulk(
      [
        { user: 'ada', mode: 'replace', strengths: {} },
        { user: 'leo', mode: 'delete' },
      ],
      held,
    )
    expect(body.data.map(({ status, error }: Any) => error?.code ?? status)).toEqual(['written', 'other_user'])
  })
})

it('a thousand go in one call, with many axes each, and are logged once', async () => {
  const axes = Array.from({ length: 20 }, (_, n) => `axis${n}`)
  for (const axis of axes) await client.post('/v1/axes', newAxis(axis))
  const all = Array.from({ length: 1000 }, (_, n) => ({
    user: `user-${n}`,
    mode: 'replace',
    strengths: Object.fromEntries(axes.map((axis, at) => [axis, ((n + at) % 10) / 10])),
  }))
  const { status, body } = await bulk(all)
  expect([status, body.written]).toEqual([200, 1000])
  expect((await client.get('/v1/limits')).body.used.profiles).toBe(1000)
  for (const n of [0, 499, 999]) {
    const { strengths: shown } = await strengths(`user-${n}`)
    expect(Object.keys(shown)).toHaveLength(20)
    expect(shown.axis3).toEqual(add(((n + 3) % 10) / 10))
  }
  const { data } = (await client.get('/v1/audit?action=profiles.changed')).body
  expect(data).toHaveLength(1)
  expect(data[0].after).toMatchObject({ written: 1000, deleted: 0, refused: 0 })
  expect(data[0].after.users).toHaveLength(1000)
})

it('more than the quota is refused as a whole, and none of it kept', async () => {
  await client.put('/v1/limits', { storage: { profiles: 2 } })
  const writes = ['a', 'b', 'c'].map((user) => ({ user, mode: 'replace', strengths: {} }))
  const { status, body } = await bulk(writes)
  expect([status, body.error.code, body.error.quota]).toEqual([403, 'quota_exceeded', 'profiles'])
  expect((await client.get('/v1/profiles')).body.data).toEqual([])
  expect((await bulk(writes.slice(0, 2))).status).toBe(200)
  // One that goes makes room for one that comes.
  expect((await bulk([{ user: 'a', mode: 'delete' }, writes[2]])).status).toBe(200)
})

it.each<[string, unknown[], string]>([
  [
    'a user twice',
    [
      { user: 'a', mode: 'delete' },
      { user: 'a', mode: 'delete' },
    ],
    'profiles.1.user',
  ],
  ['none', [], 'profiles'],
  ['more than a thousand', Array.from({ length: 1001 }, (_, n) => ({ user: `${n}`, mode: 'delete' })), 'profiles'],
  ['no name', [{ user: '', mode: 'delete' }], 'profiles.0.user'],
  ['no mode', [{ user: 'a', strengths: {} }], 'profiles.0.mode'],
  [
    'a strength that is too much',
    [{ user: 'a', mode: 'merge', strengths: { formal: 2 } }],
    'profiles.0.strengths.formal',
  ],
  [
    'null where all is replaced',
    [{ user: 'a', mode: 'replace', strengths: { formal: null } }],
    'profiles.0.strengths.formal',
  ],
])('%s is refused', async (_, profiles, param) => {
  const { status, body } = await bulk(profiles)
  expect([status, body.error?.param]).toEqual([400, param])
})

it('does nothing to another project', async () => {
  const other = await newProject('other')
  await other.post('/v1/axes', newAxis('formal'))
  await other.put('/v1/profiles/ada', { strengths: { formal: 1 } })
  await bulk([{ user: 'ada', mode: 'delete' }])
  await bulk([{ user: 'ada', mode: 'replace', strengths: {} }])
  expect((await other.get('/v1/profiles/ada')).body.strengths).toEqual({ formal: add(1) })
})
