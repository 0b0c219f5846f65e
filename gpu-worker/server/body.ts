/** A request's body in memory, bounded: no more than the limit is ever read, whatever was announced. */
import { ApiError } from '../../shared/errors.ts'

/** @throws ApiError 413 when the body is longer than `limit` bytes, 400 when it breaks off. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read().catch(() => {
      throw new ApiError(400, 'incomplete_body', 'the body broke off before its end')
    })
    if (done) break
    length += value.length
    if (length > limit) throw tooLarge(limit)
    chunks.push(value)
  }
  return joined(chunks, length)
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return body
}

const tooLarge = (limit: number) =>
  new ApiError(413, 'body_too_large', `the body is larger than ${limit} bytes`, { details: { max: limit } })
