/** Axes that are fitted again on their own: when, as what, and once. */
import { introspectWorkflow } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onCron } from '../../edge/fitting/cron.ts'
import { forgetMembers } from '../../edge/fleet/members.ts'
import { checkCron, nextRun } from '../../edge/refits/schedule.ts'
import { openDatabase } from '../../edge/services/database.ts'
import { startDueRefits, startModelRefits } from '../../edge/services/refits.ts'
import type { FitRequest } from '../../shared/wire/fit.ts'
import { FakeWorker } from '../support/fake-worker.ts'
import { TOY_MODEL_HASH } from '../support/toy-direction.ts'
import { type Any, fakeFleet, newAxis, newProject, signedPost } from './harness.ts'

const DAY = 86_400_000
const fleet = fakeFleet()
const stores = { env, db: openDatabase(env.DB) }
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  // What others of this file asked for is not to be started here.
  await env.DB.prepare('delete from refits').run()
  client = await newProject()
})
afterEach(() => {
  vi.useRealTimers()
})

const anchors = [1, 2, 3, 4].map((i) => ({ prompt: `Hi ${i}`, chosen: 'Good day.', rejected: 'yo' }))

/** An axis that was fitted once. */
async function fitted(more: object = {}): Promise<Any> {
  await using workflows = await introspectWorkflow(env.FIT)
  await workflows.modifyAll((modifier) => modifier.disableSleeps())
  const order = { axis: newAxis('formal'), source: 'context-shift', anchors, seed: 7, report: false, ...more }
  const { status, body } = await client.post('/v1/fits', order)
  expect(status).toBe(202)
  for (const one of await workflows.get()) await one.waitForStatus('complete')
  // What comes after is newer.
  pass(1_000)
  return body
}

/** What runs while workflows take no time to wait. */
async function hurried(act: () => Promise<unknown>): Promise<void> {
  await using workflows = await introspectWorkflow(env.FIT)
  await workflows.modifyAll(async (modifier) => {
    await modifier.disableSleeps()
    await modifier.disableRetryDelays()
  })
  await act()
  for (const one of await workflows.get()) await one.waitForStatus('complete')
}
const put = (refit: object, axis = 'formal') => client.put(`/v1/axes/${axis}/refit`, refit)
const shown = async () => (await client.get('/v1/axes/formal')).body.refit
const fits = async (): Promise<Any[]> => (await client.get('/v1/fits')).body.data
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)

describe('when', () => {
  const at = (text: string) => Date.parse(`${text}Z`)

  it.each([
    ['0 3 * * 1', '2026-11-30T02:59:00', '2026-11-30T03:00:00'],
    ['0 3 * * 1', '2026-11-30T03:00:00', '2026-12-07T03:00:00'],
    ['30 12 1 * *', '2026-11-30T00:00:00', '2026-12-01T12:30:00'],
    ['0 0 29 2 *', '2026-11-30T00:00:00', '2028-02-29T00:00:00'],
    ['0 * * * *', '2026-11-30T23:30:00', '2026-12-01T00:00:00'],
  ])('%s after %s is %s', (cron, from, next) => {
    expect(nextRun({ cron, every: null }, at(from))).toBe(at(next))
  })

  it.each([
    ['day', DAY],
    ['week', 7 * DAY],
    ['month', 30 * DAY],
  ] as const)('every %s', (every, length) => {
    expect(nextRun({ cron: null, every }, 1_000)).toBe(1_000 + length)
  })

  it('never, where only a model’s change is asked for', () => {
    expect(nextRun({ cron: null, every: null }, 1_000)).toBeNull()
  })

  it.each(['* * * * *', '*/30 * * * *', '0,59 * * * *', '0 0 30 2 *', '0 3 * *', '0 0 3 * * 1', 'daily', '61 3 * * 1'])(
    '%s is refused',
    (cron) => {
      expect(() => checkCron(cron, Date.now())).toThrow(/^cron: /)
    },
  )
})

describe('a re-fit', () => {
  it('is shown in its axis, changed and ended; all of it is logged', async () => {
    await client.post('/v1/axes', newAxis('formal'))
    expect(await shown()).toBeNull()
    const now = Math.floor(Date.now() / 1000)
    const { status, body } = await put({ every: 'day', on_model_change: true })
    expect([status, body.id]).toEqual([200, 'formal'])
    expect(body.refit).toEqual({
      ...{ cron: null, every: 'day', on_model_change: true, last_fit: null, problem: null },
      next: expect.any(Number),
    })
    expect(Math.abs(body.refit.next - now - 86_400)).toBeLessThan(10)
    expect((await put({ cron: '0 3 * * 1' })).body.refit).toMatchObject({
      ...{ cron: '0 3 * * 1', every: null, on_model_change: false },
    })
    expect((await client.delete('/v1/axes/formal/refit')).status).toBe(204)
    expect((await client.delete('/v1/axes/formal/refit')).status).toBe(204)
    expect(await shown()).toBeNull()
    const { results } = await env.DB.prepare(
      "select action from audit_log where project_id = ? and action like 'axis.refit%'",
    )
      .bind(client.project)
      .all<{ action: string }>()
    expect(results.map(({ action }) => action).sort()).toEqual([
      'axis.refit_removed',
      'axis.refit_set',
      'axis.refit_set',
    ])
  })

  it.each<[object, string | null]>([
    [{}, null],
    [{ cron: '0 3 * * 1', every: 'day' }, 'every'],
    [{ every: 'hour' }, 'every'],
    [{ cron: '* * * * *' }, 'cron'],
    [{ cron: 'x'.repeat(101) }, 'cron'],
    [{ every: 'day', at: 3 }, 'at'],
  ])('%j is refused', async (refit, param) => {
    await client.post('/v1/axes', newAxis('formal'))
    const { status, body } = await put(refit)
    expect([status, body.error.param]).toEqual([400, param])
  })

  it('is for those who may fit, and of the own project', async () => {
    await client.post('/v1/axes', newAxis('formal'))
    const chat = await client.withScopes('chat', 'axes', 'keys')
    expect((await chat.put('/v1/axes/formal/refit', { every: 'day' })).status).toBe(403)
    const other = await newProject('another')
    for (const axis of ['formal', 'absent']) {
      expect((await other.put(`/v1/axes/${axis}/refit`, { every: 'day' })).status).toBe(404)
      expect((await other.delete(`/v1/axes/${axis}/refit`)).status).toBe(404)
    }
    expect(await shown()).toBeNull()
  })
})

describe('by the clock', () => {
  it('an axis is fitted again as it was, words and all, once, and then at the next moment', async () => {
    const first = await fitted({ time_limit: 600 })
    await client.patch('/v1/axes/formal', { positive: { description: 'Something else by now.' } })
    await put({ every: 'day' })
    await startDueRefits(stores)
    expect(await fits()).toHaveLength(1)
    pass(DAY + 1_000)
    // Several isolates' clocks strike at once.
    await hurried(() => Promise.all([1, 2, 3].map(() => startDueRefits(stores))))
    const [again, ...rest] = await fits()
    expect(rest.map(({ id }) => id)).toEqual([first.id])
    expect(again).toMatchObject({ state: 'done', time_limit: 600, model_hash: null })
    const specOf = async (id: string) => (await client.get(`/v1/fits/${id}`)).body.spec
    expect(await specOf(again.id)).toEqual(await specOf(first.id))
    expect(await shown()).toMatchObject({ last_fit: again.id, problem: null })
    await startDueRefits(stores)
    expect(await fits()).toHaveLength(2)
    pass(DAY)
    await hurried(() => onCron('* * * * *', env))
    expect(await fits()).toHaveLength(3)
  }, 20_000)

  it('an axis that was never fitted is not, and says so', async () => {
    await client.post('/v1/axes', newAxis('formal'))
    await put({ every: 'day' })
    pass(DAY + 1)
    await startDueRefits(stores)
    expect(await fits()).toEqual([])
    expect(await shown()).toMatchObject({
      last_fit: null,
      problem: expect.stringMatching(/^'formal' was never fitted/),
    })
  })

  it('an axis whose fit has not ended waits for the next moment', async () => {
    await fitted()
    fleet.a.fitOutcome = fleet.b.fitOutcome = 'never'
    const { body: open } = await client.post('/v1/fits', { axis: 'formal', source: 'context-shift' })
    await put({ every: 'day' })
    pass(DAY + 1)
    await startDueRefits(stores)
    expect(await fits()).toHaveLength(2)
    expect((await shown()).problem).toContain(open.id)
    await client.delete(`/v1/fits/${open.id}`)
  })

  it('a re-fit that was ended starts nothing more', async () => {
    await fitted()
    await put({ every: 'day' })
    await client.delete('/v1/axes/formal/refit')
    pass(DAY + 1)
    await startDueRefits(stores)
    expect(await fits()).toHaveLength(1)
  })
})

describe("on a model's change", () => {
  /** A worker that serves another model. */
  async function serve(hash: string): Promise<FakeWorker> {
    const tag = `m${hash.slice(0, 8)}`
    const worker = new FakeWorker(env.ATTUNE_SECRET, tag, hash, `model-${tag}`)
    const toFleet = vi.mocked(globalThis.fetch).getMockImplementation()!
    vi.mocked(globalThis.fetch).mockImplementation(async (input, init) => {
      const request = new Request(input, init)
      return new URL(request.url).hostname === `${tag}.test` ? worker.fetch(request) : toFleet(input, init)
    })
    const load = { running: 0, queued: 0, free_rows: 4 }
    const said = { tag, url: `http://${tag}.test`, card: worker.card, load, version: '0.1.0', draining: false }
    expect((await signedPost('/internal/workers', said)).status).toBe(204)
    return worker
  }
  let tests = 0
  beforeEach(() => {
    // Workers of the test before are gone: each test begins at the real time.
    pass(60_000 * ++tests)
    forgetMembers()
  })

  it('an axis is fitted once for the model that it has no direction for, on a worker that serves it', async () => {
    await fitted({ layers: [1, 2] })
    await put({ on_model_change: true })
    await startModelRefits(stores)
    expect(await fits()).toHaveLength(1)
    const hash = 'b'.repeat(64)
    const worker = await serve(hash)
    await hurried(() => Promise.all([1, 2, 3].map(() => startModelRefits(stores))))
    const [again, ...rest] = await fits()
    expect([again.state, again.model_hash, rest.length]).toEqual(['done', hash, 1])
    expect(worker.lastBody<FitRequest>('/v1/fits')).toMatchObject({ id: again.id, spec: { seed: 7, layers: [] } })
    await startModelRefits(stores)
    expect(await fits()).toHaveLength(2)
    const { body } = await client.get('/v1/axes/formal/directions')
    expect(body.data.map((one: Any) => [one.model_hash, one.active])).toEqual([
      [hash, false],
      // What steers the model that is still served stays in force.
      [TOY_MODEL_HASH, true],
    ])
  }, 20_000)

  it('an axis that did not ask for it is not', async () => {
    await fitted()
    await put({ every: 'week' })
    await serve('c'.repeat(64))
    await startModelRefits(stores)
    expect(await fits()).toHaveLength(1)
  })

  it('an axis that cannot be fitted now is when it can', async () => {
    await client.post('/v1/axes', newAxis('formal'))
    await put({ on_model_change: true })
    await startModelRefits(stores)
    expect((await shown()).problem).toMatch(/never fitted/)
    await fitted()
    await serve('d'.repeat(64))
    await hurried(() => startModelRefits(stores))
    expect((await fits()).map(({ model_hash }) => model_hash)).toContain('d'.repeat(64))
    expect((await shown()).problem).toBeNull()
  }, 20_000)
})
