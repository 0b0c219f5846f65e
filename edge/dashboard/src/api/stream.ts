/** Server-sent events as they come off the wire: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { ChatChunk } from '../../../../shared/wire/chat.ts'
import { interrupted, refusal } from './problem.ts'

/**
 * The `data` of each event. Chunk borders may fall anywhere: inside a character, between CR and LF, inside a field.
 * Comments (`: ping`) and other fields are skipped; an event that the stream's end cuts off is dropped, as the
 * standard says.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = []
  for await (const line of readLines(body)) {
    if (line === '') {
      if (data.length) yield data.join('\n')
      data = []
    } else if (line === 'data') {
      data.push('')
    } else if (line.startsWith('data:')) {
      data.push(line.slice(line[5] === ' ' ? 6 : 5))
    }
  }
}

/** Lines that ended with CRLF, LF or CR. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of bytesOf(body)) {
    rest += decoder.decode(bytes, { stream: true })
    // A CR at the very end may be the first half of a CRLF: it waits for the next chunk.
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop()!
    yield* lines
  }
  if (rest.endsWith('\r')) yield rest.slice(0, -1)
}

/** Leaving the loop early cancels the stream. (Not every browser can iterate a ReadableStream.) */
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

/**
 * The chunks of a streamed answer, until `[DONE]`.
 * @throws Problem of kind `refused` for an error event, `interrupted` when the stream ends without `[DONE]`.
 */
export async function* readChatChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<ChatChunk> {
  try {
    for await (const data of readEvents(body)) {
      if (data === '[DONE]') return
      const event = parse(data)
      const problem = refusal(event)
      if (problem) throw problem
      yield event as ChatChunk
    }
  } catch (thrown) {
    // A lost connection surfaces as the reader's TypeError.
    throw thrown instanceof TypeError ? interrupted() : thrown
  }
  throw interrupted()
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    throw interrupted()
  }
}
