/** The worker's settings, read from the environment in one place. An empty variable is as good as none. */
import path from 'node:path'
import { randomText } from '../shared/ids.ts'
import { MIN_SECRET } from '../shared/sign.ts'
import { type LogSettings, readLogSettings } from '../shared/telemetry/log-line.ts'
import { type Collector, readCollector } from '../shared/telemetry/otlp.ts'
import { MAX_CHOICES } from '../shared/wire/chat.ts'
import { workerUrl } from '../shared/wire/fleet.ts'
import { DEFAULT_SETTINGS, type EngineSettings } from './engine/open.ts'
import { FORM_NAMES, type FormName } from './model/forms/plans.ts'
import { DEVICE_NAMES, type DeviceName } from './runtime/device.ts'

export type WorkerSettings = {
  host: string
  port: number
  /** What the edge may sign with: the secret, and the one before it while both are in use. */
  secrets: readonly string[]
  tag: string
  /** Where fits keep their stages. */
  state: string
  /** The edge that is told what answers used, the first of all; null: nobody counts it. */
  edge: string | null
  /** Where that is kept until the edge has it. */
  journal: string
  /** What /metrics asks for; null leaves it open to whoever reaches the port. */
  metricsToken: string | null
  /** Which edges are told that it is there, and where they reach it; null: it waits to be asked. */
  announce: { edges: string[]; url: string } | null
  /** How long answers that are being written may go on after SIGTERM. */
  drainMs: number
  /** What is told of requests, and to whom. */
  telemetry: { log: LogSettings; collector: Collector | null }
  engine: EngineSettings
}

/** @throws Error naming the variable and what it may be. */
export function readSettings(env: NodeJS.ProcessEnv): WorkerSettings {
  const secret = env.ATTUNE_SECRET
  if (!secret || secret.length < MIN_SECRET) {
    throw new Error(`ATTUNE_SECRET must hold at least ${MIN_SECRET} characters that the edge knows too`)
  }
  const before = env.ATTUNE_SECRET_OLD
  if (before && before.length < MIN_SECRET) {
    throw new Error(`ATTUNE_SECRET_OLD must hold at least ${MIN_SECRET} characters, or nothing`)
  }
  const tag = env.ATTUNE_WORKER_TAG || randomText(6)
  if (!/^[0-9a-z]{1,16}$/.test(tag)) {
    throw new Error(`ATTUNE_WORKER_TAG is '${tag}'; 1 to 16 of 0-9 and a-z are allowed`)
  }
  const form = (name: string, fallback: FormName | 'auto') => {
    const text = env[name] || fallback
    const allowed: readonly string[] = ['auto', ...FORM_NAMES]
    if (!allowed.includes(text)) throw new Error(`${name} is '${text}'; there are ${allowed.join(', ')}`)
    return text as FormName | 'auto'
  }
  const device = env.ATTUNE_DEVICE || DEFAULT_SETTINGS.device
  if (!(DEVICE_NAMES as readonly string[]).includes(device)) {
    throw new Error(`ATTUNE_DEVICE is '${device}'; there are ${DEVICE_NAMES.join(', ')}`)
  }
  const whole = (name: string, fallback: number, least: number, most: number) => {
    const text = env[name]
    if (text === undefined || text === '') return fallback
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new Error(`${name} is '${text}'; a whole number from ${least} to ${most} is expected`)
    }
    return value
  }
  const metricsToken = env.ATTUNE_METRICS_TOKEN || null
  if (metricsToken && !/^[\w.~+/-]{16,}=*$/.test(metricsToken)) {
    throw new Error('ATTUNE_METRICS_TOKEN must hold at least 16 of the characters A-Z a-z 0-9 _ . ~ + / -')
  }
  const state = env.ATTUNE_STATE || '.attune/worker'
  const telemetry = {
    log: orExplain('ATTUNE_LOG_LEVEL or ATTUNE_LOG_SHARE', () =>
      readLogSettings(env.ATTUNE_LOG_LEVEL || 'info', env.ATTUNE_LOG_SHARE),
    ),
    collector: orExplain('ATTUNE_OTLP_ENDPOINT or ATTUNE_OTLP_HEADERS', () =>
      readCollector(env.ATTUNE_OTLP_ENDPOINT, env.ATTUNE_OTLP_HEADERS),
    ),
  }
  const edges = env.ATTUNE_EDGE_URL ? env.ATTUNE_EDGE_URL.split(',').map((one) => origin('ATTUNE_EDGE_URL', one)) : []
  const url = env.ATTUNE_WORKER_URL ? origin('ATTUNE_WORKER_URL', env.ATTUNE_WORKER_URL) : null
  if (url && edges.length === 0) {
    throw new Error('ATTUNE_WORKER_URL is where edges reach this worker; ATTUNE_EDGE_URL must say which to tell')
  }
  return {
    host: env.ATTUNE_WORKER_HOST || '127.0.0.1',
    port: whole('ATTUNE_WORKER_PORT', 8788, 0, 65535),
    secrets: before ? [secret, before] : [secret],
    tag,
    state,
    edge: edges[0] ?? null,
    journal: env.ATTUNE_JOURNAL || path.join(state, 'usage'),
    metricsToken,
    announce: url === null ? null : { edges, url },
    drainMs: 1000 * whole('ATTUNE_DRAIN', 20, 0, 3600),
    telemetry,
    engine: {
      device: device as DeviceName,
      form: form('ATTUNE_FORM', DEFAULT_SETTINGS.form),
      prefill: form('ATTUNE_PREFILL_FORM', DEFAULT_SETTINGS.prefill),
      rows: whole('ATTUNE_ROWS', DEFAULT_SETTINGS.rows, 1, 256),
      context: whole('ATTUNE_CONTEXT', DEFAULT_SETTINGS.context, 16, 1 << 20),
      prefixCache: whole('ATTUNE_PREFIX_CACHE', DEFAULT_SETTINGS.prefixCache, 0, 1 << 20),
      // A project has half of it, and one request's choices must fit.
      queue: whole('ATTUNE_QUEUE', DEFAULT_SETTINGS.queue, 2 * MAX_CHOICES, 1 << 16),
      threads: whole('ATTUNE_THREADS', DEFAULT_SETTINGS.threads, 1, 256),
      spin: whole('ATTUNE_SPIN', DEFAULT_SETTINGS.spin, 0, 1_000_000),
    },
  }
}

/** An address without a path. @throws Error */
function origin(name: string, text: string): string {
  const parsed = workerUrl.safeParse(text.trim())
  if (parsed.success) return parsed.data
  throw new Error(`${name} is '${text}'; ${parsed.error.issues[0]!.message}`)
}

/** @throws Error that names the variables before what is wrong */
function orExplain<Value>(names: string, read: () => Value): Value {
  try {
    return read()
  } catch (problem) {
    throw new Error(`${names}: ${(problem as Error).message}`)
  }
}
