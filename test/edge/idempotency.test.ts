/** Idempotency keys: what is asked for twice happens once. */
import { env, exports } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { onCron } from '../../edge/fitting/cron.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { type Answer, type Any, Client, fakeFleet, fetchWith, newAxis, newProject, ORIGIN } from './harness.ts'

const fleet = fakeFleet()
let admin: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  admin = await newProject('mine')
})

async function post(path: string, key: string, body: unknown, client: Client = admin): Promise<Answer<Any>> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  const response = await client.raw('POST', path, { headers, body: JSON.stringify(body) })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') || text.startsWith(' ') ? JSON.parse(text) : text,
  }
}
const replayed = ({ headers }: Answer<Any>) => headers.get('idempotent-replayed')
const rows = async () =>
  (await env.DB.prepare('select * from idempotent_requests where project_id = ?').bind(admin.project).all<Any>())
    .results
const chat = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hi' }], user: 'ada' }
const generated = () =>
  [fleet.a, fleet.b].flatMap(({ seen }) => seen.filter(({ path }) => path === '/v1/generate')).length

it('every POST but the few that open a door takes them', async () => {
  const document = await (await exports.default.fetch(`${ORIGIN}/openapi.json`)).json<Any>()
  const posts = Object.entries<Any>(document.paths).filter(([, methods]) => methods.post)
  expect(posts.length).toBeGreaterThan(15)
  const without: string[] = []
  for (const [path] of posts) {
    const { body } = await post(path.replaceAll(/\{\w+\}/g, 'none'), 'x'.repeat(256), {})
    const described = document.paths[path].post.parameters?.some(({ name }: Any) => name === 'idempotency-key')
    if (body.error?.param !== 'idempotency-key' || !described) without.push(path)
  }
  // Another session does no harm; an invitation's token is good for once itself.
  expect(without.sort()).toEqual(['/v1/invitations/accept', '/v1/sessions'])
})

describe('a request that is made again', () => {
  it('is answered as before, and does nothing', async () => {
    const first = await post('/v1/axes', 'one', newAxis('formal'))
    const second = await post('/v1/axes', 'one', newAxis('formal'))
    expect([first.status, replayed(first)]).toEqual([201, null])
    expect([second.status, replayed(second), second.body]).toEqual([201, 'true', first.body])
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect((await admin.get('/v1/audit')).body.data).toHaveLength(1)
    expect((await post('/v1/axes', 'two', newAxis('formal'))).status).toBe(409)
  })

  it('is told what is shown once, though it stands nowhere to be read', async () => {
    const wanted = { name: 'x', scopes: ['chat'] }
    const first = await post('/v1/keys', 'one', wanted)
    const second = await post('/v1/keys', 'one', wanted)
    expect([second.status, second.body]).toEqual([201, first.body])
    expect((await admin.get('/v1/keys')).body.data).toHaveLength(2)
    const stored = JSON.stringify(await rows())
    for (const said of [first.body.secret, first.body.id, '"one"']) expect(stored).not.toContain(said)
    // Without the edge's secret it is not to be had, even with the key.
    const moved = { ...env, ATTUNE_SECRET: 'another secret of this edge, by now' }
    const request = () =>
      new Request(`${ORIGIN}/v1/keys`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin.key}`, 'content-type': 'application/json', 'idempotency-key': 'one' },
        body: JSON.stringify(wanted),
      })
    const lost = await fetchWith(moved, request())
    expect([lost.status, ((await lost.json()) as Any).error.code]).toEqual([409, 'answer_not_kept'])
    const rotated = await fetchWith({ ...moved, ATTUNE_SECRET_OLD: env.ATTUNE_SECRET }, request())
    expect([rotated.status, await rotated.json()]).toEqual([201, first.body])
  })

  it('at the same time runs once', async () => {
    const all = await Promise.all(
      Array.from({ length: 10 }, () => post('/v1/keys', 'one', { name: 'x', scopes: ['chat'] })),
    )
    const made = all.filter(({ status }) => status === 201)
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1)
    expect(made.filter((one) => replayed(one) === null)).toHaveLength(1)
    for (const { status, body, headers } of all.filter((one) => one.status !== 201)) {
      expect([status, body.error.code, headers.get('retry-after')]).toEqual([409, 'request_in_progress', '1'])
    }
    expect((await admin.get('/v1/keys')).body.data).toHaveLength(2)
  })

  it('with another body, or other bytes of a file, is refused', async () => {
    await post('/v1/axes', 'one', newAxis('formal'))
    const { status, body } = await post('/v1/axes', 'one', newAxis('warm'))
    expect([status, body.error.code, body.error.param]).toEqual([422, 'idempotency_key_reused', 'idempotency-key'])
    const upload = (seed: number, query = '') =>
      admin.raw('POST', `/v1/axes/formal/directions${query}`, {
        headers: { 'idempotency-key': 'file', 'content-type': 'application/octet-stream' },
        body: toyDirection({ axis: 'formal', seed }),
      })
    expect([(await upload(1)).status, (await upload(1)).status]).toEqual([201, 201])
    expect([(await upload(2)).status, (await upload(1, '?activate=never')).status]).toEqual([422, 422])
    expect((await admin.get('/v1/axes/formal')).body.versions).toBe(1)
  })

  it('by another key, of another project, or at another route is another request', async () => {
    const other = await newProject('other')
    const colleague = await admin.withScopes('axes')
    expect((await post('/v1/axes', 'one', newAxis('a'))).status).toBe(201)
    expect((await post('/v1/axes', 'one', newAxis('b'), colleague)).status).toBe(201)
    expect((await post('/v1/axes', 'one', newAxis('c'), other)).status).toBe(201)
    expect((await post('/v1/user_tokens', 'one', { user: 'ada' })).status).toBe(201)
  })
})

describe('what was refused or failed', () => {
  it('is not remembered: asked rightly, it is heard', async () => {
    expect((await post('/v1/axes', 'one', { id: 'formal' })).status).toBe(400)
    expect((await post('/v1/axes', 'one', newAxis('formal'))).status).toBe(201)
    expect((await post('/v1/axes/warm/activate', 'two', { version: null })).status).toBe(404)
    await admin.post('/v1/axes', newAxis('warm'))
    expect((await post('/v1/axes/warm/activate', 'two', { version: null })).status).toBe(200)
  })

  it('by a failure of ours is really tried again', async () => {
    fleet.down.add('a').add('b')
    expect((await post('/v1/chat/completions', 'one', chat)).status).toBe(503)
    expect(await rows()).toEqual([])
    fleet.down.clear()
    const { status, headers } = await post('/v1/chat/completions', 'one', chat)
    expect([status, headers.get('idempotent-replayed')]).toEqual([200, null])
  })

  it('by the end of its edge is tried again when its claim has run out', async () => {
    await post('/v1/axes', 'one', newAxis('formal'))
    const running = (until: number) =>
      env.DB.prepare("update idempotent_requests set state = 'running', sealed = null, until = ? where project_id = ?")
        .bind(until, admin.project)
        .run()
    await running(Date.now() + 60_000)
    expect((await post('/v1/axes', 'one', newAxis('formal'))).body.error.code).toBe('request_in_progress')
    await running(Date.now() - 1)
    expect((await post('/v1/axes', 'one', newAxis('formal'))).body.error.code).toBe('axis_exists')
  })

  it.each(['', 'é', 'a\tb', 'x'.repeat(256)])('a key such as %j is no key', async (key) => {
    const { status, body } = await post('/v1/axes', key, newAxis('formal'))
    expect([status, body.error.param]).toEqual([400, 'idempotency-key'])
  })
})

it('what was done is told though it cannot be noted', async () => {
  const refusing = (sql: string) => {
    if (sql.startsWith('update "idempotent_requests"'))
      throw new Error('D1_ERROR: database or disk is full: SQLITE_FULL')
    return env.DB.prepare(sql)
  }
  const DB = { prepare: refusing, batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements) } as D1Database
  const response = await fetchWith(
    { ...env, DB },
    new Request(`${ORIGIN}/v1/axes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.key}`, 'content-type': 'application/json', 'idempotency-key': 'one' },
      body: JSON.stringify(newAxis('formal')),
    }),
  )
  expect([response.status, ((await response.json()) as Any).id]).toEqual([201, 'formal'])
  expect((await post('/v1/axes', 'one', newAxis('formal'))).body.error.code).toBe('request_in_progress')
})

describe('answers', () => {
  it('are made once, and given again while the project keeps answers', async () => {
    const first = await post('/v1/chat/completions', 'one', chat)
    const second = await post('/v1/chat/completions', 'one', chat)
    expect([second.status, second.body, replayed(second)]).toEqual([200, first.body, 'true'])
    expect(second.headers.get('x-attune-generation')).toBe(first.headers.get('x-attune-generation'))
    expect(generated()).toBe(1)
    const [row] = await rows()
    expect(row.user).toBe('ada')
  })

  it('of a project that keeps none are made once, and not given again', async () => {
    await admin.patch('/v1/project', { answer_retention_seconds: 0 })
    await post('/v1/chat/completions', 'one', chat)
    const { status, body } = await post('/v1/chat/completions', 'one', chat)
    expect([status, body.error.code]).toEqual([409, 'answer_not_kept'])
    expect(generated()).toBe(1)
    expect((await rows())[0].sealed).toBeNull()
  })

  it('that were streamed are not made again; kept ones are told again', async () => {
    const wanted = { model: TOY_MODEL, input: 'Hi', stream: true }
    const first = await post('/v1/responses', 'one', wanted)
    expect(first.body).toContain('response.completed')
    const second = await post('/v1/responses', 'one', wanted)
    const said = (text: string) => text.split('\n').filter((line) => line.startsWith('data:'))
    expect([second.status, replayed(second), said(second.body)]).toEqual([200, 'true', said(first.body)])
    expect(generated()).toBe(1)
    await post('/v1/responses', 'other', { ...wanted, store: false })
    const gone = await post('/v1/responses', 'other', { ...wanted, store: false })
    expect([gone.status, gone.body.error.code]).toEqual([409, 'answer_streamed'])
    expect((await post('/v1/chat/completions', 'two', { ...chat, stream: true })).body).toContain('[DONE]')
    expect((await post('/v1/chat/completions', 'two', { ...chat, stream: true })).status).toBe(409)
    expect(generated()).toBe(3)
  })

  it.each(['/v1/completions', '/v1/responses'])('of %s too', async (path) => {
    const wanted = path === '/v1/responses' ? { model: TOY_MODEL, input: 'Hi' } : { model: TOY_MODEL, prompt: 'Hi' }
    const first = await post(path, 'one', wanted)
    expect([first.status, (await post(path, 'one', wanted)).body]).toEqual([200, first.body])
    expect(generated()).toBe(1)
  })
})

it('is forgotten after a day', async () => {
  await post('/v1/axes', 'one', newAxis('formal'))
  const [{ until }] = await rows()
  expect(until - Date.now()).toBeGreaterThan(23.9 * 3600_000)
  await env.DB.prepare('update idempotent_requests set until = 1').run()
  await onCron('* * * * *', env)
  expect(await rows()).toEqual([])
})

it('users’ tokens have keys of their own', async () => {
  const tokens = await Promise.all(['ada', 'leo'].map((user) => admin.post('/v1/user_tokens', { user })))
  const [ada, leo] = tokens.map(({ body }) => new Client(body.token))
  const { user: _, ...wanted } = chat
  const first = await post('/v1/chat/completions', 'one', wanted, ada)
  const second = await post('/v1/chat/completions', 'one', wanted, leo)
  expect(replayed(second)).toBeNull()
  expect(second.body.id).not.toBe(first.body.id)
  expect((await rows()).map(({ user }) => user).sort()).toEqual(['ada', 'leo'])
})
