/** One request's answer: its choices, each a generation that is steered by itself, changed and cancelled together. */
import type { Owner } from '../../shared/owner.ts'
import type { FinishReason, Usage } from '../../shared/wire/chat.ts'
import type { GenerationState, GenerationStatus } from '../../shared/wire/generate.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import type { Generation } from '../engine/generation.ts'
import type { OpenModel } from '../engine/open.ts'
import type { Steering, SteeringChange } from '../engine/steering.ts'
import type { OrthogonalBasis } from './basis-store.ts'
import type { ToolCallReader } from './tool-call-reader.ts'

export type Choice = {
  index: number
  generation: Generation
  steering: Steering
  /** Finds the calls in its text; null where there can be none. */
  reader: ToolCallReader | null
}

/** Why a choice ended; null while it runs. Of calls, only if all are finished. */
export function finishReason({ generation, reader }: Choice): FinishReason | null {
  return generation.finishReason === 'stop' && reader?.isWhole ? 'tool_calls' : generation.finishReason
}

export class Answer {
  readonly id: string
  readonly owner: Owner
  /** Unix seconds. */
  readonly created = Math.floor(Date.now() / 1000)
  readonly choices: readonly Choice[]
  /** What its axes are composed in, from beginning to end; null: raw. */
  readonly basis: OrthogonalBasis | null
  /** Whether its strengths were drawn from what is believed of its user. */
  readonly explored: boolean
  /** Settles when all choices have ended; rejects with the first one's failure, which ends the others. */
  readonly done: Promise<void>
  readonly #model: OpenModel

  constructor(
    model: OpenModel,
    id: string,
    owner: Owner,
    choices: readonly Choice[],
    basis: OrthogonalBasis | null = null,
    explored = false,
  ) {
    this.#model = model
    this.id = id
    this.owner = owner
    this.choices = choices
    this.basis = basis
    this.explored = explored
    this.done = Promise.all(choices.map(({ generation }) => generation.done)).then(
      () => {},
      (problem) => {
        this.cancel()
        throw problem
      },
    )
    // Whoever waits sees the rejection; that nobody waits is no crash.
    this.done.catch(() => {})
  }

  get ended(): boolean {
    return this.choices.every(({ generation }) => generation.ended)
  }

  /** The prompt counts once. */
  get usage(): Usage {
    const [first] = this.choices as [Choice]
    const prompt_tokens = first.generation.request.prompt.length
    const completion_tokens = this.choices.reduce((sum, { generation }) => sum + generation.output.length, 0)
    return {
      prompt_tokens,
      completion_tokens,
      total_tokens: prompt_tokens + completion_tokens,
      prompt_tokens_details: { cached_tokens: first.generation.reused },
    }
  }

  /**
   * New strengths for all choices that still run, or for none.
   * @returns false when a newer change was already taken
   * @throws EngineError when it is not possible
   */
  change(change: SteeringChange): boolean {
    const takes = this.choices
      .filter(({ generation }) => !generation.ended)
      .map(({ generation, steering }) => ({ generation, take: steering.prepare(change) }))
    for (const { generation, take } of takes) take?.(generation.settledTokens)
    return takes.every(({ take }) => take !== null)
  }

  cancel(): void {
    for (const { generation } of this.choices) generation.cancel()
  }

  receipt({ steering }: Choice): Receipt {
    const { source, settings, rowExact } = this.#model
    return {
      generation: this.id,
      model: source.id,
      model_hash: source.sha256,
      weight_form: settings.form,
      row_exact: rowExact,
      scope: steering.scope,
      basis: this.basis ? 'orthogonal' : 'raw',
      basis_directions: [...(this.basis?.hashes ?? [])],
      explored: this.explored,
      capped: steering.capped,
      edits: steering.receipts(),
      observed: steering.observedReceipts(),
      changes: [...steering.changes],
    }
  }

  /** The one that stands for all: what a change alters is seen in those that still run. */
  get current(): Choice {
    return this.choices.find(({ generation }) => !generation.ended) ?? this.choices[0]!
  }

  get state(): GenerationState {
    const { current } = this
    const receipts = this.choices.map((choice) => this.receipt(choice))
    return {
      id: this.id,
      object: 'generation',
      user: this.owner.user,
      status: this.status,
      finish_reason: finishReason(current),
      seq: current.steering.seq,
      strengths: current.steering.strengths,
      usage: this.usage,
      attune: receipts[current.index]!,
      choices: this.choices.map((choice) => ({
        index: choice.index,
        status: choice.generation.status,
        finish_reason: finishReason(choice),
        attune: receipts[choice.index]!,
      })),
    }
  }

  /** The least finished choice's. */
  get status(): GenerationStatus {
    const statuses = this.choices.map(({ generation }) => generation.status)
    return ORDER.find((status) => statuses.includes(status))!
  }
}

const ORDER: readonly GenerationStatus[] = ['running', 'queued', 'failed', 'cancelled', 'finished']
