import { env, exports } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { SIGNATURE_HEADERS, SIGNATURE_SKEW_MS, signRequest } from '../../shared/sign.ts'
import { Client, fetchWith, newProject, ORIGIN, SCOPES, signedPost } from './harness.ts'

describe('making a project', () => {
  it('gives a key with every scope', async () => {
    const client = await newProject('mine')
    expect(client.key).toMatch(/^sk-attune-1_[0-9a-z]{58}$/)
    expect((await client.get('/v1/project')).body).toMatchObject({
      object: 'project',
      id: client.project,
      name: 'mine',
    })
    const { body } = await client.get('/v1/keys')
    expect(body.data[0].scopes).toEqual([...SCOPES])
  })

  it('finds the project of a given key again, even renamed', async () => {
    const key = `sk-attune-${'7'.repeat(52)}`
    const first = await signedPost('/internal/projects', { name: 'again', key })
    expect(first.status).toBe(201)
    const { project } = await first.json<{ project: { id: string } }>()
    await new Client(key).patch('/v1/project', { name: 'renamed' })
    const second = await signedPost('/internal/projects', { name: 'again', key })
    expect(second.status).toBe(200)
    expect(await second.json()).toMatchObject({ project: { id: project.id, name: 'renamed' }, key })
  })

  it('gives another key of the same project where the given one was revoked', async () => {
    const key = `sk-attune-${'8'.repeat(52)}`
    const made = await signedPost('/internal/projects', { name: 'again', key })
    const { project } = await made.json<{ project: { id: string } }>()
    const { body: list } = await new Client(key).get('/v1/keys')
    expect((await new Client(key).delete(`/v1/keys/${list.data[0].id}`)).body.revoked).toBe(true)
    const again = await signedPost('/internal/projects', { name: 'again', key })
    const given = await again.json<{ project: { id: string }; key: string }>()
    expect([again.status, given.project.id]).toEqual([200, project.id])
    expect(given.key).not.toBe(key)
    expect((await new Client(key).get('/v1/keys')).status).toBe(401)
    const keys = (await new Client(given.key).get('/v1/keys')).body.data
    expect(keys.map((one: { revoked: boolean; scopes: string[] }) => [one.revoked, one.scopes.length])).toEqual([
      [false, SCOPES.length],
      [true, SCOPES.length],
    ])
    // One that opens the project is kept.
    const kept = await signedPost('/internal/projects', { name: 'again', key: given.key })
    expect((await kept.json<{ key: string }>()).key).toBe(given.key)
  })

  it('refuses a weak key', async () => {
    const response = await signedPost('/internal/projects', { name: 'weak', key: 'sk-attune-1234' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { param: 'key' } })
  })

  it('refuses an unsigned, a wrongly signed and a replayed request alike', async () => {
    const unsigned = await exports.default.fetch(`${ORIGIN}/internal/projects`, {
      method: 'POST',
      body: '{"name":"x"}',
    })
    const forged = await signedPost('/internal/projects', { name: 'x' }, 'another secret of the tests')
    const text = '{"name":"x"}'
    const headers = await signRequest(env.ATTUNE_SECRET, { method: 'POST', path: '/internal/projects', body: text })
    const send = () => exports.default.fetch(`${ORIGIN}/internal/projects`, { method: 'POST', body: text, headers })
    expect((await send()).status).toBe(201)
    const replayed = await send()
    for (const response of [unsigned, forged, replayed]) {
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_signature' } })
    }
  })
})

describe('a signed request', () => {
  const path = '/internal/projects'
  const post = (body: BodyInit, headers: Record<string, string>) =>
    exports.default.fetch(ORIGIN + path, { method: 'POST', body, headers })

  it('is not taken twice by whichever part of the edge', async () => {
    const body = '{"name":"twice"}'
    const headers = await signRequest(env.ATTUNE_SECRET, { method: 'POST', path, body })
    expect((await post(body, headers)).status).toBe(201)
    // As another isolate, or this one after a restart, which remembers nothing.
    const { storedNonces } = await import('../../edge/services/nonces.ts')
    const { openDatabase } = await import('../../edge/services/database.ts')
    const nonces = storedNonces(openDatabase(env.DB))
    const nonce = headers[SIGNATURE_HEADERS.nonce]!
    expect(await nonces.add(nonce, Date.now())).toBe(false)
    expect(await nonces.add(nonce, Date.now() + 2 * SIGNATURE_SKEW_MS + 1)).toBe(true)
    const { results } = await env.DB.prepare('select * from nonces').all()
    expect(results).toHaveLength(1)
  })

  it('may be signed with the secret before this one, while that is accepted', async () => {
    const body = '{"name":"rotated"}'
    const headers = await signRequest(env.ATTUNE_SECRET, { method: 'POST', path, body })
    const send = (bindings: typeof env) =>
      fetchWith(bindings, new Request(ORIGIN + path, { method: 'POST', body, headers }))
    const after = { ...env, ATTUNE_SECRET: 'another secret that only these tests have' }
    expect((await send(after)).status).toBe(401)
    expect((await send({ ...after, ATTUNE_SECRET_OLD: env.ATTUNE_SECRET })).status).toBe(201)
  })

  it('is no longer than what it is for', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(20_000) })
    const response = await post(body, await signRequest(env.ATTUNE_SECRET, { method: 'POST', path, body }))
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ error: { code: 'body_too_large', max: 16 * 1024 } })
  })
})

describe('keys', () => {
  it('are shown once in full, then by prefix', async () => {
    const client = await newProject()
    const made = await client.post('/v1/keys', { name: 'backend', scopes: ['chat', 'chat'], expires_at: 4_000_000_000 })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ name: 'backend', scopes: ['chat'], expires_at: 4_000_000_000, revoked: false })
    const { body } = await client.get('/v1/keys')
    const listed = body.data.find((key: { id: string }) => key.id === made.body.id)
    expect(listed.secret).toBeUndefined()
    expect(made.body.secret.startsWith(listed.prefix)).toBe(true)
    expect(listed.prefix).toHaveLength(16)
  })

  it('are made by an expiring key for no longer than it lives', async () => {
    const client = await newProject()
    const short = await client.post('/v1/keys', { name: 'short', scopes: ['keys'], expires_at: 4_000_000_000 })
    const maker = new Client(short.body.secret)
    for (const expires_at of [undefined, 4_000_000_001]) {
      const refused = await maker.post('/v1/keys', { name: 'long', scopes: ['keys'], expires_at })
      expect([refused.status, refused.body.error.param]).toEqual([400, 'expires_at'])
    }
    expect(
      (await maker.post('/v1/keys', { name: 'as long', scopes: ['keys'], expires_at: 4_000_000_000 })).status,
    ).toBe(201)
  })

  it('are stored as a hash only', async () => {
    const client = await newProject()
    const { results } = await env.DB.prepare('select * from api_keys').all()
    expect(JSON.stringify(results)).not.toContain(client.key)
  })

  it('are refused alike whether unknown, revoked or expired', async () => {
    const client = await newProject()
    const revoked = await client.withScopes('chat')
    const { body: list } = await client.get('/v1/keys')
    const { body } = await client.delete(`/v1/keys/${list.data.find((k: { name: string }) => k.name === 'chat').id}`)
    expect(body.revoked).toBe(true)
    const expired = await client.withScopes('chat', 'profiles')
    await env.DB.prepare("update api_keys set expires = 1 where name = 'chat profiles'").run()
    const unknown = new Client(`sk-attune-${'0'.repeat(52)}`)
    const answers = await Promise.all([revoked, expired, unknown].map((one) => one.get('/v1/axes')))
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="attune"')
      expect(answer.body).toEqual(answers[0]!.body)
    }
    expect(answers[0]!.body.error).toMatchObject({ type: 'authentication_error', code: 'invalid_api_key', param: null })
  })

  it('are asked for', async () => {
    const response = await exports.default.fetch(`${ORIGIN}/v1/axes`)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'missing_api_key' } })
  })

  it('open only what their scopes name', async () => {
    const client = await newProject()
    const needed: [string, string, string, unknown?][] = [
      ['chat', 'GET', '/v1/models'],
      ['chat', 'GET', '/v1/project'],
      ['profiles', 'GET', '/v1/profiles'],
      ['profiles', 'PUT', '/v1/default-profile', { strengths: {} }],
      ['axes', 'POST', '/v1/axes', {}],
      ['axes', 'DELETE', '/v1/axes/formal'],
      ['fits', 'POST', '/v1/fits', {}],
      ['keys', 'GET', '/v1/keys'],
      ['keys', 'PATCH', '/v1/project', { name: 'x' }],
    ]
    for (const [scope, method, path, body] of needed) {
      const others = SCOPES.filter((one) => one !== scope)
      const lacking = await client.withScopes(...others)
      const answer = await lacking.ask(method, path, body)
      expect([path, answer.status]).toEqual([path, 403])
      expect(answer.body.error).toMatchObject({ type: 'permission_error', code: 'insufficient_scope' })
      expect(answer.body.error.message).toContain(`'${scope}'`)
    }
  })

  it('cannot give scopes they lack', async () => {
    const client = await newProject()
    const keysOnly = await client.withScopes('keys')
    const answer = await keysOnly.post('/v1/keys', { name: 'more', scopes: ['keys', 'chat'] })
    expect(answer.status).toBe(403)
    expect(answer.body.error).toMatchObject({ code: 'insufficient_scope', param: 'scopes' })
  })

  it('cannot revoke what can do more than they', async () => {
    const client = await newProject()
    const keysOnly = await client.withScopes('keys')
    const wider = await client.withScopes('keys', 'chat')
    const { body: list } = await client.get('/v1/keys')
    const idOf = (name: string) => list.data.find((one: { name: string }) => one.name === name).id
    for (const name of ['first key', 'keys chat']) {
      const refused = await keysOnly.delete(`/v1/keys/${idOf(name)}`)
      expect([refused.status, refused.body.error.code]).toEqual([403, 'insufficient_scope'])
      expect(refused.body.error.message).toMatch(/lacks: chat/)
    }
    expect((await wider.get('/v1/models')).status).toBe(200)
    expect((await client.get('/v1/models')).status).toBe(200)
    // What it could have made itself, itself too, it can.
    expect((await wider.delete(`/v1/keys/${idOf('keys')}`)).body.revoked).toBe(true)
    expect((await wider.delete(`/v1/keys/${idOf('keys chat')}`)).body.revoked).toBe(true)
    expect((await keysOnly.get('/v1/keys')).status).toBe(401)
    expect((await client.delete('/v1/keys/key_none')).body.error.code).toBe('key_not_found')
  })

  it.each([
    [{ scopes: ['chat'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['root'] }, 'scopes.0'],
    [{ name: 'x', scopes: ['chat'], expires_at: 1 }, 'expires_at'],
    [{ name: 'x', scopes: ['chat'], admin: true }, 'admin'],
  ])('are not made from %j', async (body, param) => {
    const client = await newProject()
    const answer = await client.post('/v1/keys', body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.param).toBe(param)
  })

  it('remember when they were last used, at most once a minute', async () => {
    const client = await newProject()
    const lastUsed = async () => {
      const row = await env.DB.prepare('select last_used from api_keys where project_id = ?')
        .bind(client.project)
        .first<{ last_used: number | null }>()
      return row!.last_used
    }
    expect(await lastUsed()).toBeNull()
    await client.get('/v1/project')
    await expect.poll(lastUsed).not.toBeNull()
    const first = await lastUsed()
    await client.get('/v1/project')
    await client.get('/v1/project')
    expect(await lastUsed()).toBe(first)
  })
})

it('a key that expires lets nobody in who would outlast it', async () => {
  const client = await newProject()
  const wanted = { name: 'short', scopes: [...SCOPES], expires_at: 4_000_000_000 }
  const { body: short } = await client.post('/v1/keys', wanted)
  const issuer = { issuer: 'https://a.example.com', jwks_url: 'https://a.example.com/keys' }
  const invitation = { email: 'mia@example.com', role: 'owner' }
  for (const [path, body] of [['/v1/issuers', issuer] as const, ['/v1/members/invitations', invitation] as const]) {
    const refused = await new Client(short.secret).post(path, body)
    expect([path, refused.status, refused.body.error.code]).toEqual([path, 403, 'expiring_key'])
    expect((await client.post(path, body)).status).toBe(201)
  }
})
