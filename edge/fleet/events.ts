/** Server-sent events as a worker writes them: one `data:` line each, comments between them, `\n` at every end. */

/** The data of an event; null for a comment. What the stream's end cuts off is dropped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string | null> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = parts.pop()!
      for (const part of parts) yield part.startsWith('data: ') ? part.slice('data: '.length) : null
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
