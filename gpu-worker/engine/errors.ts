/** What can be wrong with a request to the engine, in its own words; the server says it in HTTP's. */
export type EngineErrorCode =
  | 'context_too_long'
  | 'queue_full'
  | 'cancelled'
  | 'deadline_exceeded'
  | 'closed'
  | 'invalid_edit'
  | 'invalid_condition'
  | 'failed'

export class EngineError extends Error {
  readonly code: EngineErrorCode
  /** Facts beside the message, such as the length that was asked for and the one that fits. */
  readonly facts: Record<string, number>
  constructor(code: EngineErrorCode, message: string, facts: Record<string, number> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'EngineError'
    this.code = code
    this.facts = facts
  }
}

/** Of what the runtime threw: a step that could not be run. */
export const asError = (problem: unknown): EngineError =>
  problem instanceof EngineError ? problem : new EngineError('failed', 'the model could not run this step', {}, problem)
