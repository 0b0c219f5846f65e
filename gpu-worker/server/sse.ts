/** Server-sent events. Headers go out at once and comments keep coming, so that a client that left is noticed. */

const PING_MS = 250
const encoder = new TextEncoder()

export type EventSender = { send(data: unknown): void; end(): void }

/**
 * A response whose events `run` sends. `onLeave` is called when the client goes away before the end. Comments are sent
 * until the first event.
 */
export function eventStream(run: (events: EventSender) => void, onLeave: () => void): Response {
  let ping: NodeJS.Timeout | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true
      const write = (text: string) => {
        if (open) controller.enqueue(encoder.encode(text))
      }
      write(': ok\n\n')
      ping = setInterval(() => write(': ping\n\n'), PING_MS)
      run({
        send(data) {
          clearInterval(ping)
          write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
        },
        end() {
          clearInterval(ping)
          if (!open) return
          open = false
          try {
            controller.close()
          } catch {
            // The client left in this very moment.
          }
        },
      })
    },
    cancel() {
      clearInterval(ping)
      onLeave()
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
