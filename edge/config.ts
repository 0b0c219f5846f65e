/** The Worker's settings, checked once per isolate. */
import { z } from 'zod'
import { ApiError } from '../shared/errors.ts'
import { MIN_SECRET } from '../shared/sign.ts'
import { workerTag, workerUrl } from '../shared/wire/fleet.ts'
import type { Env } from './env.ts'

const workerList = z
  .array(
    z.strictObject({
      tag: workerTag,
      url: workerUrl,
    }),
  )
  .refine((workers) => new Set(workers.map(({ tag }) => tag)).size === workers.length, 'every tag differs')

export type WorkerAddress = { tag: string; url: string }
/** `workers`: those that are always there; others announce themselves (fleet/members.ts). */
export type Config = {
  /** What this edge signs with. */
  secret: string
  /** What it accepts: that one, and the one before it while both are in use. */
  secrets: readonly string[]
  workers: WorkerAddress[]
}

let last: { workers: string; before: string | undefined; config: Config } | null = null

/** @throws ApiError 500 `misconfigured`, for the operator: it names the setting, never its value. */
export function readConfig(env: Pick<Env, 'WORKERS' | 'ATTUNE_SECRET' | 'ATTUNE_SECRET_OLD'>): Config {
  const { WORKERS: workers, ATTUNE_SECRET: secret, ATTUNE_SECRET_OLD: before } = env
  if (last && last.workers === workers && last.config.secret === secret && last.before === before) return last.config
  if (!secret) {
    throw misconfigured('ATTUNE_SECRET is not set. Use `wrangler secret put ATTUNE_SECRET`, or .dev.vars locally.')
  }
  checkLength('ATTUNE_SECRET', secret)
  if (before) checkLength('ATTUNE_SECRET_OLD', before)
  const config = { secret, secrets: before ? [secret, before] : [secret], workers: parseWorkers(workers) }
  last = { workers, before, config }
  return config
}

function checkLength(name: string, secret: string): void {
  if (secret.length >= MIN_SECRET) return
  throw misconfigured(`${name} has ${secret.length} characters; it needs at least ${MIN_SECRET}.`)
}

function parseWorkers(text: string | undefined): WorkerAddress[] {
  const expected = 'WORKERS must be a JSON list such as [{"tag": "a", "url": "http://127.0.0.1:8788"}]'
  let json: unknown
  try {
    json = JSON.parse(text ?? '')
  } catch {
    throw misconfigured(`${expected}; it is not JSON.`)
  }
  const parsed = workerList.safeParse(json)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw misconfigured(`${expected}; ${path.length ? `${path.join('.')}: ` : ''}${message}.`)
}

const misconfigured = (message: string) => new ApiError(500, 'misconfigured', message)
