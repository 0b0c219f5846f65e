/**
 * Fits on this worker: one runs at a time, the rest wait; what they made is kept until fetched. A direction that can be
 * used is offered while its report is still to be made, and stays on offer when the report fails or the fit is cancelled.
 * A report takes longer than a fit, so it goes to the end of the queue, and one that runs breaks off for a fit that comes:
 * nobody's direction waits for another's report. Broken off too often, it runs on: reports are made in the end.
 */
import { existsSync } from 'node:fs'
import { ApiError } from '../../shared/errors.ts'
import type { FitRequest, FitSpec, FitStatus } from '../../shared/wire/fit.ts'
import { FitError } from '../fitting/fit-error.ts'
import type { LanguageModel } from '../language/language-model.ts'
import { type FitResult, runFit } from '../pipeline/fit.ts'
import { DAY_MS, removeStale } from '../stale-folders.ts'

type Job = {
  spec: FitSpec
  status: FitStatus
  /** What is on offer. */
  artifact: { hash: string; bytes: Uint8Array<ArrayBuffer> } | null
  controller: AbortController
  /** How often its report broke off for another fit. */
  yielded: number
}

const WAITING = 32
const OPEN: ReadonlySet<FitStatus['state']> = new Set(['queued', 'running'])
/** Ended fits that are remembered, and what their directions take at most. */
const REMEMBERED = 256
/** A report that broke off so often does no more. */
const MOST_YIELDS = 3
const REMEMBERED_BYTES = 256 * 1024 * 1024
/** What a fit left on disk serves to go on with it; nobody goes on with one that has rested for so long. */
const FOLDER_AGE_MS = 7 * DAY_MS

export class FitJobs {
  readonly #model: LanguageModel
  readonly #directory: string
  readonly #jobs = new Map<string, Job>()
  #turn: Promise<void> = Promise.resolve()
  #closed = false
  /** Breaks off the report that runs; null while none does, or none that may. */
  #yield: AbortController | null = null

  /** `directory` holds the fits' folders, so that a fit goes on where a stopped worker left it. */
  constructor(model: LanguageModel, directory: string) {
    this.#model = model
    this.#directory = directory
  }

  /** Starts a fit, or finds the one of that id: asking twice is asking once. An ended one that failed runs again. */
  start({ id, spec }: FitRequest): FitStatus {
    if (this.#closed) {
      throw new ApiError(503, 'shutting_down', 'this worker is shutting down', { retryAfterSeconds: 2 })
    }
    const known = this.#jobs.get(id)
    if (known && known.status.state !== 'failed') return known.status
    const waiting = [...this.#jobs.values()].filter(({ status }) => status.state === 'queued').length
    if (waiting >= WAITING) {
      throw new ApiError(429, 'fit_queue_full', `${waiting} fits are waiting already`, { retryAfterSeconds: 30 })
    }
    const status: FitStatus = {
      id,
      state: 'queued',
      stage: null,
      progress: 0,
      message: 'waiting for its turn',
      stages: [],
      error: null,
      result: null,
    }
    const job: Job = { spec, status, artifact: null, yielded: 0, controller: new AbortController() }
    this.#jobs.delete(id)
    this.#jobs.set(id, job)
    this.#forgetOldest()
    this.#removeOldFolders()
    this.#enqueue(id, job, 'direction')
    this.#yield?.abort()
    return status
  }

  status(id: string): FitStatus {
    return this.#find(id).status
  }

  artifact(id: string): { hash: string; bytes: Uint8Array<ArrayBuffer> } {
    const { artifact, status } = this.#find(id)
    if (!artifact) throw new ApiError(409, 'fit_not_done', `fit ${id} has made no direction: it is ${status.state}`)
    return artifact
  }

  cancel(id: string): FitStatus {
    const job = this.#find(id)
    job.controller.abort()
    if (job.status.state === 'queued') job.status = { ...job.status, state: 'cancelled', message: 'cancelled' }
    return job.status
  }

  /** Stops the running fit; its finished stages stay on disk. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { controller } of this.#jobs.values()) controller.abort()
    // What runs may put its report behind it.
    for (let turn: Promise<void> | null = null; turn !== this.#turn; ) {
      turn = this.#turn
      await turn
    }
  }

  #enqueue(id: string, job: Job, until: 'direction' | 'report'): void {
    this.#turn = this.#turn.then(() => this.#run(id, job, until))
  }

  /** Up to the direction; or the rest, which finds the direction's stages on disk. */
  async #run(id: string, job: Job, until: 'direction' | 'report'): Promise<void> {
    if (this.#closed || job.status.state === 'cancelled') return
    const update = (change: Partial<FitStatus>) => {
      job.status = { ...job.status, ...change }
    }
    const offer = (result: FitResult) => {
      const { hash, bytes, evaluation, choices, characteristics } = result
      job.artifact = { hash, bytes }
      update({ result: { hash, bytes: bytes.length, evaluation, choices, characteristics } })
    }
    const signal = until === 'report' ? this.#yielding(job) : job.controller.signal
    update({ state: 'running', ...(until === 'direction' && { message: 'starting' }) })
    try {
      const result = await runFit({
        id,
        spec: job.spec,
        model: this.#model,
        directory: this.#directory,
        signal,
        onProgress: ({ stage, progress, message, stages }) =>
          // Stages found again are reported from the first on.
          update({ stage, progress: Math.max(job.status.progress, progress), message, stages: [...stages] }),
        until,
      })
      offer(result)
      if (until === 'direction' && job.spec.report) {
        update({ message: 'can be used; its report waits for its turn' })
        return this.#enqueue(id, job, 'report')
      }
      update({ state: 'done', progress: 1, message: 'done', stages: result.stages })
    } catch (problem) {
      if (job.controller.signal.aborted) update({ state: 'cancelled', message: 'cancelled' })
      else if (signal.aborted) {
        job.yielded++
        update({ message: 'can be used; its report waits for another fit' })
        this.#enqueue(id, job, 'report')
      } else if (problem instanceof FitError) {
        update({ state: 'failed', message: problem.message, error: { code: problem.code, message: problem.message } })
      } else {
        console.error(`fit ${id} failed`, problem)
        const message = 'The fit broke off because of an error on the worker; starting it again continues it.'
        update({ state: 'failed', message, error: { code: 'internal_error', message } })
      }
    } finally {
      if (until === 'report') this.#yield = null
    }
  }

  /** Aborted when the fit is cancelled, or when another one comes. */
  #yielding({ controller, yielded }: Job): AbortSignal {
    if (yielded >= MOST_YIELDS) {
      this.#yield = null
      return controller.signal
    }
    this.#yield = new AbortController()
    return AbortSignal.any([controller.signal, this.#yield.signal])
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id)
    if (!job) throw new ApiError(404, 'fit_not_found', `there is no fit '${id}' on this worker`)
    return job
  }

  #removeOldFolders(): void {
    if (!existsSync(this.#directory)) return
    const open = (id: string) => OPEN.has(this.#jobs.get(id)?.status.state ?? 'done')
    removeStale(this.#directory, FOLDER_AGE_MS, (name) => !open(name))
  }

  #forgetOldest(): void {
    let bytes = [...this.#jobs.values()].reduce((sum, { artifact }) => sum + (artifact?.bytes.length ?? 0), 0)
    for (const [id, { status, artifact }] of this.#jobs) {
      if (this.#jobs.size <= REMEMBERED && bytes <= REMEMBERED_BYTES) break
      if (OPEN.has(status.state)) continue
      this.#jobs.delete(id)
      bytes -= artifact?.bytes.length ?? 0
    }
  }
}
