/** Events over a socket: what clients that end lines at every line break of Unicode's would tear apart is escaped. */

import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { listen } from '../../gpu-worker/server/listen.ts'
import { eventStream } from '../../gpu-worker/server/sse.ts'

/** Python's str.splitlines has these. */
const LINE_BREAKS = '\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029'

test('an event has no line break but its own', async () => {
  const text = 'a\u2028b\u2029c\u0085d\ne\rf\vg\fh\u001ci\u001dj\u001ek"\\u2028"é漢🙂'
  const app = new Hono().get('/', () =>
    eventStream((events) => {
      events.send({ text })
      events.end()
    }),
  )
  const { url, close } = await listen(app, '127.0.0.1', 0)
  try {
    const body = await (await fetch(url)).text()
    const event = body.slice(body.indexOf('data: ') + 'data: '.length).trimEnd()
    for (const lineBreak of LINE_BREAKS) expect(event).not.toContain(lineBreak)
    expect(JSON.parse(event)).toEqual({ text })
  } finally {
    await close(async () => {})
  }
})
