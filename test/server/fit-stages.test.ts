/** Finished stages on their way from one worker to the next: what was made is not made again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type FitStage, type FitStatus, fitStatus } from '../../shared/wire/fit.ts'
import { packStage, unpackStage } from '../../shared/wire/fit-stage.ts'
import { BRIGHT_POLE, GLOOMY_POLE, type ToyModel, tonePairs, toyModel } from '../fitting/toy-model.ts'
import { errorOf, PROJECT, startTestWorker, type TestWorker } from './worker.ts'

const folders: string[] = []
const workers: TestWorker[] = []
beforeEach(() => {
  folders.length = 0
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A worker with a disk of its own, and how often its model was asked for anything. */
async function start(model: ToyModel = toyModel()): Promise<{ worker: TestWorker; asked: () => number }> {
  const folder = mkdtempSync(join(tmpdir(), 'attune-stages-'))
  folders.push(folder)
  let asked = 0
  const counted =
    <Given extends unknown[], Answer>(answer: (...given: Given) => Answer) =>
    (...given: Given) => {
      asked++
      return answer(...given)
    }
  const language = {
    ...model,
    generate: counted(model.generate),
    score: counted(model.score),
    activations: counted(model.activations),
  }
  const worker = await startTestWorker({ language, fits: folder })
  workers.push(worker)
  return { worker, asked: () => asked }
}

const ID = 'fit_00000000000000000000000007'
const post = (worker: TestWorker, fields: object = {}) =>
  worker.ask('POST', '/v1/fits', {
    id: ID,
    project: PROJECT,
    spec: {
      axis: 'bright',
      positive: BRIGHT_POLE,
      negative: GLOOMY_POLE,
      source: 'given',
      pairs: tonePairs(),
      report: false,
      ...fields,
    },
  })
const pathOf = (stage: string, id = ID) => `/v1/fits/${id}/stages/${stage}`

const done = (worker: TestWorker): Promise<FitStatus> =>
  vi.waitFor(
    async () => {
      const status = fitStatus.parse(await (await worker.ask('GET', `/v1/fits/${ID}`)).json())
      expect(status.state).toBe('done')
      return status
    },
    { interval: 10, timeout: 20_000 },
  )

async function stagesOf(worker: TestWorker, names: readonly FitStage[]) {
  const files = new Map<FitStage, Uint8Array<ArrayBuffer>>()
  for (const name of names) {
    const response = await worker.ask('GET', pathOf(name))
    expect(response.status).toBe(200)
    files.set(name, new Uint8Array(await response.arrayBuffer()))
  }
  return files
}

test('a fit goes on on another worker after the stages that it is given, to the same direction', async () => {
  const first = await start()
  await post(first.worker)
  const { stages, result } = await done(first.worker)
  const names = stages.map(({ stage }) => stage)
  const files = await stagesOf(first.worker, names)
  await first.worker.close()

  const second = await start()
  for (const [name, file] of files) expect((await second.worker.ask('PUT', pathOf(name), file)).status).toBe(204)
  await post(second.worker)
  const again = await done(second.worker)
  expect(again.result!.hash).toBe(result!.hash)
  // Times and notes are those of the worker that did the work.
  expect(again.stages).toEqual(stages)
  expect([first.asked() > 0, second.asked()]).toEqual([true, 0])
})

test('stages that it lacks, and those that come after, are made there', async () => {
  const first = await start()
  await post(first.worker)
  const { stages, result } = await done(first.worker)
  const files = await stagesOf(
    first.worker,
    stages.map(({ stage }) => stage).filter((stage) => !['calibration', 'evaluation', 'artifact'].includes(stage)),
  )
  const second = await start()
  for (const [name, file] of files) await second.worker.ask('PUT', pathOf(name), file)
  await post(second.worker)
  const again = await done(second.worker)
  expect(again.result!.hash).toBe(result!.hash)
  expect(second.asked()).toBeGreaterThan(0)
  expect(second.asked()).toBeLessThan(first.asked())
})

test('stages of another order are not taken for its own', async () => {
  const first = await start()
  await post(first.worker)
  const { stages } = await done(first.worker)
  const files = await stagesOf(
    first.worker,
    stages.map(({ stage }) => stage),
  )
  const second = await start()
  for (const [name, file] of files) await second.worker.ask('PUT', pathOf(name), file)
  await post(second.worker, { pairs: tonePairs().slice(1) })
  await done(second.worker)
  expect(second.asked()).toBeGreaterThan(0)
})

describe('a stage', () => {
  test('that is not finished is not there', async () => {
    const { worker } = await start()
    const missing = await worker.ask('GET', pathOf('pairs'))
    expect([missing.status, (await errorOf(missing)).code]).toEqual([404, 'stage_not_found'])
  })

  test.for([
    ['a stage that is none', pathOf('secrets')],
    ['a path', pathOf('..%2f..%2fpairs')],
    ['an id that is none', pathOf('pairs', 'fit_x')],
    ['a path as an id', pathOf('pairs', '..%2fother')],
  ])('%s is not there, nor can it be put there', async ([, path]) => {
    const { worker } = await start()
    for (const method of ['GET', 'PUT']) {
      const response = await worker.ask(method, path!, method === 'PUT' ? new Uint8Array([1]) : undefined)
      expect([response.status, (await errorOf(response)).code]).toEqual([404, 'stage_not_found'])
    }
  })

  const stamp = { key: 'k', sha256: 'x'.repeat(64), kind: 'json', seconds: 1, note: '' } as const
  test.for<[string, Uint8Array<ArrayBuffer>]>([
    ['no stage at all', new Uint8Array([1, 2, 3])],
    ['without a stamp', new TextEncoder().encode('{}\n{}') as Uint8Array<ArrayBuffer>],
    ['changed on its way', packStage(stamp, new TextEncoder().encode('{"other": 1}'))],
  ])('%s is refused', async ([, file]) => {
    const { worker } = await start()
    const refused = await worker.ask('PUT', pathOf('pairs'), file)
    expect([refused.status, (await errorOf(refused)).code]).toEqual([400, 'invalid_stage'])
    expect((await worker.ask('GET', pathOf('pairs'))).status).toBe(404)
  })

  test('is given to nobody but the edge, and taken from nobody else', async () => {
    const { worker } = await start()
    for (const method of ['GET', 'PUT']) {
      const response = await fetch(worker.url + pathOf('pairs'), { method, ...(method === 'PUT' && { body: 'x' }) })
      expect(response.status).toBe(401)
    }
  })

  test('packed and unpacked is the same', () => {
    const bytes = new Uint8Array([0, 10, 13, 255])
    expect(unpackStage(packStage(stamp, bytes))).toEqual({ stamp, bytes })
    expect(unpackStage(new Uint8Array())).toBeNull()
  })
})
