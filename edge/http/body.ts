/** A request's body: unpacked where it comes packed, and bounded in length and time, packed or not. */
import { createMiddleware } from 'hono/factory'
import { type Bounds, checkAnnouncedLength, readBounded } from '../../shared/bounded-body.ts'
import { ApiError } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'

/** Milliseconds: a large file over a slow line. */
const WITHIN = 60_000

/** By their names in HTTP. */
const CODINGS: Record<string, 'gzip' | 'deflate'> = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate' }

/**
 * Replaces the body by its bytes, for whoever reads it next.
 * @param most bytes of it, unpacked
 */
export const boundedBody = (most: number) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const { raw } = c.req
    if (raw.body) {
      const headers = new Headers(raw.headers)
      headers.delete('content-encoding')
      c.req.raw = new Request(raw, { body: await unpacked(raw, { most, within: WITHIN }), headers })
    }
    await next()
  })

/** @throws ApiError 415 for a coding that is not known, 413, 408 or 400 of what is wrong with the body. */
function unpacked({ headers, body }: Request, bounds: Bounds): Promise<Uint8Array<ArrayBuffer>> {
  checkAnnouncedLength(headers.get('content-length'), bounds.most)
  const coding = (headers.get('content-encoding') ?? 'identity').trim().toLowerCase()
  if (coding === 'identity') return readBounded(body, bounds)
  const format = CODINGS[coding]
  if (!format) {
    throw new ApiError(
      415,
      'unsupported_content_encoding',
      `The body comes as '${coding}'. Send it as it is, or with content-encoding: gzip or deflate.`,
    )
  }
  const broken = () =>
    new ApiError(400, 'malformed_body', `The body is not whole, or not the ${coding} that content-encoding says.`)
  return readBounded(body!.pipeThrough(new DecompressionStream(format)), bounds, broken)
}
