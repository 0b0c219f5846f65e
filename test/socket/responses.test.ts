/** Answers that outlive connections, by OpenAI's own client, unchanged, over real sockets that are cut. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEdge } from '../../cli/edge-process.ts'
import { createProject } from '../../cli/seed.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { startFakeWorker } from '../support/fake-worker-server.ts'
import { headOf, jsonHeaders, SECRET, send, startTestEdge, type TestEdge } from './edge.ts'

type Event = OpenAI.Responses.ResponseStreamEvent

let edge: TestEdge
let openai: OpenAI
beforeAll(async () => {
  edge = await startTestEdge()
  openai = new OpenAI({ baseURL: `${edge.url}/v1`, apiKey: edge.key, maxRetries: 0 })
})
afterAll(() => edge?.close())
beforeEach(() => {
  edge.fake.worker.holdStreams = true
})
afterEach(() => edge.fake.worker.letGo())

const request = { model: TOY_MODEL, input: 'Hello' } as const
const isDelta = (event: Event) => event.type === 'response.output_text.delta'
const numbers = (events: readonly Event[]) => events.map(({ sequence_number }) => sequence_number)

/** The processes of edges that this one started. */
const edges = (): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, ...args]) => Number(ppid) === process.pid && args.join(' ').includes('edge-main'))
    .map(([pid]) => Number(pid))

/** Whether an answer's pieces are on the disk. */
async function keptPieces(state: string): Promise<boolean> {
  const files = (await readdir(state, { recursive: true })).filter((name) => /AnswerLog.*sqlite/.test(name))
  for (const name of files) if ((await readFile(join(state, name))).includes('pieces/')) return true
  return false
}

/** Reads until the first piece of text, and cuts the connection. */
async function cutInTheMiddle(fields: { background?: boolean } = {}): Promise<Event[]> {
  const stream = await openai.responses.create({ ...request, ...fields, stream: true })
  const seen: Event[] = []
  for await (const event of stream) {
    seen.push(event)
    if (isDelta(event)) break
  }
  stream.controller.abort()
  return seen
}
const idOf = (events: readonly Event[]) => (events[0] as OpenAI.Responses.ResponseCreatedEvent).response.id

async function resume(id: string, after: number): Promise<Event[]> {
  const events: Event[] = []
  for await (const event of await openai.responses.retrieve(id, { stream: true, starting_after: after }))
    events.push(event)
  return events
}

describe('a stream that is cut', () => {
  it.for([{}, { background: true }])('is resumed where it was, every event once: %j', async (fields) => {
    const before = edge.fake.worker.abandoned
    const seen = await cutInTheMiddle(fields)
    const id = idOf(seen)
    expect((await openai.responses.retrieve(id)).status).toBe('in_progress')
    const resuming = resume(id, seen.at(-1)!.sequence_number)
    edge.fake.worker.letGo()
    const rest = await resuming
    expect(edge.fake.worker.abandoned).toBe(before)
    expect(numbers([...seen, ...rest])).toEqual([...seen, ...rest].map((_, i) => i))
    const text = [...seen, ...rest].filter(isDelta).map((event) => (event as { delta: string }).delta)
    expect(text.join('')).toBe('Hello there!')
    expect(rest.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } })
    // And again, when it has long ended.
    expect(await resume(id, seen.at(-1)!.sequence_number)).toEqual(rest)
    expect((await openai.responses.retrieve(id)).output_text).toBe('Hello there!')
  })

  it('goes on to its end though nobody resumes it', async () => {
    const id = idOf(await cutInTheMiddle())
    edge.fake.worker.letGo()
    await expect.poll(async () => (await openai.responses.retrieve(id)).status).toBe('completed')
  })

  it('is followed by several at once', async () => {
    const id = idOf(await cutInTheMiddle())
    const readers = Array.from({ length: 8 }, () => resume(id, 0))
    edge.fake.worker.letGo()
    const [first, ...others] = await Promise.all(readers)
    expect(first!.at(-1)!.type).toBe('response.completed')
    for (const other of others) expect(other).toEqual(first)
  })

  it('that is kept nowhere ends with its connection', async () => {
    const before = edge.fake.worker.abandoned
    const stream = await openai.responses.create({ ...request, store: false, stream: true })
    for await (const event of stream) if (isDelta(event)) break
    stream.controller.abort()
    await expect.poll(() => edge.fake.worker.abandoned).toBe(before + 1)
  })
})

it('a client that waits for a whole answer and goes ends it: nobody knows its name', async () => {
  const body = JSON.stringify(request)
  const answer = send(edge.url, headOf('POST', '/v1/responses', jsonHeaders(edge.key, body)), body)
  await expect.poll(answer.text).toContain('\r\n\r\n')
  const { state } = [...edge.fake.worker.generations.values()].at(-1)!
  expect(state.status).toBe('running')
  answer.socket.destroy()
  await expect.poll(() => state.status).toBe('cancelled')
})

describe('an answer in the background', () => {
  it('is polled until it is there', async () => {
    const { id, status } = await openai.responses.create({ ...request, background: true })
    expect(['queued', 'in_progress']).toContain(status)
    edge.fake.worker.letGo()
    await expect.poll(async () => (await openai.responses.retrieve(id)).status).toBe('completed')
    expect((await openai.responses.retrieve(id)).output_text).toBe('Hello there!')
  })

  it('that is ended as a generation is told as cancelled', async () => {
    const { id } = await openai.responses.create({ ...request, background: true })
    const reading = resume(id, 0)
    const address = `${edge.url}/v1/generations/${id}`
    const ended = await fetch(address, { method: 'DELETE', headers: { authorization: `Bearer ${edge.key}` } })
    expect(ended.status).toBe(200)
    expect((await reading).at(-1)).toMatchObject({ response: { status: 'cancelled' } })
  })

  it('is cancelled: the worker hears of it, readers are told, and it stays so', async () => {
    const { id } = await openai.responses.create({ ...request, background: true })
    const reading = resume(id, 0)
    expect((await openai.responses.cancel(id)).status).toBe('cancelled')
    const last = (await reading).at(-1)!
    expect(last).toMatchObject({ type: 'response.incomplete', response: { status: 'cancelled' } })
    expect((await openai.responses.cancel(id)).status).toBe('cancelled')
    const generation = edge.fake.worker.generations.get(id.replace('resp_', 'chatcmpl_'))!
    expect(generation.state.status).toBe('cancelled')
  })
})

describe('what ends in the middle of an answer', () => {
  it('the edge: what was said is kept, told as failed, and the generation does not go on unread', async () => {
    const state = await mkdtemp(join(tmpdir(), 'attune-edge-'))
    const fake = await startFakeWorker(SECRET)
    const log: string[] = []
    const options = { host: '127.0.0.1', port: 0, state, workers: [{ tag: 'a', url: fake.url }], secret: SECRET }
    const others = edges()
    const own = await startEdge({ ...options, log: (line) => log.push(line) })
    const [pid] = edges().filter((other) => !others.includes(other))
    try {
      fake.worker.holdStreams = true
      const key = await createProject({ url: own.url, secret: SECRET, name: 'a test' })
      const client = new OpenAI({ baseURL: `${own.url}/v1`, apiKey: key, maxRetries: 0 })
      const { id } = await client.responses.create({ ...request, background: true })
      const told = async () => (await client.responses.retrieve(id)).output.length
      await expect.poll(told).toBe(1)
      // Once what was said is written.
      await expect.poll(() => keptPieces(state)).toBe(true)
      process.kill(pid!, 'SIGKILL')
      await expect.poll(() => log.join('\n'), { timeout: 5_000 }).toMatch(/It is started again/)
      const healthy = () =>
        fetch(`${own.url}/health`).then(
          ({ ok }) => ok,
          () => false,
        )
      await expect.poll(healthy, { timeout: 30_000, interval: 200 }).toBe(true)
      const events: Event[] = []
      for await (const event of await client.responses.retrieve(id, { stream: true, starting_after: 1_000 })) {
        events.push(event)
      }
      // Whoever had seen more than was kept is told of the end all the same.
      expect(events.at(-1)).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', error: { type: 'answer_interrupted' } },
      })
      expect(await client.responses.retrieve(id)).toMatchObject({ status: 'failed', output_text: 'Hello' })
      expect(fake.worker.generations.get(id.replace('resp_', 'chatcmpl_'))!.state.status).toBe('cancelled')
    } finally {
      await own.stop()
      await fake.close()
      await rm(state, { recursive: true, force: true })
    }
  })

  it('the worker: what was said is kept, and told as failed', async () => {
    const own = await startTestEdge()
    try {
      own.fake.worker.holdStreams = true
      const client = new OpenAI({ baseURL: `${own.url}/v1`, apiKey: own.key, maxRetries: 0 })
      const stream = await client.responses.create({ ...request, stream: true })
      const seen: Event[] = []
      for await (const event of stream) {
        seen.push(event)
        if (isDelta(event)) await own.fake.close()
      }
      expect(seen.at(-1)).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'server_error', type: 'worker_unavailable' } },
      })
      const kept = await client.responses.retrieve(idOf(seen))
      expect(kept).toMatchObject({ status: 'failed', output_text: 'Hello' })
    } finally {
      await own.close()
    }
  })
})
