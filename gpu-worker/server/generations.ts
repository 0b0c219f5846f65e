/** The generations that this worker runs or ran lately: what PATCH, GET and DELETE find. */
import { ApiError } from '../../shared/errors.ts'
import { type Asker, mayReach } from '../../shared/owner.ts'
import type { ChangeRequest, GenerateRequest, GenerationState } from '../../shared/wire/generate.ts'
import { DIRECTION_MISSING, isResolved } from '../../shared/wire/generate.ts'
import { directionsOf, OVERDRIVE_LIMIT, type ResolvedEdit, STRENGTH_LIMIT } from '../../shared/wire/steering.ts'
import { type Generation, PRIORITY } from '../engine/generation.ts'
import { GrammarCache } from '../engine/grammar/cache.ts'
import type { Grammar } from '../engine/grammar/grammar.ts'
import type { OpenModel } from '../engine/open.ts'
import { randomSeed, seedOfChoice } from '../engine/random.ts'
import { type ObservedAxis, type SteeredAxis, Steering } from '../engine/steering.ts'
import { beginOfCalls } from '../model/tool-syntax.ts'
import type { UsageRecorder } from '../usage/recorder.ts'
import { Answer, type Choice } from './answer.ts'
import { type AnswerForm, answerForm } from './answer-format.ts'
import { BasisStore, type OrthogonalBasis } from './basis-store.ts'
import type { DirectionStore } from './direction-store.ts'
import { promptTokens } from './prompt.ts'
import { type PromptBound, promptBound } from './prompt-bound.ts'
import { Remembered } from './remembered.ts'
import { SideThread } from './side-thread/side-thread.ts'
import { isSmall } from './side-thread/small-prompt.ts'
import { ToolCallReader } from './tool-call-reader.ts'

export type Prepared = {
  form: AnswerForm
  grammar: Grammar | null
  prompt: readonly number[]
  /** In `performance.now()`'s time; it counts from when the request came. */
  deadline: number | null
}

export class Generations {
  readonly #model: OpenModel
  readonly #directions: DirectionStore
  readonly #bases: BasisStore
  readonly #checkLength: PromptBound
  /** Does for others, too, what would hold up answers. */
  readonly side: SideThread
  readonly #grammars: GrammarCache
  readonly #running = new Map<string, Answer>()
  /** What is left of a generation: no prompt, no text, no edit. */
  readonly #ended = new Remembered()
  readonly #usage: UsageRecorder | null
  readonly #onStart: (generation: Generation) => void

  constructor(
    model: OpenModel,
    directions: DirectionStore,
    usage: UsageRecorder | null,
    onStart: (generation: Generation) => void = () => {},
  ) {
    this.#model = model
    this.#directions = directions
    this.#bases = new BasisStore(directions)
    this.#checkLength = promptBound(model.tokenizer, model.settings.context)
    this.side = new SideThread(model.source.path)
    this.#grammars = new GrammarCache(model.tokenizer, (project, format) => this.side.compile(project, format))
    this.#usage = usage
    this.#onStart = onStart
  }

  /** Makes ready what the first requests would wait for. */
  warm(): void {
    this.side.warm()
  }

  close(): Promise<void> {
    return this.side.close()
  }

  /**
   * What an answer needs before it is queued. What may take long is done elsewhere: answers that run go on meanwhile.
   * @throws ApiError, GrammarError, EngineError: all that can be wrong with a request
   */
  async prepare(request: GenerateRequest): Promise<Prepared> {
    const { template, tokenizer } = this.#model
    const { project } = request
    const deadline = request.deadline_ms === null ? null : performance.now() + request.deadline_ms
    this.#steeringOf(request)
    this.#checkBiases(request)
    this.#checkLength(request)
    const form = answerForm(request, template.toolSyntax)
    const [grammar, prompt] = await Promise.all([
      form.format && this.#grammars.get(project, form.format),
      isSmall(request) ? promptTokens(request, template, tokenizer) : this.side.tokenize(project, request),
    ])
    return { form, grammar, prompt: Array.from(prompt), deadline }
  }

  /** Queues an answer; `onText` gets each choice's text as it comes. @throws as `prepare`: much may have changed since */
  start(
    request: GenerateRequest,
    { form, grammar, prompt, deadline }: Prepared,
    signal: AbortSignal,
    onText: (text: string, choice: number) => void,
  ): Answer {
    const { template } = this.#model
    const { id, project, user } = request
    const { variants, observed, basis } = this.#steeringOf(request)
    const seed = request.sampling.seed ?? randomSeed()
    const choices: Choice[] = []
    try {
      for (let index = 0; index < request.n; index++) {
        const steering = new Steering(variants[index]!, request.scope, request.overdrive, observed)
        const generation = this.#model.engine.generate({
          id,
          prompt,
          maxTokens: request.max_tokens ?? Number.POSITIVE_INFINITY,
          sampling: { ...request.sampling, seed: seedOfChoice(seed, index) },
          // Another turn ends an answer; a text that is gone on from has no turns.
          stops: [...request.stop, ...(request.prompt === null ? template.stops : [])],
          calls: form.syntax && { begin: beginOfCalls(form.syntax), atStart: form.isEither },
          logprobs: request.logprobs,
          grammar,
          steering,
          json: request.json,
          priority: PRIORITY.interactive,
          project,
          deadline,
          signal,
          onText: (text) => onText(text, index),
        })
        const reader = form.syntax && new ToolCallReader(form.syntax, form.isEither)
        choices.push({ index, generation, steering, reader })
      }
    } catch (problem) {
      for (const { generation } of choices) generation.cancel()
      throw problem
    }
    const answer = new Answer(this.#model, id, { project, user }, choices, basis, request.explored)
    this.#usage?.begin(answer, request)
    this.#running.set(id, answer)
    const keepState = () => this.#keepState(answer)
    answer.done.then(keepState, keepState)
    for (const { generation } of choices) this.#onStart(generation)
    return answer
  }

  /** Settles when what the answer has used by now is kept: only then is its end told. */
  noted(answer: Answer): Promise<void> {
    return this.#usage?.note(answer) ?? Promise.resolve()
  }

  /** @throws ApiError 404, also for one that is not the asker's. */
  state(id: string, asker: Asker): GenerationState {
    const { running, ended } = this.#find(id, asker)
    return ended ?? running.state
  }

  change(id: string, change: ChangeRequest): GenerationState {
    const { running } = this.#find(id, change)
    if (!running || running.ended) {
      throw new ApiError(409, 'generation_ended', `generation ${id} has ended; its strengths can no longer be changed`)
    }
    const { seq, ramp } = change
    const overdrive = change.overdrive ?? running.current.steering.overdrive
    const wanted = change.edits.filter(isResolved)
    this.#require(wanted)
    // In the basis that it began with: an axis that has come since moves along its direction as fitted.
    const resolved = this.#resolve(wanted, running.basis, overdrive, 'strengths')
    const off = change.edits.filter((edit) => !isResolved(edit))
    const bySignals = change.by === 'signals'
    const applied = running.change({ axes: resolved, off, seq, ramp, overdrive: change.overdrive, bySignals })
    return { ...running.state, applied }
  }

  /** Ends it if it runs. */
  cancel(id: string, asker: Asker): GenerationState {
    this.#find(id, asker).running?.cancel()
    return this.state(id, asker)
  }

  /** Whether it may run here, and what by. */
  #steeringOf(request: GenerateRequest): {
    /** What each choice is steered by. */
    variants: SteeredAxis[][]
    observed: ObservedAxis[]
    basis: OrthogonalBasis | null
  } {
    const { id, project, model, n, edits, basis: hashes, overdrive } = request
    const { source, engine } = this.#model
    if (model !== source.id) {
      throw new ApiError(404, 'model_not_found', `this worker runs '${source.id}', not '${model}'`, { param: 'model' })
    }
    if (this.#running.has(id) || this.#ended.has(id)) {
      throw new ApiError(409, 'duplicate_id', `generation ${id} exists already`, { param: 'id' })
    }
    engine.checkRoom(project)
    const wanted = request.variants ?? Array.from({ length: n }, () => edits)
    this.#require(wanted.flat(), hashes, request.observed)
    const basis = hashes && this.#bases.get(hashes)
    return {
      variants: wanted.map((edits) => this.#resolve(edits, basis, overdrive, 'steering.strengths')),
      observed: request.observed.map(({ axis, version, direction: hash }) => ({
        ...{ axis, version, hash },
        direction: this.#directions.get(hash)!,
      })),
      basis,
    }
  }

  #checkBiases({ sampling }: GenerateRequest): void {
    const { vocabulary } = this.#model.config
    const wrong = Object.keys(sampling.logit_bias).find((id) => Number(id) >= vocabulary)
    if (wrong === undefined) return
    throw new ApiError(400, 'invalid_value', `logit_bias.${wrong}: token ids go from 0 to ${vocabulary - 1}`, {
      param: `logit_bias.${wrong}`,
    })
  }

  /** @throws ApiError direction_missing, naming every hash that is missing. */
  #require(
    edits: readonly ResolvedEdit[],
    basis: readonly string[] | null = null,
    observed: readonly { direction: string }[] = [],
  ): void {
    const named = [...directionsOf(edits), ...observed.map(({ direction }) => direction)]
    const missing = named.filter((hash) => !this.#directions.get(hash))
    if (basis) missing.push(...this.#bases.missing(basis))
    if (missing.length === 0) return
    throw new ApiError(409, DIRECTION_MISSING, 'this worker does not hold these directions yet', {
      details: { missing: [...new Set(missing)] },
    })
  }

  /** The edge's edits with their directions. */
  #resolve(
    edits: readonly ResolvedEdit[],
    basis: OrthogonalBasis | null,
    overdrive: boolean,
    param: string,
  ): SteeredAxis[] {
    return edits.map(({ axis, version, direction: hash, strength, mode, condition }) => {
      const limit = overdrive ? OVERDRIVE_LIMIT : STRENGTH_LIMIT
      if (Math.abs(strength) > limit) {
        throw new ApiError(
          400,
          'strength_out_of_range',
          `the strength of '${axis}' is ${strength}; -${limit} to ${limit} is allowed`,
          {
            param: `${param}.${axis}`,
          },
        )
      }
      const reader = condition && { ...condition, reader: this.#directions.get(condition.direction)! }
      const direction = this.#directions.get(hash)!
      return { axis, version, hash, direction, along: basis?.along(hash), strength, mode, condition: reader }
    })
  }

  #find(
    id: string,
    asker: Asker,
  ): { running: Answer; ended?: undefined } | { running?: undefined; ended: GenerationState } {
    const running = this.#running.get(id)
    if (running && mayReach(asker, running.owner)) return { running }
    const ended = this.#ended.find(id, asker)
    if (ended) return { ended }
    throw new ApiError(404, 'generation_not_found', `there is no generation '${id}'`)
  }

  #keepState({ id, owner, state }: Answer): void {
    this.#running.delete(id)
    this.#ended.keep(id, owner, state)
  }
}
