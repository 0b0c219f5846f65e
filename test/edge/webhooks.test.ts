/** Webhooks: who has them, what they are sent, and what becomes of it. */
import { env } from 'cloudflare:workers'
import { Webhook as Verifier } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onCron } from '../../edge/fitting/cron.ts'
import { openDatabase, runBatch } from '../../edge/services/database.ts'
import { emitEvent } from '../../edge/services/webhook-events.ts'
import { deliverDue } from '../../edge/services/webhook-sending.ts'
import { MOST_TRIES, nextTry } from '../../edge/webhooks/schedule.ts'
import { newGenerationId } from '../../shared/ids.ts'
import { toyDirection } from '../support/toy-direction.ts'
import { type Any, fakeFleet, fetchWith, newAxis, newProject, signedPost } from './harness.ts'

const fleet = fakeFleet()
const URL_OF_HOOK = 'https://hook.example.com/attune'

type Received = { headers: Record<string, string>; body: string }
/** What names lead to; what comes at the receiver, and what it answers. */
const net = {
  names: {} as Record<string, string[]>,
  received: [] as Received[],
  answer: (() => new Response(null, { status: 204 })) as (request: Request) => Response | Promise<Response>,
  reached: [] as string[],
}

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  Object.assign(net, {
    names: { 'hook.example.com': ['93.184.216.34'] },
    received: [],
    reached: [],
    answer: () => new Response(null, { status: 204 }),
  })
  const toFleet = vi.mocked(globalThis.fetch).getMockImplementation()!
  vi.mocked(globalThis.fetch).mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    const { hostname, searchParams } = new URL(request.url)
    if (hostname.startsWith('worker-')) return toFleet(input, init)
    if (hostname === 'cloudflare-dns.com') return named(searchParams)
    net.reached.push(request.url)
    net.received.push({ headers: Object.fromEntries(request.headers), body: await request.clone().text() })
    return net.answer(request)
  })
})
afterEach(() => {
  vi.useRealTimers()
})

function named(query: URLSearchParams): Response {
  const type = query.get('type') === 'A' ? 1 : 28
  const addresses = (net.names[query.get('name')!] ?? []).filter((one) => (type === 28) === one.includes(':'))
  return Response.json({ Status: 0, Answer: addresses.map((data) => ({ type, data })) })
}

const stores = { env, db: openDatabase(env.DB) }
const EVENTS = [
  'fit.finished',
  'direction.activated',
  'experiment.decided',
  'budget.warning',
  'budget.reached',
  'user.erased',
]

async function newHook(fields: object = {}): Promise<Any> {
  const { status, body } = await client.post('/v1/webhooks', { url: URL_OF_HOOK, events: EVENTS, ...fields })
  expect(status).toBe(201)
  return body
}

const emit = (data: Record<string, unknown> = { month: '2026-11' }, type: Any = 'budget.reached') =>
  runBatch(stores.db, [emitEvent(stores.db, client.project, type, data)])
/** What is due of this project: others of this file may have left something. */
const send = () => deliverDue(stores, client.project)
const log = async (id: string): Promise<Any[]> => (await client.get(`/v1/webhooks/${id}/deliveries`)).body.data
/** The clock strikes when the next attempt is due. */
async function later(id: string): Promise<void> {
  const [{ next_attempt }] = await log(id)
  vi.setSystemTime(1000 * (next_attempt + 1))
  await send()
}

describe('a webhook', () => {
  it('is made with a secret that is shown once, changed, listed and removed; all of it is logged', async () => {
    const { secret, ...made } = await newHook({ events: ['fit.finished', 'fit.finished'] })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(made).toMatchObject({ object: 'webhook', url: URL_OF_HOOK, events: ['fit.finished'], enabled: true })
    expect((await client.get(`/v1/webhooks/${made.id}`)).body).toEqual(made)
    const changed = await client.patch(`/v1/webhooks/${made.id}`, { url: 'https://other.example.com', enabled: false })
    expect(changed.body).toMatchObject({
      url: 'https://other.example.com/',
      events: ['fit.finished'],
      enabled: false,
      disabled_reason: 'by hand',
    })
    expect((await client.get('/v1/webhooks')).body.data).toEqual([changed.body])
    expect((await client.delete(`/v1/webhooks/${made.id}`)).status).toBe(204)
    expect((await client.get(`/v1/webhooks/${made.id}`)).status).toBe(404)
    const { results } = await env.DB.prepare(
      "select action, target, before, after from audit_log where project_id = ? and action like 'webhook.%' order by at, action",
    )
      .bind(client.project)
      .all<{ action: string; target: string; before: string; after: string }>()
    expect(results.map(({ action }) => action).sort()).toEqual([
      'webhook.changed',
      'webhook.created',
      'webhook.deleted',
    ])
    expect(results.every(({ target }) => target === made.id)).toBe(true)
    expect(JSON.stringify(results)).not.toContain('whsec_')
  })

  it.each<[string, object, string]>([
    ['a private address', { url: 'https://10.0.0.1/' }, 'url'],
    ['http', { url: 'http://hook.example.com/' }, 'url'],
    ['this machine', { url: 'http://localhost:3000/' }, 'url'],
    ['no events', { events: [] }, 'events'],
    ['an event that is none', { events: ['fit.begun'] }, 'events.0'],
    ['the test alone', { events: ['webhook.test'] }, 'events.0'],
    ['other fields', { secret: 'mine' }, 'secret'],
  ])('is refused: %s', async (_, fields, param) => {
    const { status, body } = await client.post('/v1/webhooks', { url: URL_OF_HOOK, events: EVENTS, ...fields })
    expect([status, body.error.param]).toEqual([400, param])
    const hook = await newHook()
    if ('url' in fields) expect((await client.patch(`/v1/webhooks/${hook.id}`, fields)).status).toBe(400)
  })

  it('is one of twenty at most', async () => {
    for (let i = 0; i < 20; i++) await newHook()
    const { status, body } = await client.post('/v1/webhooks', { url: URL_OF_HOOK, events: EVENTS })
    expect([status, body.error.code]).toEqual([409, 'too_many_webhooks'])
  })

  it('is for those with the scope project, and of the own project', async () => {
    const { id } = await newHook()
    await emit()
    const [delivery] = await log(id)
    const chat = await client.withScopes('chat', 'fits', 'axes', 'keys')
    const other = await newProject('another')
    for (const [method, path, body] of [
      ['GET', `/v1/webhooks/${id}`],
      ['PATCH', `/v1/webhooks/${id}`, { enabled: false }],
      ['DELETE', `/v1/webhooks/${id}`],
      ['POST', `/v1/webhooks/${id}/rotate`, {}],
      ['POST', `/v1/webhooks/${id}/test`],
      ['GET', `/v1/webhooks/${id}/deliveries`],
      ['POST', `/v1/webhooks/${id}/deliveries/${delivery.id}/redeliver`],
    ] as [string, string, unknown?][]) {
      expect([path, (await chat.ask(method, path, body)).status]).toEqual([path, 403])
      const foreign = await other.ask(method, path, body)
      const absent = await other.ask(method, path.replace(id, 'wh_absent'), body)
      expect([path, foreign.status, absent.status]).toEqual([path, 404, 404])
      expect(JSON.stringify(foreign.body).replaceAll(id, '')).toBe(
        JSON.stringify(absent.body).replaceAll('wh_absent', ''),
      )
    }
    const theirs = await other.post('/v1/webhooks', { url: URL_OF_HOOK, events: EVENTS })
    const path = `/v1/webhooks/${theirs.body.id}/deliveries/${delivery.id}/redeliver`
    expect((await other.post(path, undefined)).body.error.code).toBe('delivery_not_found')
    expect((await other.get('/v1/webhooks')).body.data).toHaveLength(1)
    expect((await client.get(`/v1/webhooks/${id}`)).body.enabled).toBe(true)
    expect(net.received).toEqual([])
  })
})

describe('a message', () => {
  it('is signed so that an independent library takes it, and refuses it when it is changed or old', async () => {
    const { secret } = await newHook()
    await emit({ month: '2026-11', used: 10 })
    await send()
    const [{ headers, body }] = net.received as [Received]
    expect(new Verifier(secret).verify(body, headers)).toMatchObject({
      type: 'budget.reached',
      data: { month: '2026-11', used: 10 },
    })
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(body).timestamp).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect(() => new Verifier(secret).verify(body.replace('10', '11'), headers)).toThrow()
    const old = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 3_600) }
    expect(() => new Verifier(secret).verify(body, old)).toThrow()
  })

  it('carries two signatures while a secret gives way to another, and one after that', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { id, secret: before } = await newHook()
    const { body: rotated } = await client.post(`/v1/webhooks/${id}/rotate`, { overlap: 60 })
    expect(rotated.secret).not.toBe(before)
    expect(rotated.overlap_until).toBeGreaterThan(0)
    await emit()
    await send()
    vi.setSystemTime(Date.now() + 61_000)
    await emit()
    await send()
    const takenBy = (secret: string) => net.received.map((one) => isTaken(secret, one))
    expect(takenBy(rotated.secret)).toEqual([true, true])
    expect(takenBy(before)).toEqual([true, false])
    const { body: again } = await client.post(`/v1/webhooks/${id}/rotate`, { overlap: 0 })
    await emit()
    await send()
    expect([again.secret, rotated.secret].map((secret) => isTaken(secret, net.received.at(-1)!))).toEqual([true, false])
  })

  const isTaken = (secret: string, { body, headers }: Received): boolean => {
    try {
      new Verifier(secret).verify(body, headers)
      return true
    } catch {
      return false
    }
  }

  it('goes to each webhook that wants it, and to none that is disabled, later or of another project', async () => {
    const wants = await newHook()
    const not = await newHook({ events: ['user.erased'] })
    const off = await newHook()
    await client.patch(`/v1/webhooks/${off.id}`, { enabled: false })
    await emit()
    const late = await newHook()
    expect((await log(wants.id)).map(({ event }) => event.type)).toEqual(['budget.reached'])
    for (const { id } of [not, off, late]) expect(await log(id)).toEqual([])
    await send()
    expect(net.received).toHaveLength(1)
  })

  it('is written with the change that it tells of, or not at all', async () => {
    const { id } = await newHook()
    const broken = stores.db.insert((await import('../../schema/tables.ts')).webhookEvents).values({
      ...{ id: 'evt_x', project: 'proj_absent', type: 'user.erased', data: {}, created: 1 },
    } as const)
    const both = [emitEvent(stores.db, client.project, 'user.erased', { user: 'ada' }), broken]
    await expect(runBatch(stores.db, both)).rejects.toThrow()
    expect(await log(id)).toEqual([])
  })

  it('is sent once, however many clocks strike', async () => {
    const { id } = await newHook()
    await emit()
    await Promise.all([1, 2, 3, 4].map(() => send()))
    expect(net.received).toHaveLength(1)
    expect(await log(id)).toMatchObject([
      { state: 'delivered', attempts: [{ status: 204, code: null }], next_attempt: null },
    ])
  })

  it('that is lost with who took it up is sent by the next', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await newHook()
    await emit()
    await env.DB.prepare("update webhook_deliveries set due = ? where state = 'pending'")
      .bind(Date.now() + 180_000)
      .run()
    await send()
    expect(net.received).toEqual([])
    vi.setSystemTime(Date.now() + 180_001)
    await send()
    expect(net.received).toHaveLength(1)
  })
})

describe('a message that is not taken', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })

  it('is tried again, under the same id and with the same words, for about a day; then no more', async () => {
    net.answer = () => new Response('not now', { status: 503 })
    const { id } = await newHook()
    const began = Date.now()
    await emit()
    await send()
    for (let tries = 1; tries < MOST_TRIES; tries++) await later(id)
    const [delivery] = await log(id)
    expect(delivery).toMatchObject({ state: 'failed', next_attempt: null })
    expect(delivery.attempts).toHaveLength(MOST_TRIES)
    expect(delivery.attempts[0]).toMatchObject({ status: 503, code: 'refused', duration_ms: expect.any(Number) })
    const hours = (1000 * delivery.attempts.at(-1).at - began) / 3_600_000
    expect(hours).toBeGreaterThan(23)
    expect(hours).toBeLessThan(28)
    expect(new Set(net.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(net.received.map(({ body }) => body)).size).toBe(1)
    vi.setSystemTime(Date.now() + 10 * 3_600_000)
    await send()
    expect(net.received).toHaveLength(MOST_TRIES)
  })

  it('and then is, is delivered, and nothing is held against its webhook', async () => {
    net.answer = () => new Response(null, { status: 500 })
    const { id } = await newHook()
    await emit()
    await send()
    expect((await client.get(`/v1/webhooks/${id}`)).body.failing_since).toBeGreaterThan(0)
    net.answer = () => new Response(null, { status: 200 })
    await later(id)
    expect(await log(id)).toMatchObject([{ state: 'delivered', attempts: [{ status: 500 }, { status: 200 }] }])
    expect((await client.get(`/v1/webhooks/${id}`)).body.failing_since).toBeNull()
  })

  it('can be sent again by hand', async () => {
    net.answer = () => new Response(null, { status: 410 })
    const { id } = await newHook()
    await emit()
    await send()
    const [{ id: delivery }] = await log(id)
    const path = `/v1/webhooks/${id}/deliveries/${delivery}/redeliver`
    expect((await client.post(path, undefined)).body.error.code).toBe('webhook_disabled')
    await client.patch(`/v1/webhooks/${id}`, { enabled: true })
    net.answer = () => new Response(null, { status: 200 })
    const { status, body } = await client.post(path, undefined)
    expect([status, body.state]).toEqual([202, 'pending'])
    await expect.poll(async () => (await log(id))[0].state).toBe('delivered')
    expect(net.received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(2).fill(body.event.id))
    const { data } = (await client.get('/v1/audit?action=webhook.redelivered')).body
    expect(data).toMatchObject([{ target: id, after: { delivery }, request: expect.stringMatching(/^req_/) }])
  })

  it('disables its webhook after five days of nothing else, and what waits is not sent any more', async () => {
    net.answer = () => new Response(null, { status: 500 })
    const { id } = await newHook()
    const failOnce = async () => {
      await emit()
      await send()
    }
    await failOnce()
    vi.setSystemTime(Date.now() + 4.9 * 86_400_000)
    await failOnce()
    expect((await client.get(`/v1/webhooks/${id}`)).body.enabled).toBe(true)
    vi.setSystemTime(Date.now() + 0.2 * 86_400_000)
    await failOnce()
    expect((await client.get(`/v1/webhooks/${id}`)).body).toMatchObject({
      enabled: false,
      disabled_reason: 'nothing was delivered for 5 days',
    })
    expect((await log(id)).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed'])
    const { body } = await client.patch(`/v1/webhooks/${id}`, { enabled: true })
    expect(body).toMatchObject({ enabled: true, disabled_reason: null, failing_since: null })
  })

  it('disables its webhook at once where that says it is gone', async () => {
    net.answer = () => new Response(null, { status: 410 })
    const { id } = await newHook()
    await emit()
    await send()
    expect((await client.get(`/v1/webhooks/${id}`)).body).toMatchObject({ enabled: false, disabled_reason: /410/ })
  })

  it('does not keep others waiting: of one webhook only a few are sent in one go', async () => {
    const slow = await newHook({ url: 'https://hook.example.com/slow' })
    const other = await newHook()
    for (let i = 0; i < 8; i++) await emit({ i })
    await send()
    const sent = (end: string) => net.reached.filter((url) => url.endsWith(end)).length
    expect([sent('/slow'), sent('/attune')]).toEqual([5, 5])
    await send()
    expect((await log(slow.id)).every(({ state }) => state === 'delivered')).toBe(true)
    expect((await log(other.id)).every(({ state }) => state === 'delivered')).toBe(true)
  })
})

it('waits grow, with a spread of a tenth', () => {
  const waits = Array.from({ length: MOST_TRIES - 1 }, (_, i) => nextTry(i + 1, 0, 0)!)
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
  expect(nextTry(1, 0, 1)).toBe(66_000)
  expect(nextTry(MOST_TRIES, 0)).toBeNull()
})

describe('where a message may not go', () => {
  it.each<[string, string[], string]>([
    ['a name that leads to this machine', ['127.0.0.1'], 'private_address'],
    ['a name that leads to a private network', ['10.0.0.8'], 'private_address'],
    ['a name that leads to metadata', ['169.254.169.254'], 'private_address'],
    ['a name one of whose addresses is private', ['93.184.216.34', '192.168.0.1'], 'private_address'],
    ['a name that leads to a private IPv6 address', ['fd00::1'], 'private_address'],
    ['a name that leads to an IPv4-mapped address', ['::ffff:127.0.0.1'], 'private_address'],
    ['a name that leads nowhere', [], 'no_address'],
  ])('%s', async (_, addresses, code) => {
    const { id } = await newHook()
    net.names['hook.example.com'] = addresses
    await emit()
    await send()
    expect(net.reached).toEqual([])
    expect((await log(id))[0]).toMatchObject({ state: 'pending', attempts: [{ status: null, code }] })
  })

  it('a redirect is not followed', async () => {
    net.answer = () => new Response(null, { status: 302, headers: { location: 'https://169.254.169.254/' } })
    const { id } = await newHook()
    await emit()
    await send()
    expect(net.reached).toEqual([URL_OF_HOOK])
    expect((await log(id))[0]).toMatchObject({ attempts: [{ status: 302, code: 'redirected' }] })
  })

  it('a row that says otherwise is not believed', async () => {
    const { id } = await newHook()
    await env.DB.prepare("update webhooks set url = 'http://127.0.0.1:6379/' where id = ?").bind(id).run()
    await emit()
    await send()
    expect(net.reached).toEqual([])
    expect((await log(id))[0]).toMatchObject({ attempts: [{ code: 'private_address' }] })
  })

  it("on a developer's own machine it may go there", async () => {
    const own = { ...env, WEBHOOKS_TO_LOCALHOST: 'true' }
    client.send = (request) => fetchWith(own, request)
    const { id } = await newHook({ url: 'http://localhost:3000/hook' })
    await emit()
    await deliverDue({ env: own, db: stores.db }, client.project)
    expect(net.reached).toEqual(['http://localhost:3000/hook'])
    expect((await log(id))[0]).toMatchObject({ state: 'delivered' })
  })
})

it('what an answer says is not read, however long it is', async () => {
  let pulled = 0
  let cancelled = false
  net.answer = () =>
    new Response(
      new ReadableStream(
        {
          pull(controller) {
            pulled++
            controller.enqueue(new Uint8Array(65_536))
          },
          cancel() {
            cancelled = true
          },
        },
        { highWaterMark: 0 },
      ),
    )
  const { id } = await newHook()
  await emit()
  await send()
  expect((await log(id))[0].state).toBe('delivered')
  expect([pulled <= 1, cancelled]).toEqual([true, true])
})

it('a receiver that cannot be reached is one that did not take it', async () => {
  net.answer = () => Promise.reject(new TypeError('connection refused'))
  const { id } = await newHook()
  await emit()
  await send()
  expect((await log(id))[0]).toMatchObject({ attempts: [{ status: null, code: 'unreachable' }] })
})

describe('a test', () => {
  it('goes to that webhook alone, at once, and says what came of it', async () => {
    const { id, secret } = await newHook({ events: ['user.erased'] })
    const other = await newHook()
    const { status, body } = await client.post(`/v1/webhooks/${id}/test`, undefined)
    expect([status, body]).toMatchObject([
      200,
      { object: 'webhook_delivery', state: 'delivered', event: { type: 'webhook.test' }, attempts: [{ status: 204 }] },
    ])
    expect(new Verifier(secret).verify(net.received[0]!.body, net.received[0]!.headers)).toMatchObject({
      type: 'webhook.test',
      data: { webhook: id },
    })
    expect(await log(other.id)).toEqual([])
    const { data } = (await client.get('/v1/audit?action=webhook.tested')).body
    expect(data).toMatchObject([{ target: id, after: { delivery: body.id } }])
  })

  it('that fails is not tried again, and not held against the webhook', async () => {
    net.answer = () => new Response(null, { status: 410 })
    const { id } = await newHook()
    const { body } = await client.post(`/v1/webhooks/${id}/test`, undefined)
    expect(body).toMatchObject({ state: 'failed', attempts: [{ status: 410 }], next_attempt: null })
    expect((await client.get(`/v1/webhooks/${id}`)).body).toMatchObject({ enabled: true, failing_since: null })
  })
})

describe('is told', () => {
  const told = () => net.received.map(({ body }) => JSON.parse(body)).map(({ type, data }) => ({ type, data }))

  it('of the end of a fit, once, and of the activation that it brought', async () => {
    await newHook()
    const anchors = [1, 2, 3, 4].map((i) => ({ prompt: `Hi ${i}`, chosen: 'Good day.', rejected: 'yo' }))
    const order = { axis: newAxis('formal'), source: 'context-shift', report: false, anchors }
    const { body: fit } = await client.post('/v1/fits', order)
    await expect.poll(() => told().length, { timeout: 15_000 }).toBe(2)
    expect(told()).toContainEqual({
      type: 'fit.finished',
      data: {
        fit: fit.id,
        axis: 'formal',
        state: 'done',
        error: null,
        direction: { version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
        activated: true,
      },
    })
    expect(told()).toContainEqual({
      type: 'direction.activated',
      data: { axis: 'formal', version: 1, previous: null },
    })
  }, 20_000)

  it('of a budget that runs low and is used up, once', async () => {
    await newHook({ events: ['budget.warning', 'budget.reached'] })
    await client.put('/v1/limits', { tokens_per_month: 1000 })
    const month = new Date().toISOString().slice(0, 7)
    for (const tokens of [850, 150, 100]) {
      const ended = Date.now()
      const entry = {
        ...{ id: newGenerationId('a'), project: client.project, user: null, key: null, model: 'm', worker: 'a' },
        ...{ status: 'finished', prompt_tokens: tokens, cached_tokens: 0, completion_tokens: 0, axes: [] },
        ...{ started: ended, ended },
      }
      expect((await signedPost('/internal/usage', { entries: [entry] })).status).toBe(200)
      await send()
    }
    expect(told()).toEqual([
      { type: 'budget.warning', data: { month, tokens: 850, tokens_per_month: 1000 } },
      { type: 'budget.reached', data: { month, tokens: 1000, tokens_per_month: 1000 } },
    ])
  })

  it('of a fit that is cancelled', async () => {
    await newHook()
    fleet.a.fitOutcome = fleet.b.fitOutcome = 'never'
    const { body: fit } = await client.post('/v1/fits', { axis: newAxis('formal'), source: 'context-shift' })
    await client.delete(`/v1/fits/${fit.id}`)
    await expect.poll(told).toMatchObject([{ type: 'fit.finished', data: { fit: fit.id, state: 'cancelled' } }])
  })

  it('of an activation by hand, and of none that changes nothing or puts nothing in force', async () => {
    await client.steerable('formal')
    await newHook()
    await client.upload(toyDirection({ seed: 8 }), { activate: 'never' })
    for (const version of [2, 2, null, 1]) await client.post('/v1/axes/formal/activate', { version })
    const activated = (version: number, previous: number | null) => ({
      type: 'direction.activated',
      data: { axis: 'formal', version, previous },
    })
    await expect.poll(told).toHaveLength(2)
    expect(told()).toContainEqual(activated(2, 1))
    expect(told()).toContainEqual(activated(1, null))
  })
})

it('the clock sends what is due, and forgets after thirty days', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { id } = await newHook()
  await emit()
  await onCron('* * * * *', env)
  expect(await log(id)).toMatchObject([{ state: 'delivered' }])
  vi.setSystemTime(Date.now() + 31 * 86_400_000)
  await onCron('* * * * *', env)
  expect(await log(id)).toEqual([])
})
