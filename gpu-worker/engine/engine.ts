/**
 * The loop: schedule → prefill a stretch → decode a step → sample → emit. Everything that runs on the model goes
 * through here, one step at a time: generations of users, and in the background generations of fits and readings
 * (scores, hidden states). The background waits for users' prompts, and takes a bounded part of the time beside their
 * answers.
 */
import type { EmbeddingTable } from '../model/embedding.ts'
import type { Tokenizer } from '../model/tokenizer.ts'
import { EngineError } from './errors.ts'
import { Generation, type GenerationRequest, PRIORITY } from './generation.ts'
import {
  type DecodeOutput,
  type ModelRunner,
  STRETCH,
  type StretchOutput,
  type StretchRequest,
} from './model-runner.ts'
import { Scheduler } from './scheduler.ts'
import { Shortlister } from './shortlist.ts'
import { Steering } from './steering.ts'

export type EngineOptions = {
  runner: ModelRunner
  tokenizer: Tokenizer
  /** The head's rows, to score the best candidates exactly; null when the head is exact already. */
  head: EmbeddingTable | null
  /** Users' generations that may wait. */
  queue?: number
}

export type EngineStats = {
  running: number
  waiting: number
  decodeSteps: number
  decodedTokens: number
  prefilledTokens: number
  /** Seconds spent inside the graph. */
  decodeSeconds: number
  prefillSeconds: number
}

type Reading = { request: StretchRequest; resolve(output: StretchOutput): void; reject(error: unknown): void }

const DEFAULT_QUEUE = 256
/** Of the rows, the share that background work leaves to users, and the share it may take beside them. */
const RESERVED_SHARE = 0.25
const BESIDE_SHARE = 0.125
/** While users' answers run, background prompts and readings take one part of the time in so many. */
const BACKGROUND_PART = 5

export class Engine implements AsyncDisposable {
  readonly runner: ModelRunner
  readonly #tokenizer: Tokenizer
  readonly #shortlister: Shortlister
  readonly #scheduler: Scheduler
  readonly #readings: Reading[] = []
  readonly #stats = { decodeSteps: 0, decodedTokens: 0, prefilledTokens: 0, decodeSeconds: 0, prefillSeconds: 0 }
  #wake: (() => void) | null = null
  /** Before this moment no background prompt or reading runs beside users' answers. */
  #backgroundFrom = 0
  #closing = false
  readonly #loop: Promise<void>

  constructor({ runner, tokenizer, head, queue = DEFAULT_QUEUE }: EngineOptions) {
    this.runner = runner
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
    return { ...this.#stats, running: this.#scheduler.running, waiting: this.#scheduler.waiting }
  }

  /** Queues an answer. @throws EngineError: context_too_long, queue_full, closed. */
  generate(request: GenerationRequest): Generation {
    if (this.#closing) throw new EngineError('closed', 'the engine is shutting down')
    const { capacity } = this.runner.kv
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

  /** Runs a stretch on the scratch row when no user's prompt waits. One reader at a time owns that row. */
  read(request: Omit<StretchRequest, 'row'>): Promise<StretchOutput> {
    if (this.#closing) return Promise.reject(new EngineError('closed', 'the engine is shutting down'))
    return new Promise((resolve, reject) => {
      this.#readings.push({ request: { ...request, row: this.runner.scratchRow }, resolve, reject })
      this.#awake()
    })
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      this.#scheduler.release()
      const { prefill: prompt, decode } = this.#scheduler.schedule()
      const forUser = prompt?.request.priority === PRIORITY.interactive
      const users = decode.some(({ request }) => request.priority === PRIORITY.interactive)
      const background = !forUser && (!users || performance.now() >= this.#backgroundFrom)
      const prefill = forUser || background ? prompt : null
      const reading = background && !prefill ? this.#readings.shift() : undefined
      if (!prefill && !decode.length && !reading) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        continue
      }
      const batch = [...decode]
      const began = performance.now()
      if (prefill) await this.#prefill(prefill)
      if (reading) await this.#read(reading)
      if (background) this.#backgroundFrom = performance.now() + (BACKGROUND_PART - 1) * (performance.now() - began)
      if (batch.length) await this.#decode(batch)
    }
  }

  /**
   * The next stretch of a prompt; the last one gives the answer's first token. Stretches are cut at fixed places, so
   * that a text does not depend on load.
   */
  async #prefill(generation: Generation): Promise<void> {
    const { cached, row } = generation
    const { steering } = generation.request
    const began = performance.now()
    try {
      const { ids, edit, last } = generation.nextStretch(STRETCH)
      const live = steering instanceof Steering && edit !== null
      const output = await this.runner.stretch({
        row,
        start: cached,
        ids,
        edit,
        ...(last && { logits: 'last' }),
        ...(live && { states: [...edit.keys()] }),
      })
      this.#stats.prefillSeconds += (performance.now() - began) / 1000
      this.#stats.prefilledTokens += ids.length
      generation.cached += ids.length
      if (generation.ended) return
      if (live) ids.forEach((_, i) => void steering.observe(output.states, i))
      if (last) this.#accept(generation, output.logits, output.final, 0)
    } catch (problem) {
      generation.fail(asError(problem))
    }
  }

  async #read({ request, resolve, reject }: Reading): Promise<void> {
    try {
      resolve(await this.runner.stretch(request))
    } catch (problem) {
      reject(problem)
    }
  }

  /** One token for each generation. A step that fails fails all of them; what fails behind it, only its own. */
  async #decode(batch: readonly Generation[]): Promise<void> {
    const { edits, config } = this.runner
    const began = performance.now()
    let output: DecodeOutput
    try {
      batch.forEach((generation, row) => void edits.set(row, generation.nextEdit))
      output = await this.runner.decode(
        batch.map((generation) => generation.nextInput),
        batch.map((generation) => generation.cached),
      )
    } catch (problem) {
      for (const generation of batch) generation.fail(asError(problem))
      return
    }
    this.#stats.decodeSeconds += (performance.now() - began) / 1000
    this.#stats.decodeSteps++
    this.#stats.decodedTokens += batch.length
    for (const [row, generation] of batch.entries()) {
      generation.cached++
      if (generation.ended) continue
      try {
        const { steering } = generation.request
        if (steering instanceof Steering && edits.of(row)) steering.observe(output.states, row)
        const logits = output.logits.subarray(row * config.vocabulary, (row + 1) * config.vocabulary)
        this.#accept(generation, logits, output.final, row)
      } catch (problem) {
        generation.fail(asError(problem))
      }
    }
  }

  /** One row of logits becomes the generation's next token. */
  #accept(generation: Generation, logits: Float32Array, final: Float32Array, row: number): void {
    const shortlist = this.#shortlister.of(logits, final, row * this.runner.config.hidden)
    generation.accept(logits, shortlist, this.#vocabulary)
    const { steering } = generation.request
    if (steering instanceof Steering) steering.advance()
  }

  readonly #vocabulary = {
    isEnd: (id: number) => this.#tokenizer.eosIds.has(id),
    /** A control token is never text of an answer. */
    bytesOf: (id: number) => (this.#tokenizer.isSpecial(id) ? NO_BYTES : this.#tokenizer.bytesOf(id)),
  }

  #awake(): void {
    this.#wake?.()
    this.#wake = null
  }

  /** Cancels what runs, waits for the step under way, and frees everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closing) {
      this.#closing = true
      this.#awake()
    }
    await this.#loop
    const closed = new EngineError('closed', 'the engine is shutting down')
    for (const generation of this.#scheduler.all) generation.fail(closed)
    for (const { reject } of this.#readings.splice(0)) reject(closed)
    await this.runner[Symbol.asyncDispose]()
  }
}

const NO_BYTES = new Uint8Array()

const asError = (problem: unknown): EngineError =>
  problem instanceof EngineError ? problem : new EngineError('failed', 'the model could not run this step', {}, problem)
