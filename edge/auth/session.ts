/** A person who has signed in at a browser: the session that the cookie names, and the key that it was opened with. */
import type { Context } from 'hono'
import { readConfig } from '../config.ts'
import type { AppEnv } from '../env.ts'
import { clientAddress } from '../http/address.ts'
import { findSession, recordSessionUse } from '../services/sessions.ts'
import type { Caller } from './caller.ts'
import { checkCsrf } from './csrf.ts'
import { checkAddress } from './narrowing.ts'
import { sessionSecret } from './session-cookie.ts'

/** null where there is none, or none any more. @throws ApiError 403 `csrf_refused`, `address_not_allowed` */
export async function callerOfSession(c: Context<AppEnv>): Promise<Caller | null> {
  const secret = sessionSecret(c)
  const found = secret ? await findSession(c.var.db, secret) : null
  if (!found) return null
  const { session, key, isUseDue } = found
  await checkCsrf(c, readConfig(c.env).secrets, session)
  checkAddress(key.narrowing, clientAddress(c))
  if (isUseDue) c.executionCtx.waitUntil(recordSessionUse(c.var.db, session))
  return { ...key, session }
}
