/** Watching a fit through a real socket: what comes, and that whoever leaves makes room. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Exchange, headOf, jsonHeaders, send, startTestEdge, type TestEdge } from './edge.ts'

let edge: TestEdge
let fit: string
beforeAll(async () => {
  edge = await startTestEdge()
  edge.fake.worker.fitOutcome = 'never'
  const axis = {
    id: 'formal',
    positive: { name: 'formal', description: 'Formal.' },
    negative: { name: 'casual', description: 'Casual.' },
  }
  const body = JSON.stringify({ axis, source: 'context-shift' })
  const started = send(edge.url, headOf('POST', '/v1/fits', jsonHeaders(edge.key, body)), body)
  fit = /"id":"(fit_[0-9a-z]+)"/.exec(await started.closed)![1]!
})
afterAll(() => edge?.close())

const watch = (): Exchange =>
  send(edge.url, headOf('GET', `/v1/fits/${fit}/events`, { authorization: `Bearer ${edge.key}` }))

const MOST = 64

it('sends what is there at once, then comments', async () => {
  const watching = watch()
  await expect.poll(watching.text, { timeout: 5_000 }).toMatch(/event: fit\ndata: \{"object":"fit"/)
  await expect.poll(watching.text, { timeout: 10_000 }).toContain(': ping')
  expect(watching.text()).toMatch(/content-type: text\/event-stream/i)
  expect(watching.text()).toMatch(/cache-control: no-store, no-transform/i)
  watching.socket.destroy()
})

it('as many as a project may have, and room again as soon as they have left', async () => {
  const held: Exchange[] = []
  const isTaken = async () => {
    const one = watch()
    await expect.poll(one.text, { timeout: 5_000 }).toMatch(/^HTTP\/1\.1 (200|429)/)
    if (one.text().startsWith('HTTP/1.1 200')) return held.push(one)
    one.socket.destroy()
    return null
  }
  /** One after the other: whoever left before them may still be there for a moment. */
  const fill = async () => {
    while (held.length < MOST) await expect.poll(isTaken, { timeout: 10_000 }).not.toBeNull()
  }
  await fill()
  expect(await isTaken()).toBeNull()
  for (const { socket } of held.splice(0)) socket.destroy()
  await fill()
  for (const { socket } of held) socket.destroy()
}, 60_000)
