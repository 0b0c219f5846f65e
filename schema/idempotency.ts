/** Requests that came with a key of their asker's making (`Idempotency-Key`): which run, and what those that ended were answered. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { projects } from './tables.ts'

export const idempotentRequests = sqliteTable(
  'idempotent_requests',
  {
    /** SHA-256 of who asked, which route, and the key, which itself is stored nowhere. */
    id: text('id').primaryKey(),
    project: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    /** Whom it was for, where the request names one: their erasure takes it along. */
    user: text('user'),
    /** SHA-256 of all that the request was. */
    request: text('request').notNull(),
    /** The id of the request that runs it, or ran it. */
    claim: text('claim').notNull(),
    /** `streamed`: it was answered piece by piece, and the pieces are not here. */
    state: text('state').$type<'running' | 'answered' | 'streamed' | 'not kept'>().notNull(),
    /** Unix milliseconds: while it runs, until when it is taken to; then, until when it is known. */
    until: integer('until').notNull(),
    /** What was answered, readable only with the edge's secret and the asker's key together. */
    sealed: text('sealed'),
    /** The id by which what was begun can be fetched. */
    answer: text('answer'),
  },
  (table) => [
    index('idempotent_requests_by_end').on(table.until),
    index('idempotent_requests_by_user').on(table.project, table.user),
  ],
)
