import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LanguageModel } from '../../gpu-worker/language/language-model.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { FIT_STAGES, type FitStatus, fitStatus } from '../../shared/wire/fit.ts'
import { BRIGHT_POLE, GLOOMY_POLE, type ToyModel, tonePairs, toyModel } from '../fitting/toy-model.ts'
import { errorOf, generateBody, PROJECT, sha256, startTestWorker, type TestWorker } from './worker.ts'

let folder: string
const workers: TestWorker[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-fits-'))
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
  rmSync(folder, { recursive: true, force: true })
  vi.restoreAllMocks()
})

/** A worker whose fits lie in this test's folder. */
async function start(language: LanguageModel = toyModel()): Promise<TestWorker> {
  const worker = await startTestWorker({ language, fits: folder })
  workers.push(worker)
  return worker
}

const idOf = (number: number) => `fit_${String(number).padStart(26, '0')}`
const ID = idOf(1)
const spec = (fields: object = {}) => ({
  axis: 'bright',
  positive: BRIGHT_POLE,
  negative: GLOOMY_POLE,
  source: 'given',
  pairs: tonePairs(),
  ...fields,
})

const post = (worker: TestWorker, id = ID, fields: object = {}, project = PROJECT) =>
  worker.ask('POST', '/v1/fits', { id, project, spec: spec(fields) })

async function status(worker: TestWorker, id = ID): Promise<FitStatus> {
  const response = await worker.ask('GET', `/v1/fits/${id}`)
  expect(response.status).toBe(200)
  return fitStatus.parse(await response.json())
}

const until = (worker: TestWorker, state: FitStatus['state'], id = ID) =>
  vi.waitFor(
    async () => {
      const now = await status(worker, id)
      expect(now.state).toBe(state)
      return now
    },
    { interval: 10, timeout: 20_000 },
  )

/** A model that answers nothing before `release`, or before the fit is cancelled. */
function heldModel(): { model: ToyModel; asked: Promise<void>; release(): void } {
  const model = toyModel()
  const released = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const held =
    <Given extends unknown[], Answer>(answer: (...given: Given) => Promise<Answer>) =>
    async (...given: Given) => {
      const task = given.at(-1) as { signal?: AbortSignal } | undefined
      asked.resolve()
      await Promise.race([
        released.promise,
        new Promise((_, reject) => task?.signal?.addEventListener('abort', () => reject(task.signal!.reason))),
      ])
      return answer(...given)
    }
  return {
    model: {
      ...model,
      generate: held(model.generate),
      score: held(model.score),
      activations: held(model.activations),
    },
    asked: asked.promise,
    release: released.resolve,
  }
}

describe('a fit', () => {
  test('is started, reports its stages, and gives the direction that its status names', async () => {
    const worker = await start()
    const response = await post(worker)
    expect(response.status).toBe(202)
    expect(fitStatus.parse(await response.json())).toMatchObject({ id: ID, error: null, result: null })
    const done = await until(worker, 'done')
    expect(done).toMatchObject({ progress: 1, message: 'done', error: null })
    expect(done.stages.map(({ stage }) => stage)).toEqual(FIT_STAGES)
    expect(done.result!.evaluation.passed).toBe(true)

    const artifact = await worker.ask('GET', `/v1/fits/${ID}/artifact`)
    expect(artifact.status).toBe(200)
    expect(artifact.headers.get('content-type')).toBe('application/octet-stream')
    const bytes = new Uint8Array(await artifact.arrayBuffer())
    expect(sha256(bytes)).toBe(artifact.headers.get('x-attune-direction'))
    expect(done.result).toMatchObject({ hash: sha256(bytes), bytes: bytes.length })
    expect(decodeDirection(bytes).manifest.axis).toBe('bright')
  })

  test('that is asked for again is the same one, waiting, running or done', async () => {
    const { model, asked, release } = heldModel()
    const worker = await start(model)
    await post(worker)
    await post(worker, idOf(2))
    await asked
    expect(await (await post(worker)).json()).toMatchObject({ state: 'running' })
    expect(await (await post(worker, idOf(2))).json()).toMatchObject({ state: 'queued', progress: 0 })
    release()
    await until(worker, 'done', idOf(2))
    const calls = { ...model.calls }
    expect(await (await post(worker)).json()).toMatchObject({ state: 'done', progress: 1 })
    expect(model.calls).toEqual(calls)
  })

  test("does not wait for another's report: what can be used comes first, for all", async () => {
    const worker = await start()
    await post(worker)
    await post(worker, idOf(2))
    const first = await until(worker, 'done')
    expect(first.result!.evaluation.report).not.toBeNull()
    const second = await status(worker, idOf(2))
    expect(second.result).not.toBeNull()
    expect((await until(worker, 'done', idOf(2))).result!.evaluation.report).not.toBeNull()
  })

  test("does not wait for another's report that runs: that breaks off, and is made after it", async () => {
    const toy = toyModel()
    const reporting = Promise.withResolvers<void>()
    let broken = 0
    const worker = await start({
      ...toy,
      // Nothing but a report asks for so many texts at once; the first time it hangs until it is told to stop.
      generate: async (requests, task) => {
        if (requests.length > 100 && broken === 0) {
          reporting.resolve()
          await new Promise((_, reject) =>
            task!.signal!.addEventListener('abort', () => reject(task!.signal!.reason)),
          ).catch((reason) => {
            broken++
            throw reason
          })
        }
        return toy.generate(requests, task)
      },
    })
    await post(worker)
    await reporting.promise
    await post(worker, idOf(2), { report: false })
    await until(worker, 'done', idOf(2))
    expect(broken).toBe(1)
    expect((await until(worker, 'done')).result!.evaluation.report).not.toBeNull()
  })

  test('whose report is cancelled keeps its direction on offer', async () => {
    const worker = await start()
    await post(worker)
    await post(worker, idOf(2))
    await vi.waitFor(async () => expect((await status(worker)).result).not.toBeNull(), { interval: 1, timeout: 20_000 })
    await worker.ask('DELETE', `/v1/fits/${ID}`)
    const cancelled = await until(worker, 'cancelled')
    expect(cancelled.result!.evaluation.report).toBeNull()
    expect((await worker.ask('GET', `/v1/fits/${ID}/artifact`)).status).toBe(200)
  })

  test('has no artifact before it is done', async () => {
    const { model, asked } = heldModel()
    const worker = await start(model)
    await post(worker)
    await asked
    const response = await worker.ask('GET', `/v1/fits/${ID}/artifact`)
    expect(response.status).toBe(409)
    expect(await errorOf(response)).toMatchObject({ code: 'fit_not_done' })
  })

  test('that nobody started is not found', async () => {
    const worker = await start()
    for (const [method, path] of [
      ['GET', `/v1/fits/${ID}`],
      ['DELETE', `/v1/fits/${ID}`],
      ['GET', `/v1/fits/${ID}/artifact`],
    ] as const) {
      const response = await worker.ask(method, path)
      expect(response.status).toBe(404)
      expect(await errorOf(response)).toMatchObject({ code: 'fit_not_found', type: 'not_found_error' })
    }
  })

  test.for<[string, object]>([
    ['id', { id: '../../etc', project: PROJECT, spec: spec() }],
    ['id', { id: 'fit_1', project: PROJECT, spec: spec() }],
    ['spec', { id: ID, project: PROJECT }],
    ['project', { id: ID, spec: spec() }],
    ['spec.axis', { id: ID, project: PROJECT, spec: spec({ axis: '' }) }],
    ['spec.source', { id: ID, project: PROJECT, spec: spec({ source: 'the-web' }) }],
    ['spec.method', { id: ID, project: PROJECT, spec: spec({ method: 'guess' }) }],
    ['spec.positive.name', { id: ID, project: PROJECT, spec: spec({ positive: { ...BRIGHT_POLE, name: ' ' } }) }],
    ['spec.negative', { id: ID, project: PROJECT, spec: spec({ negative: undefined }) }],
    [
      'spec.pairs.0.rejected',
      { id: ID, project: PROJECT, spec: spec({ pairs: [{ prompt: 'a', chosen: 'b', rejected: '' }] }) },
    ],
    ['spec.layers.0', { id: ID, project: PROJECT, spec: spec({ layers: [-1] }) }],
    ['spec.seed', { id: ID, project: PROJECT, spec: spec({ seed: 2 ** 32 }) }],
  ])('with a wrong %s is refused', async ([param, body]) => {
    const worker = await start()
    const response = await worker.ask('POST', '/v1/fits', body)
    expect(response.status).toBe(400)
    expect((await errorOf(response)).param).toBe(param)
  })
})

test('folders of fits that have rested for a week go when another fit is started', async () => {
  const worker = await start()
  await post(worker)
  await until(worker, 'done')
  const rested = (id: string, days: number) => {
    const path = join(folder, id)
    mkdirSync(path, { recursive: true })
    const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000)
    utimesSync(path, then, then)
  }
  rested(ID, 8)
  rested(idOf(8), 8)
  rested(idOf(6), 6)
  await post(worker, idOf(2))
  await until(worker, 'done', idOf(2))
  expect(readdirSync(folder).sort()).toEqual([idOf(2), idOf(6)])
  // The finished fit itself is remembered: what it made can still be fetched.
  expect((await worker.ask('GET', `/v1/fits/${ID}/artifact`)).status).toBe(200)
})

describe('a fit is cancelled', () => {
  test('while it runs; the next one takes its turn', async () => {
    const { model, asked, release } = heldModel()
    const worker = await start(model)
    await post(worker)
    await post(worker, idOf(2))
    await asked
    expect((await worker.ask('DELETE', `/v1/fits/${ID}`)).status).toBe(200)
    expect(await until(worker, 'cancelled')).toMatchObject({ message: 'cancelled', error: null, result: null })
    release()
    await until(worker, 'done', idOf(2))
    expect(await status(worker)).toMatchObject({ state: 'cancelled' })
  })

  test('while it waits, at once, and it never runs', async () => {
    const { model, asked, release } = heldModel()
    const worker = await start(model)
    await post(worker)
    await post(worker, idOf(2))
    await post(worker, idOf(3))
    await asked
    const response = await worker.ask('DELETE', `/v1/fits/${idOf(2)}`)
    expect(await response.json()).toMatchObject({ state: 'cancelled' })
    release()
    await until(worker, 'done', idOf(3))
    expect(await status(worker, idOf(2))).toMatchObject({ state: 'cancelled', stages: [] })
  })

  test('without effect when it is done', async () => {
    const worker = await start()
    await post(worker)
    const done = await until(worker, 'done')
    const response = await worker.ask('DELETE', `/v1/fits/${ID}`)
    expect(await response.json()).toEqual(done)
    expect((await worker.ask('GET', `/v1/fits/${ID}/artifact`)).status).toBe(200)
  })
})

test('so many fits may wait; one more is asked to come again, one that is known is not', async () => {
  const { model, asked } = heldModel()
  const worker = await start(model)
  await post(worker, idOf(0))
  await asked
  for (let i = 1; i <= 32; i++) expect((await post(worker, idOf(i))).status).toBe(202)
  const response = await post(worker, idOf(33))
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('30')
  expect(await errorOf(response)).toMatchObject({ code: 'fit_queue_full' })
  expect((await post(worker, idOf(32))).status).toBe(202)
  await worker.ask('DELETE', `/v1/fits/${idOf(5)}`)
  expect((await post(worker, idOf(33))).status).toBe(202)
})

describe('fits of several projects', () => {
  test('take turns: the only fit of one is next, however many another has', async () => {
    const { model, asked, release } = heldModel()
    const worker = await start(model)
    await post(worker, idOf(0), { report: false }, 'greedy')
    await asked
    for (let i = 1; i <= 32; i++) expect((await post(worker, idOf(i), {}, 'greedy')).status).toBe(202)
    expect((await post(worker, idOf(33), {}, 'greedy')).status).toBe(429)
    const only = await post(worker, idOf(50), { report: false }, 'modest')
    expect(only.status).toBe(202)
    expect(await only.json()).toMatchObject({
      state: 'queued',
      queue: { place: 1, of: 32 },
      message: expect.stringMatching(
        /^waiting in the queue, at place 1 of 32; running now: a fit of another project \(\d+ %\)$/,
      ),
    })
    // The newest of the others made room. It is not known any more, so that it is given again later.
    expect((await worker.ask('GET', `/v1/fits/${idOf(32)}`)).status).toBe(404)
    expect((await post(worker, idOf(32), {}, 'greedy')).status).toBe(429)
    expect(await status(worker, idOf(31))).toMatchObject({
      queue: { place: 32, of: 32 },
      message: expect.stringMatching(/^waiting in the queue, at place 32 of 32; running now: the fit of 'bright' \(/),
    })
    release()
    const done = await until(worker, 'done', idOf(50))
    expect(done).toMatchObject({ queue: null, message: 'done' })
    // Of the others, the one that ran, and perhaps one more since.
    const ended = await Promise.all([1, 2, 3].map((i) => status(worker, idOf(i))))
    expect(ended.filter(({ state }) => state === 'queued').length).toBeGreaterThanOrEqual(2)
  })

  test('a report that waits says where it stands, too', async () => {
    const worker = await start()
    await post(worker)
    await post(worker, idOf(2))
    await vi.waitFor(
      async () =>
        expect((await status(worker)).message).toMatch(
          /^can be used; its report waits in the queue, at place \d of \d; running now: the (fit|report) of 'bright' \(\w+, \d+ %\)$/,
        ),
      { interval: 1, timeout: 20_000 },
    )
    await until(worker, 'done')
    await until(worker, 'done', idOf(2))
  })
})

describe('a fit that fails', () => {
  test('says why, in words and by a code', async () => {
    const worker = await start()
    await post(worker, ID, { negative: BRIGHT_POLE })
    const failed = await until(worker, 'failed')
    expect(failed.error).toMatchObject({ code: 'poles_alike' })
    expect(failed.error!.message).toBe(failed.message)
    expect((await worker.ask('GET', `/v1/fits/${ID}/artifact`)).status).toBe(409)
  })

  test('may be started again, with what was wrong put right', async () => {
    const worker = await start()
    await post(worker, ID, { negative: BRIGHT_POLE })
    await until(worker, 'failed')
    expect(await (await post(worker)).json()).toMatchObject({ id: ID, error: null })
    await until(worker, 'done')
  })

  test('by an error of ours shows nothing of it, tells the operator, and goes on where it stopped', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    let broken = true
    const model = toyModel({
      onCall: (kind) => {
        if (broken && kind === 'score') throw new Error('secret of the inside')
      },
    })
    const worker = await start(model)
    await post(worker)
    const failed = await until(worker, 'failed')
    expect(failed.error).toMatchObject({ code: 'internal_error' })
    expect(JSON.stringify(failed)).not.toContain('secret of the inside')
    expect(log).toHaveBeenCalledOnce()
    expect(log.mock.calls[0]).toEqual([
      `fit ${ID} failed`,
      expect.objectContaining({ message: 'secret of the inside' }),
    ])

    broken = false
    expect(failed.stages.map(({ stage }) => stage)).toContain('activations')
    await post(worker)
    await until(worker, 'done')
    const inTwoGoes = model.calls.activations
    await post(worker, idOf(2))
    await until(worker, 'done', idOf(2))
    expect(inTwoGoes).toBe(model.calls.activations - inTwoGoes)
  })
})

test('a fit outlives its worker: another one finds its stages and makes the same file', async () => {
  const first = await start()
  await post(first)
  const { result } = await until(first, 'done')
  await first.close()

  const model = toyModel()
  const second = await start(model)
  expect((await second.ask('GET', `/v1/fits/${ID}`)).status).toBe(404)
  await post(second)
  expect((await until(second, 'done')).result).toEqual(result)
  expect(model.calls.texts).toBe(0)
})

test('a worker that closes stops its fit, which goes on in the next one', async () => {
  const { model, asked } = heldModel()
  const first = await start(model)
  await post(first)
  await post(first, idOf(2))
  await asked
  await first.close()
  const second = await start()
  await post(second)
  await until(second, 'done')
})

test('a fit on the engine itself leaves users their answers', async () => {
  const worker = await startTestWorker({ fits: folder })
  workers.push(worker)
  const pairs = tonePairs().map(({ prompt, chosen, rejected }) => ({
    prompt,
    chosen: chosen.slice(0, 30),
    rejected: rejected.slice(0, 30),
  }))
  await post(worker, ID, { pairs, queries: ['Where?', 'When?', 'Who?', 'What?'] })
  await vi.waitFor(() => expect(worker.model.engine.stats.prefilledTokens).toBeGreaterThan(0), { interval: 5 })
  const answers = await Promise.all(Array.from({ length: 6 }, () => worker.ask('POST', '/v1/generate', generateBody())))
  expect(answers.map((response) => response.status)).toEqual(Array(6).fill(200))
  const { state } = await status(worker)
  expect(['running', 'done', 'failed']).toContain(state)
  await worker.ask('DELETE', `/v1/fits/${ID}`)
  await vi.waitFor(async () => expect((await status(worker)).state).not.toBe('running'), { interval: 10 })
})

describe('a private fit', () => {
  const postPrivate = (worker: TestWorker) =>
    worker.ask('POST', '/v1/fits', { id: ID, project: PROJECT, spec: spec(), private: true })

  test('leaves nothing on the disk once it has ended, and its direction on offer', async () => {
    const worker = await start()
    await postPrivate(worker)
    await until(worker, 'done')
    expect(readdirSync(folder)).toEqual([])
    expect((await worker.ask('GET', `/v1/fits/${ID}/artifact`)).status).toBe(200)
  })

  test('that is cancelled leaves nothing; one whose worker is stopped leaves its stages to go on with', async () => {
    const { model, asked } = heldModel()
    const worker = await start(model)
    await postPrivate(worker)
    await asked
    expect(readdirSync(folder)).toEqual([ID])
    await worker.ask('DELETE', `/v1/fits/${ID}`)
    await until(worker, 'cancelled')
    expect(readdirSync(folder)).toEqual([])

    const held = heldModel()
    const next = await start(held.model)
    await postPrivate(next)
    await held.asked
    await next.close()
    expect(readdirSync(folder)).toEqual([ID])
  })
})
