/** Server-sent events. Headers go out at once and comments keep coming until there is something to say. */
import { inOneLine } from '../../shared/one-line.ts'

const PING_MS = 250
const encoder = new TextEncoder()

export type EventSender = { send(data: unknown): void; end(): void }

/** A response whose events `run` sends; what is sent after the client left goes nowhere. */
export function eventStream(run: (events: EventSender) => void): Response {
  let close = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true
      const write = (text: string) => {
        if (open) controller.enqueue(encoder.encode(text))
      }
      const ping = setInterval(() => write(': ping\n\n'), PING_MS)
      close = () => {
        open = false
        clearInterval(ping)
      }
      write(': ok\n\n')
      run({
        send(data) {
          clearInterval(ping)
          write(`data: ${typeof data === 'string' ? data : inOneLine(data)}\n\n`)
        },
        end() {
          if (!open) return
          close()
          controller.close()
        },
      })
    },
    cancel() {
      close()
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  })
}
