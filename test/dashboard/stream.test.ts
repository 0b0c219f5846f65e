import { describe, expect, it } from 'vitest'
import { Problem } from '../../edge/dashboard/src/api/problem.ts'
import { readEvents, readJsonEvents } from '../../edge/dashboard/src/api/stream.ts'

const encoder = new TextEncoder()

/** The bytes, cut into chunks of `size`. */
function inChunks(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = encoder.encode(text)
  return ReadableStream.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size)),
  )
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

const dataOf = async (body: ReadableStream<Uint8Array>) => (await all(readEvents(body))).map(({ data }) => data)

type Chunk = { choices: { delta: { content?: string | null } }[] }

async function* chatChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Chunk> {
  for await (const { data } of readJsonEvents(body, true)) yield data as Chunk
}

const chunk = (content: string) => JSON.stringify({ id: 'chatcmpl_1', choices: [{ index: 0, delta: { content } }] })
const contents = (chunks: Chunk[]) => chunks.map(({ choices }) => choices[0]!.delta.content)

describe('readEvents', () => {
  const text = 'data: früh 🌅\n\n: ping\n\nid: 7\ndata: a\ndata:b\ndata\n\n'
  const events = ['früh 🌅', 'a\nb\n']

  it.each([1, 2, 3, 5, 7, 1000])('reads the same events from chunks of %i bytes', async (size) => {
    expect(await dataOf(inChunks(text, size))).toEqual(events)
  })

  it.each([1, 2, 3, 1000])('takes CRLF and CR for line ends, in chunks of %i bytes', async (size) => {
    expect(await dataOf(inChunks(text.replaceAll('\n', '\r\n'), size))).toEqual(events)
    expect(await dataOf(inChunks(text.replaceAll('\n', '\r'), size))).toEqual(events)
  })

  it('drops an event that the end of the stream cuts off', async () => {
    expect(await dataOf(inChunks('data: whole\n\ndata: cut', 4))).toEqual(['whole'])
  })

  it('removes one space after the colon, no more', async () => {
    expect(await dataOf(inChunks('data:  two\n\n', 100))).toEqual([' two'])
  })
})

describe('readJsonEvents, until [DONE],', () => {
  it('yields chunks until [DONE] and cancels the rest', async () => {
    let cancelled = false
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(
          encoder.encode(`: ping\n\ndata: ${chunk('Hel')}\n\ndata: ${chunk('lo')}\n\ndata: [DONE]\n\n`),
        )
      },
      cancel() {
        cancelled = true
      },
    })
    expect(contents(await all(chatChunks(body)))).toEqual(['Hel', 'lo'])
    expect(cancelled).toBe(true)
  })

  it("throws the server's own words for an error in mid-stream, after what came before it", async () => {
    const error = JSON.stringify({ error: { message: 'The worker is shutting down.', type: 'server_error' } })
    const chunks = chatChunks(inChunks(`data: ${chunk('Hel')}\n\ndata: ${error}\n\n`, 6))
    expect((await chunks.next()).value).toMatchObject({ id: 'chatcmpl_1' })
    await expect(chunks.next()).rejects.toMatchObject({ kind: 'refused', message: 'The worker is shutting down.' })
  })

  it.each([
    ['ends without [DONE]', `data: ${chunk('Hel')}\n\n`],
    ['carries an event that is not JSON', 'data: {"id":\n\n'],
  ])('throws an interruption for a stream that %s', async (_, text) => {
    await expect(all(chatChunks(inChunks(text, 8)))).rejects.toMatchObject({ kind: 'interrupted' })
  })

  it('throws an interruption when the connection is lost', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new TypeError('network error'))
      },
    })
    await expect(all(chatChunks(body))).rejects.toBeInstanceOf(Problem)
  })

  it('lets an abort through as an abort', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new DOMException('stopped', 'AbortError'))
      },
    })
    await expect(all(chatChunks(body))).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('readJsonEvents, of named events,', () => {
  it('takes what holds an error of its own as it is, and throws for an event that is one', async () => {
    const failed = { state: 'failed', error: { code: 'poles_alike', message: 'Both poles are alike.' } }
    const broken = { error: { message: 'The database is busy.', type: 'server_error', param: null, code: 'busy' } }
    const text = `id: a\nevent: fit\ndata: ${JSON.stringify(failed)}\n\nevent: error\ndata: ${JSON.stringify(broken)}\n\n`
    const events = readJsonEvents(inChunks(text, 9), false)
    expect((await events.next()).value).toEqual({ event: 'fit', id: 'a', data: failed })
    await expect(events.next()).rejects.toMatchObject({ kind: 'refused', message: 'The database is busy.' })
  })
})
