import { describe, expect, test } from 'vitest'
import { BodyReader } from '../../gpu-worker/server/body.ts'

const URL = 'http://worker.test/'
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bounds = { most: 10, together: 20, within: 50 }

/** A body that comes when it is told to. */
function slow(announced?: number) {
  let controller!: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given
    },
  })
  const headers: Record<string, string> = announced === undefined ? {} : { 'content-length': String(announced) }
  const request = new Request(URL, { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
  const finish = (content: string) => {
    controller.enqueue(new TextEncoder().encode(content))
    controller.close()
  }
  return { request, finish }
}

describe('a body', () => {
  test('is read whole', async () => {
    const reader = new BodyReader(bounds)
    expect(text(await reader.read(new Request(URL, { method: 'POST', body: '0123456789' })))).toBe('0123456789')
    expect(text(await reader.read(new Request(URL)))).toBe('')
  })

  test('of more bytes than fit is refused', async () => {
    const read = new BodyReader(bounds).read(new Request(URL, { method: 'POST', body: '0123456789a' }))
    await expect(read).rejects.toMatchObject({ status: 413, code: 'body_too_large', details: { max: 10 } })
  })

  test('that takes too long is given up', async () => {
    const read = new BodyReader(bounds).read(slow().request)
    await expect(read).rejects.toMatchObject({ status: 408, code: 'body_too_slow' })
  })
})

test('what all take together is bounded, and is free again when they are read', async () => {
  const reader = new BodyReader({ ...bounds, within: 10_000 })
  // Who does not say how long its body is counts for the longest.
  const first = slow()
  const second = slow(9)
  const reading = [reader.read(first.request), reader.read(second.request)]
  await expect(reader.read(slow(2).request)).rejects.toMatchObject({
    status: 503,
    code: 'bodies_full',
    retryAfterSeconds: 1,
  })
  second.finish('012345678')
  expect(text((await reading[1])!)).toBe('012345678')
  const third = slow(2)
  const last = reader.read(third.request)
  third.finish('ab')
  first.finish('')
  expect(text(await last)).toBe('ab')
})
