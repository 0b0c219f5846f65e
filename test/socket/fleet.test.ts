/**
 * A fleet as it runs: an edge that is told of no worker, and worker processes with a tiny model that announce themselves.
 * One drains, one is killed in the middle of a fit.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../cli/ports.ts'
import { tinyVocabulary, writeTinyLlama } from '../support/tiny-gguf.ts'
import { ask, SECRET, startTestEdge, type TestEdge } from './edge.ts'

const CONTEXT = 4096
const folder = mkdtempSync(join(tmpdir(), 'attune-fleet-'))
const ENTRY = join(import.meta.dirname, '../../gpu-worker/index.ts')

let edge: TestEdge
const children: ChildProcess[] = []
beforeAll(async () => {
  writeTinyLlama(join(folder, 'tiny.gguf'), { seed: 3, context: CONTEXT, hidden: 256, layers: 6, ffn: 512 })
  edge = await startTestEdge(false)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await edge?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function startWorker(tag: string): Promise<ChildProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, [ENTRY], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      ATTUNE_SECRET: SECRET,
      ATTUNE_MODEL: join(folder, 'tiny.gguf'),
      ATTUNE_CACHE: join(folder, 'cache'),
      ATTUNE_STATE: join(folder, tag),
      ATTUNE_FORM: 'fp32',
      ATTUNE_THREADS: '1',
      ATTUNE_ROWS: '2',
      ATTUNE_CONTEXT: String(CONTEXT),
      ATTUNE_WORKER_TAG: tag,
      ATTUNE_WORKER_PORT: String(port),
      ATTUNE_WORKER_URL: `http://127.0.0.1:${port}`,
      ATTUNE_EDGE_URL: edge.url,
    },
  })
  children.push(child)
  return child
}

// biome-ignore lint/suspicious/noExplicitAny: what each answer is, a test says
type Any = any
async function api(method: string, path: string, body?: object): Promise<{ status: number; body: Any }> {
  const response = await fetch(edge.url + path, {
    method,
    headers: { authorization: `Bearer ${edge.key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}
const states = async () =>
  Object.fromEntries((await api('GET', '/v1/workers')).body.data.map(({ tag, state }: Any) => [tag, state]))

/** An answer that does not end by itself. */
const endless = {
  model: 'tiny',
  stream: true,
  max_tokens: 1_500,
  logit_bias: Object.fromEntries(
    tinyVocabulary().tokens.flatMap((token, id) => (token.startsWith('<|') ? [[id, -100]] : [])),
  ),
}

it('a worker that announces itself is asked; one that is told to end gets nothing new and ends what it writes', async () => {
  const first = await startWorker('one')
  await expect.poll(states, { timeout: 60_000, interval: 200 }).toEqual({ one: 'ready' })
  const running = ask(edge, endless)
  await expect.poll(running.text, { timeout: 20_000 }).toContain('"content"')
  first.kill('SIGTERM')
  await expect.poll(states, { timeout: 5_000, interval: 50 }).toEqual({ one: 'draining' })
  const { status, body } = await api('POST', '/v1/chat/completions', {
    ...endless,
    stream: false,
    messages: [{ role: 'user', content: 'Hi' }],
  })
  expect([status, body.error.code]).toEqual([503, 'worker_unavailable'])
  expect(running.text()).not.toContain('[DONE]')
  const id = /"id":"(chatcmpl_one_[0-9a-z]+)"/.exec(running.text())![1]!
  expect((await api('GET', `/v1/generations/${id}`)).body.status).toBe('running')

  await startWorker('two')
  await expect.poll(async () => (await states()).two, { timeout: 60_000, interval: 200 }).toBe('ready')
  const other = await api('POST', '/v1/chat/completions', {
    model: 'tiny',
    max_tokens: 3,
    messages: [{ role: 'user', content: 'Hi' }],
  })
  expect([other.status, other.body.id.startsWith('chatcmpl_two_')]).toEqual([200, true])

  expect(await running.closed).toContain('data: [DONE]')
  if (first.exitCode === null) await once(first, 'exit')
  expect(first.exitCode).toBe(0)
  await expect.poll(states, { timeout: 30_000, interval: 500 }).toEqual({ two: 'ready' })
}, 180_000)

const words = ['sun', 'sea', 'tea', 'cat', 'dog', 'car', 'sky', 'hat', 'bus', 'egg']
const fit = {
  axis: {
    id: 'formal',
    positive: { name: 'formal', description: 'Answer in a formal way.' },
    negative: { name: 'casual', description: 'Answer in a casual way.' },
  },
  source: 'given',
  pairs: words.map((word) => ({
    prompt: `Tell of the ${word}.`,
    chosen: `The ${word} is to be described in an orderly manner.`,
    rejected: `so the ${word}, yeah, it is just there I guess`,
  })),
}

it('a fit whose worker is killed goes on on the other, after the stages that were finished', async () => {
  const workers = { two: children[1]!, three: await startWorker('three') }
  await expect.poll(async () => (await states()).three, { timeout: 60_000, interval: 200 }).toBe('ready')
  const { status, body } = await api('POST', '/v1/fits', fit)
  expect(status).toBe(202)
  const read = async () => (await api('GET', `/v1/fits/${body.id}`)).body
  await expect.poll(async () => (await read()).stages.length, { timeout: 60_000, interval: 100 }).toBeGreaterThan(2)
  const before = await read()
  // What is finished is fetched before the fit is looked at again.
  await expect.poll(async () => (await read()).progress, { timeout: 30_000 }).not.toBe(before.progress)
  expect((await read()).state).toBe('running')
  const holder = runnerOf(body.id, Object.keys(workers))
  workers[holder as 'two' | 'three'].kill('SIGKILL')
  await expect.poll(async () => (await read()).state, { timeout: 150_000, interval: 500 }).toMatch(/done|failed/)
  const done = await read()
  expect(done).toMatchObject({ state: 'done', error: null, direction: { version: 1 } })
  const secondsOf = ({ stages }: Any) => Object.fromEntries(stages.map(({ stage, seconds }: Any) => [stage, seconds]))
  // To the millisecond: they were not run again.
  expect(secondsOf(done)).toMatchObject(secondsOf(before))
}, 240_000)

/** Where the fit has left its stages: its folder stands in that worker's state alone. */
function runnerOf(id: string, tags: readonly string[]): string {
  const found = tags.filter((tag) => existsSync(join(folder, tag, 'fits', id)))
  expect(found).toHaveLength(1)
  return found[0]!
}
