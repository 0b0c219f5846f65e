/** One running or finished answer: all of its state, in one place. */

import type { Edit } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import type { FinishReason } from '../../shared/wire/chat.ts'
import type { GenerationStatus } from '../../shared/wire/generate.ts'
import type { JsonEdit } from '../../shared/wire/steering.ts'
import { EngineError } from './errors.ts'
import type { FixedEdit } from './fixed-edit.ts'
import type { Grammar } from './grammar/grammar.ts'
import type { Matcher } from './grammar/matcher.ts'
import { keepLogits, logprobsOf, type TokenLogprobs } from './logprobs.ts'
import { BLOCK, blockNames, promptName } from './prefix-cache.ts'
import { Sampler, type SamplerOptions } from './sampler.ts'
import { SHORTLISTED, type Shortlist } from './shortlist.ts'
import { Steering } from './steering.ts'
import { stretchEnd } from './stretch-size.ts'
import { type CallsBegin, TextStream } from './text-stream.ts'

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
  /** How the answer's calls begin, in which no stop string counts; none: it has no calls. */
  calls?: CallsBegin | null
  /** How many likeliest tokens to note beside each token, with their log-probabilities; null: not even the token's. */
  logprobs?: number | null
  /** The form that the answer must have; none: any. It ends as soon as the form is complete. */
  grammar?: Grammar | null
  /** A live steering, a fixed edit (fits), or none. */
  steering: Steering | FixedEdit | null
  /** Which tokens of a form it edits: all ('edit', the default), those of texts ('strings'), or none ('spare'). */
  json?: JsonEdit
  priority: Priority
  /** Whose it is: projects get fair shares of the rows. */
  project: string
  /** When it fails if it has not ended, in `performance.now()`'s time; never if null. */
  deadline?: number | null
  signal?: AbortSignal
  /** Called with text as it becomes safe to show; never with ''. */
  onText?: (text: string) => void
}

/** Finds a row's likeliest tokens, exactly; `left`: all that were not ruled out, if they are few. */
export type FindShortlist = (logits: Float32Array, left: Int32Array | null) => Shortlist

/** That an answer has calls, its reader knows, not the engine. */
export type EndReason = Exclude<FinishReason, 'tool_calls'>

/** What an answer must know of its tokens. */
export type TokenSpelling = {
  isEnd(id: number): boolean
  /** What it adds to an answer's text: nothing, if it is a control token. */
  bytesOf(id: number): Uint8Array
  /** The same, control tokens by their names: a form may want them. */
  spellingOf(id: number): Uint8Array
}

export class Generation {
  readonly request: GenerationRequest
  readonly output: number[] = []
  /** Of each token whose text was shown, if asked for. */
  readonly logprobs: TokenLogprobs[] = []
  status: GenerationStatus = 'queued'
  finishReason: EndReason | null = null
  /** The row it holds; -1 before it is scheduled and after it ended. */
  row = -1
  /** Tokens in the row's KV. */
  cached = 0
  /** Tokens of the prompt that were not run, because their KV was there already. */
  reused = 0
  /** A step runs that gives its next token, under the edit that was in force when it began. */
  inStep = false
  readonly queuedAt = performance.now()
  firstTokenAt: number | null = null
  endedAt: number | null = null
  /** Settles when the generation ends in whatever way; rejects unless it finished. */
  readonly done: Promise<this>
  readonly #sampler: Sampler
  /** Where the answer stands in its form. */
  readonly #matcher: Matcher | null
  readonly #text: TextStream
  /** Of tokens whose text waits to be shown: where in the answer's it begins and ends. */
  readonly #unshown: { begin: number; end: number; scores: TokenLogprobs }[] = []
  /** Text that is safe to show and was not given out yet. */
  #unsent = ''
  #resolve!: (generation: this) => void
  #reject!: (error: Error) => void

  constructor(request: GenerationRequest) {
    this.request = request
    this.#sampler = new Sampler(request.sampling, request.prompt)
    this.#matcher = request.grammar?.start() ?? null
    this.#text = new TextStream(request.stops, request.calls)
    this.blocks = blockNames(request.project, request.prompt, this.unedited)
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

  /** Tokens on which a change has no influence any more: those there are, and the one in the making. */
  get settledTokens(): number {
    return this.output.length + (this.inStep ? 1 : 0)
  }

  /** The prompt is in the KV and the first token is sampled: the rest comes step by step. */
  get decoding(): boolean {
    return this.row >= 0 && this.output.length > 0 && !this.ended
  }

  /** Tokens of the prompt that are read without an edit: what its KV has in common with other prompts'. */
  get unedited(): number {
    const { prompt, steering } = this.request
    // Scope 'answer' edits the last prompt token alone, so that one runs by itself.
    return steering?.scope === 'all' ? 0 : steering?.scope === 'answer' ? prompt.length - 1 : prompt.length
  }

  /** Names of the whole blocks of its unedited tokens, for the prefix cache. */
  readonly blocks: readonly string[]

  /** Names the whole prompt, for later ones that are the same; null where its end is edited. */
  get name(): string | null {
    const { project, prompt } = this.request
    return this.unedited === prompt.length ? promptName(project, prompt, this.blocks) : null
  }

  /** All of the prompt was found. */
  reuseWhole(): void {
    this.reused += this.request.prompt.length - this.cached
    this.cached = this.request.prompt.length
  }

  /** So many blocks more were found in the prefix cache, from `cached` on. */
  reuse(blocks: number): void {
    if (blocks === 0) return
    const end = this.unedited
    const held = this.cached + blocks * BLOCK
    // The last stretch has two tokens at least (stretch-size.ts): where less is left, some are run once more.
    const isWhole = held === end && end < this.request.prompt.length
    const cached = isWhole ? held : Math.min(held, end - 2)
    this.reused += cached - this.cached
    this.cached = cached
  }

  /** The next stretch of the prompt, at most `size` tokens (3 at least); and its edit. */
  nextStretch(size: number): { ids: readonly number[]; edit: Edit | null; last: boolean } {
    const { prompt, steering } = this.request
    const end = stretchEnd(this.cached, this.cached < this.unedited ? this.unedited : prompt.length, size)
    const last = end === prompt.length
    const ids = prompt.slice(this.cached, end)
    // The whole prompt comes before any form; its last token alone is where the form begins.
    if (steering?.scope === 'all') return { ids, edit: steering.edit, last }
    return { ids, edit: steering?.scope === 'answer' && last ? this.nextEdit : null, last }
  }

  /** The next step's input: the last token that is not in the KV. */
  get nextInput(): number {
    return this.output[this.output.length - 1]!
  }

  /** A decode step takes it along: ramps move by a token. */
  beginStep(): void {
    const { steering } = this.request
    if (steering instanceof Steering) steering.advance()
    this.inStep = true
  }

  /** The edit of the next step's token, whose state decides about the token after it. */
  get nextEdit(): Edit | null {
    return this.#isSpared ? null : (this.request.steering?.edit ?? null)
  }

  /** What is read of that token's state: nothing where the form spares it, whose text is nobody's style. */
  get nextRead(): readonly Hook[] {
    const { steering } = this.request
    return steering instanceof Steering && !this.#isSpared ? steering.hooks : NO_HOOKS
  }

  /** Whether what comes next in the answer's form is to be left as the model would write it. */
  get #isSpared(): boolean {
    const { json = 'edit' } = this.request
    if (!this.#matcher || json === 'edit') return false
    const { region } = this.#matcher
    return json === 'strings' ? region === null : region !== 'prose'
  }

  /**
   * Samples the next token from a row of logits (which is changed) and sees whether it is the last. Its text waits for
   * `emit`, unless it is.
   * @param shortlist null: nothing is known of the row's likeliest tokens
   */
  accept(logits: Float32Array, shortlist: FindShortlist | null, vocabulary: TokenSpelling): void {
    this.inStep = false
    const { logprobs = null } = this.request
    const mask = this.#matcher?.mask() ?? null
    // Sampling changes the logits, and so does ruling out.
    let raw = mask && logprobs !== null ? keepLogits(logits) : null
    mask?.applyTo(logits)
    const likeliest = shortlist?.(logits, mask?.few(SHORTLISTED) ?? null) ?? null
    if (!mask && logprobs !== null) raw = keepLogits(logits)
    const token = this.#sampler.next(logits, likeliest)
    if (this.#matcher && !this.#matcher.accept(token)) {
      throw new Error(`token ${token} was drawn, which the answer's form does not allow: no logit of one was a number`)
    }
    this.firstTokenAt ??= performance.now()
    this.output.push(token)
    if (vocabulary.isEnd(token)) {
      this.finish('stop')
      return
    }
    if (raw && mask) shortlist?.(raw, null)
    const begin = this.#text.length
    const text = this.#text.push(this.#matcher ? vocabulary.spellingOf(token) : vocabulary.bytesOf(token))
    if (raw) this.#unshown.push({ begin, end: this.#text.length, scores: logprobsOf(raw, token, logprobs!) })
    this.#show(text)
    if (this.#text.stopped || this.#matcher?.done) this.finish('stop')
    else if (this.output.length >= this.request.maxTokens) this.finish('length')
  }

  /** What a stop string cuts off is neither shown nor told of; of a token that it cuts, the part before it is. */
  #show(text: string): void {
    this.#unsent += text
    const { released, stopped } = this.#text
    for (let next = this.#unshown[0]; next && next.begin < released; next = this.#unshown[0]) {
      const { begin, end, scores } = next
      if (end > released && !stopped) return
      this.logprobs.push(end > released ? { ...scores, characters: released - begin } : scores)
      this.#unshown.shift()
    }
  }

  /** Gives out the text that has come. What the receiver throws, this throws. */
  emit(): void {
    const text = this.#unsent
    this.#unsent = ''
    if (text && !this.ended) this.request.onText?.(text)
  }

  /** Back to where it waits for a row. */
  restart(): void {
    this.status = 'queued'
    this.cached = 0
    this.reused = 0
  }

  /** Fails it if it should have ended by now. */
  expire(now: number): void {
    const { deadline, prompt } = this.request
    if (deadline === null || deadline === undefined || now < deadline || this.ended) return
    const got = this.row < 0 ? 'it was still waiting for a row' : `${this.output.length} tokens were generated`
    this.fail(
      new EngineError('deadline_exceeded', `the answer was not complete at its deadline: ${got}`, {
        prompt_tokens: prompt.length,
        completion_tokens: this.output.length,
      }),
    )
  }

  finish(reason: EndReason): void {
    if (this.ended) return
    this.#show(this.#text.end())
    this.emit()
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
}

const NO_HOOKS: readonly Hook[] = []

export const isUsers = ({ request }: Generation) => request.priority === PRIORITY.interactive
