/**
 * The end of all that is known of one user. What identifies them goes; what their answers used stays in the sums, as
 * nobody's. So much is done at once as one call may; the clock does the rest, and what workers report late.
 */
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import {
  answers,
  axes,
  idempotentRequests,
  liveAnswers,
  NOBODY,
  profiles,
  projectEvents,
  usageDays,
  usageEvents,
  userErasures,
} from '../../schema/tables.ts'
import { randomText } from '../../shared/ids.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { budgetOf } from '../budget/project-budget.ts'
import type { Env } from '../env.ts'
import type { Erasure } from '../wire/user.ts'
import { logOf } from './answers.ts'
import { auditEntry } from './audit.ts'
import { type Database, runBatch } from './database.ts'
import { forgetPrivateAxis } from './private-axis.ts'
import { ADDED_TO_DAY } from './usage-sums.ts'

type Stores = { env: Env; db: Database }
type Asked = { project: string; user: string; asked: number }

/** Of the objects that keep answers: a request on the smallest plan may ask fifty of anything. */
const MOST_ANSWERS = 25
const MOST_EVENTS = 5_000
/** Workers have reported by then what they had begun before. */
const LATE_MS = 3600_000
const MOST_ERASURES = 5

/** Asked again, it tells whether it is complete. */
export async function eraseUser(stores: Stores, changer: ChangingCaller, user: string): Promise<Erasure> {
  const { db } = stores
  const { project } = changer
  const asked = Date.now()
  const isKnown = sql`(
    exists (select 1 from ${profiles} where project_id = ${project} and user = ${user})
    or exists (select 1 from ${answers} where project_id = ${project} and user = ${user})
    or exists (select 1 from ${axes} where project_id = ${project} and user = ${user})
    or exists (select 1 from ${usageEvents} where project_id = ${project} and user = ${user})
    or exists (select 1 from ${usageDays} where project_id = ${project} and user = ${user})
    or exists (select 1 from ${idempotentRequests} where project_id = ${project} and user = ${user}))`
  await db.batch([
    auditEntry(db, changer, { action: 'user.erased', target: `users/${user}` }, isKnown),
    userErased(db, { project, user, asked }, isKnown),
    // What they signalled and what is believed of them goes with it.
    db.delete(profiles).where(and(eq(profiles.project, project), eq(profiles.user, user))),
    db.delete(liveAnswers).where(and(eq(liveAnswers.project, project), eq(liveAnswers.user, user))),
    db
      .delete(idempotentRequests)
      .where(and(eq(idempotentRequests.project, project), eq(idempotentRequests.user, user))),
    db
      .insert(userErasures)
      .values({ project, user, asked, tried: asked })
      .onConflictDoUpdate({ target: [userErasures.project, userErasures.user], set: { asked } }),
  ])
  await forgetPrivateAxis(stores, { project, user })
  return { object: 'erasure', user, complete: await goOn(stores, { project, user, asked }) }
}

/** For the application: what it has of them itself is to go too. As a statement. */
const userErased = (db: Database, { project, user, asked }: Asked, when: ReturnType<typeof sql>) =>
  db.insert(projectEvents).select(
    // In the columns' order.
    sql`select null, ${project}, 'user.erased', ${randomText(26)}, ${asked}, ${JSON.stringify({ user })} where ${when}`,
  )

/** Whether nothing is left. */
async function goOn({ env, db }: Stores, { project, user, asked }: Asked): Promise<boolean> {
  const theirs = and(eq(answers.project, project), eq(answers.user, user), lte(answers.created, asked))
  const kept = await db
    .select({ id: answers.id })
    .from(answers)
    .where(theirs)
    .limit(MOST_ANSWERS + 1)
  const some = kept.slice(0, MOST_ANSWERS)
  const tries = await Promise.all(some.map(({ id }) => forget(env, { project, user }, id)))
  const gone = some.filter((_, at) => tries[at]).map(({ id }) => id)
  const ofDays = and(eq(usageDays.project, project), eq(usageDays.user, user))
  const named = and(eq(usageEvents.project, project), eq(usageEvents.user, user), lte(usageEvents.started, asked))
  const events = db.select({ id: usageEvents.id }).from(usageEvents).where(named).limit(MOST_EVENTS)
  await runBatch(db, [
    // Their logs have taken these along, but where a log had nothing any more.
    ...(gone.length ? [db.delete(answers).where(inArray(answers.id, gone))] : []),
    db.update(usageEvents).set({ user: null }).where(inArray(usageEvents.id, events)),
    db
      .insert(usageDays)
      .select(
        // In the columns' order.
        sql`select project_id, day, key, ${NOBODY}, model, finished, cancelled, failed, answers, prompt_tokens, cached_tokens,
          completion_tokens from ${usageDays} where ${ofDays}`,
      )
      .onConflictDoUpdate(ADDED_TO_DAY),
    db.delete(usageDays).where(ofDays),
  ])
  const isAll = kept.length <= MOST_ANSWERS && gone.length === some.length
  // Within a minute nothing of them limits anything: the clock, which comes for an hour, finds it gone.
  await budgetOf(env, project).forgetUser(user)
  return isAll && (await db.$count(usageEvents, named)) === 0
}

/** One that runs is ended. Whether it is gone: what keeps it may not be reached. */
async function forget(env: Env, { project, user }: Omit<Asked, 'asked'>, id: string): Promise<boolean> {
  try {
    await logOf(env, id).remove({ project, user, models: null })
    return true
  } catch (thrown) {
    console.warn(`answer ${id} of an erased user is left for later: ${thrown}`)
    return false
  }
}

/** By the clock. */
export async function continueErasures(stores: Stores, now = Date.now()): Promise<void> {
  const { db } = stores
  const waiting = await db.select().from(userErasures).orderBy(asc(userErasures.tried)).limit(MOST_ERASURES)
  for (const one of waiting) {
    const complete = await goOn(stores, one)
    const row = and(eq(userErasures.project, one.project), eq(userErasures.user, one.user))
    // Asked for anew meanwhile, it has another hour.
    if (complete && one.asked < now - LATE_MS)
      await db.delete(userErasures).where(and(row, eq(userErasures.asked, one.asked)))
    else await db.update(userErasures).set({ tried: now }).where(row)
  }
}
