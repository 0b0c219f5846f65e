/** Anything thrown → what the client is told. */
import type { Context } from 'hono'
import { ApiError, INTERNAL_ERROR, toApiError } from '../../shared/errors.ts'
import { EngineError } from '../engine/errors.ts'
import { GrammarError } from '../engine/grammar/grammar-error.ts'
import { isDiskFull } from '../model/disk-full.ts'

const RETRY_SECONDS = 2

/** What nobody foresaw is shown to the operator only. */
export function explain(thrown: unknown, c: Context): ApiError {
  const problem =
    thrown instanceof EngineError
      ? fromEngine(thrown)
      : thrown instanceof GrammarError
        ? new ApiError(400, thrown.code, thrown.message, { param: thrown.pointer ?? 'response_format' })
        : isDiskFull(thrown)
          ? new ApiError(507, 'disk_full', "this worker's disk is full: its operator has to free some space")
          : toApiError(thrown)
  if (problem === INTERNAL_ERROR) console.error(`${c.req.method} ${c.req.path}`, thrown)
  return problem
}

/** The engine's errors in HTTP's words. */
function fromEngine({ code, message, facts }: EngineError): ApiError {
  switch (code) {
    case 'context_too_long':
      return new ApiError(400, 'context_length_exceeded', message, { param: 'messages', details: facts })
    case 'invalid_edit':
      return new ApiError(400, 'invalid_edit', message, { param: 'steering.strengths' })
    case 'invalid_condition':
      return new ApiError(400, 'invalid_condition', message, { param: 'steering.strengths' })
    case 'queue_full':
      return new ApiError(429, 'queue_full', `${message}; try again later`, {
        retryAfterSeconds: facts.retryAfterSeconds,
      })
    case 'deadline_exceeded':
      return new ApiError(504, 'deadline_exceeded', message, { details: facts })
    case 'closed':
      return new ApiError(503, 'shutting_down', message, { retryAfterSeconds: RETRY_SECONDS })
    case 'cancelled':
      return new ApiError(409, 'generation_cancelled', message)
    case 'failed':
      return INTERNAL_ERROR
  }
}
