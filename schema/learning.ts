/** What users did that says what they like, and what is believed of them by it. Axes are named by their ids. */
import { index, integer, primaryKey, real, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import type { PartialStatistics } from '../shared/learning/partial-population.ts'
import type { StoredEvidence } from '../shared/learning/stored-evidence.ts'
import { profiles, projects } from './tables.ts'

const project = () =>
  text('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' })

/** Immutable: a belief is made anew from all of a user's. Triggers count each, come or gone, in `profiles.evidence`. */
export const signals = sqliteTable(
  'signals',
  {
    id: text('id').primaryKey(),
    project: project(),
    profile: text('profile_id')
      .notNull()
      .references(() => profiles.id, { onDelete: 'cascade' }),
    /** As its sender calls it: what comes again under the same name is the same. */
    name: text('name').notNull(),
    /** The answer that it is about; null: about none. */
    answer: text('answer'),
    choice: integer('choice'),
    evidence: text('evidence', { mode: 'json' }).$type<StoredEvidence>().notNull(),
    /** When it was given, which may be long before it came. */
    given: integer('given').notNull(),
    created: integer('created').notNull(),
  },
  (table) => [
    unique('signals_name').on(table.profile, table.name),
    index('signals_by_profile').on(table.profile, table.given),
    index('signals_by_project').on(table.project, table.created),
    index('signals_by_answer').on(table.answer),
    index('signals_by_age').on(table.created),
  ],
)

/** Made from a profile's signals as they were at `evidence`, under the project as it was at `version`, on `day`. */
export const beliefs = sqliteTable(
  'beliefs',
  {
    profile: text('profile_id')
      .primaryKey()
      .references(() => profiles.id, { onDelete: 'cascade' }),
    project: project(),
    /** Preferred strength by axis, of those that are not pinned. */
    mean: text('mean', { mode: 'json' }).$type<Record<string, number>>().notNull(),
    /** Between the axes of `mean`, in its order. */
    covariance: text('covariance', { mode: 'json' }).$type<number[][]>().notNull(),
    evidence: integer('evidence').notNull(),
    version: integer('version').notNull(),
    /** Since 1970, where signals lose weight with time; 0 where they do not. */
    day: integer('day').notNull(),
    computed: integer('computed').notNull(),
    /** The chance that the user's signals follow their liking at all. */
    informed: real('informed').notNull().default(1),
  },
  (table) => [index('beliefs_by_project').on(table.project, table.profile)],
)

/** What a project's users like, as far as they said: where those begin of whom nothing is known. */
export const populations = sqliteTable('populations', {
  project: text('project_id')
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' }),
  axes: text('axes', { mode: 'json' }).$type<string[]>().notNull(),
  mean: text('mean', { mode: 'json' }).$type<number[]>().notNull(),
  covariance: text('covariance', { mode: 'json' }).$type<number[][]>().notNull(),
  users: integer('users').notNull(),
  computed: integer('computed').notNull(),
})

/** How far the estimate of a project's population has come, page by page. Triggers tell what changed since it began. */
export const populationRuns = sqliteTable(
  'population_runs',
  {
    project: project().primaryKey(),
    /** Whether beliefs have come or changed, or have gone, since the last run began. */
    changed: integer('changed', { mode: 'boolean' }).notNull(),
    forgotten: integer('forgotten', { mode: 'boolean' }).notNull().default(false),
    /** Whether what is found is kept however little it moved: somebody who is in the present one has been forgotten. */
    forced: integer('forced', { mode: 'boolean' }).notNull().default(false),
    /** When the last run ended. */
    ended: integer('ended').notNull().default(0),
    /** Until when somebody is at it, or was when they last were. */
    taken: integer('taken').notNull().default(0),
    /** The profile that was counted last; null while no run is under way. */
    after: text('after'),
    statistics: text('statistics', { mode: 'json' }).$type<PartialStatistics>(),
  },
  (table) => [index('population_runs_by_turn').on(table.taken)],
)

/** Answers under way whose users asked that what they signal changes them. */
export const liveAnswers = sqliteTable(
  'live_answers',
  {
    answer: text('answer').notNull(),
    project: project(),
    user: text('user').notNull(),
    /** Axes that the request itself has set. */
    fixed: text('fixed', { mode: 'json' }).$type<string[]>().notNull(),
    expires: integer('expires').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.project, table.user, table.answer] }),
    index('live_answers_by_expiry').on(table.expires),
  ],
)
