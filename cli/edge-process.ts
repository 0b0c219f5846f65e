/**
 * The edge on this machine: the Cloudflare Worker, bundled, in workerd (through miniflare), with its database, file
 * store and workflows kept in a folder. What it is bound to stands in wrangler.toml and nowhere else.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import {
  convertV4MiniflareOptions,
  Log,
  LogLevel,
  Miniflare,
  type V4WorkerOptions,
  type WorkerdStructuredLog,
} from 'miniflare'
import { applyMigrations } from './migrations.ts'

const ROOT = join(import.meta.dirname, '..')
const DATABASE = 'DB'

/** Names only: the bundle keeps them as imports, workerd provides them. */
const PROVIDED = ['cloudflare:*', 'node:*']

export type EdgeOptions = {
  host: string
  /** 0: any that is free. */
  port: number
  /** The folder that keeps the bundle, the database, the files and the workflows. */
  state: string
  workers: readonly { tag: string; url: string }[]
  secret: string
  /** Takes what the edge reports to its operator. */
  log(line: string): void
}

export type Edge = { url: string; stop(): Promise<void> }

export async function startEdge({ host, port, state, workers, secret, log }: EdgeOptions): Promise<Edge> {
  const [script, options] = await Promise.all([bundle(join(state, 'edge')), bindings()])
  const settings = convertV4MiniflareOptions({
    ...options,
    host,
    port,
    modules: [{ type: 'ESModule', path: script }],
    // Module names are relative to it, and may not lead out of it.
    modulesRoot: state,
    bindings: { ...options.bindings, WORKERS: JSON.stringify(workers), ATTUNE_SECRET: secret },
    resourcePersistencePath: join(state, 'edge', 'data'),
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.ERROR),
    handleStructuredLogs: ({ message }: WorkerdStructuredLog) => log(message),
  })
  const miniflare = withoutSignals(() => new Miniflare(settings))
  const stop = () => miniflare.dispose()
  try {
    const url = await miniflare.ready
    await applyMigrations(await miniflare.getD1Database(DATABASE), join(ROOT, 'schema', 'migrations'))
    return { url: url.origin, stop }
  } catch (problem) {
    await stop()
    throw problem
  }
}

/** Miniflare would end this process on a signal, at once; when and how it ends is for who runs it to say. */
function withoutSignals<Result>(make: () => Result): Result {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const before = signals.map((signal) => process.listeners(signal))
  const made = make()
  for (const [index, signal] of signals.entries()) {
    for (const added of process.listeners(signal)) if (!before[index].includes(added)) process.off(signal, added)
  }
  return made
}

/** The Worker as one module. Returns its path. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, 'worker.mjs')
  await mkdir(folder, { recursive: true })
  await build({
    entryPoints: [join(ROOT, 'edge', 'index.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: PROVIDED,
    sourcemap: 'inline',
    logLevel: 'silent',
  })
  return outfile
}

/** wrangler.toml in miniflare's terms. */
async function bindings(): Promise<V4WorkerOptions> {
  // It asks the network for nothing, but would say so at every start.
  process.env.WRANGLER_SEND_METRICS ??= 'false'
  const { unstable_getMiniflareWorkerOptions } = await import('wrangler')
  return unstable_getMiniflareWorkerOptions(join(ROOT, 'wrangler.toml')).workerOptions as V4WorkerOptions
}
