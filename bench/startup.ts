/** From starting the worker's process to its first token, and the most memory it took. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../gpu-worker/model/store/cache-folder.ts'
import { obtainModel } from '../gpu-worker/model/store/store.ts'
import type { StartMessage } from '../gpu-worker/start-message.ts'
import { randomText } from '../shared/ids.ts'
import type { Figure, Goal, Table } from './harness/figures.ts'
import { peakResident } from './harness/process-memory.ts'
import { summarise } from './harness/statistics.ts'
import { streamFromWorker } from './harness/streams.ts'

const COLD_STARTS = 2
const WARM_STARTS = 5
const WORKER = join(import.meta.dirname, '..', 'gpu-worker', 'index.ts')
const READY_GOAL: Goal = { atMost: 10 }

type Start = { ready: number; firstToken: number; peak: number }

export async function startup(): Promise<Table[]> {
  const { id } = await obtainModel()
  const cold: Start[] = []
  const warm: Start[] = []
  for (let i = 0; i < COLD_STARTS; i++) {
    const folder = await mkdtemp(join(tmpdir(), 'attune-bench-'))
    try {
      await mkdir(join(folder, 'cache'))
      await symlink(join(cacheFolder(), 'models'), join(folder, 'cache', 'models'))
      cold.push(await startWorker(folder, id))
      const starts = i === 0 ? WARM_STARTS : 0
      for (let j = 0; j < starts; j++) warm.push(await startWorker(folder, id))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return [
    {
      title: 'Start of a worker',
      rows: 'start',
      note:
        `From starting the process. Cold: the model is there, its graphs are to be built (${COLD_STARTS} starts). ` +
        `Warm: the graphs are there (${WARM_STARTS} starts). First token: of a short question, over HTTP.`,
      figures: [...figuresOf('cold', cold), ...figuresOf('warm', warm, READY_GOAL)],
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

async function startWorker(folder: string, model: string): Promise<Start> {
  const secret = randomText(32)
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const child = spawn(process.execPath, [WORKER], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ATTUNE_CACHE: join(folder, 'cache'),
      ATTUNE_STATE: join(folder, 'state'),
      ATTUNE_SECRET: secret,
      ATTUNE_WORKER_PORT: '0',
    },
  })
  try {
    const url = await readyUrl(child)
    const ready = since()
    let firstToken = 0
    const question = { model, content: 'What is the capital of France?', maxTokens: 8 }
    await streamFromWorker({ url, secret }, question, () => {
      firstToken ||= since()
    })
    return { ready, firstToken, peak: peakResident(child.pid!) }
  } finally {
    child.kill()
    if (child.exitCode === null) await once(child, 'exit')
  }
}

/** The worker's address, once it serves. */
function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: StartMessage) => {
      if (message.type === 'ready') resolve(message.url)
      if (message.type === 'failed') reject(new Error(message.message))
    })
    child.once('exit', () => reject(new Error('the worker ended before it was ready')))
  })
}
