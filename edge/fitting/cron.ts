/** What the edge does by the clock (wrangler.toml), and once when it starts on a machine of its own (cli/local-edge.ts). */
import type { Env } from '../env.ts'
import { dropExpired } from '../services/answers.ts'
import { openDatabase } from '../services/database.ts'
import { followExperiments } from '../services/experiment-decisions.ts'
import { dropOldRequests } from '../services/idempotency.ts'
import { dropEndedLiveAnswers } from '../services/live-answers.ts'
import { estimatePopulations } from '../services/population-runs.ts'
import { startDueRefits, startModelRefits } from '../services/refits.ts'
import { dropOldSignals } from '../services/signals.ts'
import { continueStalledFits } from '../services/stalled-fits.ts'
import { emptyTrash } from '../services/trash.ts'
import { continueErasures } from '../services/user-erasure.ts'
import { deliverDue, forgetOldEvents } from '../services/webhook-sending.ts'
import { RESTARTED } from './restarted.ts'

/** One that fails does not keep the others from being done. */
export async function onCron(cron: string, env: Env): Promise<void> {
  const db = openDatabase(env.DB)
  const stores = { env, db }
  const done = await Promise.allSettled([
    cron === RESTARTED ? continueStalledFits(stores, 0) : continueStalledFits(stores),
    deliverDue(stores),
    startDueRefits(stores),
    startModelRefits(stores),
    estimatePopulations(db),
    followExperiments({ db, artifacts: env.ARTIFACTS }),
    emptyTrash(stores),
    continueErasures(stores),
    forgetOldEvents(db),
    dropExpired(db),
    dropOldSignals(db),
    dropEndedLiveAnswers(db),
    dropOldRequests(db),
  ])
  const problems = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  if (problems.length > 0) throw new AggregateError(problems, problems.map(String).join('; '))
}
