/**
 * The edge as a child process, which ends workerd should this process end without a word: a killed `npm start` leaves
 * nothing on its port. Once it was ready, an edge that ends by itself is started again, on the same port.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { EdgeMessage, EdgeOrder } from './edge-message.ts'
import type { LocalEdgeOptions } from './local-edge.ts'
import { supervise } from './supervised.ts'

const ENTRY = join(import.meta.dirname, 'edge-main.ts')
/** Time to close the database; then the process is killed. */
const STOP_MS = 5_000

export type EdgeOptions = LocalEdgeOptions & {
  /** Takes what the operator should see: what the edge reports, its crashes and restarts. */
  log(line: string): void
}

export type Edge = {
  url: string
  /** Begins what is done by the clock, with what the last process left undone. Workers are to be there by then. */
  startClock(): void
  stop(): Promise<void>
}

/** @throws Error in words for the user */
export async function startEdge({ log, ...options }: EdgeOptions): Promise<Edge> {
  const stopping = new AbortController()
  const ready = Promise.withResolvers<string>()
  const { signal } = stopping
  let child: ChildProcess | null = null
  let hasClock = false
  const run = (serves: () => void) => {
    child = startChild(options)
    return courseOf(child, log, signal, (url) => {
      // Another one is to be found where the first was.
      options.port = Number(new URL(url).port)
      if (hasClock) tell(child!, { type: 'start clock' })
      serves()
      ready.resolve(url)
    })
  }
  const course = supervise(run, signal, log).catch(ready.reject)
  return {
    url: await ready.promise,
    startClock() {
      hasClock = true
      tell(child!, { type: 'start clock' })
    },
    async stop() {
      stopping.abort(new Error('stopped'))
      await course
    },
  }
}

function startChild(options: LocalEdgeOptions): ChildProcess {
  // A group of its own: what a terminal sends to this process's, it hears from this process.
  const child = spawn(process.execPath, [ENTRY], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true })
  tell(child, { type: 'start', options })
  return child
}

/** Of one edge from its start to its end; returns why it ended. `signal` stops it. */
async function courseOf(
  child: ChildProcess,
  log: (line: string) => void,
  signal: AbortSignal,
  onReady: (url: string) => void,
): Promise<string> {
  let failure: string | null = null
  child.on('message', (message: EdgeMessage) => {
    if (message.type === 'failed') failure = message.message
    else onReady(message.url)
  })
  for (const output of [child.stdout!, child.stderr!]) createInterface(output).on('line', log)
  const stop = () => terminate(child)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const [code, exitSignal] = await once(child, 'exit')
    return failure ?? `The edge ended ${exitSignal ? `by ${exitSignal}` : `with exit code ${code}`}.`
  } catch (problem) {
    return `The edge could not be started: ${(problem as Error).message}`
  } finally {
    signal.removeEventListener('abort', stop)
    killGroup(child)
  }
}

/** To one that has gone, in vain. */
const tell = (child: ChildProcess, order: EdgeOrder) => child.send(order, () => {})

function terminate(child: ChildProcess): void {
  tell(child, { type: 'stop' })
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.once('exit', () => clearTimeout(timer))
}

/** Of an edge that was killed, workerd is left. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing is left.
  }
}
