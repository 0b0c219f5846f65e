/**
 * Web pages elsewhere may read a project's answers if the project names their origin. A preflight carries no key, so it is
 * granted where any project does; the answer itself only by the project whose key was sent.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ApiError } from '../../shared/errors.ts'
import type { Caller } from '../auth/caller.ts'
import { RATE_HEADERS } from '../budget/rate-headers.ts'
import type { AppEnv } from '../env.ts'
import { isAllowedOrigin } from '../services/projects.ts'

const METHODS = 'GET, POST, PUT, PATCH, DELETE'
/** What pages may see of an answer's headers, beside the few that they always may. */
const EXPOSED = [
  'x-request-id, etag, idempotent-replayed, x-attune-generation, x-attune-direction, retry-after',
  'content-disposition, server-timing',
  ...RATE_HEADERS,
].join(', ')
/** For so long a browser need not ask again. */
const SECONDS = 600

export const cors = createMiddleware<AppEnv>(async (c, next) => {
  const origin = c.req.header('origin')
  const isForeign = origin !== undefined && origin !== new URL(c.req.url).origin
  if (isForeign && c.req.method === 'OPTIONS' && c.req.header('access-control-request-method')) {
    return preflight(c, origin)
  }
  await next()
  c.res.headers.append('vary', 'Origin')
  const caller = c.get('caller') as Caller | undefined
  if (isForeign && (await isAllowedOrigin(c.var.db, origin, caller?.project ?? null))) {
    c.res.headers.set('access-control-allow-origin', origin)
    c.res.headers.set('access-control-expose-headers', EXPOSED)
  }
})

/** @throws ApiError 403 `origin_not_allowed` */
async function preflight(c: Context<AppEnv>, origin: string): Promise<Response> {
  if (!(await isAllowedOrigin(c.var.db, origin, null))) {
    const remedy = 'PATCH /v1/project {"origins": […]} names those that may.'
    throw new ApiError(403, 'origin_not_allowed', `Pages of ${origin} may not call this API. ${remedy}`)
  }
  // Whatever a client sends beside the key: its routes look at what they need.
  const wanted = c.req.header('access-control-request-headers')
  const headers: Record<string, string> = {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': METHODS,
    'access-control-max-age': String(SECONDS),
    vary: 'Origin, Access-Control-Request-Headers',
    ...(wanted && { 'access-control-allow-headers': wanted }),
  }
  return new Response(null, { status: 204, headers })
}
