/** Server-sent events. Headers go out at once and comments keep coming until there is something to say. */

const PING_MS = 250
const encoder = new TextEncoder()

/** JSON has only these line breaks of Unicode left in it, at which some clients end a line though events do not. */
const inOneLine = (data: unknown): string =>
  JSON.stringify(data).replace(
    /[\u0085\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

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
