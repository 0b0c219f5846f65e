/** People at browsers: cookies that no script reads, changes that no other site begins, and ends. */
import { env, exports } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Any, Client, fetchWith, newAxis, newProject, ORIGIN } from './harness.ts'

let admin: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  admin = await newProject()
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}, origin = ORIGIN) =>
  exports.default.fetch(
    new Request(origin + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    }),
  )

const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

/** A browser that has signed in. */
class Browser {
  readonly cookie: string
  readonly session: Any
  constructor(cookie: string, session: Any) {
    this.cookie = cookie
    this.session = session
  }

  static async signIn(key: string): Promise<Browser> {
    const response = await post('/v1/sessions', { key }, { origin: ORIGIN, 'user-agent': 'Firefox' })
    expect(response.status).toBe(201)
    return new Browser(cookieOf(response), await response.json())
  }

  /** What a page of this origin would send, and what the test changes of it; undefined: nothing. */
  async ask(method: string, path: string, body?: unknown, changed: Record<string, string | undefined> = {}) {
    const headers = new Headers({ cookie: this.cookie, 'sec-fetch-site': 'same-origin' })
    if (method !== 'GET') {
      headers.set('origin', ORIGIN)
      headers.set('x-csrf-token', this.session.csrf_token)
    }
    if (body !== undefined) headers.set('content-type', 'application/json')
    for (const [name, value] of Object.entries(changed)) {
      if (value === undefined) headers.delete(name)
      else headers.set(name, value)
    }
    const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }
    const response = await exports.default.fetch(new Request(ORIGIN + path, init))
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? (JSON.parse(text) as Any) : null }
  }
}

const rowsOf = async (query: string) => (await env.DB.prepare(query).bind(admin.project).all<Any>()).results

const openedBy = (table: string, change: string) =>
  env.DB.prepare(`update ${table} set ${change} where project_id = ?`).bind(admin.project).run()

describe('signing in', () => {
  it('sets a cookie that no script reads, no other host gets, and no other site sends', async () => {
    const response = await post('/v1/sessions', { key: admin.key })
    expect(response.status).toBe(201)
    const cookie = response.headers.get('set-cookie')!
    expect(cookie).toMatch(/^__Host-attune_session=[0-9a-z]{52}; /)
    expect(cookie.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      'Max-Age=43200',
      'Path=/',
      'SameSite=Strict',
      'Secure',
    ])
    const session = await response.json<Any>()
    expect(session).toMatchObject({ object: 'session', project: admin.project, current: true })
    expect(session.csrf_token).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(await rowsOf('select * from sessions where project_id = ?'))).not.toContain(
      cookieOf(response).split('=')[1],
    )
  })

  it.each(['http://127.0.0.1:8787', 'http://localhost:8787'])('takes a plain cookie at %s alone', async (origin) => {
    const response = await post('/v1/sessions', { key: admin.key }, {}, origin)
    expect(response.status).toBe(201)
    const cookie = response.headers.get('set-cookie')!
    expect(cookie).toMatch(/^attune_session=/)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).not.toContain('Secure')
    const ask = (at: string) =>
      exports.default.fetch(new Request(`${at}/v1/project`, { headers: { cookie: cookieOf(response) } }))
    expect((await ask(origin)).status).toBe(200)
    expect((await ask(ORIGIN)).status).toBe(401)
  })

  it('is refused where others could listen, and leaves nothing behind', async () => {
    const response = await post('/v1/sessions', { key: admin.key }, {}, 'http://attune.example.com')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'https_needed' } })
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await rowsOf('select * from sessions where project_id = ?')).toEqual([])
  })

  it.each<Record<string, string>>([
    { origin: 'https://evil.example.com' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is not begun by another site: %j', async (headers) => {
    const response = await post('/v1/sessions', { key: admin.key }, headers)
    expect(response.status).toBe(403)
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  it('takes keys alone, that open something', async () => {
    const revoked = await admin.withScopes('chat')
    const { body: list } = await admin.get('/v1/keys')
    await admin.delete(`/v1/keys/${list.data[0].id}`)
    const { body: token } = await admin.post('/v1/user_tokens', { user: 'ada' })
    for (const [key, code] of [
      [revoked.key, 'invalid_api_key'],
      [admin.key.slice(0, -1), 'mistyped_api_key'],
      [token.token, 'invalid_api_key'],
    ]) {
      const response = await post('/v1/sessions', { key })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ error: { code } })
    }
    const held = await admin.post('/v1/keys', { name: 'x', scopes: ['chat'], addresses: ['10.0.0.0/8'] })
    expect((await post('/v1/sessions', { key: held.body.secret })).status).toBe(403)
  })
})

describe('a session', () => {
  it('opens what its key opens', async () => {
    const { body } = await admin.post('/v1/keys', { name: 'reader', scopes: ['chat', 'axes'] })
    const browser = await Browser.signIn(body.secret)
    expect((await browser.ask('GET', '/v1/project')).body.id).toBe(admin.project)
    expect((await browser.ask('POST', '/v1/axes', newAxis('formal'))).status).toBe(201)
    expect((await browser.ask('GET', '/v1/keys')).status).toBe(403)
    // A key beside it goes before it.
    const beside = await browser.ask('GET', '/v1/keys', undefined, { authorization: `Bearer ${admin.key}` })
    expect(beside.status).toBe(200)
  })

  it('is held to what its key is held to', async () => {
    const { body } = await admin.post('/v1/keys', { name: 'x', scopes: ['profiles'], users: ['ada'] })
    const browser = await Browser.signIn(body.secret)
    expect((await browser.ask('GET', '/v1/profiles/ada')).status).toBe(200)
    expect((await browser.ask('GET', '/v1/profiles/leo')).status).toBe(403)
  })

  it('tells its token again, to a page that was loaded again', async () => {
    const browser = await Browser.signIn(admin.key)
    const { status, body } = await browser.ask('GET', '/v1/sessions/current')
    expect([status, body.csrf_token, body.id]).toEqual([200, browser.session.csrf_token, browser.session.id])
  })

  it.each([
    ['no token', { 'x-csrf-token': undefined }],
    ['a wrong token', { 'x-csrf-token': '0'.repeat(64) }],
    ['a token that is none', { 'x-csrf-token': 'x' }],
    ['another origin', { origin: 'https://evil.example.com' }],
    ['another origin of the same site', { origin: 'https://app.edge.test' }],
    ['no origin at all', { origin: undefined, 'sec-fetch-site': undefined }],
    ['an opaque origin', { origin: 'null', 'sec-fetch-site': undefined }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['the same site', { 'sec-fetch-site': 'same-site' }],
    ['nobody, as a link does', { 'sec-fetch-site': 'none' }],
  ] as [string, Record<string, string | undefined>][])('changes nothing with %s', async (_, changed) => {
    const browser = await Browser.signIn(admin.key)
    for (const [method, path, body] of [
      ['POST', '/v1/axes', newAxis('formal')],
      ['PATCH', '/v1/project', { name: 'stolen' }],
      ['PUT', '/v1/profiles/ada', { strengths: {} }],
      ['DELETE', '/v1/profiles/ada'],
    ] as [string, string, unknown?][]) {
      const answer = await browser.ask(method, path, body, changed)
      expect([method, answer.status, answer.body.error.code]).toEqual([method, 403, 'csrf_refused'])
    }
    expect((await admin.get('/v1/project')).body.name).not.toBe('stolen')
  })

  it('has a token of its own: that of another session is none', async () => {
    const [one, other] = [await Browser.signIn(admin.key), await Browser.signIn(admin.key)]
    const changed = { 'x-csrf-token': other.session.csrf_token }
    expect((await one.ask('PATCH', '/v1/project', { name: 'x' }, changed)).status).toBe(403)
  })

  it('is read by no page elsewhere, though the project names its origin', async () => {
    await admin.patch('/v1/project', { origins: ['https://app.example.com'] })
    const browser = await Browser.signIn(admin.key)
    const { headers } = await browser.ask('GET', '/v1/project', undefined, { origin: 'https://app.example.com' })
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    const preflight = await exports.default.fetch(`${ORIGIN}/v1/project`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'PATCH' },
    })
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('sessions end', () => {
  const isOpen = async (browser: Browser) => (await browser.ask('GET', '/v1/project')).status === 200

  it('when one signs out: the cookie goes too', async () => {
    const browser = await Browser.signIn(admin.key)
    const left = await browser.ask('DELETE', '/v1/sessions/current')
    expect(left.status).toBe(204)
    expect(left.headers.get('set-cookie')).toMatch(/^__Host-attune_session=; .*Max-Age=0/)
    const { status, body } = await browser.ask('GET', '/v1/project')
    expect([status, body.error.code]).toEqual([401, 'session_ended'])
  })

  it('when somebody ends them, who sees them listed', async () => {
    const [one, two] = [await Browser.signIn(admin.key), await Browser.signIn(admin.key)]
    const { body } = await one.ask('GET', '/v1/sessions')
    expect(body.data).toHaveLength(2)
    expect(body.data.find((each: Any) => each.id === one.session.id)).toMatchObject({ current: true, agent: 'Firefox' })
    expect(body.data.find((each: Any) => each.id === two.session.id)).toMatchObject({ current: false })
    expect((await admin.delete(`/v1/sessions/${two.session.id}`)).status).toBe(204)
    expect([await isOpen(one), await isOpen(two)]).toEqual([true, false])
    expect((await admin.delete(`/v1/sessions/${two.session.id}`)).body.error.code).toBe('session_not_found')
  })

  it('with their key', async () => {
    const { body: key } = await admin.post('/v1/keys', { name: 'x', scopes: ['chat'] })
    const browser = await Browser.signIn(key.secret)
    expect(await isOpen(browser)).toBe(true)
    await admin.delete(`/v1/keys/${key.id}`)
    expect(await isOpen(browser)).toBe(false)
    expect((await admin.get('/v1/sessions')).body.data).toEqual([])
  })

  it.each([
    ['after twelve hours', 'expires = unixepoch() * 1000 - 1'],
    ['after two hours without a request', 'last_used = (unixepoch() - 7201) * 1000'],
  ])('%s', async (_, change) => {
    const browser = await Browser.signIn(admin.key)
    await openedBy('sessions', change)
    expect(await isOpen(browser)).toBe(false)
    expect((await admin.get('/v1/sessions')).body.data).toEqual([])
    // What has ended is swept out by the next that begins.
    await Browser.signIn(admin.key)
    expect(await rowsOf('select id from sessions where project_id = ?')).toHaveLength(1)
  })

  it('not, while requests come', async () => {
    const browser = await Browser.signIn(admin.key)
    await openedBy('sessions', 'last_used = (unixepoch() - 7000) * 1000')
    expect(await isOpen(browser)).toBe(true)
    const lastUsed = async () => (await admin.get('/v1/sessions')).body.data[0].last_used
    await expect.poll(lastUsed).toBeGreaterThan(Math.floor(Date.now() / 1000) - 100)
  })

  it('no later than their key', async () => {
    const expires_at = Math.floor(Date.now() / 1000) + 600
    const { body: key } = await admin.post('/v1/keys', { name: 'x', scopes: ['chat'], expires_at })
    expect((await Browser.signIn(key.secret)).session.expires_at).toBe(expires_at)
  })

  it('not by whom they are above, nor by another project', async () => {
    const browser = await Browser.signIn(admin.key)
    const path = `/v1/sessions/${browser.session.id}`
    expect((await (await admin.withScopes('keys')).delete(path)).body.error.code).toBe('insufficient_scope')
    const other = await newProject('other')
    expect((await other.delete(path)).body.error.code).toBe('session_not_found')
    expect((await other.get('/v1/sessions')).body.data).toEqual([])
    expect(await isOpen(browser)).toBe(true)
  })

  it('and what a key asks about its own session is an error', async () => {
    for (const method of ['GET', 'DELETE']) {
      expect((await admin.ask(method, '/v1/sessions/current')).body.error.code).toBe('session_needed')
    }
    const forged = new Browser(`__Host-attune_session=${'0'.repeat(52)}`, { csrf_token: '0' })
    expect((await forged.ask('GET', '/v1/sessions/current')).body.error.code).toBe('session_ended')
  })
})

it('opening and ending is logged', async () => {
  const browser = await Browser.signIn(admin.key)
  await browser.ask('DELETE', '/v1/sessions/current')
  expect(await rowsOf('select action, target from audit_log where project_id = ? order by rowid')).toEqual([
    { action: 'session.opened', target: browser.session.id },
    { action: 'session.ended', target: browser.session.id },
  ])
})

it('the token holds while the secret is changed', async () => {
  const browser = await Browser.signIn(admin.key)
  const send = async (bindings: typeof env) => {
    const headers = {
      cookie: browser.cookie,
      origin: ORIGIN,
      'x-csrf-token': browser.session.csrf_token,
      'content-type': 'application/json',
    }
    const request = new Request(`${ORIGIN}/v1/project`, { method: 'PATCH', body: '{"name":"x"}', headers })
    return (await fetchWith(bindings, request)).status
  }
  const after = { ...env, ATTUNE_SECRET: 'another secret that only these tests have' }
  expect(await send({ ...after, ATTUNE_SECRET_OLD: env.ATTUNE_SECRET })).toBe(200)
  expect(await send(after)).toBe(403)
})

it('a client with a key needs neither origin nor token', async () => {
  expect((await new Client(admin.key).patch('/v1/project', { name: 'by key' })).status).toBe(200)
})
