/**
 * Requests that a browser vouches for by itself, as with a cookie: one that changes something must come from a page of this
 * origin, and show a token that only such a page can read.
 */
import type { Context } from 'hono'
import { ApiError } from '../../shared/errors.ts'
import { toHex, utf8 } from '../../shared/ids.ts'
import type { AppEnv } from '../env.ts'
import { requestOrigin } from '../http/same-origin.ts'
import { type DerivedKey, derivedKeys } from './derived-keys.ts'

export const CSRF_HEADER = 'x-csrf-token'
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']
const PURPOSE = 'csrf token'

/** Of a session: HMAC of its id. */
export async function csrfToken(secrets: readonly string[], session: string): Promise<string> {
  const [{ key }] = (await derivedKeys(secrets, PURPOSE)) as [DerivedKey]
  return toHex(await crypto.subtle.sign('HMAC', key, utf8(session)))
}

export const isSafe = (c: Context<AppEnv>): boolean => SAFE_METHODS.includes(c.req.method)

/** @throws ApiError 403 `csrf_refused` */
export function checkOrigin(c: Context<AppEnv>): void {
  if (isSafe(c) || requestOrigin(c) === 'same') return
  throw refused('A change by a browser that is signed in must come from a page of this origin.')
}

/** Of what opens a session: no other site is to sign anybody in, as whomever. @throws ApiError 403 `csrf_refused` */
export function checkNotForeign(c: Context<AppEnv>): void {
  if (requestOrigin(c) === 'other') throw refused('A session is opened by a page of this origin.')
}

/** @throws ApiError 403 `csrf_refused` */
export async function checkCsrf(c: Context<AppEnv>, secrets: readonly string[], session: string): Promise<void> {
  checkOrigin(c)
  if (isSafe(c) || (await isToken(secrets, session, c.req.header(CSRF_HEADER) ?? ''))) return
  throw refused(`Send the csrf_token of the session as ${CSRF_HEADER}; GET /v1/sessions/current says it.`)
}

async function isToken(secrets: readonly string[], session: string, token: string): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(token)) return false
  const signature = Uint8Array.from(token.match(/../g)!, (pair) => Number.parseInt(pair, 16))
  for (const { key } of await derivedKeys(secrets, PURPOSE)) {
    if (await crypto.subtle.verify('HMAC', key, signature, utf8(session))) return true
  }
  return false
}

const refused = (message: string) => new ApiError(403, 'csrf_refused', message)
