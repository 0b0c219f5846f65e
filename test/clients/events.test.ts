/** Server-sent events as the standard reads them, however the bytes are cut. */
import { describe, expect, it } from 'vitest'
import { type ServerEvent, serverEvents } from '../../clients/typescript/src/events.ts'

async function read(bytes: Uint8Array, cut: number): Promise<ServerEvent[]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut)
  }
  const all: ServerEvent[] = []
  for await (const event of serverEvents(pieces())) all.push(event)
  return all
}

const message = (data: string, event = 'message', id = '') => ({ event, data, id })

describe.each([1, 2, 3, 7, 1000])('cut every %i bytes', (cut) => {
  it.each<[string, string, ServerEvent[]]>([
    ['one line', 'data: a\n\n', [message('a')]],
    ['lines of one event', 'data: a\ndata: b\n\n', [message('a\nb')]],
    ['one space less', 'data:  a\ndata:b\n\n', [message(' a\nb')]],
    ['carriage returns', 'data: a\r\rdata: b\r\n\r\n', [message('a'), message('b')]],
    ['comments', ': ping\n\ndata: a\n: more\n\n', [message('a')]],
    ['a name, for one event', 'event: done\ndata: a\n\ndata: b\n\n', [message('a', 'done'), message('b')]],
    [
      'an id, from there on',
      'id: 7\ndata: a\n\ndata: b\n\n',
      [message('a', 'message', '7'), message('b', 'message', '7')],
    ],
    ['unknown fields', 'retry: 5\nfoo: bar\ndata: a\n\n', [message('a')]],
    ['an empty line of data', 'data\n\n', [message('')]],
    ['no data', 'event: x\n\n', []],
    ['letters of several bytes', 'data: Grüße, 世界 🌊\n\n', [message('Grüße, 世界 🌊')]],
    ['an end in the middle', 'data: a\n\ndata: b\n', [message('a')]],
    ['an end by a carriage return', 'data: a\n\r', [message('a')]],
  ])('%s', async (_, text, events) => {
    expect(await read(new TextEncoder().encode(text), cut)).toEqual(events)
  })
})
