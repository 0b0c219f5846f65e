/** What a worker says of itself, to whom, and that it goes on where an edge does not hear. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Announcer } from '../../gpu-worker/server/announcer.ts'
import { NonceCache, verifyRequest } from '../../shared/sign.ts'
import { ANNOUNCED_EVERY_MS, type Announcement, announcement } from '../../shared/wire/fleet.ts'
import { FakeWorker } from '../support/fake-worker.ts'

const SECRET = 'a secret of this test, known to nobody else'
const card = new FakeWorker(SECRET, 'gpu7').card

type Edge = { url: string; heard: Announcement[]; status: number; close(): Promise<void> }
const edges: Edge[] = []
const announcers: Announcer[] = []
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(async () => {
  for (const one of announcers.splice(0)) one.close()
  vi.useRealTimers()
  await Promise.all(edges.splice(0).map((edge) => edge.close()))
})

async function startEdge(): Promise<Edge> {
  const nonces = new NonceCache()
  const heard: Announcement[] = []
  const app = new Hono().post('/internal/workers', async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const arrived = {
      method: 'POST',
      path: c.req.path,
      header: (name: string) => c.req.header(name),
      readBody: async () => bytes,
    }
    const verified = await verifyRequest([SECRET], arrived, nonces)
    if ('problem' in verified) return c.text(verified.problem, 401)
    heard.push(announcement.parse(JSON.parse(new TextDecoder().decode(verified.body))))
    return edge.status === 204 ? c.body(null, 204) : c.text('the tag is taken', edge.status as 409)
  })
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(port))
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed())
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
  const edge: Edge = { url: `http://127.0.0.1:${await promise}`, heard, status: 204, close }
  edges.push(edge)
  return edge
}

function start(urls: string[], secret = SECRET) {
  const engine = { stats: { running: 3, waiting: 2 }, draining: false }
  const log: string[] = []
  const announcer = new Announcer({
    ...{ edges: urls, url: 'http://10.0.0.7:8788', secret, card },
    engine: engine as never,
    log: (line) => log.push(line),
  })
  announcers.push(announcer)
  return { announcer, engine, log }
}

test('it says at once and every few seconds what it is and how much it has to do, to every edge', async () => {
  const [one, two] = [await startEdge(), await startEdge()]
  const { engine } = start([one.url, two.url])
  for (const { heard } of [one, two]) await expect.poll(() => heard.length).toBe(1)
  expect(one.heard[0]).toEqual({
    ...{ tag: 'gpu7', url: 'http://10.0.0.7:8788', card, draining: false },
    load: { running: 3, queued: 2, free_rows: 1 },
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  })
  engine.stats.running = 9
  vi.advanceTimersByTime(ANNOUNCED_EVERY_MS)
  for (const { heard } of [one, two]) await expect.poll(() => heard.length).toBe(2)
  expect(two.heard[1]!.load).toEqual({ running: 9, queued: 2, free_rows: 0 })
})

test('it says at once that it drains', async () => {
  const edge = await startEdge()
  const { announcer, engine } = start([edge.url])
  await expect.poll(() => edge.heard.length).toBe(1)
  engine.draining = true
  await announcer.announce()
  expect(edge.heard.map(({ draining }) => draining)).toEqual([false, true])
})

test('an edge that does not answer, or refuses, is told again; its operator hears of it once', async () => {
  const edge = await startEdge()
  edge.status = 409
  const gone = 'http://127.0.0.1:9'
  const { announcer, log } = start([gone, edge.url])
  for (let i = 0; i < 3; i++) await announcer.announce()
  expect(edge.heard.length).toBeGreaterThanOrEqual(3)
  expect(log.filter((line) => line.startsWith(`The edge at ${gone} does not answer`))).toHaveLength(1)
  expect(log).toContain(`The edge at ${edge.url} answers 409: the tag is taken`)
  edge.status = 204
  await announcer.announce()
  edge.status = 409
  await announcer.announce()
  expect(log.filter((line) => line.includes('409'))).toHaveLength(2)
})

test('closed, it says no more', async () => {
  const edge = await startEdge()
  const { announcer } = start([edge.url])
  await expect.poll(() => edge.heard.length).toBe(1)
  announcer.close()
  vi.advanceTimersByTime(10 * ANNOUNCED_EVERY_MS)
  expect(edge.heard).toHaveLength(1)
})
