/**
 * The edge on this machine: the Cloudflare Worker, bundled, in workerd (through miniflare, in this process), with its
 * database, file store and workflows kept in a folder. What it is bound to stands in wrangler.toml and nowhere else.
 */
import { join } from 'node:path'
import type { Miniflare, V4WorkerOptions, WorkerdStructuredLog } from 'miniflare'
import { RESTARTED } from '../edge/fitting/restarted.ts'
import { isLogLine } from '../shared/telemetry/log-line.ts'
import { CUT_OFF } from '../shared/wire/late-error.ts'
import { bundleEdge } from './edge-bundle.ts'
import { moveBucket, secretBucketName } from './local-bucket.ts'
import { logFile, logTo } from './log-file.ts'
import { applyMigrations } from './migrations.ts'
import { newMiniflare } from './miniflare.ts'

const ROOT = join(import.meta.dirname, '..')
const DATABASE = 'DB'
const BUCKET = 'ARTIFACTS'

/** What the runtime says of failures that the edge itself has told where they belong: in an answer, in a delivery. */
const TOLD_ELSEWHERE = [CUT_OFF, 'failed to lookup address information']

export type LocalEdgeOptions = {
  host: string
  /** 0: any that is free. */
  port: number
  /** The folder that keeps the bundle, the database, the files and the workflows. */
  state: string
  workers: readonly { tag: string; url: string }[]
  secret: string
  /** Whether webhooks may go to this machine; unless asked, they may not. */
  webhooksToLocalhost?: boolean
}

export type LocalEdge = {
  url: string
  /** Begins what is done by the clock, with what the last process left undone. Workers are to be there by then. */
  startClock(): void
  stop(): Promise<void>
}

/** @param log takes what the edge reports to its operator */
export async function openEdge(
  { host, port, state, workers, secret, webhooksToLocalhost = false }: LocalEdgeOptions,
  log: (line: string) => void,
): Promise<LocalEdge> {
  const [script, options] = await Promise.all([bundleEdge(join(state, 'edge')), bindings()])
  const data = join(state, 'edge', 'data')
  const bucket = secretBucketName(secret)
  await moveBucket(data, options.r2Buckets[BUCKET].id, bucket)
  const keep = logTo(logFile(state, 'edge'))
  const miniflare = newMiniflare({
    ...options,
    // Miniflare's own entrance, which serves more than the Worker, is somewhere and not told; the Worker has its own.
    host: '127.0.0.1',
    port: 0,
    unsafeDirectSockets: [{ host, port }],
    r2Buckets: { [BUCKET]: bucket },
    modules: [{ type: 'ESModule', path: script }],
    // Module names are relative to it, and may not lead out of it.
    modulesRoot: state,
    bindings: {
      ...options.bindings,
      ...telemetryOf(process.env),
      WORKERS: JSON.stringify(workers),
      ATTUNE_SECRET: secret,
      CLIENT_ADDRESS: host,
      WEBHOOKS_TO_LOCALHOST: String(webhooksToLocalhost),
    },
    resourcePersistencePath: data,
    handleStructuredLogs: ({ message }: WorkerdStructuredLog) => {
      if (isLogLine(message)) return keep(message)
      if (!TOLD_ELSEWHERE.some((told) => message.includes(told))) log(message)
    },
  })
  const stop = () => miniflare.dispose()
  try {
    const url = await miniflare.unsafeGetDirectURL()
    await applyMigrations(await miniflare.getD1Database(DATABASE), join(ROOT, 'schema', 'migrations'))
    let clock: NodeJS.Timeout | undefined
    return {
      url: url.origin,
      startClock() {
        clock ??= startClock(miniflare, log)
      },
      async stop() {
        clearInterval(clock)
        await stop()
      },
    }
  } catch (problem) {
    await stop()
    throw problem
  }
}

const CRON = '* * * * *'
const MINUTE_MS = 60_000

/** What Cloudflare does by the clock, miniflare leaves to others. */
function startClock(miniflare: Miniflare, log: (line: string) => void): NodeJS.Timeout {
  const tick = async (cron: string) => {
    try {
      const worker = await miniflare.getWorker()
      const { outcome } = await worker.scheduled({ cron, scheduledTime: new Date() })
      if (outcome !== 'ok') log(`What is done by the clock ended with '${outcome}'.`)
    } catch (problem) {
      log(`What is done by the clock was not done: ${(problem as Error).message}`)
    }
  }
  tick(RESTARTED)
  return setInterval(() => tick(CRON), MINUTE_MS)
}

const TELEMETRY = ['LOG_LEVEL', 'LOG_SHARE', 'OTLP_ENDPOINT', 'OTLP_HEADERS']

/** What is set for this machine stands before what wrangler.toml says. */
const telemetryOf = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(TELEMETRY.flatMap((name) => (env[`ATTUNE_${name}`] ? [[name, env[`ATTUNE_${name}`]!]] : [])))

type Bound = V4WorkerOptions & { r2Buckets: Record<typeof BUCKET, { id: string }> }

/** wrangler.toml in miniflare's terms. */
async function bindings(): Promise<Bound> {
  // It asks the network for nothing, but would say so at every start.
  process.env.WRANGLER_SEND_METRICS ??= 'false'
  const { unstable_getMiniflareWorkerOptions } = await import('wrangler')
  return unstable_getMiniflareWorkerOptions(join(ROOT, 'wrangler.toml')).workerOptions as Bound
}
