/**
 * A worker that answers at once and evenly, as a process of its own: what lies before and behind it can be timed without a
 * model's own variation. It checks no signatures; `/plain` answers whoever asks.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TOY_MODEL, toyCard } from '../../test/support/fake-worker.ts'

/** How an answer streams: so many chunks, so many milliseconds apart. */
export type Pace = { chunks: number; gapMs: number }

export type MockWorker = { url: string; close(): Promise<void> }

export async function startMockWorker({ chunks, gapMs }: Pace): Promise<MockWorker> {
  const child: ChildProcess = fork(import.meta.filename, [String(chunks), String(gapMs)])
  const [url] = (await once(child, 'message')) as [string]
  return {
    url,
    async close() {
      const closed = once(child, 'exit')
      child.kill()
      await closed
    },
  }
}

/** In the child. */
function serve({ chunks, gapMs }: Pace): void {
  const chunk = `data: ${JSON.stringify({
    id: 'chatcmpl_a_bench',
    object: 'chat.completion.chunk',
    created: 1,
    model: TOY_MODEL,
    choices: [{ index: 0, delta: { content: ' word' }, finish_reason: null }],
  })}\n\n`
  const stream = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    let sent = 0
    const next = () => {
      response.write(chunk)
      if (++sent < chunks) return
      clearInterval(timer)
      response.end('data: [DONE]\n\n')
    }
    const timer = setInterval(next, gapMs)
    response.on('close', () => clearInterval(timer))
    next()
  }
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      if (request.url === '/v1/model') {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(toyCard('a')))
      } else stream(response)
    })
  })
  // The edge keeps its connections; none is to be closed while a request is on its way.
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1', () => {
    process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  process.on('disconnect', () => process.exit())
}

if (process.argv[1] === import.meta.filename) {
  const [chunks, gapMs] = process.argv.slice(2).map(Number) as [number, number]
  serve({ chunks, gapMs })
}
