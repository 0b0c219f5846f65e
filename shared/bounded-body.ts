/** A body in memory, bounded: no more of it is ever held than the limit, and no longer waited for, whatever was announced. */
import { ApiError } from './errors.ts'

export type Bounds = {
  /** Bytes. */
  most: number
  /** Milliseconds, for all of it. */
  within: number
}

/** @throws ApiError 413 `body_too_large`, where the announced length says so already. */
export function checkAnnouncedLength(announced: string | null | undefined, most: number): void {
  if (Number(announced ?? 0) > most) throw tooLarge(most)
}

/**
 * @param broken what to say of a body that cannot be read to its end
 * @throws ApiError 413 `body_too_large`, 408 `body_too_slow`, or what `broken` gives.
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  { most, within }: Bounds,
  broken: () => ApiError = incomplete,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array()
  const reader = body.getReader()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    reader.cancel().catch(() => {})
  }, within)
  try {
    const chunks: Uint8Array[] = []
    let length = 0
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw isLate ? tooSlow(within) : broken()
      })
      if (isLate) throw tooSlow(within)
      if (done) return joined(chunks, length)
      length += value.length
      if (length > most) throw tooLarge(most)
      chunks.push(value)
    }
  } catch (problem) {
    reader.cancel().catch(() => {})
    throw problem
  } finally {
    clearTimeout(timer)
  }
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

const tooLarge = (most: number) =>
  new ApiError(413, 'body_too_large', `The request body is too large; at most ${most} bytes fit.`, {
    details: { max: most },
  })

const tooSlow = (within: number) =>
  new ApiError(408, 'body_too_slow', `The request body was not complete within ${within / 1000} s.`)

const incomplete = () => new ApiError(400, 'incomplete_body', 'The request body broke off before its end.')
