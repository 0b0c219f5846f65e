/** A fit whose report is still made: what is offered meanwhile, and what becomes of it. The report is a stand-in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FitError } from '../../gpu-worker/fitting/fit-error.ts'
import type { StageContext } from '../../gpu-worker/fitting/stage.ts'
import { type FitStatus, fitStatus } from '../../shared/wire/fit.ts'
import { BRIGHT_POLE, GLOOMY_POLE, tonePairs, toyModel } from '../fitting/toy-model.ts'
import { toyReport } from '../support/toy-report.ts'
import { PROJECT, sha256, startTestWorker, type TestWorker } from './worker.ts'

const phase = vi.hoisted(() => ({ report: Promise.withResolvers<void>() }))

vi.mock('../../gpu-worker/pipeline/report.ts', () => ({
  makeReport: async (_input: unknown, { signal }: StageContext) => {
    const left = new Promise<never>((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)))
    await Promise.race([phase.report.promise, left])
    return { output: toyReport(), note: 'a stand-in' }
  },
}))

const ID = `fit_${'1'.padStart(26, '0')}`
const spec = {
  axis: 'bright',
  positive: BRIGHT_POLE,
  negative: GLOOMY_POLE,
  source: 'given',
  pairs: tonePairs(),
}

let folder: string
let worker: TestWorker
beforeEach(async () => {
  phase.report = Promise.withResolvers()
  // A test may end it before the report's turn has come.
  phase.report.promise.catch(() => {})
  folder = mkdtempSync(join(tmpdir(), 'attune-fits-'))
  worker = await startTestWorker({ language: toyModel(), fits: folder })
  await worker.ask('POST', '/v1/fits', { id: ID, project: PROJECT, spec })
})
afterEach(async () => {
  await worker.close()
  rmSync(folder, { recursive: true, force: true })
  vi.restoreAllMocks()
})

const status = async (): Promise<FitStatus> => fitStatus.parse(await (await worker.ask('GET', `/v1/fits/${ID}`)).json())
const when = (ready: (now: FitStatus) => void) =>
  vi.waitFor(
    async () => {
      const now = await status()
      ready(now)
      return now
    },
    { interval: 10, timeout: 20_000 },
  )
const usable = () => when(({ result }) => expect(result).not.toBeNull())
const ended = (state: FitStatus['state']) => when((now) => expect(now.state).toBe(state))

async function artifact(): Promise<string> {
  const response = await worker.ask('GET', `/v1/fits/${ID}/artifact`)
  expect(response.status).toBe(200)
  return sha256(new Uint8Array(await response.arrayBuffer()))
}

test('the direction is on offer while the report is made, and the report comes with the end', async () => {
  const offered = await usable()
  expect(offered).toMatchObject({ state: 'running', result: { evaluation: { passed: true, report: null } } })
  expect(await artifact()).toBe(offered.result!.hash)
  // Asked for again, it goes on.
  expect(await (await worker.ask('POST', '/v1/fits', { id: ID, project: PROJECT, spec })).json()).toMatchObject({
    state: 'running',
    result: offered.result,
  })

  phase.report.resolve()
  const done = await ended('done')
  expect(done.result).toEqual({
    ...offered.result,
    evaluation: { ...offered.result!.evaluation, report: { ...toyReport(), seconds: expect.any(Number) } },
  })
  expect(await artifact()).toBe(offered.result!.hash)
})

test('a report that fails says why, and leaves the direction on offer', async () => {
  const offered = await usable()
  phase.report.reject(new FitError('too_few_pairs', 'the report could not be made'))
  const failed = await ended('failed')
  expect(failed.error).toEqual({ code: 'too_few_pairs', message: 'the report could not be made' })
  expect(failed.result).toEqual(offered.result)
  expect(await artifact()).toBe(offered.result!.hash)
})

test('an error of ours in the report shows nothing of itself', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  await usable()
  phase.report.reject(new Error('secret of the inside'))
  const failed = await ended('failed')
  expect(JSON.stringify(failed)).not.toContain('secret of the inside')
  expect(log).toHaveBeenCalledOnce()
})

test('cancelled while its report is made, it ends, and leaves the direction on offer', async () => {
  const offered = await usable()
  await worker.ask('DELETE', `/v1/fits/${ID}`)
  expect((await ended('cancelled')).result).toEqual(offered.result)
  expect(await artifact()).toBe(offered.result!.hash)
})
