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
import { CANCELLED, moveFit, readOpenFit, stopFit } from '../services/fit-moves.ts'
import { cancelOnWorker } from '../services/fits.ts'
import { concludeDirection, registerDirection } from '../services/publish.ts'
import { asStep, type Failure } from './failure.ts'
import type { FitJob } from './job.ts'

/** The tag of the worker that took the fit; null if it was cancelled before. */
export const start = (env: Env, job: FitJob): Promise<string | null> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job.id)
    if (!fit) return null
    const config = readConfig(env)
    const preview = fit.preview && (await readOpenFit(db, fit.preview))
    const { taker, response } = await firstToAccept(rank(job.project, config.workers), async (worker) => {
      // A worker takes fits in the order they come. One that does not take this one decides about the other itself.
      if (preview) await discard(postFit(config, worker, { id: fit.preview!, spec: preview.spec }))
      return postFit(config, worker, { id: job.id, spec: fit.spec })
    })
    await expectOk(response)
    const { tag } = taker
    const open = await moveFit(db, job.id, { worker: tag, state: 'running', message: 'Started' })
    if (!open) await cancelOnWorker(env, tag, job.id)
    return open ? tag : null
  })

/** How a fit ended on its worker. */
export type End = { state: 'done' | 'failed' | 'cancelled'; error: Failure | null }

/** The hash of the direction that can be used already, if there is one; and the end, if it has come. */
export type Seen = { usable: string | null; end: End | null }

/**
 * Copies the worker's status into the fit's row, except its end: what is usable must be registered before. A worker that
 * has lost the fit is given it again.
 */
export const poll = (env: Env, job: FitJob, tag: string): Promise<Seen> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const config = readConfig(env)
    const fit = await readOpenFit(db, job.id)
    if (!fit) {
      await cancelOnWorker(env, tag, job.id)
      return { usable: null, end: { state: 'cancelled', error: null } }
    }
    const worker = workerByTag(config, tag)
    let response = await askWorker(config.secret, worker, { method: 'GET', path: `/v1/fits/${job.id}` })
    if (response.status === 404) {
      await response.body?.cancel()
      response = await postFit(config, worker, { id: job.id, spec: fit.spec })
    }
    await expectOk(response)
    const status = fitStatus.parse(await response.json())
    const { stage, progress, message, stages, result } = status
    const { evaluation, choices, characteristics } = result ?? {}
    await moveFit(db, job.id, { stage, progress, message, stages, evaluation, choices, characteristics })
    return { usable: result?.hash ?? null, end: endOf(status) }
  })

function endOf({ state, error, result }: FitStatus): End | null {
  if (state === 'queued' || state === 'running') return null
  if (state === 'failed')
    return { state, error: error ?? { code: 'fit_failed', message: 'The worker gave no reason.' } }
  if (state === 'cancelled' || result) return { state, error: null }
  return { state: 'failed', error: NO_ARTIFACT }
}

const NO_ARTIFACT: Failure = { code: 'no_artifact', message: 'The fit ended without a direction.' }

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

/** From here on it can be activated by hand, and the fit's end can no longer lose it. */
export const register = (env: Env, job: FitJob, stored: StoredDirection): Promise<void> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job.id)
    if (!fit) return
    const { direction } = await registerDirection({ db, artifacts: env.ARTIFACTS }, job.project, fit.axis, stored, {
      evaluation: fit.evaluation,
      activate: 'never',
      preview: fit.previewOf !== null,
    })
    await moveFit(db, job.id, { direction: { version: direction.version, hash: direction.hash } })
  })

/** Ends the fit's row as the fit ended on its worker, and puts the direction in force where that was asked for. */
export const conclude = (env: Env, job: FitJob, end: End): Promise<void> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job.id)
    if (!fit) return
    if (end.state === 'cancelled') return void (await stopFit(db, job.id, CANCELLED))
    if (end.error || !fit.direction) return fail(env, job, end.error ?? NO_ARTIFACT)
    const { axis, evaluation, spec, activate } = fit
    const direction = await concludeDirection({ db, artifacts: env.ARTIFACTS }, job.project, axis, fit.direction.hash, {
      evaluation,
      activate: activate === 'auto',
      reportDue: spec.report,
    })
    const { version, active } = direction
    const unreported = evaluation?.report?.passed === false ? '; its report did not pass' : ''
    await moveFit(db, job.id, {
      state: 'done',
      progress: 1,
      message: `${axis}@${version}${active ? ' is active' : ' is ready to be activated'}${unreported}`,
      activated: active,
    })
  })

export const giveUp = (env: Env, job: FitJob, tag: string): Promise<void> =>
  asStep(async () => {
    await cancelOnWorker(env, tag, job.id)
    await fail(env, job, { code: 'timed_out', message: 'The fit took too long and was stopped.' })
  })

export async function fail(env: Env, job: FitJob, error: Failure): Promise<void> {
  const { message } = error
  const remark = `its report was not made: ${message}`
  await stopFit(openDatabase(env.DB), job.id, { state: 'failed', message, error, remark })
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
