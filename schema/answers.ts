/** The answers that are kept: where each is, and whose. Their text lies with their log (edge/answers/answer-log.ts). */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { projects } from './tables.ts'

/** Seconds, of projects that have not chosen: a day. */
export const DEFAULT_ANSWER_RETENTION = 86_400

export const answers = sqliteTable(
  'answers',
  {
    /** As the API names it: resp_… or chatcmpl_… */
    id: text('id').primaryKey(),
    project: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    /** The user that it was made for; null: none was named. */
    user: text('user'),
    created: integer('created').notNull(),
    expires: integer('expires').notNull(),
  },
  (table) => [index('answers_by_user').on(table.project, table.user), index('answers_by_expiry').on(table.expires)],
)
