/** kill -9 of worker and edge at random moments: of what was used, nothing is lost and nothing counted twice. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { api } from '../../cli/api.ts'
import type { EdgeMessage } from '../../cli/edge-message.ts'
import { freePort } from '../../cli/ports.ts'
import { createProject } from '../../cli/seed.ts'
import type { UsageItem } from '../../edge/wire/usage.ts'
import { SECRET } from './edge.ts'

const KILLS = 50
/** One kill in so many is the edge's: it takes long to come back. */
const EDGE_EVERY = 7
const LANES = 4

/** What the worker said of its answers, each of which is a user's own. */
type Known = { least: number; ended: { status: string; tokens: number } | null }

test('kill -9 of worker or edge, 50 times: each answer is counted once, with its tokens', {
  timeout: 180_000,
}, async () => {
  const state = await mkdtemp(join(tmpdir(), 'attune-kills-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const known = new Map<string, Known>()
  /** By what is killed: a process, or a group of them, of which one may have gone already. */
  const running = new Set<number>()

  const startEdge = async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../cli/edge-main.ts')], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    })
    // The edge's is the whole group: workerd goes with it.
    running.add(-child.pid!)
    const workers = [{ tag: 'a', url: 'http://127.0.0.1:9' }]
    child.send({ type: 'start', options: { host: '127.0.0.1', port, state, workers, secret: SECRET } })
    const [message] = (await once(child, 'message')) as [EdgeMessage]
    expect(message).toEqual({ type: 'ready', url })
    return child
  }
  const startWorker = async (project: string, lanes = LANES) => {
    const program = [
      join(import.meta.dirname, 'usage-worker.ts'),
      join(state, 'usage'),
      url,
      SECRET,
      project,
      String(lanes),
    ]
    const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'ignore'] })
    running.add(child.pid!)
    const ready = Promise.withResolvers<void>()
    const lines = createInterface(child.stdout!)
    const closed = once(lines, 'close')
    lines.on('line', (line) => {
      const [what, id = '', ...rest] = line.split(' ')
      if (what === 'ready') ready.resolve()
      if (what === 'begun') known.set(id, { least: 0, ended: null })
      if (what === 'at') known.get(id)!.least = Number(rest[0])
      if (what === 'ended') known.get(id)!.ended = { status: rest[0]!, tokens: Number(rest[1]) }
    })
    return { child, ready: ready.promise, closed }
  }
  const kill = async (child: ChildProcess, pid = child.pid!) => {
    const exit = once(child, 'exit')
    process.kill(pid, 'SIGKILL')
    await exit
    running.delete(pid)
  }

  try {
    let edge = await startEdge()
    const key = await createProject({ url, secret: SECRET, name: 'a test' })
    const { json } = api({ url, key })
    const { id: project } = await json<{ id: string }>('GET', '/v1/project')
    let worker = await startWorker(project)
    for (let kills = 1; kills <= KILLS; kills++) {
      // One in four worker's is killed while it starts, and takes over what was left to it.
      if (Math.random() < 0.75) await worker.ready
      await delay(Math.random() * 150)
      if (kills % EDGE_EVERY === 0) {
        await kill(edge, -edge.pid!)
        await delay(Math.random() * 200)
        edge = await startEdge()
      } else {
        await kill(worker.child)
        await worker.closed
        worker = await startWorker(project)
      }
    }
    await worker.ready
    const exit = once(worker.child, 'exit')
    worker.child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    running.delete(worker.child.pid!)
    await worker.closed
    // The last one ended in peace: nothing is left for another.
    const counted = new Map<string, UsageItem>()
    for (let more = true, after = ''; more; ) {
      const page = await json<{ data: UsageItem[]; has_more: boolean }>('GET', `/v1/usage?group_by=user${after}`)
      for (const item of page.data) counted.set(item.group, item)
      more = page.has_more
      after = `&after=${page.data.at(-1)?.group}`
    }
    const ended = [...known.values()].filter((one) => one.ended).length
    expect(ended).toBeGreaterThan(KILLS)
    expect(known.size - ended).toBeGreaterThan(KILLS / 2)
    for (const [id, { least, ended }] of known) {
      const item = counted.get(id)
      expect(item, id).toMatchObject({ answers: 1, prompt_tokens: 7 })
      if (ended) expect(item).toMatchObject({ [ended.status]: 1, completion_tokens: ended.tokens })
      else expect(item!.completion_tokens).toBeGreaterThanOrEqual(least)
    }
    // Those whose first line was on the disk and not told yet are there too, once.
    expect([...counted.values()].filter((item) => item.answers !== 1)).toEqual([])
    const days = await json<{ data: UsageItem[] }>('GET', '/v1/usage')
    const axes = await json<{ data: UsageItem[] }>('GET', '/v1/usage?group_by=axis')
    for (const { data } of [days, axes]) {
      expect(data.reduce((sum, { answers }) => sum + answers, 0)).toBe(counted.size)
    }
  } finally {
    for (const pid of running) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended by itself: why, the test says.
      }
    }
    await rm(state, { recursive: true, force: true })
  }
})
