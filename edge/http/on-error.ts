/** Everything that is thrown becomes an answer here. */
import type { ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ApiError, malformedJson, toApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'

export const onError: ErrorHandler<AppEnv> = (thrown, c) => {
  const error = thrown instanceof HTTPException ? fromHttpException(thrown) : toApiError(thrown)
  if (error.status >= 500) report(c.var.requestId, error, thrown)
  const headers = error.headers()
  if (error.status === 401) headers['www-authenticate'] = 'Bearer realm="attune"'
  return Response.json(error.body(), { status: error.status, headers })
}

/** One line for the operator: what the client is not told. */
function report(request: string, { status, code }: ApiError, thrown: Error) {
  const why = thrown instanceof ApiError ? thrown.cause : thrown.stack
  console.error(JSON.stringify({ request, status, code, message: thrown.message, why: describe(why) }))
}

const describe = (why: unknown): string | undefined =>
  why instanceof Error ? `${why.message}${why.cause ? `: ${describe(why.cause)}` : ''}` : (why as string | undefined)

export const onNotFound: NotFoundHandler<AppEnv> = (c) => {
  throw new ApiError(404, 'unknown_route', `There is no ${c.req.method} ${c.req.path}. GET /docs lists what there is.`)
}

/** What Hono's own validators throw. */
function fromHttpException({ status, message }: HTTPException): ApiError {
  if (status === 400) return malformedJson()
  if (status === 415)
    return new ApiError(415, 'unsupported_media_type', 'Send JSON with content-type: application/json.')
  return new ApiError(status, 'http_error', message)
}
