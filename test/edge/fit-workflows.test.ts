/** Who follows a fit, on which worker it goes on, and for how long. */
import { introspectWorkflow } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../edge/services/database.ts'
import { continueStalledFits } from '../../edge/services/stalled-fits.ts'
import type { FakeWorker, FitOutcome } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newAxis, newProject } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const outcome = (result: FitOutcome) => {
  fleet.a.fitOutcome = fleet.b.fitOutcome = result
}
const read = async (id: string): Promise<Any> => (await client.get(`/v1/fits/${id}`)).body
const order = (more: object = {}) => ({ axis: newAxis('formal'), source: 'context-shift', ...more })
const holder = (id: string): FakeWorker => [fleet.a, fleet.b].find((worker) => worker.fits.get(id)?.polls)!
const kept = async (id: string) =>
  (await env.ARTIFACTS.list({ prefix: `fits/${id}/` })).objects.map(({ key }) => key.split('/').at(-1))

/** Workflows whose waits take no time. */
async function hurried() {
  const workflows = await introspectWorkflow(env.FIT)
  await workflows.modifyAll(async (modifier) => {
    await modifier.disableSleeps()
    await modifier.disableRetryDelays()
  })
  return workflows
}

/** A fit that runs until its outcome changes. */
async function running(more: object = {}): Promise<string> {
  outcome('never')
  const { status, body } = await client.post('/v1/fits', order(more))
  expect(status).toBe(202)
  await expect.poll(() => holder(body.id)?.fits.get(body.id)?.polls).toBeGreaterThan(1)
  return body.id
}

describe('a fit is followed by one workflow', () => {
  it('even where another took over from one that was only slow: that one ends, and leaves the fit alone', async () => {
    await using workflows = await hurried()
    const id = await running()
    // It moves its row all the time: another takes over as soon as it comes between two moves.
    const takeOver = async () => {
      await continueStalledFits({ env, db: openDatabase(env.DB) }, 0)
      return (await workflows.get()).length
    }
    await expect.poll(takeOver).toBe(2)
    const [slow, other] = (await workflows.get()) as [Any, Any]
    await slow.waitForStatus('complete')
    expect(await read(id)).toMatchObject({ state: 'running', error: null })
    expect(holder(id).fits.get(id)!.cancelled).toBe(false)
    const { polls } = holder(id).fits.get(id)!
    await expect.poll(() => holder(id).fits.get(id)!.polls).toBeGreaterThan(polls + 2)
    outcome('passed')
    await other.waitForStatus('complete')
    expect(await read(id)).toMatchObject({ state: 'done' })
  })

  it('one too many that fails does not fail the fit', async () => {
    await using workflows = await hurried()
    const id = await running()
    await env.DB.prepare('update fits set turn = turn + 1 where id = ?').bind(id).run()
    fleet.down.add('a').add('b')
    const [superseded] = (await workflows.get()) as [Any]
    await superseded.waitForStatus('complete')
    expect((await read(id)).state).toBe('running')
    await client.delete(`/v1/fits/${id}`)
  })
})

describe("a fit's time", () => {
  it('goes on where it was when another workflow goes on with it', async () => {
    await using workflows = await hurried()
    const id = await running({ time_limit: 3_600 })
    const [first] = (await workflows.get()) as [Any]
    await (await env.FIT.get(id)).terminate()
    await first.waitForStatus('terminated')
    const used = () => env.DB.prepare('select used from fits where id = ?').bind(id).first<number>('used')
    expect(await used()).toBeGreaterThan(0)
    await env.DB.prepare('update fits set used = 3600, updated = 1 where id = ?').bind(id).run()
    await continueStalledFits({ env, db: openDatabase(env.DB) })
    await expect.poll(async () => (await read(id)).error?.code, { timeout: 10_000 }).toBe('timed_out')
    expect(holder(id).fits.get(id)!.cancelled).toBe(true)
  })

  it('is what was asked for, or an hour and a half', async () => {
    await using workflows = await hurried()
    outcome('never')
    const { body } = await client.post('/v1/fits', order({ time_limit: 60 }))
    expect(body.time_limit).toBe(60)
    for (const one of await workflows.get()) await one.waitForStatus('complete')
    expect(await read(body.id)).toMatchObject({ state: 'failed', error: { code: 'timed_out' } })
    outcome('passed')
    expect((await client.post('/v1/fits', { axis: 'formal', source: 'context-shift' })).body.time_limit).toBe(5_400)
  })

  it.each([59, 86_401, 1.5, 'long'])('cannot be %j', async (time_limit) => {
    const { status, body } = await client.post('/v1/fits', order({ time_limit }))
    expect([status, body.error.param]).toEqual([400, 'time_limit'])
  })
})

describe('a fit whose worker dies', () => {
  it('goes on on another, which is given the finished stages first; none is left when it has ended', async () => {
    await using workflows = await hurried()
    const id = await running()
    const first = holder(id)
    await expect.poll(() => kept(id)).toEqual(['characteristics'])
    const [dead, next] = first === fleet.a ? (['a', fleet.b] as const) : (['b', fleet.a] as const)
    fleet.down.add(dead)
    await expect.poll(() => next.fits.get(id)?.polls, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(next.broughtStages).toEqual(['characteristics'])
    expect(next.stages.get(id)!.get('characteristics')).toBe(`characteristics, made by ${dead}`)
    const asked = next.seen.filter(({ path }) => path.startsWith('/v1/fits')).map(({ method }) => method)
    expect(asked.indexOf('PUT')).toBeLessThan(asked.indexOf('POST'))
    outcome('passed')
    for (const one of await workflows.get()) await one.waitForStatus('complete')
    expect(await read(id)).toMatchObject({ state: 'done', error: null, direction: { version: 1 } })
    expect(await kept(id)).toEqual([])
  })

  it('keeps no stages once it is cancelled', async () => {
    await using workflows = await hurried()
    const id = await running()
    await expect.poll(() => kept(id)).toEqual(['characteristics'])
    await client.delete(`/v1/fits/${id}`)
    for (const one of await workflows.get()) await one.waitForStatus('complete')
    expect(await kept(id)).toEqual([])
  })

  it("goes on though its stages cannot be kept: they are another's to make then", async () => {
    await using workflows = await hurried()
    for (const worker of [fleet.a, fleet.b]) worker.withholdsStages = true
    const id = await running()
    expect(await kept(id)).toEqual([])
    outcome('passed')
    for (const one of await workflows.get()) await one.waitForStatus('complete')
    expect(await read(id)).toMatchObject({ state: 'done' })
  })
})
