/**
 * What workers report of their answers: each is counted once, whatever is sent again, by whomever. A report is one batch:
 * rows that are new carry its name, and the sums take those alone, so that all of it happens or nothing.
 */
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { projects, usageAxisDays, usageDays, usageEvents, usageMonths } from '../../schema/tables.ts'
import { answerOf, randomText, workerTagOf } from '../../shared/ids.ts'
import type { UsageEntry } from '../../shared/wire/usage.ts'
import { monthOf } from '../budget/account.ts'
import { budgetOf } from '../budget/project-budget.ts'
import type { Env } from '../env.ts'
import { isPrivateIn } from '../steering/private-name.ts'
import { budgetPassed } from './budget-events.ts'
import type { Database } from './database.ts'
import { ADDED_TO_DAY, added } from './usage-sums.ts'

/**
 * Answers of projects that there are no more are passed over. Limits hear of all that is reported, new or not: they may not
 * have heard of it the first time.
 */
export async function takeReport(
  { env, db }: { env: Pick<Env, 'BUDGET'>; db: Database },
  entries: readonly UsageEntry[],
  now = Date.now(),
): Promise<void> {
  const report = randomText(26)
  // One parameter, however many there are. No answer has ended in the future: that is a clock that is ahead.
  const given = JSON.stringify(entries.map((entry) => ({ ...entry, ended: Math.min(entry.ended, now) })))
  const fresh = sql`with fresh as (
    select * from usage_events where report = ${report} and id in (select value ->> 'id' from json_each(${given}))
  )`
  const touched = sql`(${usageMonths.project}, ${usageMonths.month}) in (
    select value ->> 'project', strftime('%Y-%m', (value ->> 'ended') / 1000, 'unixepoch') from json_each(${given})
  )`
  const results = await db.batch([
    insertEvents(db, given, report),
    addToDays(db, fresh),
    addToAxisDays(db, fresh),
    addToMonths(db, fresh),
    budgetPassed(db, 'budget.warning', touched, now),
    budgetPassed(db, 'budget.reached', touched, now),
    selectLimited(db, given, monthOf(now)),
  ])
  const byProject = Map.groupBy(entries, ({ project }) => project)
  await Promise.all(
    results[6].map(({ project, tokens }) => {
      const answers = byProject.get(project)!.map((entry) => ({
        id: answerOf(entry.id),
        by: workerTagOf(entry.id) ?? undefined,
        tokens: tokensOf(entry),
      }))
      return budgetOf(env, project).settle(answers, { month: monthOf(now), tokens: tokens ?? 0 })
    }),
  )
}

const tokensOf = ({ prompt_tokens, completion_tokens }: UsageEntry) => prompt_tokens + completion_tokens

/** Of the projects that have limits of any kind, what the month has used. */
const selectLimited = (db: Database, given: string, month: string) =>
  db
    .select({ project: projects.id, tokens: usageMonths.tokens })
    .from(projects)
    .leftJoin(usageMonths, and(eq(usageMonths.project, projects.id), eq(usageMonths.month, month)))
    .where(
      and(
        sql`${projects.id} in (select value ->> 'project' from json_each(${given}))`,
        sql`(exists (select 1 from project_limits where project_id = ${projects.id})
          or exists (select 1 from key_limits where project_id = ${projects.id}))`,
      ),
    )

// Columns are given in the order of the tables' own.

/** What was reported of an answer first is what holds. */
const insertEvents = (db: Database, given: string, report: string) =>
  db
    .insert(usageEvents)
    .select(
      sql`select
        value ->> 'id', value ->> 'project', value ->> 'user', value ->> 'key', value ->> 'model', value ->> 'status',
        value ->> 'prompt_tokens', value ->> 'cached_tokens', value ->> 'completion_tokens', value -> 'axes',
        value ->> 'started', value ->> 'ended', value ->> 'worker', ${report}, nullif(value -> 'positions', '[]')
      from json_each(${given})
      where exists (select 1 from projects where projects.id = value ->> 'project')`,
    )
    .onConflictDoNothing()

const DAY = sql`strftime('%Y-%m-%d', ended / 1000, 'unixepoch')`
const MONTH = sql`strftime('%Y-%m', ended / 1000, 'unixepoch')`

const addToDays = (db: Database, fresh: SQL) =>
  db
    .insert(usageDays)
    .select(
      sql`${fresh} select
        project_id, ${DAY}, coalesce(key, ''), coalesce(user, ''), model,
        sum(status = 'finished'), sum(status = 'cancelled'), sum(status = 'failed'),
        count(*), sum(prompt_tokens), sum(cached_tokens), sum(completion_tokens)
      from fresh where true
      group by 1, 2, 3, 4, 5`,
    )
    .onConflictDoUpdate(ADDED_TO_DAY)

const addToAxisDays = (db: Database, fresh: SQL) =>
  db
    .insert(usageAxisDays)
    .select(
      sql`${fresh} select
        project_id, ${DAY}, used.value ->> 'axis', count(distinct fresh.id), sum(used.value ->> 'tokens'),
        sum((used.value ->> 'strength') * (used.value ->> 'tokens'))
      from fresh, json_each(fresh.axes) as used where not ${isPrivateIn(sql`(used.value ->> 'axis')`)}
      group by 1, 2, 3`,
    )
    .onConflictDoUpdate({
      target: [usageAxisDays.project, usageAxisDays.day, usageAxisDays.axis],
      set: {
        answers: added(usageAxisDays.answers),
        tokensEdited: added(usageAxisDays.tokensEdited),
        strengthSum: added(usageAxisDays.strengthSum),
      },
    })

const addToMonths = (db: Database, fresh: SQL) =>
  db
    .insert(usageMonths)
    .select(
      sql`${fresh} select project_id, ${MONTH}, sum(prompt_tokens + completion_tokens) from fresh where true group by 1, 2`,
    )
    .onConflictDoUpdate({
      target: [usageMonths.project, usageMonths.month],
      set: { tokens: added(usageMonths.tokens) },
    })
