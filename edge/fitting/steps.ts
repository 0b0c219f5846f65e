/** The work of each step of a fit. All of it may be repeated: the worker knows a fit by id, R2 and D1 by hash. */
import { ApiError } from '../../shared/errors.ts'
import { sha256Hex } from '../../shared/ids.ts'
import { type FitRequest, type FitStage, type FitStatus, fitStatus } from '../../shared/wire/fit.ts'
import type { WorkerAddress } from '../config.ts'
import type { Env } from '../env.ts'
import { isDraining, type Member, type Members, readMembers, workerByTag } from '../fleet/members.ts'
import { cardOf } from '../fleet/model-cards.ts'
import { rank } from '../fleet/rendezvous.ts'
import { askWorker, expectOk, firstToAccept, NoWorker } from '../fleet/worker-client.ts'
import { openDatabase } from '../services/database.ts'
import { type StoredDirection, storeDirection } from '../services/directions.ts'
import { activeAtFirst, type FitMove, isFitOpen, moveFit, readOpenFit, stopFit } from '../services/fit-moves.ts'
import { forgetStages, giveStages, keepStage } from '../services/fit-stages.ts'
import { handOnTo } from '../services/fit-workflows.ts'
import { cancelOnWorker } from '../services/fits.ts'
import { concludeFit, registerDirection } from '../services/publish.ts'
import { deliverDue } from '../services/webhook-sending.ts'
import { asStep, type Failure, failureOf } from './failure.ts'
import type { FitJob } from './job.ts'

type OpenFit = NonNullable<Awaited<ReturnType<typeof readOpenFit>>>

/** Which worker took the fit, and how many seconds of its own it may take. */
export type Taken = { worker: string; timeLimit: number }

/** 'full' where no worker has a place for it now; null if it was cancelled before. */
export const start = (env: Env, job: FitJob): Promise<Taken | 'full' | null> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const fit = await readOpenFit(db, job)
    if (!fit) {
      await leave(env, job, null)
      return null
    }
    const members = await readMembers(env)
    const { project } = job
    const preview = fit.preview && (await readOpenFit(db, { id: fit.preview, project }))
    const { taker, response } = await firstToAccept(await fitting(members, project, fit), async (worker) => {
      // A worker takes a project's fits in the order they come. One that does not take this one decides about the other itself.
      if (preview)
        await discard(postFit(members, worker, { id: fit.preview!, project, spec: preview.spec, private: false }))
      return giveFit(env, members, worker, job, fit)
    })
    if (await isFull(response)) {
      await moveFit(db, job, WITHOUT_PLACE)
      return 'full'
    }
    await expectOk(response)
    const { state, message, queue } = fitStatus.parse(await response.json())
    const { tag } = taker
    const open = await moveFit(db, job, { worker: tag, state: openState(state), message, queue })
    if (!open) await leave(env, job, tag)
    return open ? { worker: tag, timeLimit: fit.timeLimit } : null
  })

/**
 * The workers to ask, in order: the one that had it first, which knows it where another instance of the workflow has started
 * it, or goes on where it was stopped; of the others, those that serve the model that it is for.
 * @throws NoWorker where there is none of those
 */
async function fitting(members: Members, project: string, { worker, modelHash }: OpenFit): Promise<Member[]> {
  const taking = members.workers.filter((one) => !isDraining(one))
  const serves = async (one: Member) => modelHash === null || (await cardOf(members, one))?.hash === modelHash
  const right = await Promise.all(taking.map(serves))
  const ranked = rank(
    project,
    taking.filter((_, i) => right[i]),
  )
  const [own, others] = [true, false].map((isOwn) => ranked.filter(({ tag }) => (tag === worker) === isOwn))
  if (ranked.length === 0) {
    throw new NoWorker(modelHash ? `none serves the model ${modelHash}` : 'none takes new fits')
  }
  return [...own!, ...others!]
}

/** With the stages that are finished: they are not made again. */
async function giveFit(env: Env, members: Members, worker: WorkerAddress, { id, project }: FitJob, fit: OpenFit) {
  if (fit.stages.length > 0) await giveStages(env, members, worker, id)
  return postFit(members, worker, { id, project, spec: fit.spec, private: fit.user !== null })
}

/** Of a fit that is followed here no more. Where it has ended, and not only passed to another instance, nothing is left of it. */
async function leave(env: Env, job: FitJob, tag: string | null): Promise<void> {
  if (await isFitOpen(openDatabase(env.DB), job)) return
  if (tag !== null) await cancelOnWorker(env, tag, job.id)
  await forgetStages(env.ARTIFACTS, job.id)
}

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
export type Seen = { usable: string | null; waiting: boolean; finished: FitStage[]; end: End | null }

/**
 * Copies the worker's status into the fit's row, except its end: what is usable must be registered before. A worker that
 * has lost the fit is given it again.
 * @param used seconds of its time, which are kept with it
 */
export const poll = (env: Env, job: FitJob, tag: string, used: number): Promise<Seen> =>
  asStep(async () => {
    const db = openDatabase(env.DB)
    const members = await readMembers(env)
    const fit = await readOpenFit(db, job)
    if (!fit) {
      await leave(env, job, tag)
      return { usable: null, waiting: false, finished: [], end: { state: 'cancelled', error: null } }
    }
    const worker = workerByTag(members, tag)
    let response = await askWorker(members.secret, worker, { method: 'GET', path: `/v1/fits/${job.id}` })
    if (response.status === 404) {
      await response.body?.cancel()
      response = await giveFit(env, members, worker, job, fit)
      if (await isFull(response)) {
        await moveFit(db, job, WITHOUT_PLACE)
        return { usable: null, waiting: true, finished: [], end: null }
      }
    }
    await expectOk(response)
    const status = fitStatus.parse(await response.json())
    const { stage, progress, message, queue, stages, result } = status
    const { evaluation, choices, characteristics } = result ?? {}
    const state = openState(status.state)
    await moveFit(db, job, {
      state,
      stage,
      progress,
      message,
      queue,
      stages,
      evaluation,
      choices,
      characteristics,
      used,
    })
    const finished = stages.map((one) => one.stage)
    return { usable: result?.hash ?? null, waiting: queue !== null, finished, end: endOf(status) }
  })

/** So that another worker can go on from there. One that cannot be had now is made again there; the fit goes on. */
export const keepStages = (env: Env, job: FitJob, tag: string, stages: readonly FitStage[]): Promise<void> =>
  asStep(async () => {
    if (!(await readOpenFit(openDatabase(env.DB), job))) return
    const members = await readMembers(env)
    const worker = workerByTag(members, tag)
    for (const stage of stages) await keepStage(env, members, worker, job.id, stage)
    if (!(await isFitOpen(openDatabase(env.DB), job))) await forgetStages(env.ARTIFACTS, job.id)
  })

/** Whether a step failed for want of its worker: another may do. */
export const isWorkerGone = (thrown: unknown): boolean => failureOf(thrown).code === WORKER_GONE

const WORKER_GONE = 'worker_unavailable'

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
    const members = await readMembers(env)
    const path = `/v1/fits/${job.id}/artifact`
    const response = await askWorker(members.secret, workerByTag(members, tag), { method: 'GET', path })
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
    if (fit && (end.error || !fit.direction)) await fail(env, job, end.error ?? NO_ARTIFACT)
    else if (fit?.direction) {
      const { axis, evaluation, spec, activate, direction } = fit
      await concludeFit({ db, artifacts: env.ARTIFACTS }, job, {
        ...{ axis, hash: direction.hash, evaluation },
        activate: activate === 'auto',
        reportDue: spec.report,
      })
    }
    await leave(env, job, null)
  })

/** Another instance of the workflow goes on. */
export const handOn = (env: Env, job: FitJob, used: number): Promise<void> =>
  asStep(() => handOnTo({ env, db: openDatabase(env.DB) }, job, used))

export const TIMED_OUT: Failure = { code: 'timed_out', message: 'The fit took too long and was stopped.' }

/** Ends a fit that goes no further here, and so need not on its worker. */
export const abandon = (env: Env, job: FitJob, error: Failure): Promise<void> =>
  asStep(async () => {
    const fit = await readOpenFit(openDatabase(env.DB), job)
    await fail(env, job, error)
    await leave(env, job, fit?.worker ?? null)
  })

/** What webhooks are to hear of it goes out; what does not, the clock sends. */
export const tell = (env: Env, { project }: FitJob): Promise<void> =>
  asStep(() => deliverDue({ env, db: openDatabase(env.DB) }, project))

async function fail(env: Env, job: FitJob, error: Failure): Promise<void> {
  const { message } = error
  const remark = `its report was not made: ${message}`
  await stopFit(openDatabase(env.DB), job, { state: 'failed', message, error, remark })
}

const postFit = ({ secret }: Members, worker: WorkerAddress, body: FitRequest) =>
  askWorker(secret, worker, { method: 'POST', path: '/v1/fits', body })

async function discard(answer: Promise<Response>): Promise<void> {
  await (await answer).body?.cancel()
}
