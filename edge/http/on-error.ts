/** Everything that is thrown becomes an answer here. */
import { DrizzleQueryError } from 'drizzle-orm'
import type { ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ApiError, malformedJson, toApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'
import { preconditionProblem } from '../services/precondition.ts'
import { quotaProblem } from './quota-problem.ts'
import { storageProblem } from './storage-problem.ts'

export const onError: ErrorHandler<AppEnv> = (thrown, c) => {
  const error = errorOf(thrown)
  if (error.status >= 500) report(c.var.requestId, error, thrown)
  const headers = error.headers()
  if (error.status === 401) headers['www-authenticate'] = 'Bearer realm="attune"'
  return Response.json(error.body(), { status: error.status, headers })
}

/** What is told of it. */
export function errorOf(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof HTTPException) return fromHttpException(thrown)
  return preconditionProblem(thrown) ?? quotaProblem(thrown) ?? storageProblem(thrown) ?? toApiError(thrown)
}

/** One line for the operator: what the client is not told. Of a failed query, not the values: they are users' data. */
function report(request: string, { status, code }: ApiError, thrown: Error) {
  const query = thrown instanceof DrizzleQueryError ? thrown.query : undefined
  const causes = chainOf(query ? thrown.cause : thrown)
  console.error(JSON.stringify({ request, status, code, query, why: causes.map((cause) => cause.message).join(': ') }))
  if (!(thrown instanceof ApiError)) console.error(causes[0]?.stack)
}

const chainOf = (thrown: unknown): Error[] => (thrown instanceof Error ? [thrown, ...chainOf(thrown.cause)] : [])

/** What Hono's own validators throw. */
function fromHttpException({ status, message }: HTTPException): ApiError {
  if (status === 400) return malformedJson()
  if (status === 415)
    return new ApiError(415, 'unsupported_media_type', 'Send JSON with content-type: application/json.')
  return new ApiError(status, 'http_error', message)
}
