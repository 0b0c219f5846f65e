/**
 * What the edge adds: the same streams from a worker that answers at once, asked directly, through an empty Worker in
 * workerd (the floor) and through the edge, in turns. And what a cold start of it adds.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import type { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Edge, startEdge } from '../cli/edge-process.ts'
import { createProject } from '../cli/seed.ts'
import { TOY_MODEL } from '../test/support/fake-worker.ts'
import { startEmptyProxy } from './harness/empty-proxy.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { type Pace, startMockWorker } from './harness/mock-worker.ts'
import { type Arrivals, newAgent, openLoop, streamOnce, type Target } from './harness/open-loop.ts'
import { percentile } from './harness/statistics.ts'

const SECRET = 'a secret of this bench, known to nobody else'

/** A chunk every 20 ms, as when 32 streams share two cores. */
const PACE: Pace = { chunks: 50, gapMs: 20 }
const ANSWER_MS = PACE.chunks * PACE.gapMs

const LOADS = [
  { streams: 1, each: 20 },
  { streams: 32, each: 320 },
]
const ROUNDS = 5
const WARM_UP = 20
const COLD_STARTS = 7

const PERCENTS = [50, 95, 99] as const
const FIRST_BYTE_GOALS: Record<number, Goal> = { 50: { atMost: 3 }, 99: { atMost: 10 } }

type Path = 'worker alone' | 'empty Worker' | 'edge'

export async function edge(): Promise<Table[]> {
  await using stack = new AsyncDisposableStack()
  const state = await mkdtemp(join(tmpdir(), 'attune-bench-'))
  stack.defer(() => rm(state, { recursive: true, force: true }))
  const worker = await startMockWorker(PACE)
  stack.defer(() => worker.close())
  const proxy = await startEmptyProxy(worker.url)
  stack.defer(() => proxy.close())
  const start = () => startEdgeBefore(worker.url, state)
  const warm = await start()
  let stopped = false
  stack.defer(async () => {
    if (!stopped) await warm.stop()
  })
  const key = await createProject({ url: warm.url, secret: SECRET, name: 'bench' })
  const targets: Record<Path, Target> = {
    'worker alone': targetOf(worker.url, '/v1/generate', key),
    'empty Worker': targetOf(proxy.url, '/v1/generate', key),
    edge: targetOf(warm.url, '/v1/chat/completions', key),
  }
  const agent = newAgent()
  stack.defer(async () => agent.destroy())
  for (const target of Object.values(targets)) await openLoop(target, agent, WARM_UP, ANSWER_MS / 4)
  const tables: Table[] = []
  for (const load of LOADS) tables.push(tableOf(load.streams, await measure(targets, agent, load)))
  await warm.stop()
  stopped = true
  return [...tables, await coldTable(start, key)]
}

const startEdgeBefore = (workerUrl: string, state: string): Promise<Edge> =>
  startEdge({
    host: '127.0.0.1',
    port: 0,
    state,
    workers: [{ tag: 'a', url: workerUrl }],
    secret: SECRET,
    log: () => {},
  })

function targetOf(url: string, path: string, key: string): Target {
  const body = JSON.stringify({
    model: TOY_MODEL,
    messages: [{ role: 'user', content: 'Count from one to fifty.' }],
    stream: true,
    user: 'bench',
  })
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  }
  return { url, path, headers, body }
}

type Load = (typeof LOADS)[number]

/** In rounds, each path in another order, so that what disturbs the machine disturbs all alike. */
async function measure(targets: Record<Path, Target>, agent: Agent, { streams, each }: Load) {
  const arrivals: Record<Path, Arrivals[]> = { 'worker alone': [], 'empty Worker': [], edge: [] }
  const paths = Object.keys(targets) as Path[]
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < paths.length; turn++) {
      const path = paths[(round + turn) % paths.length]!
      const count = Math.ceil(each / ROUNDS)
      arrivals[path].push(...(await openLoop(targets[path], agent, count, ANSWER_MS / streams)))
    }
  }
  return arrivals
}

function tableOf(streams: number, arrivals: Record<Path, Arrivals[]>): Table {
  const figures: Figure[] = []
  const add = (what: string, pick: (arrivals: Arrivals) => number[], goals: Record<number, Goal> = {}) => {
    for (const percent of PERCENTS) {
      const figure = inRow(`${what}, P${percent}`)
      const at = (path: Path) => percentile(arrivals[path].flatMap(pick), percent)
      const [alone, floor, edge] = [at('worker alone'), at('empty Worker'), at('edge')]
      figures.push(
        figure('worker alone', alone, 'ms'),
        figure('empty Worker', floor, 'ms'),
        figure('edge', edge, 'ms'),
        figure('the empty one adds', floor - alone, 'ms'),
        figure('the edge adds', edge - alone, 'ms', goals[percent]),
      )
    }
  }
  add('first byte', ({ firstByte }) => [firstByte], FIRST_BYTE_GOALS)
  add('gap between chunks', ({ gaps }) => gaps)
  return {
    title: `What the edge adds, ${streams === 1 ? 'one stream' : `${streams} streams`} at a time`,
    rows: 'time',
    note:
      `${Math.ceil(LOADS.find((load) => load.streams === streams)!.each / ROUNDS) * ROUNDS} streams of ${PACE.chunks} chunks, ` +
      `one every ${PACE.gapMs} ms, from a worker that only sends them; begun every ${ANSWER_MS / streams} ms, whether those ` +
      'before have ended or not (open loop), each path in turns, as a client on the same machine sees them. Every request ' +
      'names a user. The empty Worker hands requests on and is the floor of workerd.',
    figures,
  }
}

async function coldTable(start: () => Promise<Edge>, key: string): Promise<Table> {
  const first: number[] = []
  const second: number[] = []
  const ready: number[] = []
  for (let i = 0; i < COLD_STARTS; i++) {
    const began = performance.now()
    const cold = await start()
    ready.push(performance.now() - began)
    const agent = newAgent()
    const target = targetOf(cold.url, '/v1/chat/completions', key)
    for (const times of [first, second]) times.push((await streamOnce(target, agent)).firstByte)
    agent.destroy()
    await cold.stop()
  }
  const figures = [
    { row: 'started, until it listens', times: ready },
    { row: 'first byte of its first answer', times: first },
    { row: 'first byte of its second answer', times: second },
  ].flatMap(({ row, times }) => [50, 99].map((percent) => inRow(row)(`P${percent}`, percentile(times, percent), 'ms')))
  return {
    title: 'A cold isolate',
    rows: 'time',
    note: `${COLD_STARTS} starts of the edge's process, with its database there: it knows no key, no project and no worker.`,
    figures,
  }
}
