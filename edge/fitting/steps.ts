/** The work of each step of a fit. All of it may be repeated: the worker knows a fit by id, R2 and D1 by hash. */
import { ApiError, type ErrorBody } from '../../shared/errors.ts'
import { sha256Hex } from '../../shared/ids.ts'
import { type FitRequest, type FitStatus, fitStatus } from '../../shared/wire/fit.ts'
import { type Config, readConfig, type WorkerAddress } from '../config.ts'
import type { Env } from '../env.ts'
import { rank } from '../fleet/rendezvous.ts'
import { askWorker, firstToAccept, WorkerUnreachable } from '../fleet/worker-client.ts'
import { openDatabase } from '../services/database.ts'
import { registerDirection, type StoredDirection, storeDirection } from '../services/directions.ts'
import { cancelOnWorker, moveFit, readOpenFit } from '../services/fits.ts'
import { asStep, type Failure } from './failure.ts'
import type { FitJob } from './job.ts'

/** The tag of the worker that took the fit; null if it was cancelled before. */
export const start = (env: Env, job: FitJob): Promise<string | null> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job.id)
    if (!fit) return null
    const config = readConfig(env)
    const { taker, response } = await firstToAccept(rank(job.project, config.workers), (worker) =>
      postFit(config, worker, { id: job.id, spec: fit.spec }),
    )
    await expectOk(response)
    const { tag } = taker
    const open = await moveFit(db, job.id, { worker: tag, state: 'running', message: 'Started' })
    if (!open) await cancelOnWorker(env, tag, job.id)
    return open ? tag : null
  })

export type Seen = { ended: false } | { ended: true; hash: string | null }

/** Copies the worker's status into the fit's row. A worker that has lost the fit is given it again. */
export const poll = (env: Env, job: FitJob, tag: string): Promise<Seen> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const config = readConfig(env)
    const fit = await readOpenFit(db, job.id)
    if (!fit) {
      await cancelOnWorker(env, tag, job.id)
      return { ended: true, hash: null }
    }
    const worker = workerByTag(config, tag)
    let response = await askWorker(config.secret, worker, { method: 'GET', path: `/v1/fits/${job.id}` })
    if (response.status === 404) {
      await response.body?.cancel()
      response = await postFit(config, worker, { id: job.id, spec: fit.spec })
    }
    await expectOk(response)
    const status = fitStatus.parse(await response.json())
    const { stage, progress, message, stages } = status
    await moveFit(db, job.id, { stage, progress, message, stages, ...ending(status) })
    if (status.state === 'done') return { ended: true, hash: status.result?.hash ?? null }
    return status.state === 'failed' || status.state === 'cancelled' ? { ended: true, hash: null } : { ended: false }
  })

/** A fit that is done on the worker is still running here: its direction is not registered yet. */
function ending({ state, error, result }: FitStatus) {
  if (state === 'failed')
    return { state, error: error ?? { code: 'fit_failed', message: 'The worker gave no reason.' } }
  if (state === 'done' && !result) {
    return { state: 'failed' as const, error: { code: 'no_artifact', message: 'The fit ended without a direction.' } }
  }
  return state === 'cancelled' ? { state } : { evaluation: result?.evaluation }
}

/** null if the fit was cancelled meanwhile. */
export const storeArtifact = (env: Env, job: FitJob, tag: string, hash: string): Promise<StoredDirection | null> =>
  asStep(async () => {
    const fit = await readOpenFit(openDatabase(env.DB), job.id)
    if (!fit) return null
    const config = readConfig(env)
    const path = `/v1/fits/${job.id}/artifact`
    const response = await askWorker(config.secret, workerByTag(config, tag), { method: 'GET', path })
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

export const register = (env: Env, job: FitJob, stored: StoredDirection): Promise<void> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job.id)
    if (!fit) return
    const { direction } = await registerDirection({ db, artifacts: env.ARTIFACTS }, job.project, fit.axis, stored, {
      evaluation: fit.evaluation,
      activate: fit.activate,
    })
    await moveFit(db, job.id, {
      state: 'done',
      progress: 1,
      message: `${fit.axis}@${direction.version}${direction.active ? ' is active' : ' is ready to be activated'}`,
      direction: { version: direction.version, hash: direction.hash },
      activated: direction.active,
    })
  })

export const giveUp = (env: Env, job: FitJob, tag: string): Promise<void> =>
  asStep(async () => {
    await cancelOnWorker(env, tag, job.id)
    await fail(env, job, { code: 'timed_out', message: 'The fit took too long and was stopped.' })
  })

export async function fail(env: Env, job: FitJob, error: Failure): Promise<void> {
  await moveFit(openDatabase(env.DB), job.id, { state: 'failed', message: error.message, error })
}

const postFit = (config: Config, worker: WorkerAddress, body: FitRequest) =>
  askWorker(config.secret, worker, { method: 'POST', path: '/v1/fits', body })

function workerByTag(config: Config, tag: string): WorkerAddress {
  const worker = config.workers.find((one) => one.tag === tag)
  if (!worker) throw new WorkerUnreachable({ tag, url: '(not in WORKERS)' }, new Error('no such worker'))
  return worker
}

/** @throws ApiError with the worker's own words */
async function expectOk(response: Response): Promise<void> {
  if (response.ok) return
  const { error } = (await response.json()) as ErrorBody
  throw new ApiError(response.status, error.code ?? 'worker_error', error.message)
}
