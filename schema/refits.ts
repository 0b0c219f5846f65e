/** Axes that are fitted again by the clock, or when a model is served that they have no direction for. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { axes, projects } from './tables.ts'

export const EVERY = ['day', 'week', 'month'] as const
export type Every = (typeof EVERY)[number]

export const refits = sqliteTable(
  'refits',
  {
    axis: text('axis_id')
      .primaryKey()
      .references(() => axes.id, { onDelete: 'cascade' }),
    project: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    /** One of both, or neither. */
    cron: text('cron'),
    every: text('every').$type<Every>(),
    onModelChange: integer('on_model_change', { mode: 'boolean' }).notNull(),
    /** When the clock starts the next one; null: it does not. */
    next: integer('next'),
    lastFit: text('last_fit'),
    /** Why the last one was not started; null where it was. */
    problem: text('problem'),
    updated: integer('updated').notNull(),
  },
  (table) => [index('refits_due').on(table.next), index('refits_by_model').on(table.onModelChange)],
)

/** For which models an axis was fitted again on its own: each is tried once. */
export const refittedModels = sqliteTable(
  'refitted_models',
  {
    axis: text('axis_id')
      .notNull()
      .references(() => axes.id, { onDelete: 'cascade' }),
    project: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    modelHash: text('model_hash').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.axis, table.modelHash] })],
)
