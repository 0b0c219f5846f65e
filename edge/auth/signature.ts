/** Requests to the edge from those who share its secret (shared/sign.ts). */
import type { Context } from 'hono'
import { type Bounds, checkAnnouncedLength, readBounded } from '../../shared/bounded-body.ts'
import { ApiError } from '../../shared/errors.ts'
import { verifyRequest } from '../../shared/sign.ts'
import { readConfig } from '../config.ts'
import type { AppEnv } from '../env.ts'
import { storedNonces } from '../services/nonces.ts'

/** Bytes: a name and a key, and room for what is to come. */
const MAX_BODY_BYTES = 16 * 1024
/** Milliseconds. */
const WITHIN = 10_000

/**
 * The body of a genuine request, as text.
 * @throws ApiError 401 `invalid_signature`, whatever was wrong with it; 413, 408 or 400 of what is wrong with its body.
 */
export async function verifySignature(c: Context<AppEnv>, most = MAX_BODY_BYTES): Promise<string> {
  const bounds: Bounds = { most, within: WITHIN }
  const { secrets } = readConfig(c.env)
  const { pathname, search } = new URL(c.req.url)
  checkAnnouncedLength(c.req.header('content-length'), most)
  const arrived = {
    method: c.req.method,
    path: pathname + search,
    header: (name: string) => c.req.header(name),
    readBody: () => readBounded(c.req.raw.body, bounds),
  }
  const verified = await verifyRequest(secrets, arrived, storedNonces(c.var.db))
  if ('problem' in verified) {
    throw new ApiError(401, 'invalid_signature', 'The request is not signed as it must be.')
  }
  return new TextDecoder().decode(verified.body)
}
