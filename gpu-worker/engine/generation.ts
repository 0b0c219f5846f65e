/** One running or finished answer: all of its state, in one place. */

import type { Edit } from '../../shared/steering/edit.ts'
import type { FinishReason, Usage } from '../../shared/wire/chat.ts'
import type { Scope } from '../../shared/wire/steering.ts'
import { EngineError } from './errors.ts'
import { Sampler, type SamplerOptions } from './sampler.ts'
import type { Steering } from './steering.ts'
import { TextStream } from './text-stream.ts'

/** Lower runs first. Fits wait for users. */
export const PRIORITY = { interactive: 0, background: 1 } as const
export type Priority = (typeof PRIORITY)[keyof typeof PRIORITY]

export type GenerationRequest = {
  id: string
  prompt: readonly number[]
  /** At least 1; prompt and answer together must fit a row. */
  maxTokens: number
  sampling: SamplerOptions
  stops: readonly string[]
  /** A live steering, a fixed edit (fits), or none. */
  steering: Steering | FixedEdit | null
  priority: Priority
  signal?: AbortSignal
  /** Called with text as it becomes safe to show; never with ''. */
  onText?: (text: string) => void
}

/** An edit that does not change: what calibration tries out. */
export class FixedEdit {
  readonly scope: Scope
  readonly edit: Edit
  constructor(edit: Edit, scope: Scope = 'generated') {
    this.edit = edit
    this.scope = scope
  }
}

export type GenerationStatus = 'queued' | 'running' | 'finished' | 'cancelled' | 'failed'

export class Generation {
  readonly request: GenerationRequest
  readonly output: number[] = []
  status: GenerationStatus = 'queued'
  finishReason: FinishReason | null = null
  /** The row it holds; -1 before it is scheduled and after it ended. */
  row = -1
  /** Tokens in the row's KV. */
  cached = 0
  readonly queuedAt = performance.now()
  firstTokenAt: number | null = null
  endedAt: number | null = null
  /** Settles when the generation ends in whatever way; rejects unless it finished. */
  readonly done: Promise<this>
  readonly #sampler: Sampler
  readonly #text: TextStream
  #resolve!: (generation: this) => void
  #reject!: (error: Error) => void

  constructor(request: GenerationRequest) {
    this.request = request
    this.#sampler = new Sampler(request.sampling, request.prompt)
    this.#text = new TextStream(request.stops)
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Whoever waits sees the rejection; that nobody waits is no crash.
    this.done.catch(() => {})
  }

  get ended(): boolean {
    return this.endedAt !== null
  }

  get usage(): Usage {
    const prompt_tokens = this.request.prompt.length
    const completion_tokens = this.output.length
    return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
  }

  /** Prompt tokens that must be in the KV before the first decode step: all but the last, which is that step's input. */
  get toPrefill(): number {
    return this.request.prompt.length - 1
  }

  get decoding(): boolean {
    return this.row >= 0 && this.cached >= this.toPrefill
  }

  /** The next step's input: the last token that is not in the KV. */
  get nextInput(): number {
    return this.output.length ? this.output[this.output.length - 1]! : this.request.prompt[this.toPrefill]!
  }

  /** The edit of the prompt's tokens but the last. */
  get prefillEdit(): Edit | null {
    return this.request.steering?.scope === 'all' ? this.request.steering.edit : null
  }

  /** The edit of the next step's token: the last prompt token is only edited when the scope says so. */
  get nextEdit(): Edit | null {
    const { steering } = this.request
    if (!steering) return null
    return this.output.length > 0 || steering.scope !== 'generated' ? steering.edit : null
  }

  /** Samples the next token from a row of logits (which is changed) and sees whether it is the last. */
  accept(logits: Float32Array, vocabulary: { isEnd(id: number): boolean; bytesOf(id: number): Uint8Array }): void {
    const token = this.#sampler.next(logits)
    this.cached++
    this.firstTokenAt ??= performance.now()
    this.output.push(token)
    if (vocabulary.isEnd(token)) return this.finish('stop')
    this.#emit(this.#text.push(vocabulary.bytesOf(token)))
    if (this.#text.stopped) this.finish('stop')
    else if (this.output.length >= this.request.maxTokens) this.finish('length')
  }

  finish(reason: FinishReason): void {
    if (this.ended) return
    this.#emit(this.#text.end())
    this.finishReason = reason
    this.#end('finished')
    this.#resolve(this)
  }

  cancel(): void {
    if (this.ended) return
    this.#end('cancelled')
    this.#reject(new EngineError('cancelled', 'the generation was cancelled'))
  }

  fail(error: Error): void {
    if (this.ended) return
    this.#end('failed')
    this.#reject(error)
  }

  #end(status: GenerationStatus): void {
    this.status = status
    this.endedAt = performance.now()
  }

  #emit(text: string): void {
    if (text) this.request.onText?.(text)
  }
}
