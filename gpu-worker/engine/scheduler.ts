/**
 * Who runs next. It owns the queues and the rows and touches no tensor: `schedule` returns a decision.
 *
 * Rows 0..d-1 decode; at most one generation prefills, and it sits in row d, so that it joins the batch where it is.
 * When a decoding row ends, the last one takes its place; `onMove` copies what the arenas hold.
 */
import { EngineError } from './errors.ts'
import { type Generation, PRIORITY } from './generation.ts'

export type Decision = {
  /** The generation whose prompt is to be extended, if any. */
  prefill: Generation | null
  /** Rows 0..n-1, to decode one token each. */
  decode: readonly Generation[]
}

export type SchedulerOptions = {
  rows: number
  /** Rows that background work leaves free for users; and all it may take while users' answers run. */
  reserved: number
  beside: number
  /** Generations that may wait; one more is refused. */
  queue: number
  onMove: (generation: Generation, from: number, to: number) => void
}

export class Scheduler {
  readonly #options: SchedulerOptions
  /** Waiting generations by priority, first come first served. */
  readonly #waiting: Generation[][] = Object.values(PRIORITY).map(() => [])
  readonly #decoding: Generation[] = []
  #prefilling: Generation | null = null

  constructor(options: SchedulerOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#waiting.reduce((sum, queue) => sum + queue.length, 0)
  }

  get running(): number {
    return this.#decoding.length + (this.#prefilling ? 1 : 0)
  }

  get idle(): boolean {
    return this.running === 0 && this.waiting === 0
  }

  get all(): Generation[] {
    return [...this.#decoding, ...(this.#prefilling ? [this.#prefilling] : []), ...this.#waiting.flat()]
  }

  /** @throws EngineError queue_full. Background work is bounded by those who ask for it. */
  add(generation: Generation): void {
    this.#forgetEnded()
    const { priority } = generation.request
    const queue = this.#waiting[priority]!
    if (priority === PRIORITY.interactive && queue.length >= this.#options.queue) {
      throw new EngineError('queue_full', `${queue.length} generations are waiting already`, { waiting: queue.length })
    }
    queue.push(generation)
  }

  schedule(): Decision {
    if (this.#prefilling?.decoding) {
      this.#decoding.push(this.#prefilling)
      this.#prefilling = null
    }
    this.#giveWay()
    if (!this.#prefilling) this.#admit()
    return { prefill: this.#prefilling, decode: this.#decoding }
  }

  /** Frees the rows of generations that have ended and forgets those that ended while waiting. */
  release(): void {
    this.#forgetEnded()
    if (this.#prefilling?.ended) {
      this.#prefilling.row = -1
      this.#prefilling = null
    }
    for (let i = this.#decoding.length - 1; i >= 0; i--) {
      if (!this.#decoding[i]!.ended) continue
      this.#decoding[i]!.row = -1
      const last = this.#decoding.pop()!
      if (i < this.#decoding.length) {
        this.#decoding[i] = last
        this.#move(last, i)
      }
      if (this.#prefilling) this.#move(this.#prefilling, this.#decoding.length)
    }
  }

  #forgetEnded(): void {
    for (const queue of this.#waiting) {
      for (let i = queue.length - 1; i >= 0; i--) if (queue[i]!.ended) queue.splice(i, 1)
    }
  }

  /** A background prompt that is being prefilled goes back to the queue when a user's waits, and begins again later. */
  #giveWay(): void {
    const [interactive, background] = this.#waiting as [Generation[], Generation[]]
    const waits = this.#prefilling
    if (!waits || waits.request.priority === PRIORITY.interactive || interactive.length === 0) return
    waits.row = -1
    waits.cached = 0
    waits.status = 'queued'
    background.unshift(waits)
    this.#prefilling = null
  }

  #admit(): void {
    const { rows, reserved, beside } = this.#options
    const free = rows - this.#decoding.length
    if (free === 0) return
    const [interactive, background] = this.#waiting as [Generation[], Generation[]]
    const inBackground = this.#decoding.filter(({ request }) => request.priority === PRIORITY.background).length
    const most = inBackground < this.#decoding.length ? beside : rows - reserved
    const next = interactive.shift() ?? (inBackground < most && free > reserved ? background.shift() : undefined)
    if (!next) return
    next.row = this.#decoding.length
    next.status = 'running'
    this.#prefilling = next
  }

  #move(generation: Generation, to: number): void {
    if (generation.row === to) return
    this.#options.onMove(generation, generation.row, to)
    generation.row = to
  }
}
