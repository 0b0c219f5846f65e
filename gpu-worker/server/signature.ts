/** Lets only requests through that the edge signed, and keeps their bodies, which the signature covers, for the routes. */
import { createMiddleware } from 'hono/factory'
import { ApiError } from '../../shared/errors.ts'
import { NonceCache, type SignatureProblem, verifyRequest } from '../../shared/sign.ts'
import { readBody } from './body.ts'

export type Signed = { Variables: { body: Uint8Array<ArrayBuffer> } }

/** A direction or a fit's pairs; far above either. */
export const LARGEST_BODY = 16 * 1024 * 1024

const MESSAGES: Record<SignatureProblem, string> = {
  missing: 'the request is not signed',
  expired: "the request's timestamp is too far from this worker's clock",
  mismatch: "the request's signature does not match",
  replayed: 'the request was sent before',
}

export function signature(secret: string) {
  const nonces = new NonceCache()
  return createMiddleware<Signed>(async (c, next) => {
    const body = await readBody(c.req.raw, LARGEST_BODY)
    const { pathname, search } = new URL(c.req.url)
    const request = { method: c.req.method, path: pathname + search, body }
    const problem = await verifyRequest(secret, request, (name) => c.req.header(name), nonces)
    if (problem) throw new ApiError(401, `signature_${problem}`, MESSAGES[problem])
    c.set('body', body)
    await next()
  })
}
