/** From what a request carries to who asks: each kind of credential is told by its form, and proven in a file of its own. */
import type { Context } from 'hono'
import { ApiError } from '../../shared/errors.ts'
import { keyForm } from '../../shared/key-form.ts'
import type { AppEnv } from '../env.ts'
import { clientAddress } from '../http/address.ts'
import { type ApiKey, findKey, isUseDue, recordUse } from './api-key.ts'
import type { Caller } from './caller.ts'
import { callerOfAccess } from './cloudflare-access.ts'
import { countGuess } from './guesses.ts'
import { knownCaller } from './known-callers.ts'
import { checkAddress } from './narrowing.ts'
import { callerOfSession } from './session.ts'
import { sessionSecret } from './session-cookie.ts'
import { isToken, userOfToken } from './user.ts'

/**
 * @throws ApiError 401, the same for all that opens nothing: unknown, revoked or expired; another for what cannot be a key;
 * 403 `address_not_allowed`; 429 `too_many_guesses`
 */
export async function authenticate(c: Context<AppEnv>): Promise<Caller> {
  const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const secret = bearer ?? c.req.header('x-api-key')?.trim()
  if (secret) return isToken(secret) ? userOfToken(c, secret) : holderOf(c, secret)
  const person = (await callerOfSession(c)) ?? (await callerOfAccess(c))
  if (person) return person
  if (sessionSecret(c)) throw unauthenticated('session_ended', 'This session has ended. Sign in again.')
  throw unauthenticated(
    'missing_api_key',
    'Send an API key: Authorization: Bearer sk-attune-…, or x-api-key: sk-attune-…',
  )
}

/** @throws ApiError 401, 403 and 429 as above */
export async function holderOf(c: Context<AppEnv>, secret: string): Promise<ApiKey> {
  if (keyForm(secret) === 'mistyped') {
    const message = 'This API key is not valid: it was not copied whole, or was mistyped. Copy it anew.'
    throw unauthenticated('mistyped_api_key', message)
  }
  const key = await knownCaller(secret, (hash) => findKey(c.var.db, hash))
  if (!key) {
    await countGuess(c)
    throw unauthenticated('invalid_api_key', 'This API key is not valid: unknown, revoked or expired.')
  }
  checkAddress(key.narrowing, clientAddress(c))
  if (isUseDue(key)) c.executionCtx.waitUntil(recordUse(c.var.db, key))
  return key
}

const unauthenticated = (code: string, message: string) => new ApiError(401, code, message)
