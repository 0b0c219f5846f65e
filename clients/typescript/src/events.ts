/** Server-sent events out of bytes, as the HTML standard reads them. */
export type ServerEvent = { event: string; data: string; id: string }

/** Events that broke off before the empty line that ends them are none. */
export async function* serverEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  let event = ''
  let data: string[] = []
  let id = ''
  for await (const line of lines(bytes)) {
    if (line === '') {
      if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id }
      event = ''
      data = []
      continue
    }
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }
}

/** A line ends with CR LF, LF or CR; of a CR at the end of what has come so far, nobody knows yet which. */
async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of bytes) {
    rest += decoder.decode(piece, { stream: true })
    const ended = rest.endsWith('\r') ? rest.length - 1 : rest.length
    const parts = rest.slice(0, ended).split(/\r\n|\n|\r/)
    rest = parts.pop()! + rest.slice(ended)
    yield* parts
  }
  if (rest.endsWith('\r')) yield rest.slice(0, -1)
}
