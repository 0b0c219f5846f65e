/** Tokens for users' devices: what they open, what they do not, and what kills them. */
import { env } from 'cloudflare:workers'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { signUserToken, type UserClaims } from '../../edge/auth/user-token.ts'
import { utf8 } from '../../shared/ids.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, fetchWith, newAxis, newProject } from './harness.ts'

fakeFleet()
let backend: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  backend = await newProject()
})

const chat = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hi' }] }

async function mint(by: Client, user: string, expires_in?: number): Promise<Client> {
  const { status, body } = await by.post('/v1/user_tokens', { user, ...(expires_in && { expires_in }) })
  expect(status).toBe(201)
  return new Client(body.token)
}

const claims = async (changed: Partial<UserClaims> = {}): Promise<UserClaims> => {
  const { body } = await backend.get('/v1/keys')
  const now = Date.now()
  return { user: 'ada', project: backend.project, key: body.data[0].id, issued: now, expires: now + 60_000, ...changed }
}

describe('a user token', () => {
  it('is minted for a user, for minutes', async () => {
    const before = Math.floor(Date.now() / 1000)
    const { status, body } = await backend.post('/v1/user_tokens', { user: 'ada' })
    expect(status).toBe(201)
    expect(body).toEqual({
      object: 'user_token',
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      user: 'ada',
      expires_at: expect.any(Number),
    })
    expect(body.expires_at - before).toBeGreaterThanOrEqual(900)
    expect(body.expires_at - before).toBeLessThanOrEqual(910)
  })

  it("opens the user's own profile and answers, in either header", async () => {
    await backend.steerable('formal')
    const ada = await mint(backend, 'ada')
    expect((await ada.put('/v1/profiles/ada', { strengths: { formal: 1 } })).body.strengths.formal.value).toBe(1)
    expect((await ada.patch('/v1/profiles/ada', { strengths: { formal: 0.5 } })).status).toBe(200)
    const answer = await ada.post('/v1/chat/completions', chat)
    expect(answer.status).toBe(200)
    // Of the profile, though the request names no user.
    expect(answer.body.attune.edits[0]).toMatchObject({ axis: 'formal', strength: 0.5 })
    const path = `/v1/generations/${answer.body.id}`
    expect((await ada.get(path)).status).toBe(200)
    expect((await ada.patch(path, { strengths: {} })).status).toBe(200)
    expect((await ada.delete(path)).status).toBe(200)
    expect((await backend.get('/v1/profiles/ada')).body.strengths.formal.value).toBe(0.5)
    const sent = new Request('https://edge.test/v1/profiles/ada', { headers: { 'x-api-key': ada.key } })
    expect((await ada.send(sent)).status).toBe(200)
    expect((await ada.delete('/v1/profiles/ada')).status).toBe(204)
  })

  it('reaches no other user', async () => {
    const ada = await mint(backend, 'ada')
    for (const [method, body] of [['GET'], ['PUT', { strengths: {} }], ['PATCH', { strengths: {} }], ['DELETE']] as [
      string,
      unknown?,
    ][]) {
      const answer = await ada.ask(method, '/v1/profiles/leo', body)
      expect([method, answer.status, answer.body?.error.code]).toEqual([method, 403, 'other_user'])
    }
    const spoken = await ada.post('/v1/chat/completions', { ...chat, user: 'leo' })
    expect([spoken.status, spoken.body.error.code]).toEqual([403, 'other_user'])
    const { body: theirs } = await backend.post('/v1/chat/completions', { ...chat, user: 'leo' })
    const { body: nobodys } = await backend.post('/v1/chat/completions', chat)
    for (const { id } of [theirs, nobodys]) {
      expect((await ada.get(`/v1/generations/${id}`)).status).toBe(404)
      expect((await ada.patch(`/v1/generations/${id}`, { strengths: {} })).status).toBe(404)
      expect((await ada.delete(`/v1/generations/${id}`)).status).toBe(404)
    }
  })

  it('opens nothing else of the API', async () => {
    const ada = await mint(backend, 'ada')
    const { paths } = (await backend.get('/openapi.json')).body
    const own = [
      ...['/v1/chat/completions', '/v1/chat/completions/{id}', '/v1/completions', '/v1/embeddings'],
      ...['/v1/responses', '/v1/responses/{id}', '/v1/responses/{id}/cancel', '/v1/responses/{id}/input_items'],
      ...['/v1/generations/{id}', '/v1/comparisons', '/v1/feedback', '/v1/feedback/{id}'],
      ...[
        '/v1/profiles/{user}',
        '/v1/profiles/{user}/explanation',
        '/v1/profiles/{user}/reset',
        '/v1/profiles/{user}/texts',
        '/v1/profiles/{user}/private-axis',
      ],
      ...['/v1/users/{user}', '/v1/users/{user}/export'],
    ]
    let asked = 0
    for (const [path, methods] of Object.entries<Any>(paths)) {
      for (const [method, { security }] of Object.entries<Any>(methods)) {
        const opens = (security as object[]).some((one) => Object.hasOwn(one, 'userToken'))
        expect([path, opens]).toEqual([path, own.includes(path)])
        if (opens || security.length === 0) continue
        asked++
        const { status, body } = await ada.ask(method.toUpperCase(), path.replaceAll(/{\w+}/g, 'x'))
        const code = path === '/v1/sessions/current' ? 'session_needed' : 'insufficient_scope'
        expect([method, path, status, body.error.code]).toEqual([method, path, 403, code])
      }
    }
    expect(asked).toBeGreaterThan(20)
  })

  it('dies with the key that minted it, and lives no longer', async () => {
    const { body: made } = await backend.post('/v1/keys', { name: 'mobile', scopes: ['chat'] })
    const ada = await mint(new Client(made.secret), 'ada')
    expect((await ada.get('/v1/profiles/ada')).status).toBe(200)
    await backend.delete(`/v1/keys/${made.id}`)
    const { status, body } = await ada.get('/v1/profiles/ada')
    expect([status, body.error.code]).toEqual([401, 'invalid_user_token'])
    const expires_at = Math.floor(Date.now() / 1000) + 100
    const { body: short } = await backend.post('/v1/keys', { name: 'short', scopes: ['chat'], expires_at })
    const { body: token } = await new Client(short.secret).post('/v1/user_tokens', { user: 'ada', expires_in: 3600 })
    expect(token.expires_at).toBe(expires_at)
  })

  it('is revoked by user, and one that is minted right after works', async () => {
    const [ada, leo] = [await mint(backend, 'ada'), await mint(backend, 'leo')]
    expect((await backend.delete('/v1/user_tokens/ada')).status).toBe(204)
    const again = await mint(backend, 'ada')
    expect((await ada.get('/v1/profiles/ada')).body.error.code).toBe('invalid_user_token')
    expect((await leo.get('/v1/profiles/leo')).status).toBe(200)
    expect((await again.get('/v1/profiles/ada')).status).toBe(200)
    // Twice is the same, and takes what was minted between.
    await backend.delete('/v1/user_tokens/ada')
    expect((await again.get('/v1/profiles/ada')).status).toBe(401)
    const { results } = await env.DB.prepare("select * from audit_log where action = 'user_tokens.revoked'").all()
    expect(results).toHaveLength(2)
    expect(results[0]).toMatchObject({ target: 'ada', project_id: backend.project })
  })

  it('is worth nothing to revoke in one project what another has minted', async () => {
    const other = await newProject('other')
    const ada = await mint(backend, 'ada')
    await other.delete('/v1/user_tokens/ada')
    expect((await ada.get('/v1/profiles/ada')).status).toBe(200)
  })

  it('lets pages of its project’s origins read, as keys do', async () => {
    await backend.patch('/v1/project', { origins: ['https://app.example.com'] })
    const ada = await mint(backend, 'ada')
    const read = async (origin: string) => {
      const response = await ada.raw('GET', '/v1/profiles/ada', { headers: { origin } })
      return response.headers.get('access-control-allow-origin')
    }
    expect(await read('https://app.example.com')).toBe('https://app.example.com')
    expect(await read('https://evil.example.com')).toBeNull()
  })

  it.each([
    [{}, 'user'],
    [{ user: '' }, 'user'],
    [{ user: '..' }, 'user'],
    [{ user: 'ada', expires_in: 59 }, 'expires_in'],
    [{ user: 'ada', expires_in: 3601 }, 'expires_in'],
    [{ user: 'ada', scopes: ['keys'] }, 'scopes'],
  ])('is not minted from %j', async (body, param) => {
    const answer = await backend.post('/v1/user_tokens', body)
    expect([answer.status, answer.body.error.param]).toEqual([400, param])
  })

  it('mints no other', async () => {
    const ada = await mint(backend, 'ada')
    expect((await ada.post('/v1/user_tokens', { user: 'ada' })).status).toBe(403)
    expect((await ada.delete('/v1/user_tokens/ada')).status).toBe(403)
    expect((await (await backend.withScopes('profiles')).post('/v1/user_tokens', { user: 'ada' })).status).toBe(403)
  })
})

describe('a token that is not one', () => {
  const open = async (token: string) => {
    const { status, body } = await new Client(token).get('/v1/profiles/ada')
    return [status, body.error?.code]
  }
  const refused = [401, 'invalid_user_token']

  it('is told from one that is only late', async () => {
    const now = Date.now()
    const late = await claims({ issued: now - 120_000, expires: now - 1000 })
    expect(await open(await signUserToken([env.ATTUNE_SECRET], late))).toEqual([401, 'expired_user_token'])
    const forged = await signUserToken(['another secret, long enough to be one'], late)
    expect(await open(forged)).toEqual(refused)
  })

  it('is signed with another secret, altered, or not signed', async () => {
    const good = await signUserToken([env.ATTUNE_SECRET], await claims())
    expect(await open(good)).toEqual([200, undefined])
    const [head, , signature] = good.split('.') as [string, string, string]
    const other = await signUserToken([env.ATTUNE_SECRET], await claims({ user: 'leo' }))
    expect(await open(`${head}.${other.split('.')[1]}.${signature}`)).toEqual(refused)
    expect(await open(`${head}.${good.split('.')[1]}.`)).toEqual(refused)
    expect(await open('e30.e30.e30')).toEqual(refused)
    expect(await open('a.b.c')).toEqual(refused)
    const unsecured = new UnsecuredJWT({ prj: backend.project, key: (await claims()).key })
      .setIssuer('attune')
      .setAudience('attune')
      .setSubject('ada')
      .setIssuedAt()
      .setExpirationTime('5m')
      .encode()
    expect(await open(unsecured)).toEqual(refused)
  })

  /** All that a genuine one has, under a header and a key of the forger's. */
  const signedAs = async (header: Record<string, unknown>, key: CryptoKey | Uint8Array, changed: object = {}) => {
    const { project, key: id } = await claims()
    return new SignJWT({ prj: project, key: id, iss: 'attune', aud: 'attune', sub: 'ada', jti: 'x', ...changed })
      .setProtectedHeader({ alg: 'HS256', typ: 'attune-user+jwt', ...header })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key)
  }

  it('names a key that this server does not have: kid injection, jwk, jku, the raw secret', async () => {
    const mine = utf8('a key of the forger, who has this one alone')
    for (const kid of ['../../dev/null', "' or 1=1 --", '', '0', '__proto__', undefined]) {
      expect(await open(await signedAs({ kid }, mine))).toEqual(refused)
    }
    const genuine = JSON.parse(atob((await signUserToken([env.ATTUNE_SECRET], await claims())).split('.')[0]!))
    expect(await open(await signedAs({ kid: genuine.kid }, mine))).toEqual(refused)
    // The secret itself is not what signs: edge and workers sign other things with it.
    expect(await open(await signedAs({ kid: genuine.kid }, utf8(env.ATTUNE_SECRET)))).toEqual(refused)
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const jku = 'https://evil.example.com/keys'
    expect(await open(await signedAs({ alg: 'ES256', kid: genuine.kid, jwk, jku }, privateKey))).toEqual(refused)
  })

  it('names no key of the project that it names, or a project that there is not', async () => {
    const other = await newProject('other')
    const theirs = (await other.get('/v1/keys')).body.data[0].id
    const sign = async (changed: Partial<UserClaims>) => signUserToken([env.ATTUNE_SECRET], await claims(changed))
    expect(await open(await sign({ project: other.project }))).toEqual(refused)
    expect(await open(await sign({ key: theirs }))).toEqual(refused)
    expect(await open(await sign({ project: 'proj_none' }))).toEqual(refused)
  })

  it('is one of another project, which opens that project alone', async () => {
    await backend.post('/v1/axes', newAxis('formal'))
    await backend.put('/v1/profiles/ada', { strengths: { formal: 1 } })
    const other = await newProject('other')
    const theirs = await mint(other, 'ada')
    const read = await theirs.raw('GET', '/v1/profiles/ada', { headers: { 'x-attune-project': backend.project } })
    expect(await read.json()).toMatchObject({ stored: false, strengths: {} })
  })
})

describe('a changed secret', () => {
  it('leaves tokens alone that were signed with the one before, as long as that is accepted', async () => {
    const [before, after] = [env.ATTUNE_SECRET, 'another secret that only these tests have']
    const signed = await signUserToken([before], await claims())
    const ask = async (bindings: typeof env, token: string) => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetchWith(bindings, new Request('https://edge.test/v1/profiles/ada', { headers }))).status
    }
    const both = { ...env, ATTUNE_SECRET: after, ATTUNE_SECRET_OLD: before }
    expect(await ask(both, signed)).toBe(200)
    expect(await ask({ ...env, ATTUNE_SECRET: after }, signed)).toBe(401)
    const minted = await fetchWith(
      both,
      new Request('https://edge.test/v1/user_tokens', {
        method: 'POST',
        headers: { authorization: `Bearer ${backend.key}`, 'content-type': 'application/json' },
        body: '{"user":"ada"}',
      }),
    )
    const { token } = await minted.json<{ token: string }>()
    expect(await ask({ ...env, ATTUNE_SECRET: after }, token)).toBe(200)
    expect(await ask(env, token)).toBe(401)
  })
})
