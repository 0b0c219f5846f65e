/** Who may call a route: goes into a route's definition, so that its documentation and its guard cannot differ. */
import { createMiddleware } from 'hono/factory'
import type { Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'
import { boundedBody } from '../http/body.ts'
import { tagged, untagged } from '../http/entity-tag.ts'
import { type Asked, idempotent } from '../http/idempotency.ts'
import { measured } from '../telemetry/current-trace.ts'
import { authenticate } from './authenticate.ts'
import { type Caller, isUserToken } from './caller.ts'

const MAX_BODY_BYTES = 1024 * 1024

/** The same key in x-api-key opens the same. */
const ANOTHER_HEADER: Record<string, string[]> = { xApiKey: [] }
const USER_TOKEN: Record<string, string[]> = { userToken: [] }
const SESSION: Record<string, string[]> = { session: [] }

export type Access = {
  /** Of a body, unpacked. */
  maxBytes?: number
  /** Whether users' tokens open it too: the route then sees to it that a user reaches what is theirs alone. */
  own?: boolean
  /** Whether what it answers is a resource with an entity tag, and a change of it may be conditional on that. */
  etag?: boolean
  /** What a POST asks for: a change, or an answer of a model, which is kept no longer than the project keeps answers. */
  asks?: Asked
}

/** The guard comes first: nobody without a credential gets a body read. */
export const access = (
  scope: Scope,
  { maxBytes = MAX_BODY_BYTES, own = false, etag = false, asks = 'change' }: Access = {},
) => ({
  security: [{ apiKey: [scope] } as Record<string, string[]>, ANOTHER_HEADER, SESSION, ...(own ? [USER_TOKEN] : [])],
  middleware: [authorize(scope, own), boundedBody(maxBytes), idempotent(asks), etag ? tagged : untagged],
})

/** For what a session alone has: itself. */
export const accessBySession = () => ({
  security: [SESSION],
  middleware: [
    createMiddleware<AppEnv>(async (c, next) => {
      const caller = await measured('auth', 'authenticate', () => authenticate(c))
      if (caller.session === null) {
        throw new ApiError(
          403,
          'session_needed',
          'This is about a session, and this request has none: POST /v1/sessions.',
        )
      }
      c.set('caller', caller)
      await next()
    }),
    boundedBody(MAX_BODY_BYTES),
  ],
})

const authorize = (scope: Scope, own: boolean) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const caller = await measured('auth', 'authenticate', () => authenticate(c))
    checkScope(caller, scope, own)
    c.set('caller', caller)
    await next()
  })

/** @throws ApiError 403 `insufficient_scope` */
function checkScope(caller: Caller, scope: Scope, own: boolean): void {
  if (isUserToken(caller)) {
    if (own) return
    const message = `This needs a key with the scope '${scope}'; a user's token opens that user's profile and answers alone.`
    throw new ApiError(403, 'insufficient_scope', message)
  }
  if (caller.scopes.includes(scope)) return
  const has = caller.scopes.join(', ')
  throw new ApiError(403, 'insufficient_scope', `This needs a key with the scope '${scope}'; this one has ${has}.`)
}
