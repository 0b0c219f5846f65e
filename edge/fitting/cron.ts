/** What the edge does by the clock (wrangler.toml), and once when it starts on a machine of its own (cli/local-edge.ts). */
import type { Env } from '../env.ts'
import { dropExpired } from '../services/answers.ts'
import { openDatabase } from '../services/database.ts'
import { dropOldRequests } from '../services/idempotency.ts'
import { continueStalledFits } from '../services/stalled-fits.ts'
import { emptyTrash } from '../services/trash.ts'
import { continueErasures } from '../services/user-erasure.ts'
import { RESTARTED } from './restarted.ts'

export async function onCron(cron: string, env: Env): Promise<void> {
  const stores = { env, db: openDatabase(env.DB) }
  await dropExpired(stores.db)
  await dropOldRequests(stores.db)
  await emptyTrash(stores)
  await continueErasures(stores)
  await (cron === RESTARTED ? continueStalledFits(stores, 0) : continueStalledFits(stores))
}
