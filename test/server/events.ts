/** A stream of server-sent events, block by block, as they come. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #decoder = new TextDecoder()
  #text = ''

  constructor(response: Response) {
    this.#reader = response.body!.getReader()
  }

  /** The next block without its blank line: a comment (`: …`) or an event (`data: …`); null at the end. */
  async block(): Promise<string | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        return block
      }
      const { done, value } = await this.#reader.read()
      if (done) return this.#text === '' ? null : Promise.reject(new Error(`the stream broke off: ${this.#text}`))
      this.#text += this.#decoder.decode(value, { stream: true })
    }
  }

  /** The next event's data; null at the end. Comments are passed over. */
  async event(): Promise<string | null> {
    for (;;) {
      const block = await this.block()
      if (block === null) return null
      if (block.startsWith('data: ')) return block.slice('data: '.length)
    }
  }

  async rest(): Promise<string[]> {
    const events: string[] = []
    for (let event = await this.event(); event !== null; event = await this.event()) events.push(event)
    return events
  }

  /** Leaves, as a client does that closes its window. */
  cancel(): Promise<void> {
    return this.#reader.cancel()
  }
}
