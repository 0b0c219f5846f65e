/**
 * Brings the journal's ended answers to the edge, signed, oldest first, for as long as it takes: what the edge has not
 * confirmed is sent again, and the edge counts each answer once.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { signRequest } from '../../shared/sign.ts'
import { MAX_REPORTED, type UsageEntry, type UsageReport } from '../../shared/wire/usage.ts'
import type { Journal } from './journal.ts'

export type ReporterOptions = {
  /** The edge's address, without a path. */
  edge: string
  secret: string
  /** The pause after the first failure in a row, in milliseconds; each one more doubles it. For tests. */
  firstPause?: number
}

const PATH = '/internal/usage'
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
const ANSWERS_WITHIN_MS = 10_000
/** The edge says of these that they are no report; a single answer that is none is put aside, and the rest goes on. */
const REFUSALS = [400, 413]

export class UsageReporter {
  readonly #journal: Journal
  readonly #options: ReporterOptions
  readonly #stop = new AbortController()
  #wake: () => void = () => {}
  /** Failures in a row. */
  #failures = 0
  readonly #course: Promise<void>

  constructor(journal: Journal, options: ReporterOptions) {
    this.#journal = journal
    this.#options = options
    this.#course = this.#run()
  }

  /** There is something to report. */
  wake(): void {
    this.#wake()
  }

  /** Reports what is left, until `signal`; what the edge does not take by then stays in the journal. */
  async close(signal: AbortSignal): Promise<void> {
    this.#stop.abort()
    await this.#course
    while (!signal.aborted && this.#journal.ended(1).length > 0) {
      if (!(await this.#reportNext(signal))) await pause(this.#pauseMs, signal)
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      if (this.#journal.ended(1).length === 0) await woken
      else if (!(await this.#reportNext(signal))) await pause(this.#pauseMs, signal)
    }
  }

  get #pauseMs(): number {
    const { firstPause = FIRST_PAUSE_MS } = this.#options
    // Workers that lost the edge together do not come back together.
    return Math.min(firstPause * 2 ** (this.#failures - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2)
  }

  /** @returns whether the edge has taken something */
  async #reportNext(signal: AbortSignal): Promise<boolean> {
    const entries = this.#journal.ended(MAX_REPORTED)
    try {
      await this.#report(entries, signal)
      if (this.#failures > 0) console.log('the edge takes usage again')
      this.#failures = 0
      return true
    } catch (problem) {
      if (this.#failures === 0 && !signal.aborted) {
        console.error(`usage could not be reported to ${this.#options.edge}; it is kept, and sent again:`, problem)
      }
      this.#failures++
      return false
    }
  }

  /** @throws where the edge has not said that it has them */
  async #report(entries: readonly UsageEntry[], signal: AbortSignal): Promise<void> {
    const { status, text } = await this.#send({ entries: [...entries] }, signal)
    if (status === 200) return this.#journal.taken(entries.map(({ id }) => id))
    if (!REFUSALS.includes(status)) throw new Error(`the edge answered ${status}: ${text}`)
    if (entries.length === 1) {
      console.error(`the edge does not count this answer; it is put aside: ${text}`)
      return this.#journal.putAside(entries[0]!)
    }
    for (const entry of entries) await this.#report([entry], signal)
  }

  async #send(report: UsageReport, signal: AbortSignal): Promise<{ status: number; text: string }> {
    const { edge, secret } = this.#options
    const body = JSON.stringify(report)
    const headers = await signRequest(secret, { method: 'POST', path: PATH, body })
    const response = await fetch(edge + PATH, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWERS_WITHIN_MS)]),
    })
    return { status: response.status, text: await response.text() }
  }
}

const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {})
