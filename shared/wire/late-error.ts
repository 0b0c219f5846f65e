/**
 * An error that comes when its answer's headers are out already, as those of a 200: what they would have said stands in
 * the body, beside the rest.
 */
import type { ApiError, ErrorBody } from '../errors.ts'

/** What its connection is cut off with, after that. The runtime tells its operator, who need not hear of it. */
export const CUT_OFF = 'the answer failed when its headers were out; its body says why'

export function lateErrorBody(error: ApiError): ErrorBody {
  const { status, retryAfterSeconds } = error
  const retry = retryAfterSeconds === null ? {} : { retry_after: retryAfterSeconds }
  return { error: { ...error.body().error, status, ...retry } }
}

export type LateError = { status: number; headers: Record<string, string> }

/** null for the JSON of anything else. */
export function readLateError(json: string): LateError | null {
  // Answers can be long; only errors begin so.
  if (!json.startsWith('{"error":')) return null
  const { status, retry_after } = (JSON.parse(json) as ErrorBody).error
  if (typeof status !== 'number') return null
  return { status, headers: typeof retry_after === 'number' ? { 'retry-after': String(retry_after) } : {} }
}
