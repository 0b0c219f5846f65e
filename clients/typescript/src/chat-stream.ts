/** An answer while it is written: its chunks, its text, and the ways to turn or end it. */
import type { Schemas } from './operations.ts'

export type Chunk = Schemas['ChatCompletionChunk']
type Change = Schemas['LiveChange']

/** What a stream asks of the client. */
export type Turning = {
  change(id: string, change: Change): Promise<Schemas['Generation']>
  cancel(id: string): Promise<Schemas['Generation']>
}

export class ChatStream implements AsyncIterable<Chunk> {
  /** Names the answer, from the beginning. */
  readonly id: string
  /** By which the server's operator finds the request. */
  readonly requestId: string | null
  /** What has come of the first choice. */
  text = ''
  /** What was applied; null until the answer is complete. */
  receipt: Schemas['Receipt'] | null = null
  readonly #chunks: AsyncIterator<Chunk>
  readonly #turning: Turning
  #changes = 0

  constructor(chunks: AsyncIterator<Chunk>, headers: Headers, turning: Turning) {
    this.id = headers.get('x-attune-generation') ?? ''
    this.requestId = headers.get('x-request-id')
    this.#chunks = chunks
    this.#turning = turning
  }

  /** Once: what has been read is gone. Whoever leaves the loop ends the answer. */
  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    const chunks = this.#chunks
    return {
      next: async () => {
        const next = await chunks.next()
        if (!next.done) this.#take(next.value)
        return next
      },
      return: async () => {
        await chunks.return?.()
        return { done: true, value: undefined }
      },
    }
  }

  /** All of the text, once it is there. */
  async finalText(): Promise<string> {
    for await (const _ of this);
    return this.text
  }

  /** Other strengths, in force from the next token. Of changes that overtake each other, the one that was asked last stays. */
  change(strengths: Change['strengths'], more: Omit<Change, 'strengths' | 'seq'> = {}): Promise<Schemas['Generation']> {
    this.#changes++
    return this.#turning.change(this.id, { ...more, strengths, seq: this.#changes })
  }

  cancel(): Promise<Schemas['Generation']> {
    return this.#turning.cancel(this.id)
  }

  #take({ choices, attune }: Chunk): void {
    for (const { index, delta } of choices) if (index === 0) this.text += delta.content ?? ''
    if (attune) this.receipt ??= attune
  }
}
