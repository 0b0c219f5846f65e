/** Users whose erasure was asked for lately: what is not done at once, and what is still reported of them, is done by the clock. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { projects } from './tables.ts'

export const userErasures = sqliteTable(
  'user_erasures',
  {
    project: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    user: text('user').notNull(),
    /** What was begun later is a new life of theirs. */
    asked: integer('asked').notNull(),
    /** When it was last gone on with: those that wait longest come first. */
    tried: integer('tried').notNull(),
  },
  (table) => [primaryKey({ columns: [table.project, table.user] }), index('user_erasures_by_turn').on(table.tried)],
)
