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
  const status = async () => {
    const one = watch()
    await expect.poll(one.text, { timeout: 5_000 }).toMatch(/^HTTP\/1\.1 \d{3}/)
    return { one, status: Number(one.text().slice(9, 12)) }
  }
  // Whoever has just left may still be there.
  await expect.poll(async () => (await fill()).length, { timeout: 20_000 }).toBe(MOST)
  async function fill() {
    const all = await Promise.all(Array.from({ length: MOST }, status))
    const watching = all.filter((one) => one.status === 200)
    if (watching.length === MOST) {
      expect((await status()).status).toBe(429)
    }
    for (const { one } of all) one.socket.destroy()
    return watching
  }
  await expect
    .poll(
      async () => {
        const { one, status: got } = await status()
        one.socket.destroy()
        return got
      },
      { timeout: 10_000 },
    )
    .toBe(200)
}, 60_000)
