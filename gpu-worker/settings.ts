/** The worker's settings, read from the environment in one place. An empty variable is as good as none. */
import { randomText } from '../shared/ids.ts'
import { MIN_SECRET } from '../shared/sign.ts'
import { MAX_CHOICES } from '../shared/wire/chat.ts'
import { workerUrl } from '../shared/wire/fleet.ts'
import { DEFAULT_SETTINGS, type EngineSettings } from './engine/open.ts'
import { FORM_NAMES, type FormName } from './model/forms/plans.ts'
import { DEVICE_NAMES, type DeviceName } from './runtime/device.ts'

export type WorkerSettings = {
  host: string
  port: number
  secret: string
  tag: string
  /** Where fits keep their stages. */
  state: string
  /** What /metrics asks for; null leaves it open to whoever reaches the port. */
  metricsToken: string | null
  /** Which edges are told that it is there, and where they reach it; null: it waits to be asked. */
  announce: { edges: string[]; url: string } | null
  /** How long answers that are being written may go on after SIGTERM. */
  drainMs: number
  engine: EngineSettings
}

/** @throws Error naming the variable and what it may be. */
export function readSettings(env: NodeJS.ProcessEnv): WorkerSettings {
  const secret = env.ATTUNE_SECRET
  if (!secret || secret.length < MIN_SECRET) {
    throw new Error(`ATTUNE_SECRET must hold at least ${MIN_SECRET} characters that the edge knows too`)
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
  const origin = (name: string, text: string) => {
    const parsed = workerUrl.safeParse(text.trim())
    if (!parsed.success) throw new Error(`${name} is '${text}'; ${parsed.error.issues[0]!.message}`)
    return parsed.data
  }
  const { ATTUNE_EDGE_URL: edges, ATTUNE_WORKER_URL: url } = env
  if (url && !edges) {
    throw new Error('ATTUNE_WORKER_URL is where edges reach this worker; ATTUNE_EDGE_URL must say which to tell')
  }
  const announce =
    edges && url
      ? {
          edges: edges.split(',').map((one) => origin('ATTUNE_EDGE_URL', one)),
          url: origin('ATTUNE_WORKER_URL', url),
        }
      : null
  return {
    host: env.ATTUNE_WORKER_HOST || '127.0.0.1',
    port: whole('ATTUNE_WORKER_PORT', 8788, 0, 65535),
    secret,
    tag,
    state: env.ATTUNE_STATE || '.attune/worker',
    metricsToken,
    announce,
    drainMs: 1000 * whole('ATTUNE_DRAIN', 20, 0, 3600),
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
