/** Lets only requests through that the edge signed, and keeps their bodies, which the signature covers, for the routes. */
import { createMiddleware } from 'hono/factory'
import { ApiError } from '../../shared/errors.ts'
import { NonceCache, type SignatureProblem, verifyRequest } from '../../shared/sign.ts'

export type Signed = { Variables: { body: Uint8Array<ArrayBuffer> } }

/** A direction or a fit's pairs; far above either. */
const LARGEST_BODY = 16 * 1024 * 1024

const MESSAGES: Record<SignatureProblem, string> = {
  missing: 'the request is not signed',
  expired: "the request's timestamp is too far from this worker's clock",
  mismatch: "the request's signature does not match",
  replayed: 'the request was sent before',
}

export function signature(secret: string) {
  const nonces = new NonceCache()
  return createMiddleware<Signed>(async (c, next) => {
    const announced = Number(c.req.header('content-length') ?? 0)
    if (announced > LARGEST_BODY) throw tooLarge()
    const body = new Uint8Array(await c.req.arrayBuffer())
    if (body.length > LARGEST_BODY) throw tooLarge()
    const { pathname, search } = new URL(c.req.url)
    const request = { method: c.req.method, path: pathname + search, body }
    const problem = await verifyRequest(secret, request, (name) => c.req.header(name), nonces)
    if (problem) throw new ApiError(401, `signature_${problem}`, MESSAGES[problem])
    c.set('body', body)
    await next()
  })
}

const tooLarge = () => new ApiError(413, 'body_too_large', `the body is larger than ${LARGEST_BODY / 1024 / 1024} MiB`)
