/** The generations that this worker runs or ran lately: what PATCH, GET and DELETE find. */
import { ApiError } from '../../shared/errors.ts'
import type { ChangeRequest, GenerateRequest, GenerationState } from '../../shared/wire/generate.ts'
import { DIRECTION_MISSING } from '../../shared/wire/generate.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import { OVERDRIVE_LIMIT, type ResolvedEdit, STRENGTH_LIMIT } from '../../shared/wire/steering.ts'
import { type Generation, PRIORITY } from '../engine/generation.ts'
import type { OpenModel } from '../engine/open.ts'
import { randomSeed } from '../engine/random.ts'
import { type SteeredAxis, Steering } from '../engine/steering.ts'
import type { DirectionStore } from './direction-store.ts'

export type Running = { generation: Generation; steering: Steering; project: string; created: number }

/** Finished generations that are remembered, for their receipts. */
const REMEMBERED = 4096

export class Generations {
  readonly #model: OpenModel
  readonly #directions: DirectionStore
  readonly #byId = new Map<string, Running>()
  readonly #onStart: (generation: Generation) => void

  constructor(model: OpenModel, directions: DirectionStore, onStart: (generation: Generation) => void = () => {}) {
    this.#model = model
    this.#directions = directions
    this.#onStart = onStart
  }

  /** Queues a generation; `onText` gets its text as it comes. */
  start(request: GenerateRequest, signal: AbortSignal, onText: (text: string) => void): Running {
    const { engine, template, source } = this.#model
    if (request.model !== source.id) {
      throw new ApiError(404, 'model_not_found', `this worker runs '${source.id}', not '${request.model}'`, {
        param: 'model',
      })
    }
    if (this.#byId.has(request.id)) throw new ApiError(409, 'duplicate_id', `generation ${request.id} exists already`)
    const steering = new Steering(this.#resolve(request.edits, request.overdrive), request.scope, request.overdrive)
    const generation = engine.generate({
      id: request.id,
      prompt: template.encode(request.messages),
      maxTokens: request.max_tokens ?? Number.POSITIVE_INFINITY,
      sampling: { ...request.sampling, seed: request.sampling.seed ?? randomSeed() },
      stops: request.stop,
      steering,
      priority: PRIORITY.interactive,
      signal,
      onText,
    })
    const running = { generation, steering, project: request.project, created: Math.floor(Date.now() / 1000) }
    this.#byId.set(request.id, running)
    this.#onStart(generation)
    this.#forgetOldest()
    return running
  }

  /** A generation of another project is not there. */
  find(id: string, project: string): Running {
    const running = this.#byId.get(id)
    if (!running || running.project !== project) throw notFound(id)
    return running
  }

  change(id: string, change: ChangeRequest): GenerationState {
    const running = this.find(id, change.project)
    if (running.generation.ended) {
      throw new ApiError(409, 'generation_ended', `generation ${id} has ended; its strengths can no longer be changed`)
    }
    const overdrive = change.overdrive ?? running.steering.overdrive
    const applied = running.steering.change(
      { axes: this.#resolve(change.edits, overdrive), seq: change.seq, ramp: change.ramp, overdrive: change.overdrive },
      running.generation.output.length,
    )
    return { ...this.state(running), applied }
  }

  cancel(id: string, project: string): GenerationState {
    const running = this.find(id, project)
    running.generation.cancel()
    return this.state(running)
  }

  state({ generation, steering, ...running }: Running): GenerationState {
    return {
      id: generation.request.id,
      object: 'generation',
      status: generation.status,
      finish_reason: generation.finishReason,
      seq: steering.seq,
      strengths: steering.strengths,
      usage: generation.usage,
      attune: this.receipt({ generation, steering, ...running }),
    }
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
  #resolve(edits: readonly ResolvedEdit[], overdrive: boolean): SteeredAxis[] {
    const missing = edits.map(({ direction }) => direction).filter((hash) => !this.#directions.get(hash))
    if (missing.length) {
      throw new ApiError(409, DIRECTION_MISSING, 'this worker does not hold these directions yet', {
        details: { missing: [...new Set(missing)] },
      })
    }
    return edits.map(({ axis, version, direction: hash, strength, mode }) => {
      const limit = overdrive ? OVERDRIVE_LIMIT : STRENGTH_LIMIT
      if (Math.abs(strength) > limit) {
        throw new ApiError(
          400,
          'strength_out_of_range',
          `the strength of '${axis}' is ${strength}; -${limit} to ${limit} is allowed`,
          {
            param: `steering.strengths.${axis}`,
          },
        )
      }
      return { axis, version, hash, direction: this.#directions.get(hash)!, strength, mode }
    })
  }

  #forgetOldest(): void {
    for (const [id, { generation }] of this.#byId) {
      if (this.#byId.size <= REMEMBERED) break
      if (generation.ended) this.#byId.delete(id)
    }
  }
}

const notFound = (id: string) => new ApiError(404, 'generation_not_found', `there is no generation '${id}'`)
