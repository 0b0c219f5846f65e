import { expect, test } from 'vitest'
import { readStream } from '../../bench/harness/streams.ts'

/** An answer that arrives in these pieces. */
const answer = (pieces: string[], status = 200) =>
  new Response(ReadableStream.from(pieces).pipeThrough(new TextEncoderStream()), { status })

const collect = async (response: Response) => {
  const ids: string[] = []
  await readStream(response, ({ id }) => ids.push(id))
  return ids
}

test('events are found wherever the network cut them, and comments are no events', async () => {
  const pieces = [
    ': ok\n\nda',
    'ta: {"id":"a"}\n',
    '\n: ping\n\ndata: {"id":"b"}\n\ndata: {"id":"c"}\n\ndata: [DO',
    'NE]\n\n',
  ]
  expect(await collect(answer(pieces))).toEqual(['a', 'b', 'c'])
})

test('a refused request is an error with what was said', async () => {
  await expect(collect(answer(['{"error":{"message":"no"}}'], 401))).rejects.toThrow('status 401: {"error"')
})

test('an error inside the stream is an error', async () => {
  await expect(collect(answer(['data: {"error":{"message":"the model failed"}}\n\n']))).rejects.toThrow(
    'the answer failed: the model failed',
  )
})

test('a stream that breaks off is an error, not a short answer', async () => {
  await expect(collect(answer(['data: {"id":"a"}\n\n']))).rejects.toThrow('the stream ended before its end')
})
