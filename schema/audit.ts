/** What admins, keys and users changed: entries are only ever added (triggers refuse the rest). */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What somebody proved who they are with; its id is what logs and usage name. */
export type Actor = {
  /**
   * A user's token is named by what vouches for it: the key that minted it, or the issuer. A schedule is what an axis is
   * fitted again by, or what an experiment's verdict is followed by, and is named by the axis.
   */
  kind: 'key' | 'user_token' | 'member' | 'schedule'
  id: string
  /** As people call it. */
  name: string
}

export const auditLog = sqliteTable(
  'audit_log',
  {
    id: text('id').primaryKey(),
    /** Not a reference: the log of a project that was deleted stays. */
    project: text('project_id').notNull(),
    at: integer('at').notNull(),
    actor: text('actor', { mode: 'json' }).$type<Actor>().notNull(),
    /** `<what>.<did>`, such as `key.created`. */
    action: text('action').notNull(),
    /** What it was done to, as the API names it. */
    target: text('target').notNull(),
    /** As the API shows it; null where there was nothing, or is nothing any more. Never a secret. */
    before: text('before', { mode: 'json' }).$type<unknown>(),
    after: text('after', { mode: 'json' }).$type<unknown>(),
    request: text('request'),
  },
  (table) => [
    index('audit_log_by_project').on(table.project, table.at),
    index('audit_log_by_target').on(table.project, table.target),
  ],
)
