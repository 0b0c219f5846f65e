/** What is sent to the edge, and what happens when the edge does not take it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Journal } from '../../../gpu-worker/usage/journal.ts'
import { UsageReporter } from '../../../gpu-worker/usage/reporter.ts'
import { NonceCache, verifyRequest } from '../../../shared/sign.ts'
import { usageReport } from '../../../shared/wire/usage.ts'
import { journalEntry } from './entries.ts'

const SECRET = 'a secret of this test, known to nobody else'

let folder: string
let journal: Journal
let edge: Awaited<ReturnType<typeof startEdge>>
let reporter: UsageReporter
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(console, 'log').mockImplementation(() => {})
  folder = await mkdtemp(join(tmpdir(), 'attune-reporter-'))
  journal = await Journal.open(folder)
  edge = await startEdge()
})
afterEach(async () => {
  await reporter.close(AbortSignal.abort())
  await journal.close()
  await edge.close()
  await rm(folder, { recursive: true, force: true })
  vi.restoreAllMocks()
})

/** Takes genuine reports; `answers` decides what it says to each. */
async function startEdge() {
  const reports: string[][] = []
  const nonces = new NonceCache()
  const own = { reports, answers: (_ids: string[]): number => 200 }
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const arrived = {
      method: request.method!,
      path: request.url!,
      header: (name: string) => request.headers[name]?.toString(),
      readBody: async () => new TextEncoder().encode(body),
    }
    const verified = await verifyRequest([SECRET], arrived, nonces)
    if ('problem' in verified) return response.writeHead(401).end(verified.problem)
    const ids = usageReport.parse(JSON.parse(body)).entries.map(({ id }) => id)
    const status = own.answers(ids)
    reports.push(ids)
    if (status === 0) return request.socket.destroy()
    response.writeHead(status).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(own, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  })
}

const start = () => {
  reporter = new UsageReporter(journal, { edge: edge.url, secret: SECRET, firstPause: 1 })
}
const put = (...ids: string[]) => Promise.all(ids.map((id) => journal.put(journalEntry({ id }))))
const isEmpty = () => vi.waitFor(() => expect(journal.all).toEqual([]), { interval: 5, timeout: 5_000 })

test('ended answers are reported as they come, and leave the journal', async () => {
  start()
  await put('one')
  reporter.wake()
  await isEmpty()
  await put('two')
  reporter.wake()
  await isEmpty()
  expect(edge.reports).toEqual([['one'], ['two']])
  const found = await Journal.open(folder)
  expect(found.all).toEqual([])
  await found.close()
})

test('those that run are not; those that an earlier process left are, a hundred at a time', async () => {
  const ids = Array.from({ length: 250 }, (_, i) => `answer-${i}`)
  await put(...ids)
  await journal.put(journalEntry({ id: 'running', status: 'running' }))
  start()
  await vi.waitFor(() => expect(journal.ended(1)).toEqual([]), { interval: 5 })
  expect(edge.reports.map(({ length }) => length)).toEqual([100, 100, 50])
  expect(journal.all.map(({ id }) => id)).toEqual(['running'])
})

test.for([500, 503, 401, 429, 404, 0])('an edge that answers %s is asked again, until it has them', async (status) => {
  let refusals = 3
  edge.answers = () => (refusals-- > 0 ? status : 200)
  await put('one', 'two')
  start()
  await isEmpty()
  expect(edge.reports).toEqual([
    ['one', 'two'],
    ['one', 'two'],
    ['one', 'two'],
    ['one', 'two'],
  ])
  // Told once when it began, and once when it was over.
  await vi.waitFor(() => expect(console.log).toHaveBeenCalledTimes(1), { interval: 5 })
  expect(console.error).toHaveBeenCalledTimes(1)
})

test('one that is refused as none is put aside, and keeps no other from being counted', async () => {
  edge.answers = (ids) => (ids.includes('bad') ? 400 : 200)
  await put('one', 'bad', 'two')
  start()
  await isEmpty()
  expect(edge.reports).toEqual([['one', 'bad', 'two'], ['one'], ['bad'], ['two']])
  expect(JSON.parse(await readFile(join(folder, 'refused.jsonl'), 'utf8'))).toEqual(journalEntry({ id: 'bad' }))
})

test('what is left at the end is still reported; what the edge does not take by then stays', async () => {
  edge.answers = () => 503
  await put('one')
  start()
  await vi.waitFor(() => expect(edge.reports.length).toBeGreaterThan(0), { interval: 5 })
  await reporter.close(AbortSignal.timeout(50))
  expect(journal.all).toHaveLength(1)
  edge.answers = () => 200
  await reporter.close(AbortSignal.timeout(5_000))
  expect(journal.all).toEqual([])
})
