/**
 * A body that is to reach the client piece by piece, as it is made. Compression on the way would hold back what is small,
 * and with it the white space by which it is noticed that a client has left.
 */
export function asItComes(body: ReadableStream<Uint8Array>, { status, headers: given }: Response): Response {
  const headers = new Headers(given)
  // Cloudflare compresses unless it may transform nothing; miniflare, which imitates it, unless an encoding stands there.
  headers.set('cache-control', 'no-store, no-transform')
  headers.set('content-encoding', 'identity')
  return new Response(body, { status, headers })
}
