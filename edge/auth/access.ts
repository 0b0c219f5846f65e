/** Who may call a route: goes into a route's definition, so that its documentation and its guard cannot differ. */
import { createMiddleware } from 'hono/factory'
import type { Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'
import { boundedBody } from '../http/body.ts'
import { findKey, isUseDue, recordUse } from './api-key.ts'

const MAX_BODY_BYTES = 1024 * 1024

/** The same key in x-api-key opens the same. */
const ANOTHER_HEADER: Record<string, string[]> = { xApiKey: [] }

/** The guard comes first: nobody without a key gets a body read. */
export const access = (scope: Scope, maxBytes = MAX_BODY_BYTES) => ({
  security: [{ apiKey: [scope] } as Record<string, string[]>, ANOTHER_HEADER],
  middleware: [authorize(scope), boundedBody(maxBytes)],
})

const authorize = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const secret = bearer ?? c.req.header('x-api-key')?.trim()
    if (!secret) {
      throw unauthenticated(
        'missing_api_key',
        'Send an API key: Authorization: Bearer sk-attune-…, or x-api-key: sk-attune-…',
      )
    }
    const key = await findKey(c.var.db, secret)
    if (!key) throw unauthenticated('invalid_api_key', 'This API key is not valid: unknown, revoked or expired.')
    if (!key.scopes.includes(scope)) {
      throw new ApiError(
        403,
        'insufficient_scope',
        `This needs a key with the scope '${scope}'; this one has ${key.scopes.join(', ')}.`,
      )
    }
    if (isUseDue(key)) c.executionCtx.waitUntil(recordUse(c.var.db, key))
    c.set('key', key)
    await next()
  })

const unauthenticated = (code: string, message: string) => new ApiError(401, code, message)
