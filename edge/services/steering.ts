/**
 * What a request's steering is resolved against, and the limits that it has to keep to: one round trip, while the project
 * stays as it is remembered.
 */
import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { axes, beliefs, DEFAULT_USER, directions, profileStrengths, profiles, projects } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Basis } from '../../shared/wire/steering.ts'
import { axesFor } from '../steering/experiments.ts'
import type { Explorable } from '../steering/exploration.ts'
import { BEGINNING, type Learnt, type SetStrength, strengthsInForce, strengthsSet } from '../steering/in-force.ts'
import type { AxesByName, KnownAxis, Stored } from '../steering/resolve.ts'
import { isOf, readBelief, renewBelief, stampOf } from './beliefs.ts'
import type { Database } from './database.ts'
import {
  currentProject,
  type KnownProject,
  layersOfDirection,
  ofVersion,
  projectGone,
  recall,
} from './known-project.ts'
import { type KnownLimits, selectLimits, toKnownLimits } from './limits.ts'

/** What the project and the user's profile say. */
export type Known = {
  axes: AxesByName
  /** The user's private axis, where their profile names it and it has a direction. */
  own: AxesByName
  stored: Stored
  basis: Basis
  /** Seconds; 0: never on disk. */
  answerRetention: number
  limits: KnownLimits
  /** Of how many signals `stored` is. */
  evidence: number
  /** What may be drawn from; null where nothing is to be. */
  explorable: Explorable | null
}

/**
 * @param explores whether the answer's strengths are to be drawn from what is believed of the user, which costs another
 * round trip
 * @throws ApiError 400 `exploration_off`, `user_needed`
 */
export async function loadSteering(
  db: Database,
  { project, user, key }: { project: string; user: string | null; key: string },
  explores = false,
): Promise<Known> {
  const strengths = selectStrengths(db, project, user)
  // Most projects have no limits, and need not be asked for them.
  const isUnlimited = recall(project)?.isLimited === false
  const [rows, limitRows] = isUnlimited
    ? [await strengths, null]
    : await db.batch([strengths, selectLimits(db, project, key)])
  const [first] = rows
  if (!first) throw projectGone(project)
  const known = await ofVersion(db, project, first.version)
  const { defaults, basis, answerRetention, isLimited } = known
  const axes = axesFor(known.axes, known.experiments, user)
  const [limits] = isLimited ? (limitRows ?? (await selectLimits(db, project, key))) : []
  const own = rows.filter((row) => row.user !== null && row.user !== DEFAULT_USER)
  const set = strengthsSet(own.length ? own : rows)
  // Who names no user is nobody of whom anything could be learnt.
  const profile =
    user === null ? set : strengthsInForce(set, await learntOf(db, { project, user }, known, own[0]), known.learning)
  return {
    axes,
    own: ownAxes(own, user),
    stored: { defaults, profile },
    basis,
    answerRetention,
    limits: limits ? toKnownLimits(limits) : null,
    evidence: own[0]?.evidence ?? 0,
    explorable: explores ? await readExplorable(db, { project, user }, known, set) : null,
  }
}

/** @param set by hand, the user's or, where they have no profile, the default one */
async function readExplorable(
  db: Database,
  { project, user }: { project: string; user: string | null },
  known: KnownProject,
  set: ReadonlyMap<string, SetStrength>,
): Promise<Explorable> {
  const { settings, axes } = known.learning
  if (user === null) throw userNeeded()
  if (!(settings.enabled && settings.explore)) throw explorationOff(settings.enabled)
  const begun = [...axes].flatMap(([id, { name }]): [string, SetStrength][] =>
    set.has(name) ? [[id, { ...set.get(name)!, variance: BEGINNING }]] : [],
  )
  const { mean, covariance, informed } = await readBelief(db, { project, user }, known, new Map(begun))
  const ids = Object.keys(mean)
  return {
    axes: ids.map((id) => axes.get(id)!.name),
    mean: Object.values(mean),
    covariance,
    steps: ids.map((id) => axes.get(id)!.step),
    reach: settings.explore_steps,
    informed,
  }
}

const userNeeded = () =>
  new ApiError(400, 'user_needed', 'user says whose liking is to be found out: name one.', { param: 'user' })

const explorationOff = (learns: boolean) =>
  new ApiError(
    400,
    'exploration_off',
    learns
      ? 'This project has turned exploration off: leave steering.explore out, or PATCH /v1/project {"learning": {"explore": true}}.'
      : 'Profiles of this project do not learn (learning.enabled is false), so there is nothing to find out: leave steering.explore out.',
    { param: 'steering.explore' },
  )

type Row = Awaited<ReturnType<typeof selectStrengths>>[number]

/** A private axis is known of its own user's requests alone, and so is no part of what is remembered of the project. */
const ownAxes = (rows: readonly Row[], user: string | null): AxesByName =>
  new Map(
    rows.flatMap(({ axis, axisUser, ownVersion, ownHash, ownModel, ownLayers }): [string, KnownAxis][] => {
      if (!axis || axisUser === null || axisUser !== user) return []
      if (ownVersion === null || ownHash === null || ownModel === null) return []
      const active = { version: ownVersion, hash: ownHash, modelHash: ownModel, layers: ownLayers ?? [] }
      return [[axis, { active, condition: null }]]
    }),
  )

/** All that a request may be steered by. */
export const steerable = ({ axes, own }: Known): AxesByName => (own.size ? new Map([...axes, ...own]) : axes)

/** What a user was found to like, as it is now; null: they said nothing yet. */
async function learntOf(
  db: Database,
  of: { project: string; user: string },
  known: KnownProject,
  row: Row | undefined,
): Promise<Learnt | null> {
  if (!row?.evidence || !known.learning.settings.enabled) return null
  const { belief, beliefEvidence: evidence, beliefVersion: version, beliefDay: day } = row
  const isFresh = isOf({ evidence, version, day }, stampOf(row.evidence, known))
  const means = isFresh ? belief : (await renewBelief(db, of, known))?.mean
  // How sure it is does not matter here, and is not read.
  return means ? Object.fromEntries(Object.entries(means).map(([id, value]) => [id, { value, deviation: 0 }])) : null
}

export const loadAxes = async (db: Database, project: string): Promise<AxesByName> =>
  (await currentProject(db, project)).axes

/**
 * The project's version beside the user's strengths and the default profile's. A profile without strengths is one row whose
 * axis is null; where there is no profile at all, there is one row without a user.
 */
const selectStrengths = (db: Database, project: string, user: string | null) =>
  db
    .select({
      version: projects.version,
      user: profiles.user,
      evidence: profiles.evidence,
      axis: axes.name,
      mean: profileStrengths.mean,
      variance: profileStrengths.variance,
      mode: profileStrengths.mode,
      belief: sql<string | null>`${beliefs.mean}`
        .mapWith((text): Record<string, number> => JSON.parse(text))
        .as('belief'),
      beliefEvidence: sql<number | null>`${beliefs.evidence}`.as('belief_evidence'),
      beliefVersion: sql<number | null>`${beliefs.version}`.as('belief_version'),
      beliefDay: sql<number | null>`${beliefs.day}`.as('belief_day'),
      axisUser: sql<string | null>`${axes.user}`.as('axis_user'),
      ownVersion: sql<number | null>`${directions.version}`.as('own_version'),
      ownHash: sql<string | null>`${directions.hash}`.as('own_hash'),
      ownModel: sql<string | null>`${directions.modelHash}`.as('own_model'),
      ownLayers: layersOfDirection.as('own_layers'),
    })
    .from(projects)
    .leftJoin(
      profiles,
      and(eq(profiles.project, projects.id), inArray(profiles.user, [user ?? DEFAULT_USER, DEFAULT_USER])),
    )
    .leftJoin(beliefs, eq(beliefs.profile, profiles.id))
    .leftJoin(profileStrengths, eq(profileStrengths.profile, profiles.id))
    .leftJoin(axes, and(eq(axes.id, profileStrengths.axis), isNull(axes.deleted)))
    .leftJoin(
      directions,
      and(isNotNull(axes.user), eq(directions.axis, axes.id), eq(directions.version, axes.activeVersion)),
    )
    .where(eq(projects.id, project))
