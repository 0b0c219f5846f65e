/** People who have signed in at a browser, each with a key: what the key may, the session may, for as long as the key does. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { apiKeys, projects } from './tables.ts'

export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    project: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    key: text('key_id')
      .notNull()
      .references(() => apiKeys.id, { onDelete: 'cascade' }),
    /** SHA-256 of what the cookie holds, hex. */
    hash: text('hash').notNull().unique(),
    /** What the browser says it is; to tell sessions apart. */
    agent: text('agent').notNull(),
    created: integer('created').notNull(),
    expires: integer('expires').notNull(),
    lastUsed: integer('last_used').notNull(),
  },
  (table) => [
    index('sessions_by_project').on(table.project, table.created),
    index('sessions_by_key').on(table.key),
    index('sessions_by_end').on(table.expires),
  ],
)
