/** Who vouches for a project's users, and from when on what was said of them counts. */
import { index, integer, primaryKey, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import type { JSONWebKeySet } from 'jose'
import { projects } from './tables.ts'

const project = () =>
  text('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' })

/** Tokens of the user that were issued up to this moment open nothing. Forgotten once none of them can live any more. */
export const userRevocations = sqliteTable(
  'user_revocations',
  { project: project(), user: text('user').notNull(), before: integer('before').notNull() },
  (table) => [primaryKey({ columns: [table.project, table.user] }), index('user_revocations_by_time').on(table.before)],
)

/** Services of a project's own that sign tokens for its users. Their public keys stand here, or at an address. */
export const issuers = sqliteTable(
  'issuers',
  {
    id: text('id').primaryKey(),
    project: project(),
    /** As the claim `iss` has it. */
    issuer: text('issuer').notNull(),
    keysUrl: text('keys_url'),
    keys: text('keys', { mode: 'json' }).$type<JSONWebKeySet>(),
    audience: text('audience').notNull(),
    userClaim: text('user_claim').notNull(),
    created: integer('created').notNull(),
  },
  (table) => [unique('issuers_issuer').on(table.project, table.issuer)],
)
