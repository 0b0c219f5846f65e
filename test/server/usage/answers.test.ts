/** What a worker's answers leave in its journal, whichever way they end. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Journal } from '../../../gpu-worker/usage/journal.ts'
import { UsageRecorder } from '../../../gpu-worker/usage/recorder.ts'
import type { ChatCompletion } from '../../../shared/wire/chat.ts'
import { type UsageEntry, type UsagePosition, usageEntry } from '../../../shared/wire/usage.ts'
import { EventReader } from '../events.ts'
import { generateBody, PROJECT, putDirection, startTestWorker, type TestWorker } from '../worker.ts'

let folder: string
let journal: Journal
let worker: TestWorker
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-usage-'))
  journal = await Journal.open(folder)
  worker = await startTestWorker({ usage: new UsageRecorder(journal, 'test') })
})
afterAll(async () => {
  await worker.close()
  await journal.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => journal.taken(journal.all.map(({ id }) => id)))
afterEach(() => worker.settle())

type Usage = { usage: { prompt_tokens: number; completion_tokens: number } }
const entryOf = (id: string) =>
  vi.waitFor(
    () => {
      const entry = journal.ended(100).find((one) => one.id === id)
      if (!entry) throw new Error(`nothing is noted of ${id}`)
      return entry
    },
    { interval: 5, timeout: 5_000 },
  )
const tokensOf = ({ prompt_tokens, completion_tokens }: UsageEntry) => ({ prompt_tokens, completion_tokens })

test('a finished one: whose it is, by which key, with the tokens that it told', async () => {
  const began = Date.now()
  const body = generateBody({ user: 'ada', key: 'key_1' })
  const { usage } = (await (await worker.ask('POST', '/v1/generate', body)).json()) as Usage
  const { started, ended, ...entry } = await entryOf(body.id)
  const { prompt_tokens, completion_tokens } = usage
  expect(entry).toEqual({
    id: body.id,
    ...{ project: PROJECT, user: 'ada', key: 'key_1', model: 'tiny', status: 'finished', worker: 'test' },
    ...{ prompt_tokens, completion_tokens, cached_tokens: 0, axes: [], positions: [] },
  })
  expect(completion_tokens).toBe(8)
  expect(began <= started && started <= ended && ended <= Date.now()).toBe(true)
})

test('one of several choices counts its prompt once, and all that was written', async () => {
  const body = generateBody({ n: 3, stream: true })
  await new EventReader(await worker.ask('POST', '/v1/generate', body)).rest()
  const single = generateBody()
  await (await worker.ask('POST', '/v1/generate', single)).text()
  const { prompt_tokens } = await entryOf(single.id)
  expect(tokensOf(await entryOf(body.id))).toEqual({ prompt_tokens, completion_tokens: 24 })
})

test('one whose client left: cancelled, with the tokens made by then', async () => {
  worker.gate.hold()
  const body = generateBody({ max_tokens: 50, stream: true })
  const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
  await worker.gate.step(4)
  await reader.cancel()
  const entry = await entryOf(body.id)
  expect(entry).toMatchObject({ status: 'cancelled', completion_tokens: 4 })
  expect(entry.prompt_tokens).toBeGreaterThan(0)
})

test('one that was cancelled, and those that never left the queue: they used nothing', async () => {
  const send = () => {
    const { id, ...body } = generateBody({ max_tokens: 50, stream: true })
    return { id, answer: worker.ask('POST', '/v1/generate', { id, ...body }) }
  }
  worker.gate.hold()
  const first = send()
  await worker.gate.step(6)
  const others = [send(), send()]
  await vi.waitFor(() => expect(worker.model.engine.stats).toMatchObject({ running: 1, waiting: 2 }), { interval: 5 })
  const all = [first, ...others]
  for (const { id } of all) await worker.ask('DELETE', `/v1/generations/${id}?project=${PROJECT}`)
  worker.gate.open()
  await Promise.all(all.map(async ({ answer }) => (await answer).text()))
  const entries = await Promise.all(all.map(({ id }) => entryOf(id)))
  expect(entries.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  expect(entries.map(({ completion_tokens }) => completion_tokens)).toEqual([6, 0, 0])
  expect(entries.map(({ prompt_tokens }) => prompt_tokens > 0)).toEqual([true, false, false])
})

test('one whose step failed, and one that met its deadline: failed', async () => {
  worker.gate.hold()
  const body = generateBody({ max_tokens: 50 })
  const answer = worker.ask('POST', '/v1/generate', body)
  await worker.gate.step(3)
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  worker.gate.break(new Error('the step broke'))
  await (await answer).text()
  error.mockRestore()
  expect(await entryOf(body.id)).toMatchObject({ status: 'failed', completion_tokens: 3 })
  const late = generateBody({ max_tokens: 200, deadline_ms: 1 })
  expect((await worker.ask('POST', '/v1/generate', late)).status).toBe(504)
  expect(await entryOf(late.id)).toMatchObject({ status: 'failed' })
})

test('a steered one: by axis, the mean strength over the tokens that it moved', async () => {
  const formal = await putDirection(worker)
  worker.gate.hold()
  const body = generateBody({ max_tokens: 20, stream: true, edits: [{ ...formal, strength: -1 }] })
  const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
  await worker.gate.step(6)
  const edits = [{ ...formal, strength: 0.5 }]
  await worker.ask('PATCH', `/v1/generations/${body.id}`, { project: PROJECT, edits })
  worker.gate.open()
  const events = await reader.rest()
  const [receipt] = JSON.parse(events.at(-2)!).attune.edits
  const { axes } = await entryOf(body.id)
  expect(axes).toEqual([{ axis: 'formal', version: 1, tokens: receipt.tokens_edited, strength: expect.any(Number) }])
  const { tokens, strength } = axes[0]!
  const [change] = JSON.parse(events.at(-2)!).attune.changes
  // The first token comes of the prompt, which is not edited; the tokens before the change were moved by 1, the others by ½.
  const before = change.at_token - 1
  expect(strength).toBeCloseTo((before + 0.5 * (tokens - before)) / tokens, 10)
})

test('where each choice stood on every axis, observed ones too', async () => {
  const formal = await putDirection(worker)
  const warm = await putDirection(worker, { axis: 'warm', seed: 2 })
  const observed = [formal, warm].map(({ axis, version, direction }) => ({ axis, version, direction }))
  const variants = [[{ ...formal, strength: -0.5 }], [{ ...warm, strength: 1 }]]
  const body = generateBody({ n: 2, max_tokens: 9, variants, observed })
  const { choices } = (await (await worker.ask('POST', '/v1/generate', body)).json()) as ChatCompletion
  const { positions } = await entryOf(body.id)
  expect(positions.map((of) => of.map(({ axis, strength, tokens }) => [axis, strength, tokens]))).toEqual([
    [
      ['formal', -0.5, 8],
      ['warm', 0, 8],
    ],
    [
      ['warm', 1, 8],
      ['formal', 0, 8],
    ],
  ])
  const told = choices.map(({ attune }) => [...attune.edits, ...attune.observed].map(({ lean }) => lean))
  expect(positions.map((of) => of.map(({ lean }) => lean))).toEqual(told)
  expect(usageEntry.safeParse(await entryOf(body.id)).error).toBeUndefined()
})

test('a live change is in the mean strength, with its sign', async () => {
  const formal = await putDirection(worker)
  worker.gate.hold()
  const body = generateBody({ max_tokens: 20, stream: true, edits: [{ ...formal, strength: -1 }] })
  const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
  await worker.gate.step(6)
  const edits = [{ ...formal, strength: 0.5 }]
  await worker.ask('PATCH', `/v1/generations/${body.id}`, { project: PROJECT, edits })
  worker.gate.open()
  const events = await reader.rest()
  const [change] = JSON.parse(events.at(-2)!).attune.changes
  const [[position]] = (await entryOf(body.id)).positions as [[UsagePosition]]
  const before = change.at_token - 1
  expect(position.tokens).toBe(19)
  expect(position.strength).toBeCloseTo((-before + 0.5 * (19 - before)) / 19, 10)
})

test('a refused one leaves nothing', async () => {
  const body = generateBody({ model: 'another' })
  expect((await worker.ask('POST', '/v1/generate', body)).status).toBe(404)
  expect(journal.all).toEqual([])
})

test('one that runs is noted with its tokens, so that a worker that is killed reports it', async () => {
  const { axis, version, direction } = await putDirection(worker)
  worker.gate.hold()
  const body = generateBody({ max_tokens: 50, stream: true, observed: [{ axis, version, direction }] })
  const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
  await worker.gate.step(5)
  const noted = () => journal.all.find(({ id }) => id === body.id)
  await vi.waitFor(() => expect(noted()).toMatchObject({ status: 'running', completion_tokens: 5 }), { timeout: 5_000 })
  expect(noted()!.positions).toEqual([[{ axis, version, strength: 0, lean: expect.any(Number), tokens: 4 }]])
  expect(journal.ended(10)).toEqual([])
  // As the next process finds it.
  const copy = await mkdtemp(join(tmpdir(), 'attune-usage-'))
  await cp(folder, copy, { recursive: true })
  const next = await Journal.open(copy)
  const [killed] = next.ended(10).filter(({ id }) => id === body.id)
  expect(killed).toMatchObject({ status: 'failed', completion_tokens: 5, positions: noted()!.positions })
  await next.close()
  await rm(copy, { recursive: true, force: true })
  await reader.cancel()
})

test('the end is not told before it is noted', async () => {
  const held = Promise.withResolvers<void>()
  const put = journal.put.bind(journal)
  const spy = vi.spyOn(journal, 'put').mockImplementation(async (entry) => {
    if (entry.status === 'finished') await held.promise
    return put(entry)
  })
  const [streamed, whole] = [generateBody({ stream: true, include_usage: true }), generateBody()]
  const answer = worker.ask('POST', '/v1/generate', whole)
  const seen: string[] = []
  const reader = new EventReader(await worker.ask('POST', '/v1/generate', streamed))
  const rest = (async () => {
    for (let event = await reader.event(); event !== null; event = await reader.event()) seen.push(event)
  })()
  let isTold = false
  const told = answer.then(async (response) => {
    await response.json()
    isTold = true
  })
  await vi.waitFor(() => expect(spy.mock.calls.filter(([{ status }]) => status === 'finished')).toHaveLength(2))
  await worker.settle()
  // What was sent by now has come before the answer to this.
  await (await worker.ask('GET', `/v1/generations/${streamed.id}?project=${PROJECT}`)).text()
  expect(seen.some((event) => event.includes('"finish_reason":"length"') || event === '[DONE]')).toBe(false)
  expect(isTold).toBe(false)
  held.resolve()
  await Promise.all([rest, told])
  expect(seen.at(-1)).toBe('[DONE]')
  spy.mockRestore()
})
