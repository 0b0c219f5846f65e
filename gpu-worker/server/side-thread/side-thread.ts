/**
 * What would hold up everybody's answers, done in another thread: compiling grammars, and tokenising long prompts. Both are
 * asked for by requests that may be refused in the end, so refused work would cost the most. Projects take turns, and each
 * may have so much waiting. One piece that takes too long, or too much memory, ends the thread; the next one has a new one.
 */
import { Worker } from 'node:worker_threads'
import { ApiError } from '../../../shared/errors.ts'
import type { Format } from '../../engine/grammar/format.ts'
import type { CompiledGrammar } from '../../engine/grammar/grammar.ts'
import { unsupported } from '../../engine/grammar/grammar-error.ts'
import type { Prompt } from '../prompt.ts'
import { type Reply, type Results, toError, type Work } from './messages.ts'
import { Turns } from './turns.ts'

/** Far beyond what a grammar's budget and a prompt's bound allow on a slow machine. */
const WORK_MS = 30_000
/** The tokens of a large vocabulary take some hundred MB; the rest is for one piece of work. */
const HEAP_MB = 1536
/** What has just been made: little, so that an idle thread keeps little. */
const NEW_MB = 8

type Waiting = {
  work: Work
  resolve(result: Results[keyof Results]): void
  reject(problem: Error): void
}

export class SideThread {
  readonly #model: string
  readonly #turns = new Turns<Waiting>()
  #thread: Worker | null = null
  #working: Waiting | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  /** `model` is the path of its file or folder. The thread begins with the first work. */
  constructor(model: string) {
    this.#model = model
  }

  /** Begins before there is work, so that the first need not wait for it. */
  warm(): void {
    this.#thread ??= this.#start()
  }

  /** @throws GrammarError; ApiError 429 where too much of the project waits */
  compile(project: string, format: Format): Promise<CompiledGrammar> {
    return this.#ask(project, { kind: 'grammar', format }) as Promise<CompiledGrammar>
  }

  /** @throws what `promptTokens` throws; ApiError 429 where too much of the project waits */
  tokenize(project: string, { messages, tools, tool_choice, prompt }: Prompt): Promise<Int32Array> {
    return this.#ask(project, {
      kind: 'prompt',
      request: { messages, tools, tool_choice, prompt },
    }) as Promise<Int32Array>
  }

  /** The tokens of a text that stands alone. @throws ApiError 429 where too much of the project waits */
  encode(project: string, text: string): Promise<Int32Array> {
    return this.#ask(project, { kind: 'text', text }) as Promise<Int32Array>
  }

  async close(): Promise<void> {
    this.#closed = true
    for (let left = this.#working ?? this.#turns.take(); left; left = this.#turns.take()) left.reject(closed())
    this.#working = null
    clearTimeout(this.#timer)
    await this.#thread?.terminate()
  }

  #ask(project: string, work: Work): Promise<Results[keyof Results]> {
    if (this.#closed) throw closed()
    return new Promise((resolve, reject) => {
      this.#turns.add(project, { work, resolve, reject })
      this.#next()
    })
  }

  #next(): void {
    if (this.#working) return
    const next = this.#turns.take()
    if (!next) return
    this.#working = next
    this.#thread ??= this.#start()
    this.#timer = setTimeout(() => this.#break(), WORK_MS)
    this.#thread.postMessage(next.work)
  }

  #start(): Worker {
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: { model: this.#model },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: NEW_MB },
    })
    // The process need not go on for it.
    thread.unref()
    thread.on('message', (reply: Reply) => {
      if (thread !== this.#thread) return
      this.#end((waiting) =>
        'problem' in reply ? waiting.reject(toError(reply.problem)) : waiting.resolve(reply.result),
      )
    })
    thread.on('error', (problem: NodeJS.ErrnoException) => {
      if (thread !== this.#thread) return
      this.#thread = null
      if (problem.code === 'ERR_WORKER_OUT_OF_MEMORY') this.#end((waiting) => waiting.reject(tooMuch(waiting.work)))
      else this.#end((waiting) => waiting.reject(problem))
    })
    return thread
  }

  /** What takes so long is not asked of the next thread. */
  #break(): void {
    void this.#thread?.terminate()
    this.#thread = null
    this.#end((waiting) => waiting.reject(tooMuch(waiting.work)))
  }

  #end(tell: (waiting: Waiting) => void): void {
    clearTimeout(this.#timer)
    const waiting = this.#working
    this.#working = null
    if (waiting) tell(waiting)
    this.#next()
  }
}

const closed = () => new ApiError(503, 'shutting_down', 'this worker is shutting down', { retryAfterSeconds: 2 })

const tooMuch = ({ kind }: Work): Error =>
  kind === 'grammar'
    ? unsupported('#', 'this schema takes too long, or too much memory, to be compiled; a simpler one would be right')
    : new ApiError(400, 'prompt_too_complex', 'the prompt takes too long, or too much memory, to be tokenised', {
        param: 'messages',
      })
