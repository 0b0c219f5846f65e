/** A worker's answer that is streamed: its events, as they come. One whose worker goes ends with an event that says so. */
import type { ApiError } from '../../shared/errors.ts'
import { asItComes } from './as-it-comes.ts'

/** @param lost what to say of an answer whose worker has gone */
export function toldIfLost(upstream: Response, lost: (cause: unknown) => ApiError): Response {
  if (!upstream.ok || !upstream.body) return upstream
  const reader = upstream.body.getReader()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (cause) {
          // The event before it may have broken off anywhere; an empty line ends it.
          controller.enqueue(new TextEncoder().encode(`\n\ndata: ${JSON.stringify(lost(cause).body())}\n\n`))
          controller.close()
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return asItComes(body, upstream)
}
