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
export type Config = { secret: string; workers: WorkerAddress[] }

let last: { workers: string; config: Config } | null = null

/** @throws ApiError 500 `misconfigured`, for the operator: it names the setting, never its value. */
export function readConfig(env: Pick<Env, 'WORKERS' | 'ATTUNE_SECRET'>): Config {
  if (last?.workers === env.WORKERS && last.config.secret === env.ATTUNE_SECRET) return last.config
  const secret = env.ATTUNE_SECRET
  if (!secret) {
    throw misconfigured('ATTUNE_SECRET is not set. Use `wrangler secret put ATTUNE_SECRET`, or .dev.vars locally.')
  }
  if (secret.length < MIN_SECRET) {
    throw misconfigured(`ATTUNE_SECRET has ${secret.length} characters; it needs at least ${MIN_SECRET}.`)
  }
  const config = { secret, workers: parseWorkers(env.WORKERS) }
  last = { workers: env.WORKERS, config }
  return config
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
