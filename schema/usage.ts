/** What answers used: each once, as its worker reported it, and the sums by day and month that are kept beside. */
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { UsageAxis, UsageEntry, UsagePosition } from '../shared/wire/usage.ts'
import { projects } from './tables.ts'

const project = () =>
  text('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' })

/** What sums stand under where an answer names no key or no user: neither can be called so. */
export const NOBODY = ''

export const usageEvents = sqliteTable(
  'usage_events',
  {
    /** The answer's: what was reported of it first is what holds. */
    id: text('id').primaryKey(),
    project: project(),
    user: text('user'),
    key: text('key'),
    model: text('model').notNull(),
    status: text('status').$type<UsageEntry['status']>().notNull(),
    promptTokens: integer('prompt_tokens').notNull(),
    cachedTokens: integer('cached_tokens').notNull(),
    completionTokens: integer('completion_tokens').notNull(),
    axes: text('axes', { mode: 'json' }).$type<UsageAxis[]>().notNull(),
    started: integer('started').notNull(),
    ended: integer('ended').notNull(),
    worker: text('worker').notNull(),
    /** The report that brought it: the sums take those that are new with it. */
    report: text('report').notNull(),
    /** Of each choice, in their order; null where none were told. Last, as the column came last. */
    positions: text('positions', { mode: 'json' }).$type<UsagePosition[][]>(),
  },
  (table) => [
    index('usage_events_by_project').on(table.project, table.ended),
    index('usage_events_by_user').on(table.project, table.user),
  ],
)

const sums = {
  answers: integer('answers').notNull(),
  promptTokens: integer('prompt_tokens').notNull(),
  cachedTokens: integer('cached_tokens').notNull(),
  completionTokens: integer('completion_tokens').notNull(),
}

/** Days are those of UTC, as `2026-11-30`, and an answer belongs to the one in which it ended. */
export const usageDays = sqliteTable(
  'usage_days',
  {
    project: project(),
    day: text('day').notNull(),
    key: text('key').notNull(),
    user: text('user').notNull(),
    model: text('model').notNull(),
    finished: integer('finished').notNull(),
    cancelled: integer('cancelled').notNull(),
    failed: integer('failed').notNull(),
    ...sums,
  },
  (table) => [
    primaryKey({ columns: [table.project, table.day, table.key, table.user, table.model] }),
    index('usage_days_by_user').on(table.project, table.user),
  ],
)

export const usageAxisDays = sqliteTable(
  'usage_axis_days',
  {
    project: project(),
    day: text('day').notNull(),
    axis: text('axis').notNull(),
    answers: integer('answers').notNull(),
    tokensEdited: integer('tokens_edited').notNull(),
    /** |strength| summed over the edited tokens. */
    strengthSum: real('strength_sum').notNull(),
  },
  (table) => [primaryKey({ columns: [table.project, table.day, table.axis] })],
)

/** All tokens of a project in a month (`2026-11`): what its budget is held against. */
export const usageMonths = sqliteTable(
  'usage_months',
  { project: project(), month: text('month').notNull(), tokens: integer('tokens').notNull() },
  (table) => [primaryKey({ columns: [table.project, table.month] })],
)
