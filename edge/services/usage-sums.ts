/** How what answers used is summed up by the database: what comes is added to what is there. */
import { sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { usageDays } from '../../schema/tables.ts'

/** Of a row that conflicts: what was there and what comes. */
export const added = (column: SQLiteColumn) => sql`${column} + excluded.${sql.identifier(column.name)}`

/** Of the sums of a day. */
export const ADDED_TO_DAY = {
  target: [usageDays.project, usageDays.day, usageDays.key, usageDays.user, usageDays.model],
  set: {
    finished: added(usageDays.finished),
    cancelled: added(usageDays.cancelled),
    failed: added(usageDays.failed),
    answers: added(usageDays.answers),
    promptTokens: added(usageDays.promptTokens),
    cachedTokens: added(usageDays.cachedTokens),
    completionTokens: added(usageDays.completionTokens),
  },
}
