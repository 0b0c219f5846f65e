import { introspectWorkflow } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type FitRequest, fitMethod } from '../../shared/wire/fit.ts'
import type { FitOutcome } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newAxis, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const spec = (axis: unknown, more: object = {}) => ({ axis, source: 'context-shift', ...more })
const anchors = [{ prompt: 'Hi', chosen: 'Good day.', rejected: 'yo' }]

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
  const [workflow] = await workflows.get()
  await workflow!.waitForStatus('complete')
  return (await client.get(`/v1/fits/${started.body.id}`)).body
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

  it('of an existing axis makes the next version and can be kept aside', async () => {
    const { version } = await client.steerable('formal')
    const done = await runFit(spec('formal', { activate: 'never', seed: 9 }))
    expect(done).toMatchObject({ direction: { version: 2 }, activated: false, message: expect.stringMatching(/ready/) })
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

  it('whose axis is deleted meanwhile fails', async () => {
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
    outcome('never')
    const { body } = await client.post('/v1/fits', spec(newAxis('formal')))
    const state = async () => (await client.get(`/v1/fits/${body.id}`)).body.state
    await expect.poll(state).toBe('running')
    await (await env.FIT.get(body.id)).terminate()
    outcome('passed')
    await env.DB.prepare('update fits set updated = 1 where id = ?').bind(body.id).run()
    await expect.poll(state, { timeout: 10_000 }).toBe('done')
  })

  it('that has ended is not cancelled', async () => {
    const done = await runFit(spec(newAxis('formal')))
    expect((await client.delete(`/v1/fits/${done.id}`)).body).toEqual(done)
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
    ['a negative seed', spec(newAxis('formal'), { seed: -1 }), 400, 'seed'],
    ['other fields', spec(newAxis('formal'), { gpu: 1 }), 400, 'gpu'],
  ])('%s', async (_, body, status, param) => {
    const answer = await client.post('/v1/fits', body)
    expect(answer.status).toBe(status)
    expect(answer.body.error.param).toBe(param)
    expect((await client.get('/v1/fits')).body.data).toEqual([])
  })
})
