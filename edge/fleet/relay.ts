/** A worker's answer → the client's, body untouched. */
const PASSED_ON = ['content-type', 'cache-control', 'retry-after']

export function relay(upstream: Response, added: Record<string, string> = {}): Response {
  const headers = new Headers(added)
  for (const name of PASSED_ON) {
    const value = upstream.headers.get(name)
    if (value) headers.set(name, value)
  }
  return new Response(upstream.body, { status: upstream.status, headers })
}
