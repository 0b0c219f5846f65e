/** An answer as it comes. Anything that comes, white space and pings too, says that the server is there. */
import { ApiError, ConnectionError, lateError, parsed, TimeoutError } from './errors.ts'

export type Watch = {
  signal: AbortSignal
  /** Something came. */
  alive(): void
  /** Ends the watch; nothing times out after it. */
  end(): void
  /** Anything thrown by what took the signal → what the caller is told. */
  explain(thrown: unknown): unknown
}

/** @param timeout milliseconds without a sign of life */
export function watch(timeout: number, asked: AbortSignal | undefined): Watch {
  const silent = new AbortController()
  const expire = () => silent.abort(new TimeoutError(timeout))
  let timer = setTimeout(expire, timeout)
  return {
    signal: asked ? AbortSignal.any([asked, silent.signal]) : silent.signal,
    alive() {
      clearTimeout(timer)
      timer = setTimeout(expire, timeout)
    },
    end: () => clearTimeout(timer),
    explain(thrown) {
      if (asked?.aborted) return asked.reason
      if (silent.signal.aborted) return silent.signal.reason
      if (thrown instanceof ApiError || thrown instanceof ConnectionError) return thrown
      return new ConnectionError((thrown as Error).message, { cause: thrown })
    },
  }
}

/** The body's pieces. Whoever stops reading cancels it. */
export async function* pieces(response: Response, watched: Watch): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  try {
    for (;;) {
      const next = await reader?.read()
      if (!next || next.done) return
      watched.alive()
      yield next.value
    }
  } catch (thrown) {
    throw watched.explain(thrown)
  } finally {
    watched.end()
    // In vain where it has ended or failed.
    await reader?.cancel().catch(() => {})
  }
}

/** All of the body. @throws ApiError where it broke off and says why */
export async function wholeBody(response: Response, watched: Watch): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  try {
    for await (const part of pieces(response, watched)) parts.push(part)
  } catch (thrown) {
    throw lateError(parsed(new TextDecoder().decode(joined(parts))), response.headers) ?? thrown
  }
  return joined(parts)
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
