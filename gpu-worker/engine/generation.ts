/** One running or finished answer: all of its state, in one place. */

import type { Edit } from '../../shared/steering/edit.ts'
import type { FinishReason, Usage } from '../../shared/wire/chat.ts'
import type { Scope } from '../../shared/wire/steering.ts'
import { EngineError } from './errors.ts'
import { Sampler, type SamplerOptions } from './sampler.ts'
import type { Shortlist } from './shortlist.ts'
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

  /** The prompt is in the KV and the first token is sampled: the rest comes step by step. */
  get decoding(): boolean {
    return this.row >= 0 && this.output.length > 0
  }

  /** The next stretch of the prompt, at most `size` tokens, cut at multiples of it; and its edit. */
  nextStretch(size: number): { ids: readonly number[]; edit: Edit | null; last: boolean } {
    const { prompt, steering } = this.request
    const border = this.cached - (this.cached % size) + size
    // Scope 'answer' edits the last prompt token alone, so that one runs by itself.
    const rest = steering?.scope === 'answer' && this.cached < prompt.length - 1 ? prompt.length - 1 : prompt.length
    const end = Math.min(border, rest)
    const last = end === prompt.length
    const edited = steering?.scope === 'all' || (steering?.scope === 'answer' && last)
    return { ids: prompt.slice(this.cached, end), edit: edited ? (steering?.edit ?? null) : null, last }
  }

  /** The next step's input: the last token that is not in the KV. */
  get nextInput(): number {
    return this.output[this.output.length - 1]!
  }

  /** The edit of the next step's token. */
  get nextEdit(): Edit | null {
    return this.request.steering?.edit ?? null
  }

  /** Samples the next token from a row of logits (which is changed) and sees whether it is the last. */
  accept(
    logits: Float32Array,
    shortlist: Shortlist | null,
    vocabulary: { isEnd(id: number): boolean; bytesOf(id: number): Uint8Array },
  ): void {
    const token = this.#sampler.next(logits, shortlist)
    this.firstTokenAt ??= performance.now()
    this.output.push(token)
    if (vocabulary.isEnd(token)) {
      this.finish('stop')
      return
    }
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
