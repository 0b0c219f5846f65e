/** A collector of traces on this machine that keeps what it gets. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

// biome-ignore lint/suspicious/noExplicitAny: OTLP's JSON, of which a test looks at parts
type Any = any

export type FakeCollector = {
  url: string
  got: { headers: IncomingHttpHeaders; message: Any }[]
  /** All spans so far. */
  spans(): Any[]
  close(): Promise<void>
}

export async function startCollector(): Promise<FakeCollector> {
  const got: FakeCollector['got'] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    got.push({ headers: request.headers, message: JSON.parse(Buffer.concat(parts).toString()) })
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    got,
    spans: () => got.flatMap(({ message }) => message.resourceSpans[0].scopeSpans[0].spans),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A span's attributes as a map; numbers come as text. */
export const attributesOf = (span: Any): Record<string, Any> =>
  Object.fromEntries(span.attributes.map(({ key, value }: Any) => [key, Object.values(value)[0]]))
