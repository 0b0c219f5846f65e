/** What the Worker is bound to (wrangler.toml), and what a request carries on its way through the app. */
import type { AnswerLog } from './answers/answer-log.ts'
import type { Caller } from './auth/caller.ts'
import type { ProjectBudget } from './budget/project-budget.ts'
import type { FitJob } from './fitting/job.ts'
import type { Fleet } from './fleet/registry.ts'
import type { Database } from './services/database.ts'
import type { RequestTrace } from './telemetry/request-trace.ts'

export type Env = {
  DB: D1Database
  ARTIFACTS: R2Bucket
  FIT: Workflow<FitJob>
  ANSWERS: DurableObjectNamespace<AnswerLog>
  /** The workers that announce themselves. */
  FLEET: DurableObjectNamespace<Fleet>
  ASSETS: Fetcher
  BUDGET: DurableObjectNamespace<ProjectBudget>
  GUESSES: RateLimit
  /** JSON list of `{tag, url}`: see config.ts. */
  WORKERS: string
  /** A server of DNS over HTTPS, asked where webhooks lead to. */
  WEBHOOK_RESOLVER: string
  /** 'true' on a developer's own machine: webhooks may go there. */
  WEBHOOKS_TO_LOCALHOST: string
  /** Shared with the workers; signs every request between them. */
  ATTUNE_SECRET: string
  /** The one before it, still accepted while the secret is changed. */
  ATTUNE_SECRET_OLD?: string
  /** Where the edge does not stand behind Cloudflare: whence all requests come, as no header is to be trusted there. */
  CLIENT_ADDRESS?: string
  /** Where Cloudflare Access stands in front: `<team>.cloudflareaccess.com`, and the application's audience tag. */
  ACCESS_TEAM_DOMAIN?: string
  ACCESS_AUD?: string
  /** Which requests have a line in the log: off (as unset), info, warn or error. */
  LOG_LEVEL?: string
  /** Of the lines at info, what share is written: 0 to 1. */
  LOG_SHARE?: string
  /** A collector of traces (OTLP over HTTP); unset: none. */
  OTLP_ENDPOINT?: string
  /** What it asks for: `name=value`, separated by commas. */
  OTLP_HEADERS?: string
}

export type AppEnv = {
  Bindings: Env
  Variables: {
    requestId: string
    /** What is measured of it. */
    trace: RequestTrace
    db: Database
    /** Aborts when the client disconnects. */
    disconnected: AbortSignal
    /** Set by `access`: who asks. */
    caller: Caller
    /** Set where there are limits: what the client is told of them, whatever it is answered. */
    limitHeaders?: Record<string, string>
  }
}
