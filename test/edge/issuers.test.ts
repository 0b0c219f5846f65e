/** Tokens of a project's own issuer: proven by its public keys, wherever those are. */
import { env } from 'cloudflare:workers'
import { type CryptoKey, createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { utf8 } from '../../shared/ids.ts'
import { type Any, Client, newProject } from './harness.ts'

type Pair = { alg: string; kid: string; privateKey: CryptoKey; publicKey: CryptoKey; jwk: JWK }

async function pairOf(alg: string, kid = `${alg}-1`): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { alg, kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg } }
}

const ISSUER = 'https://login.example.com'
let mine: Awaited<ReturnType<typeof newProject>>
let pair: Pair
beforeEach(async () => {
  mine = await newProject()
  pair = await pairOf('ES256')
})

const register = (by: Client, changed: object = {}) =>
  by.post('/v1/issuers', { issuer: ISSUER, jwks: { keys: [pair.jwk] }, ...changed })

type Sign = { claims?: object; header?: object; by?: Pair; key?: CryptoKey | Uint8Array }
const token = ({ claims = {}, header = {}, by = pair, key = by.privateKey }: Sign = {}) => {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({ iss: ISSUER, aud: mine.project, sub: 'ada', iat: now, exp: now + 600, ...claims })
    .setProtectedHeader({ alg: by.alg, kid: by.kid, ...header })
    .sign(key)
}

const open = async (signed: string, { user = 'ada', headers = {} } = {}) => {
  const response = await new Client(signed).raw('GET', `/v1/profiles/${user}`, { headers })
  const body = await response.json<Any>()
  return [response.status, body.error?.code]
}
const opened = [200, undefined]
const refused = [401, 'invalid_user_token']

describe('an issuer', () => {
  it('is registered, listed and deleted, and each is logged', async () => {
    const made = await register(mine)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      object: 'issuer',
      issuer: ISSUER,
      audience: mine.project,
      user_claim: 'sub',
      jwks_url: null,
    })
    expect((await mine.get('/v1/issuers')).body.data).toEqual([made.body])
    expect((await mine.delete(`/v1/issuers/${made.body.id}`)).status).toBe(204)
    expect((await mine.get('/v1/issuers')).body.data).toEqual([])
    const { results } = await env.DB.prepare('select action, target from audit_log order by at, action').all()
    expect(results).toEqual([
      { action: 'issuer.created', target: made.body.id },
      { action: 'issuer.deleted', target: made.body.id },
    ])
  })

  it('is registered once', async () => {
    await register(mine)
    expect((await register(mine)).body.error.code).toBe('issuer_exists')
  })

  it('needs the scope project', async () => {
    const lacking = await mine.withScopes('chat', 'keys')
    expect((await register(lacking)).status).toBe(403)
    expect((await lacking.get('/v1/issuers')).status).toBe(403)
  })

  it.each([
    [{ jwks: undefined }, null],
    [{ jwks_url: 'https://login.example.com/keys' }, null],
    [{ issuer: 'attune' }, 'issuer'],
    [{ jwks: { keys: [] } }, 'jwks.keys'],
    [{ jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }, 'jwks.keys.0.kty'],
    [{ jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b', d: 'c' }] } }, 'jwks.keys.0'],
    [{ jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] } }, 'jwks.keys.0'],
    [{ jwks: { keys: [{ kty: 'EC', crv: 'P-384', x: 'x', y: 'y' }] } }, 'jwks.keys.0'],
    [{ jwks: { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] } }, 'jwks.keys.0'],
    [{ user_claim: '' }, 'user_claim'],
  ])('is not registered from %j', async (changed, param) => {
    const answer = await register(mine, changed)
    expect([answer.status, answer.body.error.param]).toEqual([400, param])
  })

  it.each([
    'http://login.example.com/keys',
    'https://localhost/keys',
    'https://localhost./keys',
    'https://api.localhost/keys',
    'https://metadata.google.internal/keys',
    'https://intranet/keys',
    'https://printer.local/keys',
    'https://127.0.0.1/keys',
    'https://2130706433/keys',
    'https://0x7f.1/keys',
    'https://10.1.2.3/keys',
    'https://172.16.0.1/keys',
    'https://192.168.1.1/keys',
    'https://100.64.0.1/keys',
    'https://169.254.169.254/keys',
    'https://0.0.0.0/keys',
    'https://[::1]/keys',
    'https://[fe80::1]/keys',
    'https://[fd00::1]/keys',
    'https://[::ffff:127.0.0.1]/keys',
    'https://[64:ff9b::7f00:1]/keys',
    'https://user:secret@login.example.com/keys',
    'file:///etc/passwd',
    'nonsense',
  ])('is not asked for its keys at %s', async (jwks_url) => {
    const answer = await register(mine, { jwks: undefined, jwks_url })
    expect([answer.status, answer.body.error.param]).toEqual([400, 'jwks_url'])
  })
})

describe("an issuer's token", () => {
  it.each(['ES256', 'EdDSA', 'RS256'])('signed with %s opens what is the user’s', async (alg) => {
    pair = await pairOf(alg)
    await register(mine)
    expect(await open(await token())).toEqual(opened)
    expect(await open(await token(), { user: 'leo' })).toEqual([403, 'other_user'])
    expect((await new Client(await token()).get('/v1/axes')).status).toBe(403)
  })

  it('names its user in the claim that was registered', async () => {
    await register(mine, { user_claim: 'email' })
    expect(await open(await token({ claims: { email: 'ada@example.com' } }), { user: 'ada@example.com' })).toEqual(
      opened,
    )
    for (const email of [undefined, '', '..', 7, ['ada'], 'x'.repeat(257)]) {
      expect(await open(await token({ claims: { email } }))).toEqual(refused)
    }
  })

  it('is for the project of its audience, or of the header', async () => {
    await register(mine, { audience: 'my app' })
    const signed = await token({ claims: { aud: 'my app' } })
    expect(await open(signed)).toEqual(refused)
    expect(await open(signed, { headers: { 'x-attune-project': mine.project } })).toEqual(opened)
    expect(await open(await token({ claims: { aud: ['my app', mine.project] } }))).toEqual(opened)
    // The project alone is not the audience that was registered.
    expect(await open(await token())).toEqual(refused)
    expect(await open(await token(), { headers: { 'x-attune-project': mine.project } })).toEqual(refused)
  })

  it('opens no project that has not registered its issuer', async () => {
    await register(mine)
    const other = await newProject('other')
    const headers = { 'x-attune-project': other.project }
    expect(await open(await token(), { headers })).toEqual(refused)
    expect(await open(await token({ claims: { aud: [mine.project, other.project] } }), { headers })).toEqual(refused)
    // Nor one that registered the same name with other keys.
    await other.post('/v1/issuers', { issuer: ISSUER, jwks: { keys: [(await pairOf('ES256')).jwk] } })
    expect(await open(await token({ claims: { aud: other.project } }))).toEqual(refused)
  })

  it.each([
    ['another issuer', { claims: { iss: 'https://evil.example.com' } }],
    ['this server, which it is not', { claims: { iss: 'attune' } }],
    ['no issuer', { claims: { iss: undefined } }],
    ['another audience', { claims: { aud: 'someone else' } }],
    ['a time from which it holds that is to come', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
    ['an issue that is to come', { claims: { iat: Math.floor(Date.now() / 1000) + 300 } }],
    ['no end', { claims: { exp: undefined } }],
    ['no beginning', { claims: { iat: undefined } }],
    ['a life of over a day', { claims: { exp: Math.floor(Date.now() / 1000) + 25 * 3600 } }],
    ['no user', { claims: { sub: undefined } }],
    ['a key that is not there', { header: { kid: 'other' } }],
    ['a key by its path', { header: { kid: '../../../../dev/null' } }],
    ['what must be understood', { header: { crit: ['exp'], exp: 1 } }],
  ] as [string, Sign][])('is refused that names %s', async (_, sign) => {
    await register(mine)
    expect(await open(await token(sign).catch(() => 'a.b.c'))).toEqual(refused)
  })

  it('is given a minute for clocks that differ', async () => {
    await register(mine)
    const now = Math.floor(Date.now() / 1000)
    expect(await open(await token({ claims: { iat: now + 30, nbf: now + 30 } }))).toEqual(opened)
    expect(await open(await token({ claims: { iat: now - 100, exp: now - 30 } }))).toEqual(opened)
    expect(await open(await token({ claims: { iat: now - 600, exp: now - 90 } }))).toEqual([401, 'expired_user_token'])
  })

  it('is refused that is signed by anybody else: another key, a public key as a secret, nothing', async () => {
    await register(mine)
    expect(await open(await token({ by: { ...(await pairOf('ES256')), kid: pair.kid } }))).toEqual(refused)
    const hmac = { header: { alg: 'HS256' } }
    for (const secret of [await exportSPKI(pair.publicKey), JSON.stringify(pair.jwk), pair.jwk.x!]) {
      expect(await open(await token({ ...hmac, key: utf8(secret) }))).toEqual(refused)
    }
    const [, payload] = (await token()).split('.')
    const none = btoa('{"alg":"none"}').replaceAll('=', '')
    expect(await open(`${none}.${payload}.`)).toEqual(refused)
    const other = await pairOf('ES384', pair.kid)
    expect(await open(await token({ by: other }))).toEqual(refused)
  })

  it('with keys of its own in its header is measured by those that were registered', async () => {
    await register(mine)
    const forger = await pairOf('ES256', pair.kid)
    const spy = vi.spyOn(globalThis, 'fetch')
    const header = { jwk: forger.jwk, jku: 'https://evil.example.com/keys', x5u: 'https://evil.example.com/x5u' }
    expect(await open(await token({ by: forger, header }))).toEqual(refused)
    expect(spy).not.toHaveBeenCalled()
    spy.mockRestore()
    // The forger's own keys would open it.
    await expect(createLocalJWKSet({ keys: [forger.jwk] })({ alg: 'ES256', kid: pair.kid })).resolves.toBeDefined()
  })

  it('is revoked by user, and dies with its issuer', async () => {
    const { body } = await register(mine)
    const now = Math.floor(Date.now() / 1000)
    const signed = await token({ claims: { iat: now - 1 } })
    const leos = await token({ claims: { sub: 'leo' } })
    await mine.delete('/v1/user_tokens/ada')
    expect(await open(signed)).toEqual(refused)
    expect(await open(await token({ claims: { iat: now + 5 } }))).toEqual(opened)
    expect(await open(leos, { user: 'leo' })).toEqual(opened)
    await mine.delete(`/v1/issuers/${body.id}`)
    expect(await open(leos, { user: 'leo' })).toEqual(refused)
  })
})

describe('keys at an address', () => {
  const answers = (make: (url: string) => Response | Promise<Response>) => {
    const asked: string[] = []
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
      const { url } = new Request(input)
      asked.push(url)
      return make(url)
    })
    return { asked, [Symbol.dispose]: () => spy.mockRestore() }
  }
  /** Each its own: what was asked lately is remembered by address. */
  let count = 0
  const address = () => `https://login.example.com/keys/${count++}`
  const at = (jwks_url: string) => register(mine, { jwks: undefined, jwks_url })

  it('are asked for once, and again where one is named that is not among them, not at once', async () => {
    const keys = [pair.jwk]
    using server = answers(() => Response.json({ keys }))
    await at(address())
    expect(await open(await token())).toEqual(opened)
    expect(await open(await token())).toEqual(opened)
    expect(server.asked).toHaveLength(1)
    const next = await pairOf('ES256', 'next')
    keys.push(next.jwk)
    expect(await open(await token({ by: next }))).toEqual(refused)
    expect(server.asked).toHaveLength(1)
    const later = Date.now() + 31_000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    expect(await open(await token({ by: next }))).toEqual(opened)
    expect(server.asked).toHaveLength(2)
    vi.restoreAllMocks()
  })

  it.each([
    ['leads elsewhere', () => new Response(null, { status: 302, headers: { location: 'https://169.254.169.254/' } })],
    ['fails', () => new Response('no', { status: 500 })],
    ['is not JSON', () => new Response('<html>')],
    ['is too large', () => new Response(`{"keys":[${'1,'.repeat(40_000)}1]}`)],
    ['does not answer', () => Promise.reject(new TypeError('connection refused'))],
  ] as [string, () => Response | Promise<Response>][])('are not had where it %s', async (_, make) => {
    using server = answers(make)
    await at(address())
    expect(await open(await token())).toEqual([503, 'issuer_unavailable'])
    // Nor asked for again with every token that comes.
    expect(await open(await token())).toEqual([503, 'issuer_unavailable'])
    expect(server.asked).toHaveLength(1)
  })

  it.each([
    ['none', 'none'],
    ['a key that is damaged', [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'ES256-1', alg: 'ES256' }]],
    ['a key for something else', [{ kty: 'oct', k: 'c2VjcmV0', kid: 'ES256-1' }]],
  ])('that are no keys open nothing: %s', async (_, keys) => {
    using _server = answers(() => Response.json({ keys }))
    await at(address())
    expect(await open(await token())).toEqual(refused)
  })
})
