/** What a request has changed is told to the project's webhooks right away; what is not, the clock sends. */
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import { deliverDue } from '../services/webhook-sending.ts'

export function tellWebhooks({ env, var: { db, caller }, executionCtx }: Context<AppEnv>): void {
  const sent = deliverDue({ env, db }, caller.project)
  executionCtx.waitUntil(sent.catch((thrown) => console.warn(`webhooks are told later: ${thrown}`)))
}
