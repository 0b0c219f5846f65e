/** The whole of Attune on this machine: a worker, the edge in front of it, and what a first project needs. */
import { join, resolve } from 'node:path'
import { buildDashboard } from './dashboard-build.ts'
import { developmentSecrets, replaceApiKey } from './dev-key.ts'
import { type Edge, startEdge } from './edge-process.ts'
import { assertPortFree, freePort } from './ports.ts'
import { ahead, progress, type Steps } from './progress.ts'
import { createProject, seedAxes } from './seed.ts'
import { switchSetting } from './switch-setting.ts'
import { type ServedModel, startWorkerProcess } from './worker-process.ts'

export const DEFAULT_PORT = 8787
export const DEFAULT_WORKER_PORT = 8788
/** The folder that keeps what an installation on this machine has: `$ATTUNE_STATE`, else `.attune/` in the repository. */
export const stateFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(env.ATTUNE_STATE || join(import.meta.dirname, '..', '.attune'))

const HOST = '127.0.0.1'
const WORKER_TAG = 'a'
const PROJECT = 'development'
/** What an `npm start` leaves that was killed ends by itself, though not in the same moment. */
const LAST_ONE_LEAVES_MS = 3_000

export type AttuneOptions = {
  /** 0: any that is free. */
  port?: number
  workerPort?: number
  /** The folder that keeps secrets, database, artifacts and fits. */
  state?: string
  /** Shows the steps of the start; default: on stdout. */
  steps?: Steps
  /** Takes what worker and edge report while they run; default: stderr. */
  log?: (line: string) => void
  /** Stops the start. */
  signal?: AbortSignal
  /** What the worker's settings are read from; default: this process's. */
  env?: NodeJS.ProcessEnv
}

export type Attune = {
  url: string
  workerUrl: string
  /** The development project's key, with all scopes. */
  apiKey: string
  secret: string
  model: ServedModel
  /** The built-in axes that can be steered; none on a model they were not fitted on. */
  axes: string[]
  close(): Promise<void>
}

/** For where nobody watches. */
export const SILENT: Steps = { run: (_title, work) => work(() => {}) }

/** @throws Error in words for the user; nothing is left running then. */
export async function startAttune({
  port = DEFAULT_PORT,
  workerPort = DEFAULT_WORKER_PORT,
  state = stateFolder(),
  steps = progress(),
  log = (line) => console.error(line),
  signal,
  env = process.env,
}: AttuneOptions = {}): Promise<Attune> {
  if (port !== 0) await assertPortFree(port, 'ATTUNE_PORT', HOST, LAST_ONE_LEAVES_MS)
  if (workerPort !== 0) await assertPortFree(workerPort, 'ATTUNE_WORKER_PORT', HOST, LAST_ONE_LEAVES_MS)
  if (port !== 0 && port === workerPort) throw new Error(`ATTUNE_PORT and ATTUNE_WORKER_PORT are both ${port}`)
  const webhooksToLocalhost = switchSetting('ATTUNE_WEBHOOKS_TO_LOCALHOST', env)
  const { apiKey: kept, secret } = await developmentSecrets(state)
  signal?.throwIfAborted()

  const lines = heldBack(log)
  const ports = { worker: workerPort || (await freePort(HOST)), edge: port || (await freePort(HOST)) }
  const worker = startWorkerProcess({
    port: ports.worker,
    tag: WORKER_TAG,
    secret,
    edge: `http://${HOST}:${ports.edge}`,
    state: join(state, 'worker'),
    log: lines.add,
    env,
  })
  const dashboard = ahead(async (report) => {
    report(0, null, (await buildDashboard()) ? 'built' : 'unchanged')
  })
  const edgeStart = ahead(async () => {
    await dashboard(() => {})
    return startEdge({
      host: HOST,
      port: ports.edge,
      state,
      workers: [{ tag: WORKER_TAG, url: worker.url }],
      secret,
      webhooksToLocalhost,
      log: lines.add,
    })
  })
  const close = async () => {
    const edge: Promise<Edge | null> = edgeStart(() => {}).catch(() => null)
    // The worker first: it has to tell the edge what its last answers used.
    await worker.stop()
    await (await edge)?.stop()
  }
  const stopped = new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  stopped.catch(() => {})
  /** A step ends at once when the start is stopped. */
  const step = <Result>(title: string, work: (report: Parameters<Parameters<Steps['run']>[1]>[0]) => Promise<Result>) =>
    steps.run(title, (report) => Promise.race([work(report), stopped])) as Promise<Result>

  try {
    await step('model', worker.obtained)
    const model = await step('engine', async (report) => {
      const served = await worker.loaded(report)
      report(1, 1, `${served.id}, ${served.form}`)
      return served
    })
    await step('dashboard', dashboard)
    const edge = await step('edge', edgeStart)
    const { url } = edge
    const { apiKey, axes } = await step('directions', async (report) => {
      const apiKey = await createProject({ url, secret, name: PROJECT, key: kept })
      if (apiKey !== kept) {
        await replaceApiKey(state, apiKey)
        lines.add('The development key had been revoked: another was made for the same project.')
      }
      const axes = await seedAxes({ url, key: apiKey, modelHash: model.hash })
      report(0, null, axes.join(', '))
      return { apiKey, axes }
    })
    edge.startClock()
    return { url, workerUrl: worker.url, apiKey, secret, model, axes, close }
  } catch (problem) {
    await close()
    throw problem
  } finally {
    lines.release()
  }
}

/** Lines are kept until `release`, so that none breaks into the display of the steps. */
function heldBack(log: (line: string) => void): { add(line: string): void; release(): void } {
  let held: string[] | null = []
  return {
    add: (line) => (held ? void held.push(line) : log(line)),
    release() {
      for (const line of held ?? []) log(line)
      held = null
    },
  }
}
