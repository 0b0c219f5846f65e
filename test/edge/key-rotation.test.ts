/** One key in the place of another, without a break; what is said of keys that are none; and who guesses them. */
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { newSecret } from '../../shared/key-form.ts'
import { type Any, Client, newProject, ORIGIN } from './harness.ts'

const make = async (by: Client, wanted: object = {}) =>
  (await by.post('/v1/keys', { name: 'backend', scopes: ['chat', 'profiles'], ...wanted })).body

const ends = async (id: string) => env.DB.prepare('update api_keys set expires = 1 where id = ?').bind(id).run()

afterEach(() => {
  vi.useRealTimers()
})

describe('rotating a key', () => {
  it('makes another with the same rights; both open until the overlap is over', async () => {
    const admin = await newProject()
    const old = await make(admin, { users: ['ada'], models: ['m'] })
    const before = Math.floor(Date.now() / 1000)
    const { status, body: next } = await admin.post(`/v1/keys/${old.id}/rotate`, { overlap_seconds: 3600 })
    expect(status).toBe(201)
    const same = { name: 'backend', scopes: ['chat', 'profiles'], users: ['ada'], models: ['m'], addresses: null }
    expect(next).toMatchObject({ ...same, rotated_from: old.id, expires_at: null, revoked: false })
    expect(next.secret).not.toBe(old.secret)
    for (const { secret } of [old, next]) expect((await new Client(secret).get('/v1/profiles')).status).toBe(200)
    const listed = (await admin.get('/v1/keys')).body.data.find((one: Any) => one.id === old.id)
    expect(listed.expires_at - before).toBeGreaterThanOrEqual(3600)
    expect(listed.expires_at - before).toBeLessThan(3610)
    await ends(old.id)
    // Other isolates remember a key for so long.
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 5_000)
    expect((await new Client(old.secret).get('/v1/profiles')).status).toBe(401)
    expect((await new Client(next.secret).get('/v1/profiles')).status).toBe(200)
  })

  it('takes a day where nothing is said, and no overlap where none is wanted', async () => {
    const admin = await newProject()
    const [one, two] = [await make(admin), await make(admin)]
    const before = Math.floor(Date.now() / 1000)
    await admin.post(`/v1/keys/${one.id}/rotate`, {})
    const listed = (await admin.get('/v1/keys')).body.data.find((key: Any) => key.id === one.id)
    expect(listed.expires_at - before).toBeGreaterThanOrEqual(86_400)
    await admin.post(`/v1/keys/${two.id}/rotate`, { overlap_seconds: 0 })
    expect((await new Client(two.secret).get('/v1/profiles')).status).toBe(401)
  })

  it('keeps the end that the key had, the overlap too', async () => {
    const admin = await newProject()
    const expires_at = Math.floor(Date.now() / 1000) + 1000
    const old = await make(admin, { expires_at })
    const { body } = await admin.post(`/v1/keys/${old.id}/rotate`, { overlap_seconds: 5000 })
    expect(body.expires_at).toBe(expires_at)
    const listed = (await admin.get('/v1/keys')).body.data.find((key: Any) => key.id === old.id)
    expect(listed.expires_at).toBe(expires_at)
  })

  it('is done once, also by two at the same time', async () => {
    const admin = await newProject()
    const old = await make(admin)
    const both = await Promise.all([1, 2].map(() => admin.post(`/v1/keys/${old.id}/rotate`, {})))
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    const refused = both.find(({ status }) => status === 409)!
    const made = both.find(({ status }) => status === 201)!
    expect(refused.body.error).toMatchObject({ code: 'key_rotated' })
    expect(refused.body.error.message).toContain(made.body.id)
    // The next in line can be.
    expect((await admin.post(`/v1/keys/${made.body.id}/rotate`, {})).status).toBe(201)
  })

  it('is logged: what ended and what was made, never a secret', async () => {
    const admin = await newProject()
    const old = await make(admin)
    const { body: next } = await admin.post(`/v1/keys/${old.id}/rotate`, {})
    await admin.delete(`/v1/keys/${next.id}`)
    await admin.delete(`/v1/keys/${next.id}`)
    const { results } = await env.DB.prepare('select * from audit_log where project_id = ? order by rowid')
      .bind(admin.project)
      .all<Any>()
    expect(results.map(({ action, target }) => [action, target])).toEqual([
      ['key.created', old.id],
      ['key.rotated', old.id],
      ['key.created', next.id],
      ['key.revoked', next.id],
    ])
    expect(JSON.parse(results[1]!.before).expires_at).toBeNull()
    expect(JSON.parse(results[1]!.after).expires_at).toEqual(expect.any(Number))
    expect(JSON.stringify(results)).not.toContain(next.secret.slice(20))
    expect(results[0]!.request).toMatch(/^req_/)
  })

  it('is refused of what has ended, is not there, or may more than who asks', async () => {
    const admin = await newProject()
    const [revoked, expired, wide] = [await make(admin), await make(admin), await make(admin)]
    await admin.delete(`/v1/keys/${revoked.id}`)
    await ends(expired.id)
    for (const { id } of [revoked, expired]) {
      const { status, body } = await admin.post(`/v1/keys/${id}/rotate`, {})
      expect([status, body.error.code]).toEqual([409, 'key_ended'])
    }
    expect((await admin.post('/v1/keys/key_none/rotate', {})).body.error.code).toBe('key_not_found')
    const other = await newProject('other')
    expect((await other.post(`/v1/keys/${wide.id}/rotate`, {})).body.error.code).toBe('key_not_found')
    const keysOnly = await admin.withScopes('keys')
    expect((await keysOnly.post(`/v1/keys/${wide.id}/rotate`, {})).body.error.code).toBe('insufficient_scope')
    expect((await new Client(wide.secret).post(`/v1/keys/${wide.id}/rotate`, {})).status).toBe(403)
    for (const overlap_seconds of [-1, 604_801, 1.5]) {
      const { status, body } = await admin.post(`/v1/keys/${wide.id}/rotate`, { overlap_seconds })
      expect([status, body.error.param]).toEqual([400, 'overlap_seconds'])
    }
  })
})

describe('a key that is none', () => {
  const refusal = async (key: string) => {
    const { status, body } = await new Client(key).get('/v1/axes')
    return [status, body.error.code]
  }

  it('is mistyped, or unknown', async () => {
    const { key } = await newProject()
    const wrong = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')
    expect(await refusal(wrong)).toEqual([401, 'mistyped_api_key'])
    expect(await refusal(key.slice(0, -3))).toEqual([401, 'mistyped_api_key'])
    expect(await refusal(newSecret())).toEqual([401, 'invalid_api_key'])
    expect(await refusal('sk-proj-of-somebody-else')).toEqual([401, 'invalid_api_key'])
  })

  it('of before there was a checksum still opens what it opened', async () => {
    const admin = await newProject()
    const key = `sk-attune-${'9'.repeat(52)}`
    const { hashSecret } = await import('../../edge/auth/api-key.ts')
    await env.DB.prepare('update api_keys set hash = ? where project_id = ?')
      .bind(await hashSecret(key), admin.project)
      .run()
    expect((await new Client(key).get('/v1/project')).status).toBe(200)
  })
})

describe('guessing', () => {
  const ask = (key: string, address: string | null) => {
    const headers: Record<string, string> = { authorization: `Bearer ${key}` }
    if (address) headers['cf-connecting-ip'] = address
    return new Client(key).send(new Request(`${ORIGIN}/v1/project`, { headers }))
  }

  it('ends after ten tries from an address; a genuine key behind the same one opens as ever', async () => {
    const { key } = await newProject()
    const [guesser, other] = ['203.0.113.1', '203.0.113.2']
    const statuses: number[] = []
    // A minute that ends in between begins another count.
    while (!statuses.includes(429) && statuses.length < 25) statuses.push((await ask(newSecret(), guesser)).status)
    expect(statuses.indexOf(429)).toBeGreaterThanOrEqual(10)
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
    const refused = await ask(newSecret(), guesser)
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(await refused.json()).toMatchObject({ error: { code: 'too_many_guesses', type: 'rate_limit_error' } })
    expect((await ask('e30.eyJpc3MiOiJhdHR1bmUifQ.e30', guesser)).status).toBe(429)
    expect((await ask(key, guesser)).status).toBe(200)
    expect((await ask(newSecret(), other)).status).toBe(401)
    // Nothing was tried with what is mistyped.
    expect((await ask(`${key}0`, guesser)).status).toBe(401)
  })

  it('is counted by the first half of an address of IPv6, all of which one has', async () => {
    const statuses: number[] = []
    for (let i = 0; !statuses.includes(429) && i < 25; i++) {
      statuses.push((await ask(newSecret(), `2001:db8:7:7:${i + 1}::1`)).status)
    }
    expect(statuses).toContain(429)
    expect((await ask(newSecret(), '2001:db8:7:8::1')).status).toBe(401)
  })

  it('is not what a token is that was revoked: its app hears that it needs another', async () => {
    const admin = await newProject()
    const { body } = await admin.post('/v1/user_tokens', { user: 'ada' })
    await admin.delete('/v1/user_tokens/ada')
    for (let i = 0; i < 25; i++) expect((await ask(body.token, '203.0.113.9')).status).toBe(401)
  })

  it('is not counted where nobody says whence it comes', async () => {
    for (let i = 0; i < 12; i++) expect((await ask(newSecret(), null)).status).toBe(401)
  })
})
