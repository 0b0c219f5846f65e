/** Lets only requests through that the edge signed, and keeps their bodies, which the signature covers, for the routes. */
import { createMiddleware } from 'hono/factory'
import { checkAnnouncedLength } from '../../shared/bounded-body.ts'
import { ApiError } from '../../shared/errors.ts'
import { NonceCache, type SignatureProblem, verifyRequest } from '../../shared/sign.ts'
import { BodyReader } from './body.ts'
import type { Observed } from './observe.ts'

export type Signed = { Variables: { body: Uint8Array<ArrayBuffer>; observed?: Observed } }

/** A direction or a fit's pairs; far above either. */
export const LARGEST_BODY = 16 * 1024 * 1024

const BOUNDS = { most: LARGEST_BODY, together: 8 * LARGEST_BODY, within: 30_000 }

const MESSAGES: Record<SignatureProblem, string> = {
  missing: 'the request is not signed',
  expired: "the request's timestamp is too far from this worker's clock",
  before_start: 'the request was signed before this worker started, so it may have been taken before',
  mismatch: "the request's signature does not match",
  replayed: 'the request was sent before',
}

/** @param bounds of the bodies; for tests */
export function signature(secrets: readonly string[], bounds = BOUNDS) {
  const nonces = new NonceCache(Date.now())
  const bodies = new BodyReader(bounds)
  return createMiddleware<Signed>(async (c, next) => {
    checkAnnouncedLength(c.req.header('content-length'), bounds.most)
    const { pathname, search } = new URL(c.req.url)
    const arrived = {
      method: c.req.method,
      path: pathname + search,
      header: (name: string) => c.req.header(name),
      readBody: () => bodies.read(c.req.raw),
    }
    const verified = await verifyRequest(secrets, arrived, nonces)
    if ('problem' in verified) {
      throw new ApiError(401, `signature_${verified.problem}`, MESSAGES[verified.problem])
    }
    const encoding = c.req.header('content-encoding')
    if (encoding && encoding !== 'identity') {
      throw new ApiError(415, 'unsupported_content_encoding', `the body comes as ${encoding}; send it as it is`)
    }
    c.set('body', verified.body)
    await next()
  })
}
