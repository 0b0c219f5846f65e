/** Server-sent events as they come off the wire: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import { type ServerEvent, serverEvents } from '../../../../clients/typescript/src/events.ts'
import { interrupted, refusal } from './problem.ts'

/** Leaving the loop early cancels the stream. */
export const readEvents = (body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> => serverEvents(bytesOf(body))

/** Not every browser can iterate a ReadableStream. */
async function* bytesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** An event whose data is JSON. */
export type JsonEvent = { event: string; id: string; data: unknown }

/**
 * Events until the stream ends, or `[DONE]` where `isUntilDone`.
 * @throws Problem of kind `refused` for an error event, `interrupted` when the connection is lost, or the stream ends
 * without the `[DONE]` that it should end with.
 */
export async function* readJsonEvents(
  body: ReadableStream<Uint8Array>,
  isUntilDone: boolean,
): AsyncGenerator<JsonEvent> {
  try {
    for await (const { event, id, data } of readEvents(body)) {
      if (data === '[DONE]') return
      const value = parse(data)
      // Among named events a thing that failed is no failure of the stream: it may hold an `error` of its own.
      const problem = isUntilDone || event === 'error' ? refusal(value) : null
      if (problem) throw problem
      yield { event, id, data: value }
    }
  } catch (thrown) {
    // A lost connection surfaces as the reader's TypeError.
    throw thrown instanceof TypeError ? interrupted() : thrown
  }
  if (isUntilDone) throw interrupted()
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    throw interrupted()
  }
}
