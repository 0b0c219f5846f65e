/**
 * The tables of D1. Every row belongs to a project, and every query is scoped by it.
 * Times are Unix milliseconds; the API shows seconds.
 */
import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, real, sqliteTable, text, unique, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { DirectionManifest } from '../shared/direction.ts'
import type { LearningSettings } from '../shared/learning/settings.ts'
import type { Evaluation, FitSpec, FitStatus, Pair } from '../shared/wire/fit.ts'
import type { Basis, Condition, EditMode, Strength } from '../shared/wire/steering.ts'

export * from './answers.ts'
export * from './audit.ts'
export * from './erasures.ts'
export * from './experiments.ts'
export * from './idempotency.ts'
export * from './learning.ts'
export * from './limits.ts'
export * from './people.ts'
export * from './refits.ts'
export * from './sessions.ts'
export * from './usage.ts'
export * from './user-tokens.ts'
export * from './webhooks.ts'

export const projects = sqliteTable('projects', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** What its axes are composed in; null: the default. */
  basis: text('basis').$type<Basis>(),
  /** Strength by axis name, beneath every user's profile. */
  defaultEdits: text('default_edits', { mode: 'json' }).$type<Record<string, Strength>>().notNull().default({}),
  /** Counted up by triggers with every change of what isolates remember of it (edge/services/known-project.ts). */
  version: integer('version').notNull().default(0),
  /** Seconds for which answers are kept; 0: never on disk; null: the default. */
  answerRetention: integer('answer_retention_seconds'),
  /** How its profiles learn; null: as all do that were never told otherwise. */
  learning: text('learning', { mode: 'json' }).$type<LearningSettings>(),
  /** Whether logs and traces hold what its users ask. */
  logPrompts: integer('log_prompts', { mode: 'boolean' }).notNull().default(false),
  created: integer('created').notNull(),
})

const project = () =>
  text('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' })

/** Where browsers may read a project's answers from (CORS), as their `Origin` header has it. */
export const origins = sqliteTable('origins', { project: project(), origin: text('origin').notNull() }, (table) => [
  primaryKey({ columns: [table.project, table.origin] }),
  index('origins_by_origin').on(table.origin),
])

/**
 * What a key may do. `project`: people, limits, webhooks, issuers, and the end of it all; `usage` and `audit`: read what was
 * used and what was changed.
 */
export const SCOPES = ['chat', 'profiles', 'axes', 'fits', 'keys', 'project', 'usage', 'audit'] as const
export type Scope = (typeof SCOPES)[number]

/** What a key is held to beside its scopes; null: to nothing in this respect. */
export type Narrowing = {
  /** By id. */
  models: string[] | null
  /** Blocks such as 192.0.2.0/24. */
  addresses: string[] | null
  users: string[] | null
}

export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    project: project(),
    name: text('name').notNull(),
    /** SHA-256 of the secret, hex. The secret itself is stored nowhere. */
    hash: text('hash').notNull().unique(),
    /** The secret's first characters, to tell keys apart. */
    prefix: text('prefix').notNull(),
    scopes: text('scopes', { mode: 'json' }).$type<Scope[]>().notNull(),
    created: integer('created').notNull(),
    expires: integer('expires'),
    revoked: integer('revoked'),
    lastUsed: integer('last_used'),
    /** null: not at all. */
    narrowing: text('narrowing', { mode: 'json' }).$type<Narrowing>(),
    /** The key that it takes the place of: each is followed by one. */
    rotatedFrom: text('rotated_from').unique(),
    /** The member whose own key it is: it may what their role may. */
    member: text('member_id'),
  },
  (table) => [index('api_keys_by_project').on(table.project, table.created)],
)

export const axes = sqliteTable(
  'axes',
  {
    id: text('id').primaryKey(),
    project: project(),
    /** What the API calls the axis's id, such as `formal`. */
    name: text('name').notNull(),
    positiveName: text('positive_name').notNull(),
    positiveDescription: text('positive_description').notNull(),
    negativeName: text('negative_name').notNull(),
    negativeDescription: text('negative_description').notNull(),
    /** The version that requests are steered by; null: none. */
    activeVersion: integer('active_version'),
    /** Of which prompts it acts in answers to; null: all. */
    condition: text('condition', { mode: 'json' }).$type<Condition>(),
    created: integer('created').notNull(),
    /** Since when it is not to be seen; what refers to it stays until it is gone for good (edge/services/trash.ts). */
    deleted: integer('deleted'),
    /** The strength that default edits had of it when it was deleted. */
    deletedDefault: text('deleted_default', { mode: 'json' }).$type<Strength>(),
    /** Whose alone it is: others neither see it nor are steered by it (edge/services/private-axis.ts); null: the project's. */
    user: text('user'),
  },
  (table) => [
    uniqueIndex('axes_user').on(table.project, table.user).where(sql`user is not null`),
    uniqueIndex('axes_name').on(table.project, table.name).where(sql`deleted is null`),
    index('axes_by_project').on(table.project, table.name),
    index('axes_by_deletion').on(table.deleted),
  ],
)

const axis = () =>
  text('axis_id')
    .notNull()
    .references(() => axes.id, { onDelete: 'cascade' })

/** Immutable versions of an axis. The vectors lie in R2 under the hash. */
export const directions = sqliteTable(
  'directions',
  {
    id: text('id').primaryKey(),
    project: project(),
    axis: axis(),
    version: integer('version').notNull(),
    hash: text('hash').notNull(),
    modelHash: text('model_hash').notNull(),
    verified: integer('verified', { mode: 'boolean' }).notNull(),
    /** Made to be tried while the fit that was asked for still runs. */
    preview: integer('preview', { mode: 'boolean' }).notNull().default(false),
    bytes: integer('bytes').notNull(),
    manifest: text('manifest', { mode: 'json' }).$type<DirectionManifest>().notNull(),
    evaluation: text('evaluation', { mode: 'json' }).$type<Evaluation>(),
    created: integer('created').notNull(),
    /** As with axes. */
    deleted: integer('deleted'),
  },
  (table) => [
    unique('directions_version').on(table.axis, table.version),
    unique('directions_hash').on(table.axis, table.hash),
    index('directions_by_deletion').on(table.deleted),
  ],
)

/**
 * Which directions are alike, among those that were active together: directions do not change, so what is written once
 * holds. Each pair stands here both ways.
 */
export const correlations = sqliteTable(
  'correlations',
  {
    project: project(),
    direction: text('direction_id')
      .notNull()
      .references(() => directions.id, { onDelete: 'cascade' }),
    other: text('other_id')
      .notNull()
      .references(() => directions.id, { onDelete: 'cascade' }),
    cosine: real('cosine').notNull(),
  },
  (table) => [primaryKey({ columns: [table.direction, table.other] }), index('correlations_by_other').on(table.other)],
)

/** The profile that users without one of their own have; no user can be named by the empty string. */
export const DEFAULT_USER = ''

export const profiles = sqliteTable(
  'profiles',
  {
    id: text('id').primaryKey(),
    project: project(),
    user: text('user').notNull(),
    created: integer('created').notNull(),
    updated: integer('updated').notNull(),
    /** Counts what its belief is made from, by triggers: signals that come and go and, once there was one, strengths. */
    evidence: integer('evidence').notNull().default(0),
  },
  (table) => [unique('profiles_user').on(table.project, table.user)],
)

/**
 * What a profile says of one axis. A strength that was set is a pin, of variance 0. Those that a new profile takes over from
 * the default profile have a variance: signals may move the user away from there.
 */
export const profileStrengths = sqliteTable(
  'profile_strengths',
  {
    project: project(),
    profile: text('profile_id')
      .notNull()
      .references(() => profiles.id, { onDelete: 'cascade' }),
    axis: axis(),
    mean: real('mean').notNull(),
    variance: real('variance').notNull().default(0),
    mode: text('mode').$type<EditMode>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.profile, table.axis] }), index('profile_strengths_by_axis').on(table.axis)],
)

export const fits = sqliteTable(
  'fits',
  {
    id: text('id').primaryKey(),
    project: project(),
    /** The axis's name: a fit outlives its axis. */
    axis: text('axis').notNull(),
    spec: text('spec', { mode: 'json' }).$type<FitSpec>().notNull(),
    activate: text('activate').$type<'auto' | 'never'>().notNull(),
    /** The tag of the worker that runs it; null before the start. */
    worker: text('worker'),
    state: text('state').$type<FitStatus['state']>().notNull(),
    stage: text('stage').$type<FitStatus['stage']>(),
    progress: real('progress').notNull(),
    message: text('message').notNull(),
    /** Where it stood in its worker's queue when last asked; null while it does not wait there. */
    queue: text('queue', { mode: 'json' }).$type<FitStatus['queue']>(),
    stages: text('stages', { mode: 'json' }).$type<FitStatus['stages']>().notNull(),
    error: text('error', { mode: 'json' }).$type<FitStatus['error']>(),
    /** The instance of the workflow that follows it, counted from 0: others leave it alone. */
    turn: integer('turn').notNull().default(0),
    /** Seconds of its own time that it may take, and has taken: while it waits in a queue, none. */
    timeLimit: integer('time_limit').notNull().default(5400),
    used: real('used').notNull().default(0),
    /** The hash of the model that it is to be made for; null: whichever its worker serves. */
    modelHash: text('model_hash'),
    /** Set as soon as it can be used, while the report is still made. */
    direction: text('direction', { mode: 'json' }).$type<{ version: number; hash: string }>(),
    evaluation: text('evaluation', { mode: 'json' }).$type<Evaluation>(),
    /** The model's own pairs that anchors may be picked among. */
    choices: text('choices', { mode: 'json' }).$type<Pair[]>().notNull().default([]),
    characteristics: text('characteristics', { mode: 'json' }).$type<FitSpec['characteristics']>(),
    /** The fit that is this one's preview, and the one whose preview this is. */
    preview: text('preview'),
    previewOf: text('preview_of'),
    /** The axis's active version when the direction was registered; another one since is somebody's choice. */
    replaces: integer('replaces'),
    activated: integer('activated', { mode: 'boolean' }).notNull(),
    created: integer('created').notNull(),
    updated: integer('updated').notNull(),
    /** Of a private axis, whose it is. */
    user: text('user'),
  },
  (table) => [
    index('fits_by_user').on(table.project, table.user).where(sql`user is not null`),
    index('fits_by_project').on(table.project, table.created),
    index('fits_by_state').on(table.state, table.updated),
  ],
)

/** Of the signed requests that were taken lately, so that none is taken twice, by whichever part of the edge. */
export const nonces = sqliteTable(
  'nonces',
  { nonce: text('nonce').primaryKey(), expires: integer('expires').notNull() },
  (table) => [index('nonces_by_expiry').on(table.expires)],
)
