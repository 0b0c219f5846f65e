/** What the Worker is bound to (wrangler.toml), and what a request carries on its way through the app. */
import type { Caller } from './auth/caller.ts'
import type { FitJob } from './fitting/job.ts'
import type { Fleet } from './fleet/registry.ts'
import type { Database } from './services/database.ts'

export type Env = {
  DB: D1Database
  ARTIFACTS: R2Bucket
  FIT: Workflow<FitJob>
  /** The workers that announce themselves. */
  FLEET: DurableObjectNamespace<Fleet>
  ASSETS: Fetcher
  /** JSON list of `{tag, url}`: see config.ts. */
  WORKERS: string
  /** A server of DNS over HTTPS, asked where webhooks lead to. */
  WEBHOOK_RESOLVER: string
  /** 'true' on a developer's own machine: webhooks may go there. */
  WEBHOOKS_TO_LOCALHOST: string
  /** Shared with the workers; signs every request between them. */
  ATTUNE_SECRET: string
}

export type AppEnv = {
  Bindings: Env
  Variables: {
    requestId: string
    db: Database
    /** Aborts when the client disconnects. */
    disconnected: AbortSignal
    /** Set by `access`: who asks. */
    caller: Caller
  }
}
