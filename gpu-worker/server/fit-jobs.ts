/**
 * Fits on this worker: one runs at a time, the rest wait (fit-queue.ts); what they made is kept until fetched. A direction
 * that can be used is offered while its report is still to be made, and stays on offer when the report fails or the fit is
 * cancelled. A report takes longer than a fit, so it waits behind all directions, and one that runs breaks off for a fit
 * that comes: nobody's direction waits for another's report.
 */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError } from '../../shared/errors.ts'
import type { FitRequest, FitSpec, FitStatus } from '../../shared/wire/fit.ts'
import { FitError } from '../fitting/fit-error.ts'
import type { LanguageModel } from '../language/language-model.ts'
import { type FitResult, runFit } from '../pipeline/fit.ts'
import { DAY_MS, removeStale } from '../stale-folders.ts'
import { FitQueue, isDue, type Waiting } from './fit-queue.ts'

type Job = {
  project: string
  isPrivate: boolean
  /** null once it has ended: it may be long. */
  spec: FitSpec | null
  status: FitStatus
  /** What is on offer. */
  artifact: { hash: string; bytes: Uint8Array<ArrayBuffer> } | null
  controller: AbortController
}

const OPEN: ReadonlySet<FitStatus['state']> = new Set(['queued', 'running'])
/** Ended fits that are remembered, and what their directions take at most. */
const REMEMBERED = 256
const REMEMBERED_BYTES = 256 * 1024 * 1024
/** What a fit left on disk serves to go on with it; nobody goes on with one that has rested for so long. */
const FOLDER_AGE_MS = 7 * DAY_MS

export class FitJobs {
  readonly #model: LanguageModel
  readonly #directory: string
  readonly #jobs = new Map<string, Job>()
  readonly #queue = new FitQueue()
  /** Whose turn it is, and its end. */
  #running: Waiting | null = null
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
  start({ id, project, spec, private: isPrivate }: FitRequest): FitStatus {
    if (this.#closed) {
      throw new ApiError(503, 'shutting_down', 'this worker is shutting down', { retryAfterSeconds: 2 })
    }
    const known = this.#jobs.get(id)
    if (known && known.status.state !== 'failed') return this.status(id)
    const bytes = JSON.stringify(spec).length
    const lost = this.#queue.add({ id, project, bytes, until: 'direction', yielded: 0, passed: 0 })
    if (!lost) {
      throw new ApiError(429, 'fit_queue_full', 'all places for fits that wait are taken on this worker', {
        retryAfterSeconds: 30,
      })
    }
    // Asked after, they are not found, and are given again: then they wait where they came from.
    for (const { id } of lost) this.#jobs.delete(id)
    const status: FitStatus = {
      id,
      state: 'queued',
      stage: null,
      progress: 0,
      message: 'waiting for its turn',
      queue: null,
      stages: [],
      error: null,
      result: null,
    }
    this.#jobs.delete(id)
    this.#jobs.set(id, { project, isPrivate, spec, status, artifact: null, controller: new AbortController() })
    this.#forgetOldest()
    this.#removeOldFolders()
    this.#yield?.abort()
    this.#next()
    return this.status(id)
  }

  status(id: string): FitStatus {
    const { project, status } = this.#find(id)
    const queue = this.#queue.place(id)
    if (!queue) return status
    const subject = status.state === 'queued' ? 'waiting' : 'can be used; its report waits'
    const message = `${subject} in the queue, at place ${queue.place} of ${queue.of}${this.#runningNow(project)}`
    return { ...status, queue, message }
  }

  /** What those of a project wait for; of another project's, no more than that it is one. */
  #runningNow(project: string): string {
    if (!this.#running) return ''
    const { id, until } = this.#running
    const { project: whose, spec, status } = this.#jobs.get(id)!
    const percent = `${Math.round(100 * status.progress)} %`
    const work = until === 'report' ? 'report' : 'fit'
    return whose === project
      ? `; running now: the ${work} of '${spec?.axis}' (${status.stage ? `${status.stage}, ` : ''}${percent})`
      : `; running now: a ${work} of another project (${percent})`
  }

  artifact(id: string): { hash: string; bytes: Uint8Array<ArrayBuffer> } {
    const { artifact, status } = this.#find(id)
    if (!artifact) throw new ApiError(409, 'fit_not_done', `fit ${id} has made no direction: it is ${status.state}`)
    return artifact
  }

  cancel(id: string): FitStatus {
    const job = this.#find(id)
    job.controller.abort()
    // One that runs says so itself when it has stopped.
    if (this.#running?.id !== id && OPEN.has(job.status.state)) {
      this.#queue.remove(id)
      job.status = { ...job.status, state: 'cancelled', message: 'cancelled' }
      this.#end(id, job)
    }
    return job.status
  }

  /** Stops the running fit; its finished stages stay on disk. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { controller } of this.#jobs.values()) controller.abort()
    await this.#turn
  }

  /** Gives the next one its turn, if it is nobody's. */
  #next(): void {
    if (this.#running || this.#closed) return
    const next = this.#queue.take()
    if (!next) return
    this.#running = next
    this.#turn = this.#run(next).finally(() => {
      this.#running = null
      this.#next()
    })
  }

  /** Up to the direction; or the rest, which finds the direction's stages on disk. */
  async #run(turn: Waiting): Promise<void> {
    const { id, until } = turn
    const job = this.#jobs.get(id)!
    const update = (change: Partial<FitStatus>) => {
      job.status = { ...job.status, ...change }
    }
    const offer = (result: FitResult) => {
      const { hash, bytes, evaluation, choices, characteristics } = result
      job.artifact = { hash, bytes }
      update({ result: { hash, bytes: bytes.length, evaluation, choices, characteristics } })
    }
    const signal = until === 'report' ? this.#yielding(turn, job) : job.controller.signal
    update({ state: 'running', ...(until === 'direction' && { message: 'starting' }) })
    try {
      const result = await runFit({
        id,
        spec: job.spec!,
        model: this.#model,
        directory: this.#directory,
        signal,
        onProgress: ({ stage, progress, message, stages }) =>
          // Stages found again are reported from the first on.
          update({ stage, progress: Math.max(job.status.progress, progress), message, stages: [...stages] }),
        until,
      })
      offer(result)
      if (until === 'direction' && job.spec!.report) {
        update({ message: 'can be used; its report waits for its turn' })
        return this.#queue.putBack({ ...turn, until: 'report', passed: 0 })
      }
      update({ state: 'done', progress: 1, message: 'done', stages: result.stages })
    } catch (problem) {
      if (job.controller.signal.aborted) update({ state: 'cancelled', message: 'cancelled' })
      else if (signal.aborted) {
        update({ message: 'can be used; its report waits for another fit' })
        this.#queue.putBack({ ...turn, yielded: turn.yielded + 1 })
      } else if (problem instanceof FitError) {
        update({ state: 'failed', message: problem.message, error: { code: problem.code, message: problem.message } })
      } else {
        console.error(`fit ${id} failed`, problem)
        const message = 'The fit broke off because of an error on the worker; starting it again continues it.'
        update({ state: 'failed', message, error: { code: 'internal_error', message } })
      }
    } finally {
      if (until === 'report') this.#yield = null
      if (!OPEN.has(job.status.state)) this.#end(id, job)
    }
  }

  /** A worker that shuts down leaves to the next one what there is. */
  #end(id: string, job: Job): void {
    job.spec = null
    if (job.isPrivate && !this.#closed) rmSync(join(this.#directory, id), { recursive: true, force: true })
  }

  /** Aborted when the fit is cancelled, or when another one comes. */
  #yielding(turn: Waiting, { controller }: Job): AbortSignal {
    if (isDue(turn)) return controller.signal
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
