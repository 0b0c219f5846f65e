/** The generations that this worker runs or ran lately: what PATCH, GET and DELETE find. */
import { ApiError } from '../../shared/errors.ts'
import type { ChangeRequest, GenerateRequest, GenerationState } from '../../shared/wire/generate.ts'
import { DIRECTION_MISSING } from '../../shared/wire/generate.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import { directionsOf, OVERDRIVE_LIMIT, type ResolvedEdit, STRENGTH_LIMIT } from '../../shared/wire/steering.ts'
import { type Generation, PRIORITY } from '../engine/generation.ts'
import type { OpenModel } from '../engine/open.ts'
import { randomSeed } from '../engine/random.ts'
import { type SteeredAxis, Steering } from '../engine/steering.ts'
import type { DirectionStore } from './direction-store.ts'
import { type PromptBound, promptBound } from './prompt-bound.ts'

export type Running = { generation: Generation; steering: Steering; project: string; created: number }

/** What is left of a generation: no prompt, no text, no edit. */
type Ended = { project: string; state: GenerationState }

/** Ended generations that are remembered, for their receipts. */
const REMEMBERED = 4096

export class Generations {
  readonly #model: OpenModel
  readonly #directions: DirectionStore
  readonly #checkLength: PromptBound
  readonly #running = new Map<string, Running>()
  readonly #ended = new Map<string, Ended>()
  readonly #onStart: (generation: Generation) => void

  constructor(model: OpenModel, directions: DirectionStore, onStart: (generation: Generation) => void = () => {}) {
    this.#model = model
    this.#directions = directions
    this.#checkLength = promptBound(model.tokenizer, model.settings.context)
    this.#onStart = onStart
  }

  /** Queues a generation; `onText` gets its text as it comes. */
  start(request: GenerateRequest, signal: AbortSignal, onText: (text: string) => void): Running {
    const { engine, template, source } = this.#model
    const { id, project } = request
    if (request.model !== source.id) {
      throw new ApiError(404, 'model_not_found', `this worker runs '${source.id}', not '${request.model}'`, {
        param: 'model',
      })
    }
    if (this.#running.has(id) || this.#ended.has(id)) {
      throw new ApiError(409, 'duplicate_id', `generation ${id} exists already`, { param: 'id' })
    }
    const steering = new Steering(
      this.#resolve(request.edits, request.overdrive, 'steering.strengths'),
      request.scope,
      request.overdrive,
    )
    this.#checkLength(request.messages)
    const generation = engine.generate({
      id,
      prompt: template.encode(request.messages),
      maxTokens: request.max_tokens ?? Number.POSITIVE_INFINITY,
      sampling: { ...request.sampling, seed: request.sampling.seed ?? randomSeed() },
      stops: request.stop,
      steering,
      priority: PRIORITY.interactive,
      project,
      deadline: request.deadline_ms === null ? null : performance.now() + request.deadline_ms,
      signal,
      onText,
    })
    const running = { generation, steering, project, created: Math.floor(Date.now() / 1000) }
    this.#running.set(id, running)
    const keepState = () => this.#keepState(running)
    generation.done.then(keepState, keepState)
    this.#onStart(generation)
    return running
  }

  /** @throws ApiError 404, also for a generation of another project. */
  state(id: string, project: string): GenerationState {
    const { running, ended } = this.#find(id, project)
    return ended ? ended.state : this.#stateOf(running)
  }

  change(id: string, change: ChangeRequest): GenerationState {
    const { running } = this.#find(id, change.project)
    if (!running || running.generation.ended) {
      throw new ApiError(409, 'generation_ended', `generation ${id} has ended; its strengths can no longer be changed`)
    }
    const overdrive = change.overdrive ?? running.steering.overdrive
    const applied = running.steering.change(
      {
        axes: this.#resolve(change.edits, overdrive, 'strengths'),
        seq: change.seq,
        ramp: change.ramp,
        overdrive: change.overdrive,
      },
      running.generation.settledTokens,
    )
    return { ...this.#stateOf(running), applied }
  }

  /** Ends it if it runs. */
  cancel(id: string, project: string): GenerationState {
    this.#find(id, project).running?.generation.cancel()
    return this.state(id, project)
  }

  receipt({ generation, steering }: Running): Receipt {
    const { source, settings } = this.#model
    return {
      generation: generation.request.id,
      model: source.id,
      model_hash: source.sha256,
      weight_form: settings.form,
      scope: steering.scope,
      basis: 'raw',
      capped: steering.capped,
      edits: steering.receipts(),
      changes: [...steering.changes],
    }
  }

  /** The edge's edits with their directions. @throws ApiError direction_missing, naming every hash that is missing. */
  #resolve(edits: readonly ResolvedEdit[], overdrive: boolean, param: string): SteeredAxis[] {
    const missing = directionsOf(edits).filter((hash) => !this.#directions.get(hash))
    if (missing.length) {
      throw new ApiError(409, DIRECTION_MISSING, 'this worker does not hold these directions yet', {
        details: { missing: [...new Set(missing)] },
      })
    }
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
      return { axis, version, hash, direction: this.#directions.get(hash)!, strength, mode, condition: reader }
    })
  }

  #find(id: string, project: string): { running: Running; ended?: undefined } | { running?: undefined; ended: Ended } {
    const running = this.#running.get(id)
    if (running?.project === project) return { running }
    const ended = this.#ended.get(id)
    if (ended?.project === project) return { ended }
    throw new ApiError(404, 'generation_not_found', `there is no generation '${id}'`)
  }

  #stateOf(running: Running): GenerationState {
    const { generation, steering } = running
    return {
      id: generation.request.id,
      object: 'generation',
      status: generation.status,
      finish_reason: generation.finishReason,
      seq: steering.seq,
      strengths: steering.strengths,
      usage: generation.usage,
      attune: this.receipt(running),
    }
  }

  #keepState(running: Running): void {
    const { id } = running.generation.request
    this.#running.delete(id)
    this.#ended.set(id, { project: running.project, state: this.#stateOf(running) })
    if (this.#ended.size > REMEMBERED) this.#ended.delete(this.#ended.keys().next().value!)
  }
}
