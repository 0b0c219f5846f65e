/** How much a project and its keys may ask for, what a project may store, and what happened at those bounds. */
import { index, integer, real, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import { apiKeys, projects } from './tables.ts'

const ofProject = () =>
  text('project_id')
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' })

const project = () =>
  text('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' })

/** null in any column: no limit. A project without a row has none at all, and pays nothing for it. */
export const projectLimits = sqliteTable('project_limits', {
  project: ofProject(),
  /** Of each key that has no limits of its own. */
  keyRequests: integer('key_requests'),
  keyTokens: integer('key_tokens'),
  keyRunning: integer('key_running'),
  /** Of each user. */
  userRequests: integer('user_requests'),
  userTokens: integer('user_tokens'),
  userRunning: integer('user_running'),
  /** Of all of the project. */
  running: integer('running'),
  fitsPerDay: integer('fits_per_day'),
  tokensPerMonth: integer('tokens_per_month'),
  /** The part of the month's tokens at which there is a warning. */
  warnAt: real('warn_at').notNull(),
})

/** A key's own limits take the place of what its project has for keys. */
export const keyLimits = sqliteTable(
  'key_limits',
  {
    key: text('key_id')
      .primaryKey()
      .references(() => apiKeys.id, { onDelete: 'cascade' }),
    project: project(),
    requests: integer('requests'),
    tokens: integer('tokens'),
    running: integer('running'),
  },
  (table) => [index('key_limits_by_project').on(table.project)],
)

const GIB = 2 ** 30

/** Generous: who needs more knows it. */
export const DEFAULT_QUOTAS = {
  profiles: 1_000_000,
  axes: 1_000,
  privateAxes: 1_000,
  versions: 10_000,
  bytes: 10 * GIB,
} as const

/** What a project stores, and how much it may. Triggers make the row, count, and refuse what would be too much. */
export const storageQuotas = sqliteTable('storage_quotas', {
  project: ofProject(),
  profiles: integer('profiles').notNull().default(0),
  axes: integer('axes').notNull().default(0),
  versions: integer('versions').notNull().default(0),
  bytes: integer('bytes').notNull().default(0),
  maxProfiles: integer('max_profiles').notNull().default(DEFAULT_QUOTAS.profiles),
  maxAxes: integer('max_axes').notNull().default(DEFAULT_QUOTAS.axes),
  maxVersions: integer('max_versions').notNull().default(DEFAULT_QUOTAS.versions),
  privateAxes: integer('private_axes').notNull().default(0),
  maxPrivateAxes: integer('max_private_axes').notNull().default(DEFAULT_QUOTAS.privateAxes),
  maxBytes: integer('max_bytes').notNull().default(DEFAULT_QUOTAS.bytes),
})

export type BudgetEventKind = 'budget.warning' | 'budget.reached'
export type ProjectEventKind = BudgetEventKind | 'user.erased'

/** What happened to a project that its application wants to hear of. */
export const projectEvents = sqliteTable(
  'project_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    project: project(),
    kind: text('kind').$type<ProjectEventKind>().notNull(),
    /** What it can happen only once for: a budget's month, and the bound that was passed in it. */
    occasion: text('occasion').notNull(),
    at: integer('at').notNull(),
    data: text('data', { mode: 'json' }).$type<unknown>().notNull(),
  },
  (table) => [unique('project_events_once').on(table.project, table.kind, table.occasion)],
)
