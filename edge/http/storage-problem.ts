/**
 * Failures of what keeps things (D1, R2, workflows), by name. They come as messages only: SQLite's own, or workerd's
 * 'internal error' with a reference, behind which a full disk hides too (the log has the reason).
 */
import { ApiError } from '../../shared/errors.ts'

const RETRY_SECONDS = 5

const FULL = /SQLITE_FULL|disk is full|Exceeded maximum DB size|ENOSPC|no space left/i
const UNAVAILABLE =
  /internal error; reference|SQLITE_(IOERR|CANTOPEN|READONLY|NOMEM|BUSY|LOCKED|PROTOCOL)|D1 DB .*(overloaded|reset|timed? ?out)|storage.* (reset|timed? ?out)|Unspecified error|We encountered an internal error/i

/** null where something else was thrown. */
export function storageProblem(thrown: unknown): ApiError | null {
  const said = messagesOf(thrown)
  if (FULL.test(said)) {
    const message = 'There is no room left to store this; nothing of it was kept. The operator has to make room.'
    return new ApiError(507, 'storage_full', message, { cause: thrown })
  }
  if (UNAVAILABLE.test(said)) {
    const message =
      'What is stored cannot be read or written at the moment; where its disk is full, the operator has to make room. ' +
      'Please try again later.'
    return new ApiError(503, 'storage_unavailable', message, { retryAfterSeconds: RETRY_SECONDS, cause: thrown })
  }
  return null
}

const messagesOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.message}\n${messagesOf(thrown.cause)}` : ''
