/** What profiles cost as they become many: reading, changing and listing them through the edge, over HTTP, in a local D1. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Edge, startEdge } from '../cli/edge-process.ts'
import { createProject } from '../cli/seed.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { growProfiles, userOf } from './harness/grow-profiles.ts'
import { percentile, summarise } from './harness/statistics.ts'

const SECRET = 'a secret of this bench, known to nobody else'
const SIZES = [1e3, 1e4, 1e5, 1e6]
/** Of each profile. */
const AXES = 3
/** Requests on their way at once, as of several backends. */
const AT_ONCE = 16
const REQUESTS = 600
const ROUNDS = 5
const WARM_UP = 200
const BULK = 1_000
const BULK_CALLS = 12
const PAGES = 60

type Ask = (method: string, path: string, body?: unknown) => Promise<void>
type Load = { each: number[]; perSecond: number }

export async function profiles(): Promise<Table[]> {
  const state = await mkdtemp(join(tmpdir(), 'attune-bench-'))
  try {
    const first = await start(state)
    const key = await createProject({ url: first.url, secret: SECRET, name: 'bench' })
    const ask = asker(first.url, key)
    for (let n = 0; n < AXES; n++) await ask('POST', '/v1/axes', axis(`axis${n}`))
    // What the million of them take, and what bulk adds to them.
    await ask('PUT', '/v1/limits', { storage: { profiles: 2_000_000 } })
    const project = await projectOf(first.url, key)
    await first.stop()
    const figures: Figure[] = []
    let there = 0
    for (const size of SIZES) {
      const { bytes } = growProfiles(state, project, there, size, AXES)
      there = size
      const edge = await start(state)
      try {
        figures.push(...(await measure(edge, key, size)), inRow(rowOf(size))('database', bytes / 2 ** 20, 'MiB'))
      } finally {
        await edge.stop()
      }
    }
    return [
      {
        title: 'Profiles, by how many there are',
        rows: 'profiles stored',
        note:
          `Each says something of ${AXES} axes. Reads and changes: GET and PATCH (of one axis, logged) of users at random, ` +
          `${ROUNDS} rounds of ${REQUESTS} each in turns, ${AT_ONCE} on their way at once, over HTTP (median, least and most); client, edge and database share the machine. ` +
          `Bulk: ${BULK_CALLS} calls that merge ${BULK} profiles each, one after another, half of them new. Page: 100 ` +
          'profiles after a user at random.',
        figures,
      },
    ]
  } finally {
    await rm(state, { recursive: true, force: true })
  }
}

async function measure(edge: Edge, key: string, size: number): Promise<Figure[]> {
  const ask = asker(edge.url, key)
  const anyone = () => userOf(Math.floor(Math.random() * size))
  const read = () => ask('GET', `/v1/profiles/${anyone()}`)
  const change = () => ask('PATCH', `/v1/profiles/${anyone()}`, { strengths: { axis0: Math.random() } })
  const page = () => ask('GET', `/v1/profiles?after=${anyone()}`)
  let fresh = 0
  const bulk = () =>
    ask('POST', '/v1/profiles/bulk', {
      profiles: [...Array(BULK).keys()].map((n) => ({
        user: n % 2 ? userOf((fresh * BULK + n) % size) : `new-${size}-${fresh++}`,
        mode: 'merge',
        strengths: { axis0: 0.25, axis1: -0.25 },
      })),
    })
  await load(read, WARM_UP, AT_ONCE)
  await load(change, WARM_UP, AT_ONCE)
  const [reads, changes]: [Load[], Load[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    reads.push(await load(read, REQUESTS, AT_ONCE))
    changes.push(await load(change, REQUESTS, AT_ONCE))
  }
  const pages = await load(page, PAGES, 1)
  await load(bulk, 2, 1)
  const bulks = await load(bulk, BULK_CALLS, 1)
  const figure = inRow(rowOf(size))
  const inRounds = (what: string, rounds: readonly Load[]): Figure[] => {
    const rate = summarise(rounds.map(({ perSecond }) => perSecond))
    const late = summarise(rounds.map(({ each }) => percentile(each, 95)))
    return [
      { ...figure(`${what}s`, rate.value, '1/s'), range: rate.range },
      { ...figure(`${what} P95`, late.value, 'ms'), range: late.range },
    ]
  }
  return [
    ...inRounds('read', reads),
    ...inRounds('change', changes),
    figure('page P50', percentile(pages.each, 50), 'ms'),
    figure('page P95', percentile(pages.each, 95), 'ms'),
    figure(`bulk of ${BULK} P50`, percentile(bulks.each, 50), 'ms'),
    figure(`bulk of ${BULK} P95`, percentile(bulks.each, 95), 'ms'),
    figure('by bulk', bulks.perSecond * BULK, '1/s'),
  ]
}

const rowOf = (size: number): string => size.toLocaleString('en')

/** So many at once until there have been `count`. */
async function load(one: () => Promise<void>, count: number, atOnce: number): Promise<Load> {
  const each: number[] = []
  let left = count
  const began = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const sent = performance.now()
        await one()
        each.push(performance.now() - sent)
      }
    }),
  )
  return { each, perSecond: each.length / ((performance.now() - began) / 1000) }
}

const asker =
  (url: string, key: string): Ask =>
  async (method, path, body) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const response = await fetch(url + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
  }

async function projectOf(url: string, key: string): Promise<string> {
  const response = await fetch(`${url}/v1/project`, { headers: { authorization: `Bearer ${key}` } })
  return ((await response.json()) as { id: string }).id
}

const axis = (id: string) => ({
  id,
  positive: { name: id, description: `Answer in a ${id} way.` },
  negative: { name: `not ${id}`, description: `Answer in a way that is not ${id}.` },
})

const start = (state: string): Promise<Edge> =>
  startEdge({
    host: '127.0.0.1',
    port: 0,
    state,
    workers: [{ tag: 'a', url: 'http://127.0.0.1:9' }],
    secret: SECRET,
    log: () => {},
  })
