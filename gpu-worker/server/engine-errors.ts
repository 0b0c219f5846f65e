/** The engine's errors in HTTP's words. */
import { ApiError, toApiError } from '../../shared/errors.ts'
import { EngineError } from '../engine/errors.ts'

const RETRY_SECONDS = 2

export function toServerError(problem: unknown): ApiError {
  if (!(problem instanceof EngineError)) return toApiError(problem)
  const { code, message, facts } = problem
  switch (code) {
    case 'context_too_long':
      return new ApiError(400, 'context_length_exceeded', message, { param: 'messages', details: facts })
    case 'invalid_edit':
      return new ApiError(400, 'invalid_edit', message, { param: 'steering.strengths' })
    case 'queue_full':
      return new ApiError(429, 'queue_full', `${message}; try again soon`, { retryAfterSeconds: RETRY_SECONDS })
    case 'closed':
      return new ApiError(503, 'shutting_down', message, { retryAfterSeconds: RETRY_SECONDS })
    case 'cancelled':
      return new ApiError(409, 'generation_cancelled', message)
    case 'failed':
      return toApiError(null)
  }
}
