/** Keys that are held to models, addresses or users. */
import { beforeEach, describe, expect, it } from 'vitest'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, newProject, ORIGIN } from './harness.ts'

fakeFleet()
let admin: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  admin = await newProject()
})

const chat = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hi' }] }

async function key(by: Client, held: object, scopes = ['chat', 'profiles']): Promise<Client> {
  const { status, body } = await by.post('/v1/keys', { name: 'held', scopes, ...held })
  expect([status, body.error]).toEqual([201, undefined])
  return new Client(body.secret)
}

/** A key that asks from an address, as Cloudflare tells it. */
const from = (client: Client, address: string | null, path = '/v1/profiles') => {
  const headers: Record<string, string> = { authorization: `Bearer ${client.key}` }
  if (address) headers['cf-connecting-ip'] = address
  return client.send(new Request(ORIGIN + path, { headers }))
}

describe('a key for some users', () => {
  let some: Client
  beforeEach(async () => {
    some = await key(admin, { users: ['ada', 'leo', 'ada'] }, ['chat', 'profiles', 'keys'])
  })

  it('says so', async () => {
    const { body } = await admin.get('/v1/keys')
    expect(body.data[0]).toMatchObject({ users: ['ada', 'leo'], models: null, addresses: null })
  })

  it('answers in their names alone, and one must be named', async () => {
    expect((await some.post('/v1/chat/completions', { ...chat, user: 'leo' })).status).toBe(200)
    const other = await some.post('/v1/chat/completions', { ...chat, user: 'mia' })
    expect([other.status, other.body.error.code, other.body.error.param]).toEqual([403, 'other_user', 'user'])
    const nobody = await some.post('/v1/chat/completions', chat)
    expect([nobody.status, nobody.body.error.code]).toEqual([400, 'user_needed'])
    expect(nobody.body.error.message).toContain('ada, leo')
  })

  it('sees their answers, and no others', async () => {
    const { body: leos } = await admin.post('/v1/chat/completions', { ...chat, user: 'leo' })
    expect((await some.get(`/v1/generations/${leos.id}`)).status).toBe(200)
    expect((await some.patch(`/v1/generations/${leos.id}`, { strengths: {} })).status).toBe(200)
    expect((await some.delete(`/v1/generations/${leos.id}`)).status).toBe(200)
    for (const user of ['mia', undefined]) {
      const { body } = await admin.post('/v1/chat/completions', { ...chat, user })
      const path = `/v1/generations/${body.id}`
      expect((await some.get(path)).body.error.code).toBe('generation_not_found')
      expect((await some.patch(path, { strengths: {} })).status).toBe(404)
      expect((await some.delete(path)).status).toBe(404)
    }
  })

  it('reaches their profiles, lists no others, and leaves what is everybody’s alone', async () => {
    for (const user of ['ada', 'mia']) await admin.put(`/v1/profiles/${user}`, { strengths: {} })
    expect((await some.get('/v1/profiles')).body.data.map((one: Any) => one.user)).toEqual(['ada'])
    expect((await some.patch('/v1/profiles/leo', { strengths: {} })).status).toBe(200)
    for (const [method, body] of [['GET'], ['PUT', { strengths: {} }], ['PATCH', { strengths: {} }], ['DELETE']] as [
      string,
      unknown?,
    ][]) {
      expect((await some.ask(method, '/v1/profiles/mia', body)).body?.error.code).toBe('other_user')
    }
    expect((await some.get('/v1/default-profile')).status).toBe(200)
    expect((await some.put('/v1/default-profile', { strengths: {} })).body.error.code).toBe('other_user')
    expect((await some.patch('/v1/project', { name: 'mine' })).body.error.code).toBe('other_user')
  })

  it('mints tokens for them alone, which reach no further', async () => {
    expect((await some.post('/v1/user_tokens', { user: 'mia' })).body.error.code).toBe('other_user')
    expect((await some.delete('/v1/user_tokens/mia')).body.error.code).toBe('other_user')
    const { body } = await some.post('/v1/user_tokens', { user: 'ada' })
    const ada = new Client(body.token)
    expect((await ada.get('/v1/profiles/ada')).status).toBe(200)
    expect((await ada.get('/v1/profiles/leo')).status).toBe(403)
  })

  it('is made with no scope that goes round it', async () => {
    for (const scope of ['axes', 'fits', 'project', 'usage', 'audit']) {
      const { status, body } = await admin.post('/v1/keys', { name: 'x', scopes: ['chat', scope], users: ['ada'] })
      expect([scope, status, body.error?.param]).toEqual([scope, 400, 'scopes'])
    }
  })
})

describe('a key for some models', () => {
  it('asks no other, and sees no other', async () => {
    const none = await key(admin, { models: ['another-model'] })
    const some = await key(admin, { models: [TOY_MODEL] })
    expect((await some.post('/v1/chat/completions', chat)).status).toBe(200)
    expect((await some.get(`/v1/models/${TOY_MODEL}`)).status).toBe(200)
    const refused = await none.post('/v1/chat/completions', chat)
    expect([refused.status, refused.body.error.code]).toEqual([403, 'model_not_allowed'])
    expect((await none.get('/v1/models')).body.data).toEqual([])
    expect((await none.get(`/v1/models/${TOY_MODEL}`)).status).toBe(404)
    const { body: answer } = await some.post('/v1/chat/completions', chat)
    const path = `/v1/generations/${answer.id}`
    expect((await some.get(path)).status).toBe(200)
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      const { body } = await none.ask(method, path, method === 'PATCH' ? { strengths: {} } : undefined)
      expect(body.error.code).toBe('generation_not_found')
    }
    const { body } = await none.post('/v1/user_tokens', { user: 'ada' })
    expect((await new Client(body.token).post('/v1/chat/completions', chat)).body.error.code).toBe('model_not_allowed')
  })
})

describe('a key for some addresses', () => {
  it('opens from them alone, and from nowhere where nobody says whence', async () => {
    const some = await key(admin, { addresses: ['192.0.2.7/24', '2001:db8::/32'] })
    expect((await from(some, '192.0.2.99')).status).toBe(200)
    expect((await from(some, '2001:db8::1')).status).toBe(200)
    for (const address of ['198.51.100.1', '2001:db9::1', null]) {
      const response = await from(some, address)
      expect([address, response.status]).toEqual([address, 403])
      expect(await response.json()).toMatchObject({ error: { code: 'address_not_allowed' } })
    }
    const forwarded = new Request(`${ORIGIN}/v1/profiles`, {
      headers: { authorization: `Bearer ${some.key}`, 'x-forwarded-for': '192.0.2.1', 'x-real-ip': '192.0.2.1' },
    })
    expect((await some.send(forwarded)).status).toBe(403)
  })

  it('mints tokens for devices, which are elsewhere', async () => {
    const some = await key(admin, { addresses: ['192.0.2.0/24'] })
    const minted = await some.send(
      new Request(`${ORIGIN}/v1/user_tokens`, {
        method: 'POST',
        body: '{"user":"ada"}',
        headers: {
          authorization: `Bearer ${some.key}`,
          'content-type': 'application/json',
          'cf-connecting-ip': '192.0.2.1',
        },
      }),
    )
    const { token } = await minted.json<Any>()
    expect((await from(new Client(token), '198.51.100.1', '/v1/profiles/ada')).status).toBe(200)
  })
})

describe('a key that is held to something', () => {
  it.each([
    [{ users: ['ada'] }, 'users', [{ users: ['leo'] }, {}, { users: ['ada', 'leo'] }]],
    [{ models: [TOY_MODEL] }, 'models', [{ models: ['other'] }, {}, { models: [TOY_MODEL, 'other'] }]],
  ] as [object, string, object[]][])('(%j) makes and rotates none that reaches further', async (held, param, wider) => {
    const maker = await key(admin, held, ['chat', 'keys'])
    for (const other of wider) {
      const { status, body } = await maker.post('/v1/keys', { name: 'x', scopes: ['chat'], ...other })
      expect([status, body.error.code, body.error.param]).toEqual([403, 'wider_key', param])
    }
    await key(maker, held, ['chat'])
    const { body: open } = await admin.post('/v1/keys', { name: 'open', scopes: ['chat'] })
    expect((await maker.post(`/v1/keys/${open.id}/rotate`, {})).body.error.code).toBe('wider_key')
    expect((await maker.delete(`/v1/keys/${open.id}`)).body.error.code).toBe('wider_key')
  })

  it('gives addresses on by blocks', async () => {
    const { body } = await admin.post('/v1/keys', { name: 'x', scopes: ['chat', 'keys'], addresses: ['10.0.0.0/8'] })
    const make = async (addresses: string[]) => {
      const request = new Request(`${ORIGIN}/v1/keys`, {
        method: 'POST',
        body: JSON.stringify({ name: 'y', scopes: ['chat'], addresses }),
        headers: {
          authorization: `Bearer ${body.secret}`,
          'content-type': 'application/json',
          'cf-connecting-ip': '10.1.1.1',
        },
      })
      return (await admin.send(request)).status
    }
    expect(await make(['10.9.0.0/16', '10.1.1.1'])).toBe(201)
    expect(await make(['10.9.0.0/16', '11.1.1.1'])).toBe(403)
    expect(await make(['0.0.0.0/0'])).toBe(403)
  })

  it('lets nobody in: it never has the scope project', async () => {
    for (const held of [{ models: [TOY_MODEL] }, { addresses: ['10.0.0.0/8'] }]) {
      const { status, body } = await admin.post('/v1/keys', { name: 'x', scopes: ['project'], ...held })
      expect([status, body.error.param]).toEqual([400, 'scopes'])
    }
  })

  it.each([
    [{ users: [] }, 'users'],
    [{ users: ['..'] }, 'users.0'],
    [{ users: Array.from({ length: 33 }, (_, i) => `u${i}`) }, 'users'],
    [{ users: Array.from({ length: 32 }, (_, i) => `${i}${'ü'.repeat(200)}`) }, 'users'],
    [{ models: [''] }, 'models.0'],
    [{ addresses: ['10.0.0.0/33'] }, 'addresses.0'],
    [{ addresses: ['example.com'] }, 'addresses.0'],
  ])('is not made from %j', async (held, param) => {
    const { status, body } = await admin.post('/v1/keys', { name: 'x', scopes: ['chat'], ...held })
    expect([status, body.error.param]).toEqual([400, param])
  })
})
