/** What a project's answers used, from the sums that are kept by day. */
import { and, between, eq, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { usageAxisDays, usageDays } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Caller } from '../auth/caller.ts'
import { type Page, toPage } from '../wire/list.ts'
import type { UsageGroup, UsageItem, UsageQuery } from '../wire/usage.ts'
import { byName, nameBeyond } from './by-name.ts'
import type { Database } from './database.ts'

/** @throws ApiError 403 `other_user` for a credential of one user: sums are those of all. */
export async function readUsage(db: Database, { project, user }: Caller, query: UsageQuery): Promise<Page<UsageItem>> {
  if (user !== null) {
    throw new ApiError(403, 'other_user', `This credential is that of the user '${user}'; usage is all users'.`)
  }
  return query.group_by === 'axis' ? byAxis(db, project, query) : byColumn(db, project, query, COLUMNS[query.group_by])
}

const COLUMNS: Record<Exclude<UsageGroup, 'axis'>, SQLiteColumn> = {
  day: usageDays.day,
  key: usageDays.key,
  user: usageDays.user,
  model: usageDays.model,
}

async function byColumn(db: Database, project: string, query: UsageQuery, column: SQLiteColumn) {
  const rows = await db
    .select({
      group: sql<string>`${column}`,
      answers: total(usageDays.answers),
      finished: total(usageDays.finished),
      cancelled: total(usageDays.cancelled),
      failed: total(usageDays.failed),
      prompt_tokens: total(usageDays.promptTokens),
      cached_tokens: total(usageDays.cachedTokens),
      completion_tokens: total(usageDays.completionTokens),
      total_tokens: sql<number>`sum(${usageDays.promptTokens} + ${usageDays.completionTokens})`,
    })
    .from(usageDays)
    .where(within(usageDays, project, query, column))
    .groupBy(column)
    .orderBy(byName(column, query.order))
    .limit(query.limit + 1)
  return toPage(rows, query.limit, (row): UsageItem => ({ object: 'usage', ...row }))
}

async function byAxis(db: Database, project: string, query: UsageQuery) {
  const { axis, answers, tokensEdited, strengthSum } = usageAxisDays
  const rows = await db
    .select({
      group: axis,
      answers: total(answers),
      tokens_edited: total(tokensEdited),
      mean_strength: sql<number>`sum(${strengthSum}) / sum(${tokensEdited})`,
    })
    .from(usageAxisDays)
    .where(within(usageAxisDays, project, query, axis))
    .groupBy(axis)
    .orderBy(byName(axis, query.order))
    .limit(query.limit + 1)
  return toPage(rows, query.limit, (row): UsageItem => ({ object: 'usage', ...row }))
}

const total = (column: SQLiteColumn) => sql<number>`sum(${column})`

function within(
  table: typeof usageDays | typeof usageAxisDays,
  project: string,
  { from, to, ...page }: UsageQuery,
  column: SQLiteColumn,
): SQL | undefined {
  return and(eq(table.project, project), between(table.day, from, to), nameBeyond(column, page))
}
