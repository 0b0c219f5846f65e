/** Who belongs to a project, as what; and who is invited. */
import { index, integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import { projects } from './tables.ts'

const project = () =>
  text('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' })

export const ROLES = ['owner', 'admin', 'editor', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** The last owner neither goes nor becomes anything else, unless the project goes (triggers). */
export const members = sqliteTable(
  'members',
  {
    id: text('id').primaryKey(),
    project: project(),
    /** In lower case. */
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role').$type<Role>().notNull(),
    created: integer('created').notNull(),
  },
  (table) => [unique('members_email').on(table.project, table.email), index('members_by_email').on(table.email)],
)

export const invitations = sqliteTable(
  'invitations',
  {
    id: text('id').primaryKey(),
    project: project(),
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    /** SHA-256 of the token, hex. */
    hash: text('hash').notNull().unique(),
    created: integer('created').notNull(),
    expires: integer('expires').notNull(),
  },
  (table) => [unique('invitations_email').on(table.project, table.email)],
)
