/** The work of each step of a fit. All of it may be repeated: the worker knows a fit by id, R2 and D1 by hash. */
import { ApiError } from '../../shared/errors.ts'
import { sha256Hex } from '../../shared/ids.ts'
import { type FitRequest, type FitStatus, fitStatus } from '../../shared/wire/fit.ts'
import { type Config, readConfig, type WorkerAddress } from '../config.ts'
import type { Env } from '../env.ts'
import { rank } from '../fleet/rendezvous.ts'
import { askWorker, expectOk, firstToAccept, WorkerUnreachable } from '../fleet/worker-client.ts'
import { openDatabase } from '../services/database.ts'
import { type StoredDirection, storeDirection } from '../services/directions.ts'
import { activeAtFirst, type FitMove, moveFit, readOpenFit, stopFit } from '../services/fit-moves.ts'
import { cancelOnWorker } from '../services/fits.ts'
import { concludeFit, registerDirection } from '../services/publish.ts'
import { asStep, type Failure } from './failure.ts'
import type { FitJob } from './job.ts'

/** Which worker took the fit; 'full' where none has a place for it now; null if it was cancelled before. */
export const start = (env: Env, job: FitJob): Promise<{ worker: string } | 'full' | null> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job)
    if (!fit) return null
    const config = readConfig(env)
    const { project } = job
    const preview = fit.preview && (await readOpenFit(db, { ...job, id: fit.preview }))
    // Where another instance of the workflow has started it, it is found there.
    const own = config.workers.filter(({ tag }) => tag === fit.worker)
    const others = rank(project, config.workers).filter(({ tag }) => tag !== fit.worker)
    const { taker, response } = await firstToAccept([...own, ...others], async (worker) => {
      // A worker takes a project's fits in the order they come. One that does not take this one decides about the other itself.
      if (preview) await discard(postFit(config, worker, { id: fit.preview!, project, spec: preview.spec }))
      return postFit(config, worker, { id: job.id, project, spec: fit.spec })
    })
    if (await isFull(response)) {
      await moveFit(db, job, WITHOUT_PLACE)
      return 'full'
    }
    await expectOk(response)
    const { state, message, queue } = fitStatus.parse(await response.json())
    const { tag } = taker
    const open = await moveFit(db, job, { worker: tag, state: openState(state), message, queue })
    if (!open) await cancelOnWorker(env, tag, job.id)
    return open ? { worker: tag } : null
  })

/** It waits here then, as long as it must: whoever is asked next may have a place. */
const WITHOUT_PLACE: FitMove = {
  state: 'queued',
  message: 'Waiting for a place in the queue of a worker: all are taken by other fits',
  queue: null,
}

/** A worker without a place for this fit. One that is shutting down answers otherwise. */
async function isFull(response: Response): Promise<boolean> {
  if (response.status !== 429) return false
  await response.body?.cancel()
  return true
}

/** While it has not ended here, a fit is waiting or under way. */
const openState = (state: FitStatus['state']): 'queued' | 'running' => (state === 'queued' ? 'queued' : 'running')

/** How a fit ended. */
export type End = { state: 'done' | 'failed' | 'cancelled'; error: Failure | null }

/**
 * The hash of the direction that can be used already, if there is one; whether the fit waits for its turn; and the end, if
 * it has come.
 */
export type Seen = { usable: string | null; waiting: boolean; end: End | null }

/**
 * Copies the worker's status into the fit's row, except its end: what is usable must be registered before. A worker that
 * has lost the fit is given it again.
 */
export const poll = (env: Env, job: FitJob, tag: string): Promise<Seen> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const config = readConfig(env)
    const fit = await readOpenFit(db, job)
    if (!fit) {
      await cancelOnWorker(env, tag, job.id)
      return { usable: null, waiting: false, end: { state: 'cancelled', error: null } }
    }
    const worker = workerByTag(config, tag)
    let response = await askWorker(config.secret, worker, { method: 'GET', path: `/v1/fits/${job.id}` })
    if (response.status === 404) {
      await response.body?.cancel()
      response = await postFit(config, worker, { id: job.id, project: job.project, spec: fit.spec })
      if (await isFull(response)) {
        await moveFit(db, job, WITHOUT_PLACE)
        return { usable: null, waiting: true, end: null }
      }
    }
    await expectOk(response)
    const status = fitStatus.parse(await response.json())
    const { stage, progress, message, queue, stages, result } = status
    const { evaluation, choices, characteristics } = result ?? {}
    const state = openState(status.state)
    await moveFit(db, job, { state, stage, progress, message, queue, stages, evaluation, choices, characteristics })
    return { usable: result?.hash ?? null, waiting: queue !== null, end: endOf(status) }
  })

/**
 * A user's cancel closes the fit's row before a worker hears of it. A fit that only the worker calls cancelled is one of a
 * worker that is closing: it is given again to the one that follows.
 */
function endOf({ state, error, result }: FitStatus): End | null {
  if (state === 'queued' || state === 'running' || state === 'cancelled') return null
  if (state === 'failed')
    return { state, error: error ?? { code: 'fit_failed', message: 'The worker gave no reason.' } }
  if (result) return { state, error: null }
  return { state: 'failed', error: NO_ARTIFACT }
}

const NO_ARTIFACT: Failure = { code: 'no_artifact', message: 'The fit ended without a direction.' }

/** Of the worker's answers, those that a file is not to be had now: the fit is lost, or is made again and not as far. */
const NOT_NOW = [404, 409]

/**
 * null where the file with this hash cannot be had: the fit was cancelled meanwhile, or the worker has lost it, perhaps
 * made another direction since. The next poll tells.
 */
export const storeArtifact = (env: Env, job: FitJob, tag: string, hash: string): Promise<StoredDirection | null> =>
  asStep(async () => {
    const fit = await readOpenFit(openDatabase(env.DB), job)
    if (!fit) return null
    const config = readConfig(env)
    const path = `/v1/fits/${job.id}/artifact`
    const response = await askWorker(config.secret, workerByTag(config, tag), { method: 'GET', path })
    const announced = response.headers.get('x-attune-direction')
    if (NOT_NOW.includes(response.status) || (announced !== null && announced !== hash)) {
      await response.body?.cancel()
      return null
    }
    await expectOk(response)
    const file = new Uint8Array(await response.arrayBuffer())
    if ((await sha256Hex(file)) !== hash) {
      throw new ApiError(
        502,
        'artifact_corrupt',
        'The direction arrived damaged: its SHA-256 is not the one announced.',
      )
    }
    return storeDirection(env.ARTIFACTS, fit.axis, file)
  })

/** From here on it can be activated by hand, and the fit's end can no longer lose it. */
export const register = (env: Env, job: FitJob, stored: StoredDirection): Promise<void> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job)
    if (!fit) return
    const { direction } = await registerDirection({ db, artifacts: env.ARTIFACTS }, job.project, fit.axis, stored, {
      evaluation: fit.evaluation,
      activate: 'never',
      preview: fit.previewOf !== null,
    })
    const { version, hash } = direction
    await moveFit(db, job, { direction: { version, hash }, replaces: activeAtFirst })
  })

/** Ends the fit's row as the fit ended on its worker, and puts the direction in force where that was asked for. */
export const conclude = (env: Env, job: FitJob, end: End): Promise<void> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job)
    if (!fit) return
    if (end.error || !fit.direction) return fail(env, job, end.error ?? NO_ARTIFACT)
    const { axis, evaluation, spec, activate, direction } = fit
    await concludeFit({ db, artifacts: env.ARTIFACTS }, job, {
      ...{ axis, hash: direction.hash, evaluation },
      activate: activate === 'auto',
      reportDue: spec.report,
    })
  })

/** Another instance of the workflow goes on; of two, one too many does no harm. */
export const handOn = (env: Env, { id, project }: FitJob, used: number): Promise<void> =>
  asStep(async () => {
    await env.FIT.create({ id: `${id}-${Date.now()}`, params: { id, project, used } })
  })

export const TIMED_OUT: Failure = { code: 'timed_out', message: 'The fit took too long and was stopped.' }

/** Ends a fit that goes no further here, and so need not on its worker. */
export const abandon = (env: Env, job: FitJob, error: Failure): Promise<void> =>
  asStep(async () => {
    const fit = await readOpenFit(openDatabase(env.DB), job)
    if (fit?.worker) await cancelOnWorker(env, fit.worker, job.id)
    await fail(env, job, error)
  })

async function fail(env: Env, job: FitJob, error: Failure): Promise<void> {
  const { message } = error
  const remark = `its report was not made: ${message}`
  await stopFit(openDatabase(env.DB), job, { state: 'failed', message, error, remark })
}

const postFit = (config: Config, worker: WorkerAddress, body: FitRequest) =>
  askWorker(config.secret, worker, { method: 'POST', path: '/v1/fits', body })

async function discard(answer: Promise<Response>): Promise<void> {
  await (await answer).body?.cancel()
}

function workerByTag(config: Config, tag: string): WorkerAddress {
  const worker = config.workers.find((one) => one.tag === tag)
  if (!worker) throw new WorkerUnreachable({ tag, url: '(not in WORKERS)' }, new Error('no such worker'))
  return worker
}
