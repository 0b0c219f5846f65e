/** Workers that announce themselves: who is believed, who is asked, and who is not any more. */
import { env, exports } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { STALE_MS, together } from '../../edge/fleet/members.ts'
import { signRequest } from '../../shared/sign.ts'
import { type Announcement, GONE_AFTER_MS } from '../../shared/wire/fleet.ts'
import { FakeWorker, TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, fetchWith, newProject, ORIGIN, signedPost } from './harness.ts'

fakeFleet()
/** A worker that no setting names. */
let own: FakeWorker
let isDown: boolean
let client: Awaited<ReturnType<typeof newProject>>
let made = 0
let tag: string
let model: string
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  client = await newProject()
  // Others of this file may not have gone yet.
  tag = `own${++made}`
  model = `model-${made}`
  own = new FakeWorker(env.ATTUNE_SECRET, tag, 'a'.repeat(64), model)
  isDown = false
  const toFleet = vi.mocked(globalThis.fetch).getMockImplementation()!
  vi.mocked(globalThis.fetch).mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    if (new URL(request.url).hostname !== `${tag}.test`) return toFleet(input, init)
    if (isDown) throw new TypeError('connection refused')
    return own.fetch(request)
  })
})
afterEach(() => {
  vi.setSystemTime(Date.now() + 60_000)
  vi.useRealTimers()
})

const said = (fields: Partial<Announcement> = {}): Announcement => ({
  tag,
  url: `http://${tag}.test`,
  card: own.card,
  load: { running: 0, queued: 0, free_rows: 4 },
  version: '0.1.0',
  draining: false,
  ...fields,
})
const announce = (fields: object = {}, secret?: string) =>
  signedPost('/internal/workers', { ...said(), ...fields }, secret)
const ask = (fields: object = {}) =>
  client.post('/v1/chat/completions', { model, messages: [{ role: 'user', content: 'Hi' }], ...fields })
const listed = async (): Promise<Any> =>
  (await client.get('/v1/workers')).body.data.find((one: Any) => one.tag === tag) ?? null

describe('a worker that announces itself', () => {
  it('is asked from then on, and its ids are known', async () => {
    expect((await ask()).status).toBe(404)
    expect((await announce()).status).toBe(204)
    const { status, body } = await ask()
    expect([status, body.id.startsWith(`chatcmpl_${tag}_`)]).toEqual([200, true])
    expect((await client.get(`/v1/generations/${body.id}`)).status).toBe(200)
    expect((await client.get('/v1/models')).body.data.map(({ id }: Any) => id).sort()).toEqual(
      [model, TOY_MODEL].sort(),
    )
  })

  it('is shown to those with the scope project, with its load', async () => {
    await announce({ load: { running: 3, queued: 2, free_rows: 1 } })
    expect(await listed()).toEqual({
      object: 'worker',
      tag,
      state: 'ready',
      model,
      load: { running: 3, queued: 2, free_rows: 1 },
      version: '0.1.0',
    })
    const { data } = (await client.get('/v1/workers')).body
    expect(data.filter((one: Any) => ['a', 'b'].includes(one.tag))).toMatchObject([
      { tag: 'a', state: 'ready', model: TOY_MODEL, load: null, version: null },
      { tag: 'b', state: 'ready', model: TOY_MODEL, load: null, version: null },
    ])
    expect((await (await client.withScopes('chat', 'keys')).get('/v1/workers')).status).toBe(403)
  })

  it('and is silent for a while, is gone', async () => {
    await announce()
    vi.setSystemTime(Date.now() + GONE_AFTER_MS - 1_000)
    expect((await ask()).status).toBe(200)
    // An isolate goes by its list for a few seconds more.
    vi.setSystemTime(Date.now() + STALE_MS + 1_000)
    expect((await ask()).status).toBe(404)
    await announce()
    expect((await ask()).status).toBe(200)
  })

  it('that drains gets nothing new, and what it runs can still be reached', async () => {
    await announce()
    const { body } = await ask()
    await announce({ draining: true })
    const refused = await ask()
    expect([refused.status, refused.body.error.code]).toEqual([503, 'worker_unavailable'])
    expect((await listed()).state).toBe('draining')
    const path = `/v1/generations/${body.id}`
    expect((await client.get(path)).status).toBe(200)
    expect((await client.patch(path, { strengths: {} })).status).toBe(200)
    expect((await client.delete(path)).status).toBe(200)
  })

  it('again at its address under another tag, is one worker', async () => {
    await announce()
    const other = `${tag}x`
    expect((await announce({ tag: other, card: { ...own.card, worker: other } })).status).toBe(204)
    const tags = (await client.get('/v1/workers')).body.data.map((one: Any) => one.tag)
    expect([tags.includes(tag), tags.includes(other)]).toEqual([false, true])
  })
})

describe('is refused by name:', () => {
  it('a second worker under a tag that is taken; it is free when the first has gone', async () => {
    await announce()
    const second = await announce({ url: 'http://second.test' })
    expect(second.status).toBe(409)
    const { error } = await second.json<Any>()
    expect(error).toMatchObject({ code: 'tag_taken', param: 'tag' })
    expect(error.message).toMatch(`'${tag}' is the worker at http://${tag}.test; the one at http://second.test needs`)
    expect((await ask()).status).toBe(200)
    vi.setSystemTime(Date.now() + GONE_AFTER_MS + 1)
    expect((await announce({ url: 'http://second.test' })).status).toBe(204)
  })

  it('another worker under the tag of one that is set', async () => {
    expect((await announce({ tag: 'a' })).status).toBe(409)
    expect((await announce({ tag: 'a', url: 'http://worker-a.test' })).status).toBe(204)
  })

  it.each<[string, object, string]>([
    ['a bad tag', { tag: 'A' }, 'tag'],
    ['a url with a path', { url: 'http://own.test/v1' }, 'url'],
    ['a url with a password', { url: 'http://x:y@own.test' }, 'url'],
    ['a load below nothing', { load: { running: -1, queued: 0, free_rows: 0 } }, 'load.running'],
    ['no card', { card: null }, 'card'],
    ['other fields', { gpu: 'H200' }, 'gpu'],
  ])('%s', async (_, fields, param) => {
    const response = await announce(fields)
    expect([response.status, (await response.json<Any>()).error.param]).toEqual([400, param])
  })
})

describe('is not believed:', () => {
  const path = '/internal/workers'
  const post = (body: string, headers: Record<string, string>) =>
    exports.default.fetch(new Request(ORIGIN + path, { method: 'POST', body, headers }))

  it('unsigned, or by another secret', async () => {
    expect((await post(JSON.stringify(said()), {})).status).toBe(401)
    expect((await announce({}, 'another secret, as long as it must be')).status).toBe(401)
    expect(await listed()).toBeNull()
  })

  it('altered', async () => {
    const body = JSON.stringify(said())
    const headers = await signRequest(env.ATTUNE_SECRET, { method: 'POST', path, body })
    const altered = body.replace(`http://${tag}.test`, 'http://evil.test')
    expect((await post(altered, headers)).status).toBe(401)
    expect(await listed()).toBeNull()
  })

  it('replayed, or late', async () => {
    const body = JSON.stringify(said())
    const headers = await signRequest(env.ATTUNE_SECRET, { method: 'POST', path, body })
    expect((await post(body, headers)).status).toBe(204)
    expect((await post(body, headers)).status).toBe(401)
    const late = await signRequest(env.ATTUNE_SECRET, { method: 'POST', path, body }, Date.now() - 31_000)
    expect((await post(body, late)).status).toBe(401)
  })

  it('with an API key', async () => {
    expect((await client.post(path, said())).status).toBe(401)
  })
})

describe('the list of settings', () => {
  it('may be empty where workers announce themselves, and says so while none does', async () => {
    client.send = (request) => fetchWith({ ...env, WORKERS: '[]' }, request)
    vi.setSystemTime(Date.now() + 60_000)
    const { status, body } = await ask()
    expect([status, body.error.code]).toEqual([503, 'worker_unavailable'])
    await announce()
    expect((await ask()).status).toBe(200)
  })

  it('and what is announced are one list, in which each worker stands once', () => {
    const announced = [
      { ...said({ tag: 'a', url: 'http://a' }), seen: 1 },
      { ...said(), seen: 2 },
    ]
    const all = together(
      [
        { tag: 'a', url: 'http://a' },
        { tag: 'b', url: 'http://b' },
      ],
      announced,
    )
    expect(all.map(({ tag, url, said }) => [tag, url, said?.seen ?? null])).toEqual([
      ['a', 'http://a', 1],
      ['b', 'http://b', null],
      [tag, `http://${tag}.test`, 2],
    ])
  })

  it('stands where the registry cannot be reached', async () => {
    vi.setSystemTime(Date.now() + 60_000)
    const FLEET = {
      getByName: () => ({ list: () => Promise.reject(new Error('gone')) }),
    } as unknown as typeof env.FLEET
    client.send = (request) => fetchWith({ ...env, FLEET }, request)
    expect((await ask({ model: TOY_MODEL })).status).toBe(200)
    vi.setSystemTime(Date.now() + 60_000)
  })
})

it('a worker that does not answer though it was there a moment ago is one that cannot be reached', async () => {
  await announce()
  isDown = true
  const { status, body } = await ask()
  expect([status, body.error.code]).toEqual([503, 'worker_unavailable'])
})
