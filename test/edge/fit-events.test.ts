/** Watching a fit: what is told, when, and to whom. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../edge/services/database.ts'
import { watchFit } from '../../edge/services/fit-events.ts'
import type { FitOutcome } from '../support/fake-worker.ts'
import { type Any, type Client, fakeFleet, newAxis, newProject } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const outcome = (result: FitOutcome) => {
  fleet.a.fitOutcome = fleet.b.fitOutcome = result
}
const start = async (): Promise<string> =>
  (await client.post('/v1/fits', { axis: newAxis('formal'), source: 'context-shift' })).body.id

type Event = { id: string | undefined; name: string; data: Any }
const field = (lines: string[], name: string) =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)

function eventsIn(text: string): Event[] {
  return text.split('\n\n').flatMap((block) => {
    const lines = block.split('\n')
    const data = field(lines, 'data')
    return data === undefined
      ? []
      : [{ id: field(lines, 'id'), name: field(lines, 'event')!, data: JSON.parse(data) as Any }]
  })
}

const watch = async (id: string, more: { query?: string; headers?: HeadersInit; as?: Client } = {}) =>
  (more.as ?? client).raw('GET', `/v1/fits/${id}/events${more.query ?? ''}`, { headers: more.headers })

describe('a fit that is watched', () => {
  it('is told whenever it has changed, once, up to its end, which is said', async () => {
    const id = await start()
    const response = await watch(id)
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const text = await response.text()
    const events = eventsIn(text)
    expect(text.startsWith('retry: 1000\n\n')).toBe(true)
    expect(events.at(-1)).toEqual({ id: undefined, name: 'end', data: { state: 'done' } })
    const told = events.slice(0, -1)
    expect(new Set(told.map((one) => one.name))).toEqual(new Set(['fit']))
    expect(new Set(told.map((one) => one.id)).size).toBe(told.length)
    expect(told[0]!.data).toMatchObject({ object: 'fit', id, spec: null })
    expect(told.at(-1)!.data).toEqual({ ...(await client.get(`/v1/fits/${id}`)).body, spec: null })
    expect(told.length).toBeGreaterThan(1)
  }, 20_000)

  it.each<[string, (id: string) => { query?: string; headers?: HeadersInit }]>([
    ['?after=', (id) => ({ query: `?after=${id}` })],
    ['Last-Event-ID', (id) => ({ headers: { 'last-event-id': id } })],
  ])(
    'is told nothing again by %s, and what is new',
    async (_, from) => {
      outcome('failed')
      const id = await start()
      await (await watch(id)).text()
      const last = eventsIn(await (await watch(id)).text())
      expect(last.map(({ name }) => name)).toEqual(['fit', 'end'])
      const again = eventsIn(await (await watch(id, from(last[0]!.id!))).text())
      expect(again.map(({ name }) => name)).toEqual(['end'])
      const later = eventsIn(await (await watch(id, from('0123456789abcdef'))).text())
      expect(later.map(({ name }) => name)).toEqual(['fit', 'end'])
    },
    20_000,
  )

  it('that is quiet sends comments, and the end of one that is cancelled', async () => {
    outcome('never')
    const id = await start()
    await expect.poll(async () => (await client.get(`/v1/fits/${id}`)).body.state).toBe('running')
    const reader = (await watch(id)).body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes(': ping')) text += (await reader.read()).value
    await client.delete(`/v1/fits/${id}`)
    for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value
    expect(eventsIn(text).slice(-2)).toMatchObject([
      { name: 'fit', data: { state: 'cancelled' } },
      { name: 'end', data: { state: 'cancelled' } },
    ])
  })
})

it('takes up no place for those who left before it was told of', async () => {
  const id = await start()
  const stores = { env, db: openDatabase(env.DB) }
  for (let i = 0; i < 65; i++) await watchFit(stores, client.project, id, undefined, AbortSignal.abort())
  const response = await watch(id)
  expect(response.status).toBe(200)
  await response.body!.cancel()
})

it('is not shown to another project, nor without the scope', async () => {
  const id = await start()
  const other = await newProject('another')
  const foreign = await watch(id, { as: other })
  const absent = await watch('fit_00000000000000000000000000', { as: other })
  expect([foreign.status, absent.status]).toEqual([404, 404])
  expect((await foreign.text()).replaceAll(id, '')).toBe(
    (await absent.text()).replaceAll('fit_00000000000000000000000000', ''),
  )
  expect((await watch(id, { as: await client.withScopes('chat') })).status).toBe(403)
  expect((await client.get(`/v1/fits/${id}/events?after=${'x'.repeat(65)}`)).status).toBe(400)
})
