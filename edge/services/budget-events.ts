/** What an application is told of a month's budget: that it runs low, and that it is used up, once for each bound there is. */
import { eq, type SQL, sql } from 'drizzle-orm'
import { type BudgetEventKind, projectEvents, projectLimits, usageMonths } from '../../schema/tables.ts'
import type { Database } from './database.ts'

const BOUNDS: Record<BudgetEventKind, SQL> = {
  'budget.warning': sql`cast(${projectLimits.tokensPerMonth} * ${projectLimits.warnAt} as integer)`,
  'budget.reached': sql`${projectLimits.tokensPerMonth}`,
}

/** As a statement, for the batch that counts. @param months which of them may have passed a bound with it */
export const budgetPassed = (db: Database, kind: BudgetEventKind, months: SQL, now: number) =>
  insertEvent(
    db,
    kind,
    now,
    { month: sql`${usageMonths.month}`, tokens: sql`${usageMonths.tokens}` },
    sql`${projectLimits} inner join ${usageMonths} on ${eq(usageMonths.project, projectLimits.project)}
      where ${months} and ${usageMonths.tokens} >= ${BOUNDS[kind]}`,
  )

/**
 * An answer was refused, since what is left is too little for it: the budget counts as used up, unless so much of it is
 * left that only this answer asked for too much.
 */
export const budgetReached = (db: Database, project: string, { month, tokens }: { month: string; tokens: number }) =>
  insertEvent(
    db,
    'budget.reached',
    Date.now(),
    { month: sql`${month}`, tokens: sql`cast(${tokens} as integer)` },
    sql`${projectLimits}
      where ${eq(projectLimits.project, project)} and ${tokens} >= ${BOUNDS['budget.warning']}`,
  )

type Spent = { month: SQL; tokens: SQL }

const insertEvent = (db: Database, kind: BudgetEventKind, now: number, { month, tokens }: Spent, from: SQL) =>
  db
    .insert(projectEvents)
    .select(
      sql`select
        null, ${projectLimits.project}, ${kind}, ${month} || '/' || ${BOUNDS[kind]}, ${now},
        json_object('month', ${month}, 'tokens', ${tokens}, 'tokens_per_month', ${projectLimits.tokensPerMonth})
      from ${from}`,
    )
    .onConflictDoNothing()
