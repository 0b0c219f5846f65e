/** What a stage is, and the one place where stages are run: found again, or computed and kept. */
import type { FitSource, FitStage } from '../../shared/wire/fit.ts'
import { FIT_STAGES } from '../../shared/wire/fit.ts'
import type { LanguageModel, LongTask } from '../language/language-model.ts'
import { cancelled, tooLong } from './fit-error.ts'
import type { StageFolder } from './stage-folder.ts'
import { digest } from './stage-value.ts'

/** Raise it when any stage computes something else from the same input, or its built-in data change: results kept by older code are then not used. */
const REVISION = 4

export type StageContext = {
  model: LanguageModel
  /** For what computes long without asking the model. */
  signal?: AbortSignal | undefined
  /** What to hand to the model: the fit's signal, and progress shown as `message` between two shares of the stage. */
  task(message: string, from?: number, to?: number): LongTask
}

/** `note`: what came of it, in a few words for the admin. */
export type StageResult<Output> = { output: Output; note: string }

/**
 * A stage's output depends on its input and the model only, so the digest of both is the key its result is kept under.
 * Inputs and outputs are plain data and Float32Arrays.
 */
export type Stage<Input, Output> = (input: Input, context: StageContext) => Promise<StageResult<Output>>

export type FinishedStage = { stage: FitStage; seconds: number; note: string }

export type FitProgress = {
  stage: FitStage
  /** 0 to 1 over the whole fit; never falls. */
  progress: number
  message: string
  stages: FinishedStage[]
}

const REPORT = 180
/** About how many seconds each stage takes (budget.ts): only their proportions matter. */
const WEIGHTS: Record<FitSource, Record<FitStage, number>> = {
  'self-generated': weights({
    characteristics: 1,
    pairs: 13,
    activations: 4,
    layers: 8,
    calibration: 9,
    evaluation: 20,
    report: REPORT,
  }),
  given: weights({ activations: 3, layers: 4, calibration: 9, evaluation: 8, report: REPORT }),
  texts: weights({ activations: 3, layers: 4, calibration: 9, evaluation: 8, report: REPORT }),
  'context-shift': weights({ pairs: 3, activations: 6, layers: 4, calibration: 9, evaluation: 8, report: REPORT }),
}

function weights(seconds: Partial<Record<FitStage, number>>): Record<FitStage, number> {
  return Object.fromEntries(FIT_STAGES.map((stage) => [stage, seconds[stage] ?? 0.1])) as Record<FitStage, number>
}

export class StageRunner {
  readonly finished: FinishedStage[] = []
  readonly #folder: StageFolder
  readonly #model: LanguageModel
  readonly #weights: Record<FitStage, number>
  readonly #signal: AbortSignal | undefined
  readonly #onProgress: ((progress: FitProgress) => void) | undefined
  #highest = 0

  constructor(options: {
    folder: StageFolder
    model: LanguageModel
    source: FitSource
    /** Whether the stage of that name will run. */
    report: boolean
    signal?: AbortSignal | undefined
    onProgress?: ((progress: FitProgress) => void) | undefined
  }) {
    this.#folder = options.folder
    this.#model = options.model
    const weights = WEIGHTS[options.source]
    this.#weights = options.report ? weights : { ...weights, report: 0 }
    this.#signal = options.signal
    this.#onProgress = options.onProgress
  }

  /**
   * The stage's output: from the folder if it is there, else computed and kept.
   * @throws FitError cancelled, and what the stage and the folder throw
   */
  async run<Input, Output>(name: FitStage, stage: Stage<Input, Output>, input: Input): Promise<Output> {
    this.#throwIfCancelled()
    const { hash, weightForm, readingForm } = this.#model.facts
    const key = digest({ revision: REVISION, stage: name, model: { hash, weightForm, readingForm }, input })
    const kept = await this.#folder.read(name, key)
    if (kept) {
      this.#finish(name, kept.seconds, kept.note)
      return kept.value as Output
    }

    const began = performance.now()
    try {
      const { output, note } = await stage(input, { model: this.#model, signal: this.#signal, task: this.#task(name) })
      this.#throwIfCancelled()
      const seconds = Math.round(performance.now() - began) / 1000
      await this.#folder.write(name, key, { value: output, seconds, note })
      this.#finish(name, seconds, note)
      return output
    } catch (error) {
      if (this.#signal?.aborted) throw cancelled(error)
      throw (error as { code?: unknown }).code === 'context_too_long' ? tooLong(error as Error) : error
    }
  }

  #task(stage: FitStage): StageContext['task'] {
    return (message, from = 0, to = 1) => {
      this.#throwIfCancelled()
      const onProgress = (done: number, total: number) =>
        this.#report(stage, from + (to - from) * Math.min(1, total > 0 ? done / total : 0), message)
      onProgress(0, 1)
      return { onProgress, ...(this.#signal && { signal: this.#signal }) }
    }
  }

  #finish(stage: FitStage, seconds: number, note: string): void {
    this.finished.push({ stage, seconds, note })
    this.#report(stage, 1, note)
  }

  #report(stage: FitStage, share: number, message: string): void {
    const at = FIT_STAGES.indexOf(stage)
    const total = FIT_STAGES.reduce((sum, each) => sum + this.#weights[each], 0)
    const before = FIT_STAGES.slice(0, at).reduce((sum, each) => sum + this.#weights[each], 0)
    this.#highest = Math.min(1, Math.max(this.#highest, (before + this.#weights[stage] * share) / total))
    this.#onProgress?.({ stage, progress: this.#highest, message, stages: [...this.finished] })
  }

  #throwIfCancelled(): void {
    if (this.#signal?.aborted) throw cancelled(this.#signal.reason)
  }
}
