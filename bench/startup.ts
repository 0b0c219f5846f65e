/** From starting a process to its first token, and the most memory it took: the worker alone, and all of Attune. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../gpu-worker/model/store/cache-folder.ts'
import { obtainModel } from '../gpu-worker/model/store/store.ts'
import { randomText } from '../shared/ids.ts'
import type { Figure, Goal, Table } from './harness/figures.ts'
import { peakResident } from './harness/process-memory.ts'
import { summarise } from './harness/statistics.ts'
import { type OnChunk, streamFromEdge, streamFromWorker } from './harness/streams.ts'

const COLD_STARTS = 2
const WARM_STARTS = 5
const WORKER = join(import.meta.dirname, '..', 'gpu-worker', 'index.ts')
const ATTUNE = join(import.meta.dirname, 'harness', 'attune-process.ts')
const READY_GOAL: Goal = { atMost: 10 }

type Start = { ready: number; firstToken: number; peak: number }

export async function startup(): Promise<Table[]> {
  const { id } = await obtainModel()
  const question = { model: id, content: 'What is the capital of France?', maxTokens: 8 }
  const starts = {
    worker: { cold: [] as Start[], warm: [] as Start[] },
    attune: { cold: [] as Start[], warm: [] as Start[] },
  }
  for (let i = 0; i < COLD_STARTS; i++) {
    const folder = await mkdtemp(join(tmpdir(), 'attune-bench-'))
    const env = { ATTUNE_CACHE: join(folder, 'cache'), ATTUNE_STATE: join(folder, 'worker') }
    const worker = () => {
      const secret = randomText(32)
      const asked = (url: string, onChunk: OnChunk) => streamFromWorker({ url, secret }, question, onChunk)
      return timeStart([WORKER], { ...env, ATTUNE_SECRET: secret, ATTUNE_WORKER_PORT: '0' }, ({ url }, onChunk) =>
        asked(url, onChunk),
      )
    }
    const attune = () =>
      timeStart([ATTUNE, join(folder, 'attune')], env, (ready, onChunk) => streamFromEdge(ready, question, onChunk))
    try {
      await mkdir(env.ATTUNE_CACHE)
      await symlink(join(cacheFolder(), 'models'), join(env.ATTUNE_CACHE, 'models'))
      starts.worker.cold.push(await worker())
      await rm(join(env.ATTUNE_CACHE, 'graphs'), { recursive: true })
      starts.attune.cold.push(await attune())
      if (i > 0) continue
      for (let j = 0; j < WARM_STARTS; j++) {
        starts.worker.warm.push(await worker())
        starts.attune.warm.push(await attune())
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  const note =
    `From starting the process; the model's file is there. Cold (${COLD_STARTS} starts): its graphs are to be built, ` +
    `databases to be made. Warm (${WARM_STARTS} starts): all is there. First token: of a short question, over HTTP. ` +
    'Peak: of all its processes together.'
  return [
    {
      title: 'Start',
      rows: 'start',
      note,
      figures: [
        ...figuresOf('worker, cold', starts.worker.cold),
        ...figuresOf('worker, warm', starts.worker.warm),
        ...figuresOf('worker and edge, cold', starts.attune.cold),
        ...figuresOf('worker and edge, warm', starts.attune.warm, READY_GOAL),
      ],
    },
  ]
}

function figuresOf(row: string, starts: Start[], goal?: Goal): Figure[] {
  const summary = (pick: (start: Start) => number) => summarise(starts.map(pick))
  return [
    { row, column: 'ready', unit: 's', ...summary(({ ready }) => ready), goal },
    { row, column: 'first token', unit: 's', ...summary(({ firstToken }) => firstToken) },
    { row, column: 'peak resident', unit: 'MiB', ...summary(({ peak }) => peak) },
  ]
}

type Ready = { url: string; apiKey: string }

/** Starts a program that tells over IPC where it serves, asks it one question, and stops it. */
async function timeStart(
  program: string[],
  env: NodeJS.ProcessEnv,
  ask: (ready: Ready, onChunk: OnChunk) => Promise<void>,
): Promise<Start> {
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const child = spawn(process.execPath, program, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'exit')
  try {
    const where = await readiness(child)
    const ready = since()
    let firstToken = 0
    await ask(where, () => {
      firstToken ||= since()
    })
    return { ready, firstToken, peak: peakResident(child.pid!) }
  } finally {
    if (child.connected) child.disconnect()
    await ended
  }
}

function readiness(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Partial<Ready>) => {
      if (message.url) resolve(message as Ready)
    })
    child.once('exit', () => reject(new Error('the process ended before it was ready')))
  })
}
