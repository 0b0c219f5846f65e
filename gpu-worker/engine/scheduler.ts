/**
 * Who runs next. It owns the queues and the rows and touches no tensor: `schedule` returns a decision.
 *
 * A generation takes the lowest free row and keeps it: its prompt is read there, and it decodes there. A step runs over
 * rows 0..n-1, up to the last one that decodes; rows between that do not are idle. When nobody waits for a free row, the
 * last decoding one is moved there, and `onMove` copies what the arenas hold: so nothing is copied while rows are in
 * demand, and no row runs idle while they are not.
 */
import { EngineError } from './errors.ts'
import { FairQueue } from './fair-queue.ts'
import { type Generation, isUsers } from './generation.ts'

export type SchedulerOptions = {
  rows: number
  /** Rows that background work leaves free for users; and all it may take while users' answers run. */
  reserved: number
  beside: number
  /** Users' generations that may wait; one more is refused. */
  queue: number
  onMove: (generation: Generation, from: number, to: number) => void
}

/** Prompts that are read in turns: more would only all be slow. */
const MOST_PROMPTS = 4
/** Every turn that a prompt was passed over, it counts as so many tokens shorter. */
const PATIENCE = 16
/** What a generation is taken to last before any has ended. */
const GUESSED_SECONDS = 5
const LONGEST_RETRY_SECONDS = 60

export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #users: FairQueue
  /** Bounded by those who ask for it. */
  readonly #background: Generation[] = []
  readonly #rows: (Generation | null)[]
  readonly #passedOver = new Map<Generation, number>()
  /** When each of those that hold a row got it. */
  readonly #since = new Map<Generation, number>()
  /** How long users' generations held their rows, a running mean. */
  #meanSeconds = GUESSED_SECONDS

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#users = new FairQueue(options.queue)
    this.#rows = Array.from({ length: options.rows }, () => null)
  }

  get waiting(): number {
    return this.#users.size + this.#background.length
  }

  get running(): number {
    return this.#held.length
  }

  get idle(): boolean {
    return this.running === 0 && this.waiting === 0
  }

  get all(): Generation[] {
    return [...this.#held, ...this.#users.all, ...this.#background]
  }

  /** Who holds rows 0..n-1, of which the last one decodes. */
  get batch(): readonly (Generation | null)[] {
    return this.#rows.slice(0, this.#lastDecoding + 1)
  }

  /** Who holds a row; null where nobody does, or there is no such row. */
  holderOf(row: number): Generation | null {
    return this.#rows[row] ?? null
  }

  /** @throws EngineError queue_full, with the seconds after which there may be room. */
  add(generation: Generation): void {
    if (!isUsers(generation)) {
      this.#background.push(generation)
      return
    }
    this.checkRoom(generation.request.project)
    this.#users.add(generation)
  }

  /** @throws EngineError queue_full where no user's generation of this project can wait. */
  checkRoom(project: string): void {
    this.#users.forgetEnded()
    const full = this.#users.whyFull(project)
    if (full) throw new EngineError('queue_full', full, { retryAfterSeconds: this.#secondsToRoom })
  }

  /** Gives out free rows. @returns the generation whose prompt is to be read on, if any. */
  schedule(): Generation | null {
    this.#admit()
    if (this.#users.size === 0) this.#closeGaps()
    return this.#nextPrompt()
  }

  /** Frees the rows of generations that have ended and forgets those that ended while waiting. */
  release(): void {
    this.#users.forgetEnded()
    const waiting = this.#background.filter((generation) => !generation.ended)
    this.#background.splice(0, this.#background.length, ...waiting)
    for (const generation of this.#held) {
      if (!generation.ended) continue
      if (isUsers(generation)) {
        const seconds = (generation.endedAt! - this.#since.get(generation)!) / 1000
        this.#meanSeconds += (seconds - this.#meanSeconds) / 8
      }
      this.#free(generation)
    }
  }

  get #held(): Generation[] {
    return this.#rows.filter((generation) => generation !== null)
  }

  /** In the order in which they got their rows. */
  get #prompts(): Generation[] {
    return [...this.#since.keys()].filter(({ decoding, ended }) => !decoding && !ended)
  }

  get #lastDecoding(): number {
    return this.#rows.findLastIndex((generation) => generation?.decoding)
  }

  /** Until all that wait now, and one more, have had their turn. */
  get #secondsToRoom(): number {
    const turns = (this.#users.size + 1) / this.#rows.length
    return Math.min(LONGEST_RETRY_SECONDS, Math.max(1, Math.ceil(turns * this.#meanSeconds)))
  }

  #free(generation: Generation): void {
    this.#rows[generation.row] = null
    generation.row = -1
    this.#passedOver.delete(generation)
    this.#since.delete(generation)
  }

  #admit(): void {
    for (;;) {
      const next = this.#nextUser() ?? this.#nextBackground()
      if (!next) return
      next.row = this.#rows.indexOf(null)
      next.status = 'running'
      this.#rows[next.row] = next
      this.#since.set(next, performance.now())
    }
  }

  #nextUser(): Generation | undefined {
    const prompts = this.#prompts
    if (prompts.filter(isUsers).length >= MOST_PROMPTS || this.#users.size === 0) return undefined
    if (this.running === this.#rows.length) this.#giveWay(prompts)
    if (this.running === this.#rows.length) return undefined
    return this.#users.take((project) => this.#held.filter(({ request }) => request.project === project).length)
  }

  /** One prompt at a time. */
  #nextBackground(): Generation | undefined {
    if (this.#prompts.length > 0) return undefined
    const { rows, reserved, beside } = this.#options
    const held = this.#held
    const users = held.filter(isUsers).length
    const most = users > 0 ? beside : rows - reserved
    return held.length - users < most && rows - held.length > reserved ? this.#background.shift() : undefined
  }

  /** A background prompt that is being read goes back to its queue for a user, and begins again later. */
  #giveWay(prompts: readonly Generation[]): void {
    const waits = prompts.find((prompt) => !isUsers(prompt))
    if (!waits) return
    this.#free(waits)
    waits.restart()
    this.#background.unshift(waits)
  }

  #closeGaps(): void {
    for (;;) {
      const gap = this.#rows.indexOf(null)
      const last = this.#lastDecoding
      if (gap < 0 || gap > last) return
      const generation = this.#rows[last]!
      this.#options.onMove(generation, last, gap)
      this.#rows[gap] = generation
      this.#rows[last] = null
      generation.row = gap
    }
  }

  /** Users' before background's; of these the one with the least left to read, so that short prompts hardly wait. */
  #nextPrompt(): Generation | null {
    const prompts = this.#prompts
    const users = prompts.filter(isUsers)
    const candidates = users.length ? users : prompts
    const left = (generation: Generation) =>
      generation.request.prompt.length - generation.cached - PATIENCE * (this.#passedOver.get(generation) ?? 0)
    let next: Generation | null = null
    for (const generation of candidates) if (!next || left(generation) < left(next)) next = generation
    for (const generation of candidates) {
      if (generation === next) this.#passedOver.delete(generation)
      else this.#passedOver.set(generation, (this.#passedOver.get(generation) ?? 0) + 1)
    }
    return next
  }
}
