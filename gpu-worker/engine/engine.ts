/**
 * The loop: schedule → prefill a stretch → decode a step → sample → emit. Everything that runs on the model goes
 * through here, one step at a time: generations of users, and in the background generations of fits and readings
 * (scores, hidden states). The background waits for users' prompts, and takes a bounded part of the time beside their
 * answers.
 */

import type { Hook } from '../../shared/steering/hook.ts'
import type { EmbeddingTable } from '../model/embedding.ts'
import type { Tokenizer } from '../model/tokenizer.ts'
import { asError, EngineError } from './errors.ts'
import { type FindShortlist, Generation, type GenerationRequest, isUsers, PRIORITY } from './generation.ts'
import { type DecodeOutput, IDLE_TOKEN, type ModelRunner, type StretchOutput } from './model-runner.ts'
import { BLOCK, PrefixCache, type PrefixStats } from './prefix-cache.ts'
import { PromptEnds } from './prompt-ends.ts'
import { Scheduler } from './scheduler.ts'
import { Shortlister } from './shortlist.ts'
import { SideBySide, type Span } from './side-by-side.ts'
import { Steering } from './steering.ts'
import { STALL_MS, StretchPace } from './stretch-size.ts'

export type EngineOptions = {
  runner: ModelRunner
  tokenizer: Tokenizer
  /** The head's rows, to score the best candidates exactly; null when the head is exact already. */
  head: EmbeddingTable | null
  /** Users' generations that may wait. */
  queue: number
  /** The most memory that keys and values of prompts take in the prefix cache. */
  prefixBytes: number
}

export type EngineStats = {
  running: number
  waiting: number
  decodeSteps: number
  decodedTokens: number
  prefilledTokens: number
  prefixes: PrefixStats
  /** Seconds spent inside the graph. */
  decodeSeconds: number
  prefillSeconds: number
}

/** Tokens appended to the scratch row: as many as there are. */
export type ReadRequest = {
  /** Tokens the row holds already. */
  start: number
  /** Read first, unedited, for their keys and values alone: what all texts see. */
  seen?: readonly number[]
  /** Names of all blocks up to the end of `seen`, under which these are looked up in the prefix cache, and put in. */
  blocks?: readonly string[]
  /** Each read behind that; several of them side by side (side-by-side.ts). */
  texts?: readonly Span[]
  /** What is wanted of the texts' tokens, beside the probabilities of their targets: all logits, by tests and benches. */
  logits?: boolean
  states?: readonly Hook[]
}

/** What a stretch gave of `count` of the texts' tokens, from this one on, counted through all texts. */
export type ReadVisitor = (output: StretchOutput, from: number, count: number) => void

type Reading = {
  request: ReadRequest
  laid: SideBySide
  visit: ReadVisitor
  /** Tokens read. */
  at: number
  resolve(): void
  reject(error: unknown): void
}

/** Of the rows, the share that background work leaves to users, and the share it may take beside them. */
const RESERVED_SHARE = 0.25
const BESIDE_SHARE = 0.125
/** Of the prefix cache's memory, what prompts' ends take. */
const ENDS_SHARE = 1 / 16
/** Steps in a row from which on the model is taken to be at fault. */
const FAILING = 3
/** While users' answers run, background prompts and readings take one part of the time in so many. */
const BACKGROUND_PART = 5

export class Engine implements AsyncDisposable {
  readonly runner: ModelRunner
  readonly #tokenizer: Tokenizer
  readonly #shortlister: Shortlister
  readonly #scheduler: Scheduler
  readonly #prefixes: PrefixCache
  /** Users' are not pushed out by fits'. */
  readonly #promptEnds: { users: PromptEnds; background: PromptEnds }
  readonly #readings: Reading[] = []
  readonly #promptPace = new StretchPace()
  readonly #readingPace = new StretchPace()
  /** Generations whose last token's text was not given out yet. */
  readonly #unsent = new Set<Generation>()
  readonly #stats = { decodeSteps: 0, decodedTokens: 0, prefilledTokens: 0, decodeSeconds: 0, prefillSeconds: 0 }
  #wake: (() => void) | null = null
  /** Before this moment no background prompt or reading runs beside users' answers. */
  #backgroundFrom = 0
  /** When the last turn of the loop ended that was more than finding a prompt. */
  #steppedAt = 0
  /** Steps that failed since one gave a token. */
  #failures = 0
  #draining = false
  #closing = false
  readonly #loop: Promise<void>

  constructor({ runner, tokenizer, head, queue, prefixBytes }: EngineOptions) {
    this.runner = runner
    const { vocabulary, hidden } = runner.config
    this.#prefixes = new PrefixCache(runner.kv, (1 - ENDS_SHARE) * prefixBytes)
    const ends = () => new PromptEnds(runner.kv, vocabulary + hidden, (ENDS_SHARE / 2) * prefixBytes)
    this.#promptEnds = { users: ends(), background: ends() }
    this.#tokenizer = tokenizer
    this.#shortlister = new Shortlister(head)
    this.#scheduler = new Scheduler({
      rows: runner.rows,
      reserved: Math.floor(runner.rows * RESERVED_SHARE),
      beside: Math.max(1, Math.floor(runner.rows * BESIDE_SHARE)),
      queue,
      onMove: (generation, from, to) => {
        runner.kv.copy(from, to, generation.cached)
        runner.edits.move(from, to)
      },
    })
    this.#loop = this.#run()
  }

  get stats(): EngineStats {
    const { running, waiting } = this.#scheduler
    return { ...this.#stats, prefixes: this.#prefixes.stats, running, waiting }
  }

  /** What can be said of a user's answer before its prompt is tokenised. @throws EngineError: queue_full, closed. */
  checkRoom(project: string): void {
    if (this.draining) throw closed()
    this.#scheduler.checkRoom(project)
  }

  /** Queues an answer. @throws EngineError: context_too_long, queue_full, closed. */
  generate(request: GenerationRequest): Generation {
    // A fit's go on for as long as the worker is there: what they had reached is kept.
    if (this.#closing || (this.#draining && request.priority === PRIORITY.interactive)) throw closed()
    const { capacity } = this.runner
    const length = request.prompt.length
    if (length === 0) throw new EngineError('failed', 'a prompt has at least one token')
    if (length >= capacity) {
      throw new EngineError(
        'context_too_long',
        `the prompt has ${length} tokens; ${capacity - 1} fit, with one left for the answer`,
        { tokens: length, max: capacity - 1 },
      )
    }
    const generation = new Generation({ ...request, maxTokens: Math.min(request.maxTokens, capacity - length) })
    const { signal } = request
    if (signal) {
      if (signal.aborted) generation.cancel()
      const cancel = () => generation.cancel()
      signal.addEventListener('abort', cancel, { once: true })
      generation.done.catch(() => {}).finally(() => signal.removeEventListener('abort', cancel))
    }
    if (!generation.ended) this.#scheduler.add(generation)
    this.#awake()
    return generation
  }

  /**
   * Appends tokens to the scratch row when no user's prompt waits, in stretches as long as running answers can bear, and
   * shows what each gave. One reader at a time owns that row.
   */
  async read(request: ReadRequest, visit: ReadVisitor = () => {}): Promise<void> {
    const { start, seen = [], texts = [], states = [] } = request
    if (this.#closing) throw closed()
    // Beside the steps, not as one of them: nobody's answer waits for a graph that readings need.
    if (seen.length) await this.runner.prepareReading([], [])
    await this.runner.prepareReading(
      texts.map(({ edit = null }) => edit),
      states,
    )
    if (this.#closing) throw closed()
    await new Promise<void>((resolve, reject) => {
      const laid = new SideBySide(start, seen, texts)
      this.#readings.push({ request, laid, visit, at: 0, resolve, reject })
      this.#awake()
    })
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      const now = performance.now()
      for (const generation of this.#scheduler.all) generation.expire(now)
      this.#scheduler.release()
      const prompt = this.#scheduler.schedule()
      const users = this.#scheduler.batch.some((generation) => generation?.decoding && isUsers(generation))
      const background = !(prompt && isUsers(prompt)) && (!users || now >= this.#backgroundFrom)
      const prefill = prompt && (isUsers(prompt) || background) ? prompt : null
      const reading = background && !prefill ? this.#readings[0] : undefined
      if (prefill && this.#findPrompt(prefill)) {
        await nextTurn()
        // It took no step: the next prompt may join the same one, as long as running answers can bear it.
        if (performance.now() - this.#steppedAt < STALL_MS) continue
      } else if (prefill) await this.#prefill(prefill, this.#promptPace.size(users))
      if (reading) await this.#read(reading, this.#readingPace.size(users))
      if (background) this.#backgroundFrom = performance.now() + (BACKGROUND_PART - 1) * (performance.now() - now)
      const { batch } = this.#scheduler
      if (batch.length) await this.#decode(batch)
      else if (!prefill && !reading) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
      this.#steppedAt = performance.now()
    }
  }

  #endsOf(generation: Generation): PromptEnds {
    return isUsers(generation) ? this.#promptEnds.users : this.#promptEnds.background
  }

  /** Takes as much of a prompt as is known from others. @returns whether that was all: then it has its first token. */
  #findPrompt(generation: Generation): boolean {
    if (generation.cached % BLOCK) return false
    const { row, blocks, name, request } = generation
    const { prompt, steering } = request
    try {
      const found = this.#prefixes.load(row, blocks, generation.cached / BLOCK)
      const isWhole = generation.cached / BLOCK + found === blocks.length && name !== null
      // Conditions read the last token's state, which is not kept.
      if (isWhole && !steering?.takePromptHooks().length) {
        const end = this.#endsOf(generation).load(row, name, prompt.length)
        if (end) {
          generation.reuseWhole()
          this.#accept(generation, end.logits.slice(), end.final, 0)
          return true
        }
      }
      generation.reuse(found)
    } catch (problem) {
      generation.fail(asError(problem))
    }
    return false
  }

  /** The next stretch of a prompt, at most `size` tokens; the last one gives the answer's first token. */
  async #prefill(generation: Generation, size: number): Promise<void> {
    if (generation.ended) return
    const { row, blocks, name, request } = generation
    const { steering } = request
    try {
      const { cached } = generation
      const { ids, edit, last } = generation.nextStretch(size)
      const live = steering instanceof Steering ? steering : null
      const states = new Set([
        ...(edit && live ? edit.keys() : []),
        ...(last && steering ? steering.takePromptHooks() : []),
      ])
      generation.inStep = last
      const began = performance.now()
      const output = await this.runner.stretch({
        row,
        start: cached,
        ids,
        edit,
        ...(last && { logits: 'last' }),
        ...(states.size && { states: [...states] }),
      })
      const seconds = (performance.now() - began) / 1000
      this.#promptPace.observe(ids.length, seconds)
      this.#stats.prefillSeconds += seconds
      this.#stats.prefilledTokens += ids.length
      generation.cached += ids.length
      if (!edit) this.#prefixes.store(row, blocks, Math.floor(cached / BLOCK), generation.cached, isUsers(generation))
      if (last && name !== null) this.#endsOf(generation).store(row, name, request.prompt.length, output)
      if (generation.ended) return
      if (edit) ids.forEach((_, i) => void live?.observe(output.states, i))
      if (last) steering?.readPrompt(output.states, ids.length - 1)
      if (last) this.#accept(generation, output.logits, output.final, 0)
      if (last) this.#failures = 0
    } catch (problem) {
      this.#failStep([generation], problem)
    }
  }

  /** The next stretch of what is to be read. */
  async #read(reading: Reading, size: number): Promise<void> {
    const { request, laid, visit } = reading
    const { start, blocks, logits, states } = request
    try {
      if (blocks && reading.at === 0) reading.at = this.#reuse(start, laid.begin, blocks)
      const { at } = reading
      const end = laid.end(at, size)
      const wanted = end - Math.max(at, laid.begin)
      const began = performance.now()
      const row = this.runner.scratchRow
      const output = await this.runner.stretch({
        row,
        reading: true,
        ...laid.stretch(at, end),
        ...(wanted > 0 && { ...(logits && { logits: 'all' }), states }),
      })
      this.#readingPace.observe(end - at, (performance.now() - began) / 1000)
      if (wanted > 0) visit(lastOf(output, end - at, wanted), end - wanted - laid.begin, wanted)
      reading.at = end
      if (end < laid.length) return
      if (blocks) this.#prefixes.store(row, blocks, Math.floor(start / BLOCK), start + laid.begin, false)
      reading.resolve()
    } catch (problem) {
      reading.reject(problem)
    }
    this.#readings.shift()
  }

  /** What the scratch row gets from the prefix cache: how many of `count` tokens from `start` on need no reading. */
  #reuse(start: number, count: number, blocks: readonly string[]): number {
    const first = Math.floor(start / BLOCK)
    const found = this.#prefixes.load(this.runner.scratchRow, blocks, first, false)
    // A single token would take other kernels (stretch-size.ts), and nothing at all is no stretch.
    return Math.max(0, Math.min((first + found) * BLOCK - start, count - 2))
  }

  /**
   * One token for each generation of the batch that decodes; rows of the others run along, and what comes of them is
   * left. A step that fails fails all of them; what fails behind it, only its own.
   */
  async #decode(batch: readonly (Generation | null)[]): Promise<void> {
    await this.#loadGraphs(batch)
    const { edits, config } = this.runner
    const rows = batch.map((holder) => (holder?.decoding ? holder : null))
    const reads = rows.map((generation) => generation?.nextRead ?? [])
    const began = performance.now()
    let output: DecodeOutput
    try {
      for (const [row, generation] of rows.entries()) {
        generation?.beginStep()
        edits.set(row, generation?.nextEdit ?? null)
      }
      output = await this.runner.decode(
        rows.map((generation) => generation?.nextInput ?? IDLE_TOKEN),
        batch.map((_, row) => this.#idleAt(row)),
        (row) => this.#idleAt(row),
        reads.flat(),
      )
    } catch (problem) {
      this.#failStep(
        rows.filter((generation) => generation !== null),
        problem,
      )
      return
    }
    this.#stats.decodeSeconds += (performance.now() - began) / 1000
    this.#stats.decodeSteps++
    for (const [row, generation] of rows.entries()) {
      if (!generation) continue
      this.#stats.decodedTokens++
      generation.cached++
      if (generation.ended) continue
      try {
        const { steering } = generation.request
        if (steering instanceof Steering) {
          if (edits.of(row)) steering.observe(output.states, row)
          if (reads[row]!.length) steering.read(output.states, row)
        }
        const logits = output.logits.subarray(row * config.vocabulary, (row + 1) * config.vocabulary)
        this.#accept(generation, logits, output.final, row)
        this.#failures = 0
      } catch (problem) {
        this.#failStep([generation], problem)
      }
    }
  }

  /**
   * Where a row stands that a step takes along: what it leaves behind a prompt's end, the prompt's next stretch, or its first
   * step, overwrites.
   */
  #idleAt(row: number): number {
    const holder = this.#scheduler.holderOf(row)
    return holder && !holder.ended ? holder.cached : 0
  }

  /** Loads the graphs that the batch's edits need. One that cannot be had is its own generations' failure. */
  async #loadGraphs(batch: readonly (Generation | null)[]): Promise<void> {
    const lacking = () =>
      batch.find((holder) => holder?.decoding && !this.runner.isReady(holder.nextEdit, holder.nextRead))
    // Edits may change meanwhile.
    for (let next = lacking(); next; next = lacking()) {
      await this.runner.prepare(next.nextEdit, next.nextRead).catch((problem) => next.fail(asError(problem)))
    }
  }

  /** Whether steps have failed lately, and none succeeded. */
  get failing(): boolean {
    return this.#failures >= FAILING
  }

  /** Of a step: what else fails is the request's own business. */
  #failStep(generations: Iterable<Generation>, problem: unknown): void {
    this.#failures++
    for (const generation of generations) generation.fail(asError(problem))
  }

  /** One row of logits becomes the generation's next token. */
  #accept(generation: Generation, logits: Float32Array, final: Float32Array, row: number): void {
    const shortlist: FindShortlist = (values, left) =>
      this.#shortlister.of(values, final, row * this.runner.config.hidden, left)
    generation.accept(logits, shortlist, this.#vocabulary)
    if (this.#unsent.size === 0) setImmediate(this.#emit)
    this.#unsent.add(generation)
  }

  /** Gives out texts: while the next step runs. */
  readonly #emit = (): void => {
    for (const generation of this.#unsent) {
      try {
        generation.emit()
      } catch (problem) {
        generation.fail(asError(problem))
      }
    }
    this.#unsent.clear()
  }

  readonly #vocabulary = {
    isEnd: (id: number) => this.#tokenizer.eosIds.has(id),
    /** A control token is never text of an answer. */
    bytesOf: (id: number) => (this.#tokenizer.isSpecial(id) ? NO_BYTES : this.#tokenizer.bytesOf(id)),
    spellingOf: (id: number) => this.#tokenizer.bytesOf(id),
  }

  #awake(): void {
    this.#wake?.()
    this.#wake = null
  }

  /** Takes no more answers and waits until all that users wait for are complete; at the latest until `signal`. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#draining = true
    const answers = this.#scheduler.all.filter(isUsers).map(({ done }) => done)
    const late = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([Promise.allSettled(answers), late])
  }

  get draining(): boolean {
    return this.#draining || this.#closing
  }

  /** Cancels what runs, waits for the step under way, and frees everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closing) {
      this.#closing = true
      this.#awake()
    }
    await this.#loop
    for (const generation of this.#scheduler.all) generation.fail(closed())
    for (const { reject } of this.#readings.splice(0)) reject(closed())
    await this.runner[Symbol.asyncDispose]()
  }
}

const NO_BYTES = new Uint8Array()

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** What a stretch of `tokens` says of the last `count` of them. */
function lastOf(output: StretchOutput, tokens: number, count: number): StretchOutput {
  const last = (rows: Float32Array) => rows.subarray((rows.length / tokens) * (tokens - count))
  return {
    logProbs: output.logProbs,
    logits: last(output.logits),
    final: last(output.final),
    states: {
      keys: () => output.states.keys(),
      get(hook) {
        const at = output.states.get(hook)
        return at && { hidden: last(at.hidden), edited: last(at.edited) }
      },
    },
  }
}

const closed = () => new EngineError('closed', 'the engine is shutting down')
