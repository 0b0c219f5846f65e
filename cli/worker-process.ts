/**
 * The worker as a child process, so that the model's event loop and the edge's are apart. Once it was ready, a worker
 * that ends by itself is started again, on the same port and under the same tag.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { StartMessage } from '../gpu-worker/start-message.ts'
import { isLogLine } from '../shared/telemetry/log-line.ts'
import { logFile, logTo } from './log-file.ts'
import { ahead, type Report } from './progress.ts'
import { supervise } from './supervised.ts'

const ENTRY = join(import.meta.dirname, '..', 'gpu-worker', 'index.ts')
/** Time for the step under way; then the process is killed. */
const STOP_MS = 5_000
/** Lines of output that are told when a worker ends without saying why. */
const TAIL = 20

export type ServedModel = Extract<StartMessage, { type: 'ready' }>['model']

export type WorkerProcessOptions = {
  port: number
  /** What ids of generations carry; the edge knows the worker by it. */
  tag: string
  secret: string
  /** The edge that is told what answers used. */
  edge: string
  /** The folder where fits keep their stages, and usage its journal. */
  state: string
  /** Takes what the operator should see: the worker's own output, its crashes and restarts. */
  log(line: string): void
  env?: NodeJS.ProcessEnv
  /** The program; for tests. */
  entry?: string
}

export type WorkerProcess = {
  url: string
  /** The first start, as two steps to show; they reject, in words for the user, if the worker ends before it serves. */
  obtained(report: Report): Promise<void>
  loaded(report: Report): Promise<ServedModel>
  stop(): Promise<void>
}

export function startWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const stopping = new AbortController()
  const obtained = Promise.withResolvers<void>()
  const loaded = Promise.withResolvers<ServedModel>()
  let showModel: Report = () => {}
  let showLoading: Report = () => {}

  const onMessage = (message: StartMessage) => {
    if (message.type === 'model') return showModel(message.bytes, message.total, message.text)
    if (message.type === 'failed') return
    obtained.resolve()
    if (message.type === 'loading') showLoading(message.done, message.total, message.text)
    if (message.type === 'ready') loaded.resolve(message.model)
  }
  const obtaining = ahead<void>((report) => {
    showModel = report
    return obtained.promise
  })
  const loading = ahead<ServedModel>((report) => {
    showLoading = report
    return loaded.promise
  })
  const { signal } = stopping
  const run = (serves: () => void) =>
    runOnce(options, signal, (message) => {
      if (message.type === 'ready') serves()
      onMessage(message)
    })
  const course = supervise(run, signal, options.log).catch((problem) => {
    obtained.reject(problem)
    loaded.reject(problem)
  })
  return {
    url: `http://127.0.0.1:${options.port}`,
    obtained: obtaining,
    loaded: loading,
    async stop() {
      stopping.abort(new Error('stopped'))
      await course
    },
  }
}

/** One worker from its start to its end; returns why it ended. `signal` stops it. */
async function runOnce(
  { port, tag, secret, edge, state, log, env = process.env, entry = ENTRY }: WorkerProcessOptions,
  signal: AbortSignal,
  onMessage: (message: StartMessage) => void,
): Promise<string> {
  const child = spawn(process.execPath, [entry], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...env,
      ATTUNE_WORKER_HOST: '127.0.0.1',
      ATTUNE_WORKER_PORT: String(port),
      ATTUNE_WORKER_TAG: tag,
      ATTUNE_SECRET: secret,
      ATTUNE_EDGE_URL: edge,
      ATTUNE_STATE: state,
    },
  })
  let failure: string | null = null
  let serving = false
  const tail: string[] = []
  const keep = logTo(logFile(state, 'worker'))
  child.on('message', (message: StartMessage) => {
    if (message.type === 'failed') failure = message.message
    serving ||= message.type === 'ready'
    onMessage(message)
  })
  for (const output of [child.stdout!, child.stderr!]) {
    createInterface(output).on('line', (line) => {
      if (isLogLine(line)) return keep(line)
      tail.splice(0, Math.max(tail.length - TAIL + 1, 0))
      tail.push(line)
      if (serving) log(line)
    })
  }
  const stop = () => terminate(child)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const [code, exitSignal] = await once(child, 'close')
    if (failure) return failure
    const end = `The worker ended ${exitSignal ? `by ${exitSignal}` : `with exit code ${code}`}.`
    return serving || !tail.length ? end : `${end} Its last words:\n${tail.join('\n')}`
  } catch (problem) {
    return `The worker could not be started: ${(problem as Error).message}`
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function terminate(child: ChildProcess): void {
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.once('exit', () => clearTimeout(timer))
}
