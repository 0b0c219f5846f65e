/** Requests to the edge from those who share its secret (shared/sign.ts). */
import type { Context } from 'hono'
import { ApiError } from '../../shared/errors.ts'
import { NonceCache, verifyRequest } from '../../shared/sign.ts'
import { readConfig } from '../config.ts'
import type { AppEnv } from '../env.ts'

/** Of this isolate: a replay to another one within the skew is possible, so what is signed must be idempotent. */
const nonces = new NonceCache()

/** The body of a genuine request. @throws ApiError 401 `invalid_signature`, whatever was wrong with it. */
export async function verifySignature(c: Context<AppEnv>): Promise<string> {
  const { secret } = readConfig(c.env)
  const { pathname, search } = new URL(c.req.url)
  const body = await c.req.text()
  const signed = { method: c.req.method, path: pathname + search, body }
  const problem = await verifyRequest(secret, signed, (name) => c.req.header(name), nonces)
  if (problem) throw new ApiError(401, 'invalid_signature', 'The request is not signed as it must be.')
  return body
}
