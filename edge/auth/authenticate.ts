/** From what a request carries to who asks: each kind of credential is told by its form, and proven in a file of its own. */
import type { Context } from 'hono'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'
import { findKey, isUseDue, recordUse } from './api-key.ts'
import type { Caller } from './caller.ts'
import { isToken, userOfToken } from './user.ts'

/** @throws ApiError 401, the same for all that opens nothing: unknown, revoked or expired */
export async function authenticate(c: Context<AppEnv>): Promise<Caller> {
  const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const secret = bearer ?? c.req.header('x-api-key')?.trim()
  if (!secret) {
    throw unauthenticated(
      'missing_api_key',
      'Send an API key: Authorization: Bearer sk-attune-…, or x-api-key: sk-attune-…',
    )
  }
  return isToken(secret) ? userOfToken(c, secret) : holderOf(c, secret)
}

async function holderOf(c: Context<AppEnv>, secret: string): Promise<Caller> {
  const key = await findKey(c.var.db, secret)
  if (!key) throw unauthenticated('invalid_api_key', 'This API key is not valid: unknown, revoked or expired.')
  if (isUseDue(key)) c.executionCtx.waitUntil(recordUse(c.var.db, key))
  return key
}

const unauthenticated = (code: string, message: string) => new ApiError(401, code, message)
