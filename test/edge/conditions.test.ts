/** Entity tags: nobody overwrites what somebody else has changed meanwhile, and nobody is sent what they have. */
import { beforeEach, describe, expect, it } from 'vitest'
import { type Answer, type Any, fakeFleet, newAxis, newProject } from './harness.ts'

fakeFleet()
let admin: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  admin = await newProject('mine')
  for (const axis of ['formal', 'warm']) await admin.post('/v1/axes', newAxis(axis))
})

async function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answer<Any>> {
  const init =
    body === undefined
      ? { headers }
      : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await admin.raw(method, path, init)
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null }
}
const tagOf = async (path: string) => (await admin.get(path)).headers.get('etag')!

type Case = { name: string; path: () => Promise<string>; method: string; body: (n: number) => unknown; on?: string }

const fixed = (path: string) => async () => path
const firstKey = async () => `/v1/keys/${(await admin.get('/v1/keys')).body.data[0].id}`
async function member(): Promise<string> {
  const join = async (email: string, role: string) => {
    const { body } = await admin.post('/v1/members/invitations', { email, role })
    return (await admin.post('/v1/invitations/accept', { token: body.token, name: email })).body.member.id
  }
  await join('owner@example.com', 'owner')
  return `/v1/members/${await join('mia@example.com', 'editor')}`
}

const CASES: Case[] = [
  { name: 'an axis', path: fixed('/v1/axes/formal'), method: 'PATCH', body: (n) => ({ positive: { name: `n${n}` } }) },
  {
    name: 'a profile',
    path: fixed('/v1/profiles/ada'),
    method: 'PATCH',
    body: (n) => ({ strengths: { formal: n / 100 } }),
  },
  {
    name: 'a profile as a whole',
    path: fixed('/v1/profiles/ada'),
    method: 'PUT',
    body: (n) => ({ strengths: { warm: n / 100 } }),
  },
  {
    name: 'the default profile',
    path: fixed('/v1/default-profile'),
    method: 'PUT',
    body: (n) => ({ strengths: { formal: n / 100 } }),
  },
  { name: 'the project', path: fixed('/v1/project'), method: 'PATCH', body: (n) => ({ name: `n${n}` }) },
  {
    name: 'its origins',
    path: fixed('/v1/project'),
    method: 'PATCH',
    body: (n) => ({ origins: [`https://n${n}.example.com`] }),
  },
  { name: 'limits', path: fixed('/v1/limits'), method: 'PUT', body: (n) => ({ running: n + 1 }) },
  { name: 'quotas', path: fixed('/v1/limits'), method: 'PUT', body: (n) => ({ storage: { profiles: n + 100 } }) },
  { name: 'a key', path: firstKey, method: 'PATCH', body: (n) => ({ limits: { requests_per_minute: n + 1000 } }) },
]

describe.each(CASES)('$name', ({ path: find, method, body }) => {
  it('is changed by exactly one of twenty who saw the same', async () => {
    const path = await find()
    const tag = await tagOf(path)
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ask(method, path, { 'if-match': tag }, body(n + 1))),
    )
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)])
    const won = all.find(({ status }) => status === 200)!
    const refused = all.find(({ status }) => status === 412)!
    expect(refused.body.error).toMatchObject({ code: 'changed_meanwhile', param: 'if-match' })
    expect(await tagOf(path)).toBe(won.headers.get('etag'))
    expect(won.headers.get('etag')).not.toBe(tag)
    // Who has looked again may change it, and is one alone in the log.
    expect((await ask(method, path, { 'if-match': won.headers.get('etag')! }, body(50))).status).toBe(200)
  })

  it('is changed by all where none of them asks for that', async () => {
    const path = await find()
    const all = await Promise.all(Array.from({ length: 5 }, (_, n) => ask(method, path, {}, body(n + 1))))
    expect(all.map(({ status }) => status)).toEqual(Array(5).fill(200))
  })
})

it('a member is changed only as they were seen', async () => {
  const path = await member()
  const tag = await tagOf(path)
  expect(tag).toMatch(/^"[0-9a-f]{32}"$/)
  expect((await ask('PATCH', path, { 'if-match': tag }, { role: 'viewer' })).status).toBe(200)
  expect((await ask('PATCH', path, { 'if-match': tag }, { role: 'admin' })).status).toBe(412)
  expect((await ask('DELETE', path, { 'if-match': tag })).status).toBe(412)
  expect((await admin.get(path)).body.role).toBe('viewer')
  expect((await ask('DELETE', path, { 'if-match': await tagOf(path) })).status).toBe(204)
})

describe('what is deleted, activated or revoked', () => {
  it('is as it was seen, or stays', async () => {
    await admin.steerable('formal')
    const before = await tagOf('/v1/axes/formal')
    expect((await ask('POST', '/v1/axes/formal/activate', { 'if-match': before }, { version: null })).status).toBe(200)
    expect((await ask('POST', '/v1/axes/formal/activate', { 'if-match': before }, { version: 1 })).status).toBe(412)
    expect((await ask('DELETE', '/v1/axes/formal', { 'if-match': before })).status).toBe(412)
    expect((await ask('DELETE', '/v1/axes/formal', { 'if-match': await tagOf('/v1/axes/formal') })).status).toBe(204)
    const key = `/v1/keys/${(await admin.post('/v1/keys', { name: 'x', scopes: ['chat'] })).body.id}`
    expect((await ask('DELETE', key, { 'if-match': '"other"' })).status).toBe(412)
    expect((await admin.get(key)).body.revoked).toBe(false)
    expect((await ask('DELETE', '/v1/project', { 'if-match': '"other"' }, { confirm: 'mine' })).status).toBe(412)
    expect((await admin.get('/v1/project')).status).toBe(200)
    await admin.put('/v1/profiles/ada', { strengths: {} })
    expect((await ask('DELETE', '/v1/profiles/ada', { 'if-match': '"other"' })).status).toBe(412)
    expect((await admin.get('/v1/profiles/ada')).body.stored).toBe(true)
  })

  it('what was refused is in no log', async () => {
    const count = async () => (await admin.get('/v1/audit')).body.data.length
    const before = await count()
    await ask('PATCH', '/v1/axes/formal', { 'if-match': '"other"' }, { positive: { name: 'x' } })
    await ask('PUT', '/v1/limits', { 'if-match': '"other"' }, { running: 1 })
    expect(await count()).toBe(before)
  })
})

describe('If-None-Match', () => {
  it('*: a profile is made, and by one alone', async () => {
    const put = (n: number) =>
      ask('PUT', '/v1/profiles/new', { 'if-none-match': '*' }, { strengths: { formal: n / 10 } })
    const all = await Promise.all([1, 2, 3, 4].map(put))
    expect(all.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
    expect((await put(9)).body.error.code).toMatch(/exists_already/)
  })

  it('with the tag: what has not changed is not sent', async () => {
    for (const path of ['/v1/axes/formal', '/v1/profiles/ada', '/v1/default-profile', '/v1/project']) {
      const tag = await tagOf(path)
      const again = await ask('GET', path, { 'if-none-match': `"x", W/${tag}` })
      expect([path, again.status, again.body, again.headers.get('etag')]).toEqual([path, 304, null, tag])
      expect((await ask('GET', path, { 'if-none-match': '"x"' })).status).toBe(200)
    }
  })

  it('what is told beside what can be changed is sent all the same', async () => {
    for (const path of ['/v1/limits', await firstKey()]) {
      expect((await ask('GET', path, { 'if-none-match': await tagOf(path) })).status).toBe(200)
    }
  })
})

it('If-Match of *: what is there', async () => {
  expect((await ask('PUT', '/v1/profiles/ada', { 'if-match': '*' }, { strengths: {} })).status).toBe(412)
  await admin.put('/v1/profiles/ada', { strengths: {} })
  expect((await ask('PUT', '/v1/profiles/ada', { 'if-match': '*' }, { strengths: {} })).status).toBe(200)
})

it('a tag does not change with what passes by itself, nor hold for another project', async () => {
  await admin.put('/v1/limits', { tokens_per_month: 10_000 })
  const [limits, key] = ['/v1/limits', await firstKey()]
  const before = [await tagOf(limits), await tagOf(key)]
  await admin.put('/v1/profiles/ada', { strengths: {} })
  expect([await tagOf(limits), await tagOf(key)]).toEqual(before)
})

it('If-Match where there is nothing to match is refused, not passed over', async () => {
  for (const [method, path] of [
    ['POST', '/v1/axes'],
    ['POST', '/v1/chat/completions'],
    ['DELETE', '/v1/fits/fit_none'],
  ] as const) {
    const { status, body } = await ask(method, path, { 'if-match': '"x"' }, {})
    expect([path, status, body.error.code]).toEqual([path, 412, 'no_entity_tag'])
  }
})
