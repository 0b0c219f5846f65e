/** Who may call a route: goes into a route's definition, so that its documentation and its guard cannot differ. */
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'
import { findKey, isUseDue, recordUse } from './api-key.ts'

export const MAX_BODY_BYTES = 1024 * 1024

/** The guard comes first: nobody without a key gets a body read. */
export const access = (scope: Scope, maxBytes = MAX_BODY_BYTES) => ({
  security: [{ apiKey: [scope] }],
  middleware: [authorize(scope), limitBody(maxBytes)],
})

const authorize = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const secret = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (!secret) throw unauthenticated('missing_api_key', 'Send an API key: Authorization: Bearer sk-attune-…')
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

export const limitBody = (maxBytes: number) =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new ApiError(413, 'body_too_large', `The request body is too large; at most ${maxBytes} bytes fit.`, {
        details: { max: maxBytes },
      })
    },
  })
