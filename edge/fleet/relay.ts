/** A worker's answer → the client's, body untouched. */
import type { TypedResponse } from 'hono'

/** Fits any route's documented answer: what a worker sends is not parsed here. */
type Relayed = Response & TypedResponse<never, never, never>

const PASSED_ON = ['content-type', 'content-encoding', 'cache-control', 'retry-after']

export function relay(upstream: Response, added: Record<string, string> = {}): Relayed {
  const headers = new Headers(added)
  for (const name of PASSED_ON) {
    const value = upstream.headers.get(name)
    if (value) headers.set(name, value)
  }
  return new Response(upstream.body, { status: upstream.status, headers }) as Relayed
}
