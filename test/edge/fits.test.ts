import { introspectWorkflow } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { onCron } from '../../edge/fitting/cron.ts'
import type { FitJob } from '../../edge/fitting/job.ts'
import { RESTARTED } from '../../edge/fitting/restarted.ts'
import * as steps from '../../edge/fitting/steps.ts'
import { openDatabase } from '../../edge/services/database.ts'
import { moveFit, readOpenFit } from '../../edge/services/fit-moves.ts'
import { continueStalledFits } from '../../edge/services/stalled-fits.ts'
import { type FitRequest, fitMethod } from '../../shared/wire/fit.ts'
import { type FakeWorker, type FitOutcome, toyChoices } from '../support/fake-worker.ts'
import { toyDirection, toyEvaluation } from '../support/toy-direction.ts'
import { toyReport } from '../support/toy-report.ts'
import { type Any, fakeFleet, fetchWith, newAxis, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const spec = (axis: unknown, more: object = {}) => ({ axis, source: 'context-shift', ...more })
const anchors = [1, 2, 3, 4].map((i) => ({ prompt: `Hi ${i}`, chosen: 'Good day.', rejected: 'yo' }))

/** Starts a fit and waits until its workflow has ended. */
async function runFit(body: object, meanwhile?: (id: string) => Promise<void>): Promise<Any> {
  await using workflows = await introspectWorkflow(env.FIT)
  await workflows.modifyAll(async (modifier) => {
    await modifier.disableSleeps()
    await modifier.disableRetryDelays()
  })
  const started = await client.post('/v1/fits', body)
  expect(started.status).toBe(202)
  expect(started.body).toMatchObject({ object: 'fit', state: 'queued', progress: 0, direction: null, error: null })
  await meanwhile?.(started.body.id)
  for (const workflow of await workflows.get()) await workflow.waitForStatus('complete')
  return (await client.get(`/v1/fits/${started.body.id}`)).body
}

/** A fit that waits in a worker's queue for so many polls. */
async function waiting(polls: number): Promise<{ id: string; read(): Promise<Any> }> {
  for (const worker of [fleet.a, fleet.b]) worker.queueFor = polls
  const { body } = await client.post('/v1/fits', spec(newAxis('formal')))
  return { id: body.id, read: async () => (await client.get(`/v1/fits/${body.id}`)).body }
}

/** A fit that runs, and whose workflow has stopped without a word. */
async function left(axis: string): Promise<{ id: string; state(): Promise<string> }> {
  outcome('never')
  const { body } = await client.post('/v1/fits', spec(newAxis(axis)))
  const state = async () => (await client.get(`/v1/fits/${body.id}`)).body.state
  await expect.poll(state).toBe('running')
  await (await env.FIT.get(body.id)).terminate()
  return { id: body.id, state }
}

function outcome(result: FitOutcome) {
  fleet.a.fitOutcome = fleet.b.fitOutcome = result
}

describe('a fit', () => {
  it('of an axis in words makes the axis, the direction, and activates it', async () => {
    const done = await runFit(spec(newAxis('formal'), { anchors, seed: 7 }))
    expect(done).toMatchObject({
      axis: 'formal',
      state: 'done',
      stage: 'artifact',
      progress: 1,
      message: 'formal@1 is active',
      error: null,
      direction: { version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      evaluation: { passed: true },
      activated: true,
    })
    const { body: axis } = await client.get('/v1/axes/formal')
    expect(axis).toMatchObject({ versions: 1, active: { version: 1, hash: done.direction.hash, verified: true } })
    const asked = whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits')
    expect(asked).toMatchObject({
      id: done.id,
      spec: { axis: 'formal', positive: newAxis('formal').positive, anchors, seed: 7, method: 'mean-difference' },
    })
    const file = await client.raw('GET', '/v1/axes/formal/directions/1/file')
    expect(file.headers.get('x-attune-direction')).toBe(done.direction.hash)
    await file.arrayBuffer()
  })

  it.each<[string, object, string]>([
    ['poles alike', { axis: { ...newAxis('odd'), negative: newAxis('odd').positive } }, 'poles_alike'],
    ['too few pairs', { source: 'given', pairs: anchors.slice(0, 2), anchors: [] }, 'too_few_pairs'],
    ['too few texts', { source: 'texts', texts: { positive: ['a'], negative: ['b'] }, anchors: [] }, 'too_few_texts'],
    ['options that do not go together', { source: 'context-shift', drop_alike: 0.5 }, 'bad_option'],
    ['a published setting of a method without one', { setting: 'published' }, 'bad_option'],
  ])('that cannot be is refused at once, and makes no axis: %s', async (_what, fields, code) => {
    const { status, body } = await client.post('/v1/fits', spec(newAxis('odd'), { anchors, ...fields }))
    expect([status, body.error.code]).toEqual([400, code])
    expect((await client.get('/v1/axes/odd')).status).toBe(404)
    expect((await client.get('/v1/fits')).body.data).toEqual([])
  })

  it('as the documentation shows it is taken', async () => {
    const { body: api } = await client.get('/openapi.json')
    const { example } = api.paths['/v1/fits'].post.requestBody.content['application/json']
    expect(await runFit({ ...example, axis: newAxis(example.axis) })).toMatchObject({ state: 'done', activated: true })
  })

  it('of an axis by id uses its words', async () => {
    await client.post('/v1/axes', newAxis('warm'))
    const done = await runFit(spec('warm'))
    expect(done.state).toBe('done')
    const { spec: asked } = whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits')
    expect(asked.negative).toEqual(newAxis('warm').negative)
  })

  it.each(fitMethod.options)('by %s asks the worker for that method', async (method) => {
    const done = await runFit(spec(newAxis('formal'), { method }))
    expect(done.state).toBe('done')
    expect(whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits').spec.method).toBe(method)
  })

  it("passes on how pairs are read and filtered, and unsaid the worker's own ways", async () => {
    const fields = { pole_prompt: 'removed', drop_alike: 0.25, report: false }
    await runFit({ axis: newAxis('formal'), ...fields })
    const asked = () => whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits').spec
    expect(asked()).toMatchObject(fields)
    await runFit({ axis: 'formal' })
    expect(asked()).toMatchObject({ pole_prompt: 'kept', drop_alike: 0, report: true })
  })

  it('from texts of either pole is passed on as it is; without any, it is refused by that name', async () => {
    const texts = {
      positive: ['One.', 'Two.', 'Three.', 'Four.'],
      negative: ['one', 'two!', 'three!', 'four!', 'five'],
    }
    await runFit({ axis: newAxis('formal'), source: 'texts', texts })
    expect(whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits').spec).toMatchObject({ source: 'texts', texts })
    const { status, body } = await client.post('/v1/fits', { axis: 'formal', source: 'texts' })
    expect([status, body.error.param]).toEqual([400, 'texts'])
  })

  it('of an existing axis makes the next version and can be kept aside', async () => {
    const { version } = await client.steerable('formal')
    const done = await runFit(spec('formal', { activate: 'never', seed: 9 }))
    expect(done).toMatchObject({
      activate: 'never',
      direction: { version: 2 },
      activated: false,
      message: expect.stringMatching(/ready/),
    })
    expect((await client.get('/v1/axes/formal')).body.active.version).toBe(version)
  })

  it('is never activated unverified', async () => {
    outcome('unverified')
    const done = await runFit(spec(newAxis('formal')))
    expect(done).toMatchObject({ state: 'done', activated: false })
    expect((await client.get('/v1/axes/formal')).body).toMatchObject({ active: null, versions: 1 })
  })

  it('that fails says why', async () => {
    outcome('failed')
    const failed = await runFit(spec(newAxis('formal')))
    expect(failed).toMatchObject({
      state: 'failed',
      error: { code: 'no_contrast', message: 'the pairs carry no contrast' },
      direction: null,
    })
    expect((await client.get('/v1/axes/formal')).body.versions).toBe(0)
  })

  it('whose file arrives damaged makes no direction', async () => {
    outcome('corrupt')
    const failed = await runFit(spec(newAxis('formal')))
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'artifact_corrupt' } })
    expect((await client.get('/v1/axes/formal')).body.versions).toBe(0)
  })

  it('goes to another worker when one is down, and fails when all are', async () => {
    fleet.down.add('a')
    expect(await runFit(spec(newAxis('formal')))).toMatchObject({ state: 'done' })
    fleet.down.add('b')
    expect(await runFit(spec('formal'))).toMatchObject({ state: 'failed', error: { code: 'worker_unavailable' } })
  })

  it('is given again to a worker that has lost it', async () => {
    outcome('never')
    const done = await runFit(spec(newAxis('formal')), async (id) => {
      const polled = () => [fleet.a, fleet.b].find((worker) => worker.fits.get(id)?.polls)
      await expect.poll(polled).toBeTruthy()
      const worker = polled()!
      worker.fits.clear()
      await expect.poll(polled).toBe(worker)
      outcome('passed')
    })
    expect(done.state).toBe('done')
  })

  it.each<[string, (worker: FakeWorker, id: string) => void]>([
    ['has lost it when its file is asked for', (worker) => worker.fits.clear()],
    [
      'is making it again when its file is asked for',
      (worker, id) => Object.assign(worker.fits.get(id)!, { polls: 0 }),
    ],
    [
      'has made another direction when its file is asked for',
      (worker, id) => (worker.fits.get(id)!.request.spec.seed = 5),
    ],
  ])('is followed on where its worker %s', async (_, happens) => {
    for (const worker of [fleet.a, fleet.b]) worker.beforeArtifact = (id) => happens(worker, id)
    const done = await runFit(spec(newAxis('formal'), { anchors }))
    expect(done).toMatchObject({ state: 'done', activated: true, error: null, direction: { version: 1 } })
    expect([fleet.a.beforeArtifact, fleet.b.beforeArtifact]).toContain(null)
  })

  it('that waits long for its turn is handed on from one workflow to the next, and done in the end', async () => {
    await using workflows = await introspectWorkflow(env.FIT)
    await workflows.modifyAll((modifier) => modifier.disableSleeps())
    const { id, read } = await waiting(490)
    await expect.poll(async () => (await read()).state, { timeout: 40_000 }).toMatch(/done|failed/)
    expect((await read()).state).toBe('done')
    expect(await workflows.get()).toHaveLength(2)
    expect([fleet.a, fleet.b].filter(({ fits }) => fits.has(id))).toHaveLength(1)
  }, 60_000)

  it('that waits says where it stands, and for what', async () => {
    const { read } = await waiting(1000)
    await expect.poll(async () => (await read()).queue).toEqual({ place: 2, of: 3 })
    expect(await read()).toMatchObject({ state: 'queued', message: 'queued' })
    expect((await client.get('/v1/fits')).body.data).toMatchObject([{ queue: { place: 2, of: 3 } }])
    for (const worker of [fleet.a, fleet.b]) worker.queueFor = 0
    await expect.poll(async () => (await read()).state, { timeout: 10_000 }).toBe('done')
    expect((await read()).queue).toBeNull()
    expect(whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits').project).toBe(client.project)
  }, 15_000)

  it('for which no worker has a place waits as long as it must, and is done in the end', async () => {
    for (const worker of [fleet.a, fleet.b]) worker.refuseFits = 20
    const done = await runFit(spec(newAxis('formal')), async (id) => {
      const { body } = await client.get(`/v1/fits/${id}`)
      await expect.poll(() => fleet.a.refuseFits).toBeLessThan(20)
      expect(body).toMatchObject({ state: 'queued', queue: null })
      expect((await client.get(`/v1/fits/${id}`)).body.message).toMatch(/^Waiting for a (place|worker)/)
    })
    expect(done).toMatchObject({ state: 'done', error: null })
  })

  it('whose place went to another project waits for a new one', async () => {
    outcome('never')
    const done = await runFit(spec(newAxis('formal')), async (id) => {
      const holder = () => [fleet.a, fleet.b].find((worker) => worker.fits.get(id)?.polls)
      await expect.poll(holder).toBeTruthy()
      const worker = holder()!
      worker.refuseFits = 3
      worker.fits.clear()
      await expect.poll(() => worker.refuseFits).toBe(0)
      outcome('passed')
    })
    expect(done).toMatchObject({ state: 'done', error: null })
  })

  it('is not taken while fifty of its project are open', async () => {
    const at = Date.now()
    const row = env.DB.prepare(
      `insert into fits (id, project_id, axis, spec, activate, state, progress, message, stages, activated, created, updated)
       values (?, ?, 'formal', '{}', 'never', ?, 0, '', '[]', 0, ?, ?)`,
    )
    const open = Array.from({ length: 49 }, (_, i) =>
      row.bind(`fit_open_${i}`, client.project, i % 2 ? 'queued' : 'running', at, at),
    )
    await env.DB.batch([...open, row.bind('fit_ended', client.project, 'done', at, at)])
    await client.post('/v1/axes', newAxis('formal'))
    outcome('never')
    const { status, body: last } = await client.post('/v1/fits', spec('formal'))
    expect(status).toBe(202)
    const refused = await client.post('/v1/fits', spec('formal'))
    expect([refused.status, refused.body.error.code]).toEqual([429, 'too_many_fits'])
    await client.delete(`/v1/fits/${last.id}`)
    const again = await client.post('/v1/fits', spec('formal'))
    expect(again.status).toBe(202)
    for (const { id } of [last, again.body]) await (await env.FIT.get(id)).terminate()
  })

  it('that cannot be stored leaves no axis behind, and says what it is', async () => {
    const full = {
      prepare: (query: string) => env.DB.prepare(query),
      batch: () => Promise.reject(new Error('D1_ERROR: database or disk is full: SQLITE_FULL')),
    } as unknown as D1Database
    const { send } = client
    client.send = (request) => fetchWith({ ...env, DB: full }, request)
    const { status, body } = await client.post('/v1/fits', spec(newAxis('formal'), { preview: false }))
    client.send = send
    expect([status, body.error]).toMatchObject([507, { code: 'storage_full', type: 'server_error' }])
    expect((await client.get('/v1/axes/formal')).status).toBe(404)
    expect((await client.get('/v1/fits')).body.data).toEqual([])
  })

  it('that takes too long is stopped, on its worker too', async () => {
    outcome('never')
    const { body } = await client.post('/v1/fits', spec(newAxis('formal')))
    await (await env.FIT.get(body.id)).terminate()
    await env.FIT.create({ id: `${body.id}-on`, params: { id: body.id, project: client.project, used: 5400 } })
    const error = async () => (await client.get(`/v1/fits/${body.id}`)).body.error?.code
    await expect.poll(error, { timeout: 10_000 }).toBe('timed_out')
    expect([...whoSaw(fleet, '/v1/fits').fits.values()]).toMatchObject([{ cancelled: true }])
  })

  it('whose worker closes is not cancelled, and given to the one that follows', async () => {
    outcome('never')
    const done = await runFit(spec(newAxis('formal')), async (id) => {
      await expect.poll(() => [fleet.a, fleet.b].some(({ fits }) => fits.get(id)?.polls)).toBe(true)
      const { fits } = whoSaw(fleet, '/v1/fits')
      const { polls } = Object.assign(fits.get(id)!, { cancelled: true })
      await expect.poll(() => fits.get(id)!.polls).toBeGreaterThan(polls + 2)
      outcome('passed')
      fits.clear()
    })
    expect(done).toMatchObject({ state: 'done', direction: { version: 1 } })
  })

  it('whose axis is deleted meanwhile fails, and stops on the worker', async () => {
    outcome('never')
    const failed = await runFit(spec(newAxis('formal')), async (id) => {
      await expect.poll(async () => (await client.get(`/v1/fits/${id}`)).body.state).toBe('running')
      await client.delete('/v1/axes/formal')
      outcome('passed')
    })
    expect(failed).toMatchObject({
      state: 'failed',
      error: { code: 'axis_not_found', message: expect.stringMatching(/^There is no axis 'formal'/) },
    })
    expect([...whoSaw(fleet, '/v1/fits').fits.values()]).toMatchObject([{ cancelled: true }])
  })

  it('is cancelled, here and on the worker', async () => {
    outcome('never')
    const cancelled = await runFit(spec(newAxis('formal')), async (id) => {
      await expect.poll(async () => (await client.get(`/v1/fits/${id}`)).body.state).toBe('running')
      const { status, body } = await client.delete(`/v1/fits/${id}`)
      expect([status, body.state]).toEqual([200, 'cancelled'])
    })
    expect(cancelled).toMatchObject({ state: 'cancelled', direction: null })
    expect([...whoSaw(fleet, '/v1/fits').fits.values()]).toMatchObject([{ cancelled: true }])
  })

  it('whose workflow stopped without a word goes on when it is looked at', async () => {
    const { id, state } = await left('formal')
    outcome('passed')
    await env.DB.prepare('update fits set updated = 1 where id = ?').bind(id).run()
    await expect.poll(state, { timeout: 10_000 }).toBe('done')
  })

  it('whose workflow stopped without a word goes on by the clock, once', async () => {
    const { id: stalled, state } = await left('formal')
    const { id: fresh } = await left('warm')
    const updated = async (id: string) =>
      (await env.DB.prepare('select updated from fits where id = ?').bind(id).first<{ updated: number }>())!.updated
    await env.DB.prepare('update fits set updated = 1 where id = ?').bind(stalled).run()
    const before = await updated(fresh)
    const stores = { env, db: openDatabase(env.DB) }
    await using workflows = await introspectWorkflow(env.FIT)
    // Several isolates' clocks strike at once.
    await Promise.all([1, 2, 3].map(() => continueStalledFits(stores)))
    expect(await workflows.get()).toHaveLength(1)
    expect(await updated(stalled)).toBeGreaterThan(1)
    expect(await updated(fresh)).toBe(before)
    outcome('passed')
    await expect.poll(state, { timeout: 10_000 }).toBe('done')
  })

  it('goes on after a restart, however short ago it moved', async () => {
    const { id, state } = await left('formal')
    outcome('passed')
    // What other tests left open is not to go on.
    await env.DB.prepare("update fits set state = 'cancelled' where id <> ? and state <> 'done'").bind(id).run()
    await onCron(RESTARTED, env)
    await expect.poll(state, { timeout: 10_000 }).toBe('done')
  })

  it('that has ended is not cancelled', async () => {
    const done = await runFit(spec(newAxis('formal')))
    expect((await client.delete(`/v1/fits/${done.id}`)).body).toEqual(done)
  })
})

/** The row of a fit whose direction can be used. */
async function usable(id: string): Promise<Any> {
  let fit: Any
  await expect
    .poll(async () => {
      fit = (await client.get(`/v1/fits/${id}`)).body
      return fit.direction
    })
    .toBeTruthy()
  return fit
}

describe('a fit whose report is still made', () => {
  const report = toyReport()

  it('has a direction that can be activated by hand, and shows the report when it has come', async () => {
    outcome('report-never')
    const done = await runFit(spec(newAxis('formal'), { anchors }), async (id) => {
      const now = await usable(id)
      expect(now).toMatchObject({
        state: 'running',
        direction: { version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
        evaluation: { passed: true, report: null },
        activated: false,
      })
      const { body: axis } = await client.get('/v1/axes/formal')
      expect(axis).toMatchObject({ active: null, versions: 1 })
      const { body } = await client.post('/v1/axes/formal/activate', { version: 1 })
      expect(body.active).toMatchObject({ version: 1, evaluation: { report: null } })
      outcome('passed')
    })
    expect(done).toMatchObject({ state: 'done', activated: true, evaluation: { passed: true, report } })
    expect((await client.get('/v1/axes/formal')).body).toMatchObject({
      versions: 1,
      active: { evaluation: { report } },
    })
  })

  it('is not activated by itself before the report has passed', async () => {
    outcome('report-never')
    const done = await runFit(spec(newAxis('formal'), { anchors }), async (id) => {
      await usable(id)
      const { polls } = whoSaw(fleet, '/v1/fits').fits.get(id)!
      await expect.poll(() => whoSaw(fleet, '/v1/fits').fits.get(id)!.polls).toBeGreaterThan(polls + 2)
      expect((await client.get('/v1/axes/formal')).body.active).toBeNull()
      outcome('report-not-passed')
    })
    expect(done).toMatchObject({
      state: 'done',
      activated: false,
      error: null,
      message: 'formal@1 is ready to be activated; its report did not pass',
      evaluation: { passed: true, report: { passed: false } },
    })
    const { body } = await client.get('/v1/axes/formal/directions')
    expect(body.data).toMatchObject([
      { version: 1, active: false, passed: true, evaluation: { report: { passed: false } } },
    ])
  })

  it('that breaks off is done with a remark, and keeps the direction', async () => {
    outcome('report-failed')
    const done = await runFit(spec(newAxis('formal'), { anchors }))
    expect(done).toMatchObject({
      state: 'done',
      progress: 1,
      error: null,
      message: 'formal@1 can be used; its report was not made: the report broke off',
      direction: { version: 1 },
      evaluation: { report: null },
      activated: false,
    })
    expect((await client.get('/v1/axes/formal')).body).toMatchObject({ active: null, versions: 1 })
  })

  it('is done with a remark when its worker dies for good', async () => {
    outcome('report-never')
    const done = await runFit(spec(newAxis('formal'), { anchors }), async (id) => {
      await usable(id)
      fleet.down.add('a').add('b')
    })
    expect(done).toMatchObject({ state: 'done', direction: { version: 1 }, error: null, activated: false })
    expect(done.message).toMatch(/^formal@1 can be used; its report was not made: The model is not reachable/)
  })

  it('goes on where a worker that has lost it makes it again', async () => {
    outcome('report-never')
    const done = await runFit(spec(newAxis('formal'), { anchors }), async (id) => {
      await usable(id)
      const worker = whoSaw(fleet, '/v1/fits')
      worker.fits.clear()
      await expect.poll(() => worker.fits.get(id)?.polls).toBeGreaterThan(2)
      expect((await client.get(`/v1/fits/${id}`)).body.evaluation).not.toBeNull()
      outcome('passed')
    })
    expect(done).toMatchObject({ state: 'done', activated: true, evaluation: { report } })
    expect((await client.get('/v1/axes/formal')).body.versions).toBe(1)
  })

  it('is only done without it when it is cancelled, and the worker told', async () => {
    outcome('report-never')
    const done = await runFit(spec(newAxis('formal'), { anchors }), async (id) => {
      await usable(id)
      expect((await client.delete(`/v1/fits/${id}`)).body).toMatchObject({
        state: 'done',
        progress: 1,
        message: 'formal@1 can be used; its report was cancelled',
        activated: false,
      })
    })
    expect(done).toMatchObject({ state: 'done', direction: { version: 1 }, evaluation: { report: null } })
    expect([...whoSaw(fleet, '/v1/fits').fits.values()]).toMatchObject([{ cancelled: true }])
    expect((await client.get('/v1/axes/formal')).body).toMatchObject({ active: null, versions: 1 })
    expect((await client.post('/v1/axes/formal/activate', { version: 1 })).status).toBe(200)
  })

  it('fails when its axis is deleted meanwhile', async () => {
    outcome('report-never')
    const failed = await runFit(spec(newAxis('formal'), { anchors }), async (id) => {
      await usable(id)
      await client.delete('/v1/axes/formal')
      outcome('passed')
    })
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'axis_not_found' } })
  })

  it('is cancelled as a whole when its axis is gone', async () => {
    outcome('report-never')
    const cancelled = await runFit(spec(newAxis('formal'), { anchors }), async (id) => {
      await usable(id)
      await client.delete('/v1/axes/formal')
      await client.delete(`/v1/fits/${id}`)
    })
    expect(cancelled.state).toBe('cancelled')
  })

  it('is activated without one where none was asked for', async () => {
    const done = await runFit(spec(newAxis('formal'), { anchors, report: false }))
    expect(done).toMatchObject({ state: 'done', activated: true, evaluation: { report: null } })
    expect(whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits').spec.report).toBe(false)
  })

  it('made before, keeps its report when the same direction is fitted without one', async () => {
    await runFit(spec(newAxis('formal'), { anchors }))
    const again = await runFit(spec('formal', { anchors, report: false }))
    expect(again).toMatchObject({ direction: { version: 1 }, evaluation: { report: null } })
    expect((await client.get('/v1/axes/formal')).body.active.evaluation.report).toEqual(report)
  })
})

describe('the end of a fit', () => {
  /** A fit that is over on its worker and can be used, followed here step by step instead of by its workflow. */
  async function followed(body: object): Promise<{ job: FitJob; end: steps.End }> {
    const { body: fit } = await client.post('/v1/fits', body)
    await (await env.FIT.get(fit.id)).terminate()
    const job = { id: fit.id, project: client.project }
    const taken = await steps.start(env, job)
    if (!taken || taken === 'full') throw new Error('no worker took it')
    const { worker: tag } = taken
    for (;;) {
      const { usable, end } = await steps.poll(env, job, tag, 0)
      if (usable && !(await ended(job)).direction) {
        await steps.register(env, job, (await steps.storeArtifact(env, job, tag, usable))!)
      }
      if (end) return { job, end }
    }
  }
  const ended = async ({ id }: FitJob) => (await client.get(`/v1/fits/${id}`)).body
  const active = async (axis: string) => (await client.get(`/v1/axes/${axis}`)).body.active?.version ?? null
  const cancel = ({ id }: FitJob) => client.delete(`/v1/fits/${id}`)

  it('comes once, with its activation', async () => {
    const { job, end } = await followed(spec(newAxis('formal'), { anchors }))
    await steps.conclude(env, job, end)
    expect(await ended(job)).toMatchObject({ state: 'done', activated: true, message: 'formal@1 is active' })
    await client.post('/v1/axes/formal/activate', { version: null })
    await steps.conclude(env, job, end)
    expect(await active('formal')).toBeNull()
  })

  it('stands when a cancel comes while likenesses are read', async () => {
    await client.steerable('warm')
    const { job, end } = await followed(spec(newAxis('formal'), { anchors }))
    let reads = 0
    const ARTIFACTS = {
      get: async (key: string) => {
        if (reads++ === 0) await cancel(job)
        return env.ARTIFACTS.get(key)
      },
    } as R2Bucket
    await steps.conclude({ ...env, ARTIFACTS }, job, end)
    expect(reads).toBeGreaterThan(0)
    expect(await ended(job)).toMatchObject({ state: 'done', activated: true, message: 'formal@1 is active' })
    expect(await active('formal')).toBe(1)
  })

  it('does nothing when a cancel has come just before it is written', async () => {
    const { job, end } = await followed(spec(newAxis('formal'), { anchors }))
    const DB = {
      prepare: (query: string) => env.DB.prepare(query),
      batch: async (statements: D1PreparedStatement[]) => {
        await cancel(job)
        return env.DB.batch(statements)
      },
    } as D1Database
    await steps.conclude({ ...env, DB }, job, end)
    expect(await ended(job)).toMatchObject({
      activated: false,
      message: 'formal@1 can be used; its report was cancelled',
    })
    expect(await active('formal')).toBeNull()
  })

  it.each([1, null])(
    'leaves version %j in force that was chosen since the direction could be used',
    async (version) => {
      await client.steerable('formal')
      await client.upload(toyDirection({ seed: 8 }), { activate: 'always' })
      const { job, end } = await followed(spec('formal', { anchors, seed: 9 }))
      await client.post('/v1/axes/formal/activate', { version })
      await steps.conclude(env, job, end)
      expect(await ended(job)).toMatchObject({
        activated: false,
        message: 'formal@3 is ready to be activated',
        evaluation: { report: { passed: true } },
      })
      expect(await active('formal')).toBe(version)
    },
  )

  it('puts the direction in force over the version of before', async () => {
    const { version } = await client.steerable('formal')
    const { job, end } = await followed(spec('formal', { anchors, seed: 9 }))
    expect(await active('formal')).toBe(version)
    await steps.conclude(env, job, end)
    expect(await active('formal')).toBe(2)
  })
})

describe('a report that did not pass', () => {
  beforeEach(async () => {
    outcome('report-not-passed')
    const { direction } = await runFit(spec(newAxis('formal'), { anchors }))
    expect(direction.version).toBe(1)
  })

  it('still holds for the same direction fitted without one', async () => {
    const again = await runFit(spec('formal', { anchors, report: false }))
    expect(again).toMatchObject({
      direction: { version: 1 },
      activated: false,
      message: 'formal@1 is ready to be activated; its report did not pass',
    })
    expect((await client.get('/v1/axes/formal')).body.active).toBeNull()
  })

  it('still holds for the same file uploaded with an evaluation that has none', async () => {
    const file = await client.raw('GET', '/v1/axes/formal/directions/1/file')
    const bytes = new Uint8Array(await file.arrayBuffer())
    const { status, body } = await client.upload(bytes, { activate: 'auto', evaluation: toyEvaluation() })
    expect([status, body.version, body.active]).toEqual([200, 1, false])
  })

  it('gives way to one that did', async () => {
    outcome('passed')
    expect(await runFit(spec('formal', { anchors }))).toMatchObject({ direction: { version: 1 }, activated: true })
  })
})

it('a fit of an earlier version has what has been added since as it was then', async () => {
  const { id } = await runFit(spec(newAxis('formal')))
  const older = "json_remove(spec, '$.report', '$.site', '$.setting', '$.pole_prompt', '$.drop_alike')"
  await env.DB.prepare(`update fits set spec = ${older}, state = 'queued' where id = ?`).bind(id).run()
  const added = { report: true, site: null, setting: 'scaled', pole_prompt: 'kept', drop_alike: 0 }
  expect((await client.get(`/v1/fits/${id}`)).body.spec).toMatchObject(added)
  expect((await readOpenFit(openDatabase(env.DB), { id, project: client.project }))!.spec).toMatchObject(added)
})

it('a fit is followed under its own project only', async () => {
  const { id } = await runFit(spec(newAxis('formal')))
  await env.DB.prepare("update fits set state = 'running' where id = ?").bind(id).run()
  const theirs = { id, project: (await newProject()).project }
  const db = openDatabase(env.DB)
  expect(await readOpenFit(db, theirs)).toBeNull()
  expect(await moveFit(db, theirs, { state: 'failed' })).toBe(false)
})

describe('choices', () => {
  it('are the pairs that the model wrote, and what is picked among them are anchors', async () => {
    const done = await runFit({ axis: newAxis('formal') })
    expect(done.choices).toEqual(toyChoices)
    const picked = toyChoices.map(({ prompt, chosen, rejected }) => ({ prompt, chosen: rejected, rejected: chosen }))
    await runFit({ axis: 'formal', anchors: picked })
    expect(whoSaw(fleet, '/v1/fits').lastBody<FitRequest>('/v1/fits').spec.anchors).toEqual(picked)
  })

  it('are for those who may fit, and of the own project', async () => {
    const { id } = await runFit({ axis: newAxis('formal') })
    const user = await client.withScopes('chat', 'profiles', 'axes', 'keys')
    for (const path of [`/v1/fits/${id}`, '/v1/fits']) {
      const refused = await user.get(path)
      expect([refused.status, refused.body.error.code]).toEqual([403, 'insufficient_scope'])
    }
    expect((await (await newProject()).get(`/v1/fits/${id}`)).status).toBe(404)
  })
})

describe('a preview', () => {
  it('is a fit of its own, by words alone, that comes first; its version is marked, and never activated by itself', async () => {
    const done = await runFit({ axis: newAxis('formal'), source: 'given', pairs: anchors, anchors, preview: true })
    expect(done).toMatchObject({ state: 'done', activated: true, preview_of: null })
    const { body: preview } = await client.get(`/v1/fits/${done.preview}`)
    expect(preview).toMatchObject({ state: 'done', activated: false, preview: null, preview_of: done.id })
    expect(preview.evaluation.report).toBeNull()
    const { body: versions } = await client.get('/v1/axes/formal/directions')
    expect(versions.data.find(({ hash }: Any) => hash === preview.direction.hash)).toMatchObject({
      preview: true,
      active: false,
      manifest: { source: 'context-shift' },
    })
    expect(versions.data.find(({ hash }: Any) => hash === done.direction.hash)).toMatchObject({
      preview: false,
      active: true,
    })

    const worker = whoSaw(fleet, '/v1/fits')
    expect([...worker.fits.keys()]).toEqual([preview.id, done.id])
    expect(worker.fits.get(preview.id)!.request.spec).toMatchObject({
      axis: 'formal',
      source: 'context-shift',
      pairs: [],
      anchors,
      report: false,
    })
    expect((await client.get('/v1/fits')).body.data.map((one: Any) => one.id).sort()).toEqual(
      [preview.id, done.id].sort(),
    )
  })

  it('that comes to what is asked for again is no preview any more, while a preview of what was asked for stays none', async () => {
    const first = await runFit({ axis: newAxis('formal'), source: 'given', pairs: anchors, anchors, preview: true })
    const { body: preview } = await client.get(`/v1/fits/${first.preview}`)
    const marked = async () => {
      const { body } = await client.get('/v1/axes/formal/directions')
      return body.data.find(({ hash }: Any) => hash === preview.direction.hash).preview
    }
    expect(await marked()).toBe(true)
    const again = await runFit(spec('formal', { anchors }))
    expect(again.direction).toEqual(preview.direction)
    expect(await marked()).toBe(false)
    await runFit({ axis: 'formal', source: 'given', pairs: anchors, anchors, preview: true })
    expect(await marked()).toBe(false)
  })

  it('that is cancelled leaves the fit its course', async () => {
    outcome('never')
    const done = await runFit({ axis: newAxis('formal'), preview: true }, async (id) => {
      const { body } = await client.get(`/v1/fits/${id}`)
      expect((await client.delete(`/v1/fits/${body.preview}`)).body.state).toBe('cancelled')
      outcome('passed')
    })
    expect(done.state).toBe('done')
  })

  it('is not made unless asked for, nor of what is one already', async () => {
    expect(await runFit({ axis: newAxis('formal') })).toMatchObject({ preview: null, preview_of: null })
    const refused = await client.post('/v1/fits', spec('formal', { preview: true }))
    expect([refused.status, refused.body.error.param]).toEqual([400, 'preview'])
  })
})

describe('the list', () => {
  it('comes newest first, a page at a time', async () => {
    outcome('failed')
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.unshift((await runFit(spec(newAxis('formal')))).id)
    const first = await client.get('/v1/fits?limit=2')
    expect(first.body.has_more).toBe(true)
    const second = await client.get(`/v1/fits?limit=2&after=${first.body.data[1].id}`)
    expect(second.body.has_more).toBe(false)
    expect([...first.body.data, ...second.body.data].map((one: Any) => one.id)).toEqual(ids)
    expect((await client.get('/v1/fits?after=fit_unknown')).body.data).toEqual([])
  })
})

describe('a fit is refused', () => {
  it.each<[string, object, number, string | null]>([
    ['an unknown axis', spec('formal'), 404, 'axis'],
    ['a bad axis id', spec('Formal'), 400, 'axis'],
    ['an axis without words', spec({ id: 'formal' }), 400, 'axis'],
    ['an unknown method', spec(newAxis('formal'), { method: 'magic' }), 400, 'method'],
    ['an unknown source', { axis: newAxis('formal'), source: 'oracle' }, 400, 'source'],
    ['given without pairs', { axis: newAxis('formal'), source: 'given' }, 400, 'pairs'],
    [
      'a pair without an answer',
      spec(newAxis('formal'), { anchors: [{ prompt: 'a', chosen: 'b' }] }),
      400,
      'anchors.0.rejected',
    ],
    ['fewer anchors than orient', spec(newAxis('formal'), { anchors: anchors.slice(1) }), 400, 'anchors'],
    ['a negative seed', spec(newAxis('formal'), { seed: -1 }), 400, 'seed'],
    ['another pole prompt', spec(newAxis('formal'), { pole_prompt: 'hidden' }), 400, 'pole_prompt'],
    ['nearly all pairs dropped', spec(newAxis('formal'), { drop_alike: 0.9 }), 400, 'drop_alike'],
    ['a report in words', spec(newAxis('formal'), { report: 'yes' }), 400, 'report'],
    ['a preview in words', { axis: newAxis('formal'), preview: 'yes' }, 400, 'preview'],
    ['choices of its own', spec(newAxis('formal'), { choices: anchors }), 400, 'choices'],
    ['other fields', spec(newAxis('formal'), { gpu: 1 }), 400, 'gpu'],
  ])('%s', async (_, body, status, param) => {
    const answer = await client.post('/v1/fits', body)
    expect(answer.status).toBe(status)
    expect(answer.body.error.param).toBe(param)
    expect((await client.get('/v1/fits')).body.data).toEqual([])
  })
})
