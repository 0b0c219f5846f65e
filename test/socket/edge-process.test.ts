/** The edge's process: what is left when it, or whoever started it, is killed; and what goes on after a restart. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { api } from '../../cli/api.ts'
import { type Edge, startEdge } from '../../cli/edge-process.ts'
import { assertPortFree, freePort } from '../../cli/ports.ts'
import { createProject } from '../../cli/seed.ts'
import { startFakeWorker } from '../support/fake-worker-server.ts'
import { SECRET } from './edge.ts'

let state: string
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'attune-edge-'))
})
afterEach(() => rm(state, { recursive: true, force: true }))

type Running = { pid: number; parent: number; command: string }
const processes = (): Running[] =>
  execFileSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, ...command]) => ({ pid: Number(pid), parent: Number(parent), command: command.join(' ') }))
const childrenOf = (parent: number) => processes().filter((one) => one.parent === parent)
const isAlive = (pid: number) => processes().some((one) => one.pid === pid && !one.command.includes('<defunct>'))

/** What the edge answers here: it is there, its worker is not. */
const WITHOUT_WORKER = 503

it('leaves nothing on its port when whoever started it is killed', async () => {
  const port = await freePort()
  const program = [join(import.meta.dirname, 'edge-parent.ts'), state, String(port), SECRET]
  const parent = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(parent.stdout, 'data')
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(WITHOUT_WORKER)
  const [edge] = childrenOf(parent.pid!)
  const workerd = childrenOf(edge.pid).filter(({ command }) => command.includes('workerd'))
  expect(workerd).toHaveLength(1)
  parent.kill('SIGKILL')
  await assertPortFree(port, 'ATTUNE_PORT', '127.0.0.1', 3_000)
  await expect.poll(() => [edge, ...workerd].filter(({ pid }) => isAlive(pid)), { timeout: 3_000 }).toEqual([])
})

it('is started again on its port when it is killed, and nothing is left of the one before', async () => {
  const log: string[] = []
  const workers = [{ tag: 'a', url: 'http://127.0.0.1:9' }]
  const edge = await startEdge({
    ...{ host: '127.0.0.1', port: 0, state, workers, secret: SECRET },
    log: (line) => log.push(line),
  })
  try {
    const [first] = childrenOf(process.pid).filter(({ command }) => command.includes('edge-main'))
    const left = childrenOf(first.pid)
    process.kill(first.pid, 'SIGKILL')
    await expect
      .poll(() => log.join('\n'), { timeout: 5_000 })
      .toMatch(/The edge ended by SIGKILL\.\nIt is started again/)
    const status = () =>
      fetch(`${edge.url}/health`).then(
        (answer) => answer.status,
        () => 0,
      )
    await expect.poll(status, { timeout: 30_000, interval: 200 }).toBe(WITHOUT_WORKER)
    expect(left.filter(({ pid }) => isAlive(pid))).toEqual([])
  } finally {
    await edge.stop()
  }
  await assertPortFree(Number(new URL(edge.url).port), 'ATTUNE_PORT')
})

it('says why it cannot start', async () => {
  const busy = await startFakeWorker(SECRET)
  const port = Number(new URL(busy.url).port)
  const start = startEdge({ host: '127.0.0.1', port, state, workers: [], secret: SECRET, log: () => {} })
  await expect(start).rejects.toThrow(/./)
  await busy.close()
})

it('goes on with fits after a restart, though nobody looks', async () => {
  const fake = await startFakeWorker(SECRET)
  const workers = [{ tag: 'a', url: fake.url }]
  const open = () => startEdge({ host: '127.0.0.1', port: 0, state, workers, secret: SECRET, log: () => {} })
  let edge: Edge | null = null
  try {
    fake.worker.fitOutcome = 'never'
    edge = await open()
    const key = await createProject({ url: edge.url, secret: SECRET, name: 'a test' })
    const positive = { name: 'formal', description: 'Answer in a formal way.' }
    const negative = { name: 'casual', description: 'Answer like a friend would.' }
    const order = { axis: { id: 'formal', positive, negative }, source: 'self-generated', report: false }
    const { id } = await api({ url: edge.url, key }).json<{ id: string }>('POST', '/v1/fits', order)
    await expect.poll(() => fake.worker.fits.get(id)?.polls ?? 0, { timeout: 10_000 }).toBeGreaterThan(1)
    await edge.stop()
    const { polls } = fake.worker.fits.get(id)!
    fake.worker.fitOutcome = 'passed'
    edge = await open()
    edge.startClock()
    await expect.poll(() => fake.worker.fits.get(id)!.polls, { timeout: 10_000 }).toBeGreaterThan(polls)
    // It moved less than a minute ago: to look at it now is not what makes it go on.
    const state = async () =>
      (await api({ url: edge!.url, key }).json<{ state: string }>('GET', `/v1/fits/${id}`)).state
    await expect.poll(state, { timeout: 20_000, interval: 500 }).toBe('done')
  } finally {
    await edge?.stop()
    await fake.close()
  }
})
