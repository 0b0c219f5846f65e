/** Two versions of one axis's direction, each in force for a share of the users. */
import { sql } from 'drizzle-orm'
import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Comparison, Verdict } from '../shared/learning/compare-arms.ts'
import { axes, projects } from './tables.ts'

export const METRICS = ['approval'] as const
export const PROMOTIONS = ['manual', 'auto'] as const

/** Somebody ended it, or its verdict did; or what was compared is no longer there to be compared (by triggers). */
export const END_REASONS = [
  'stopped',
  'promoted',
  'decided',
  'version_activated',
  'version_deleted',
  'axis_deleted',
] as const

export const experiments = sqliteTable(
  'experiments',
  {
    id: text('id').primaryKey(),
    project: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    axis: text('axis_id')
      .notNull()
      .references(() => axes.id, { onDelete: 'cascade' }),
    /** Versions. */
    challenger: integer('challenger').notNull(),
    active: integer('active').notNull(),
    /** Of the users, for whom the challenger is in force. */
    share: real('share').notNull(),
    metric: text('metric').$type<(typeof METRICS)[number]>().notNull(),
    alpha: real('alpha').notNull(),
    promote: text('promote').$type<(typeof PROMOTIONS)[number]>().notNull(),
    verdict: text('verdict').$type<Verdict>().notNull().default('undecided'),
    decided: integer('decided'),
    /** null while it runs. */
    ended: integer('ended'),
    reason: text('reason').$type<(typeof END_REASONS)[number]>(),
    /** As they were at its end; null until they are computed. */
    statistics: text('statistics', { mode: 'json' }).$type<Comparison>(),
    /** When the clock last looked at what was signalled. */
    checked: integer('checked').notNull(),
    created: integer('created').notNull(),
  },
  (table) => [
    uniqueIndex('experiments_running').on(table.axis).where(sql`ended is null`),
    index('experiments_by_axis').on(table.axis, table.created),
    index('experiments_by_project').on(table.project, table.created),
    index('experiments_by_turn').on(table.checked).where(sql`statistics is null`),
  ],
)
