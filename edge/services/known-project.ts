/**
 * What an isolate remembers of a project, so that a request need not ask for it again. It holds as long as the project's
 * version does, which triggers count up with every change; whoever reads something else of the project reads the version
 * in the same round trip.
 */
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import {
  axes,
  DEFAULT_ANSWER_RETENTION,
  directions,
  experiments,
  keyLimits,
  origins,
  populations,
  projectLimits,
  projects,
} from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { noticeableStep } from '../../shared/learning/noticeable-step.ts'
import { DEFAULT_LEARNING, type LearningSettings } from '../../shared/learning/settings.ts'
import type { Site } from '../../shared/steering/hook.ts'
import type { EffectReport } from '../../shared/wire/report.ts'
import type { Basis } from '../../shared/wire/steering.ts'
import { DEFAULT_BASIS } from '../steering/basis.ts'
import type { ExperimentsByAxis } from '../steering/experiments.ts'
import type { AxesByName, StrengthsByAxis } from '../steering/resolve.ts'
import type { Database } from './database.ts'
import { Recent } from './recent.ts'

export type KnownProject = {
  version: number
  axes: AxesByName
  /** Those that run. */
  experiments: ExperimentsByAxis
  /** The project's default edits. */
  defaults: StrengthsByAxis
  basis: Basis
  /** Seconds for which answers are kept; 0: never on disk. */
  answerRetention: number
  /** Of web pages that may read its answers. */
  origins: ReadonlySet<string>
  /** Whether there are limits for answers, its own or a key's. */
  isLimited: boolean
  learning: KnownLearning
  /** Whether logs hold what its users ask. */
  logPrompts: boolean
}

/** What its users' profiles learn, and from where. Axes are named by their ids. */
export type KnownLearning = {
  settings: LearningSettings
  /** Those that have an active direction. */
  axes: ReadonlyMap<string, { name: string; step: number }>
  /** null: too few have said what they like. */
  population: Population | null
  /** The project's default edits, by the axes' names: where its users begin, beneath what their profiles say. */
  defaults: StrengthsByAxis
}

export type Population = { axes: string[]; mean: number[]; covariance: number[][] }

/** Without a look at the version, what is remembered is taken for so long: milliseconds. */
const TAKEN_FOR_MS = 4_000

const MOST = 1_000
const remembered = new Recent<{ project: KnownProject; looked: number }>(MOST)

/** As it was when last looked at; undefined where it is not remembered. */
export const recall = (id: string): KnownProject | undefined => remembered.get(id)?.project

/** As it is now, given its version as just read: what is remembered, if it is of that version. */
export async function ofVersion(db: Database, id: string, version: number): Promise<KnownProject> {
  const known = recall(id)
  if (known?.version !== version) return readProject(db, id)
  remembered.set(id, { project: known, looked: Date.now() })
  return known
}

/** It is read again when it is next asked for; other isolates read it again within seconds, or at its new version. */
export const forgetProject = (id: string): void => remembered.delete(id)

/** As it is now. One round trip, which is short where nothing has changed. */
export async function currentProject(db: Database, id: string): Promise<KnownProject> {
  if (!recall(id)) return readProject(db, id)
  const [row] = await db.select({ version: projects.version }).from(projects).where(eq(projects.id, id))
  if (!row) throw projectGone(id)
  return ofVersion(db, id, row.version)
}

/** Whoever asks is remembered from before it was deleted. */
export function projectGone(id: string): ApiError {
  remembered.delete(id)
  return new ApiError(401, 'invalid_api_key', 'The project of this credential has been deleted.')
}

/** As it is, or was a few seconds ago; no round trip where it is used often. */
export async function recentProject(db: Database, id: string): Promise<KnownProject> {
  const known = remembered.get(id)
  return known && known.looked > Date.now() - TAKEN_FOR_MS ? known.project : readProject(db, id)
}

export async function readProject(db: Database, id: string): Promise<KnownProject> {
  const [[row], axisRows, originRows, [population], experimentRows] = await db.batch([
    db
      .select({
        version: projects.version,
        edits: projects.defaultEdits,
        basis: projects.basis,
        answerRetention: projects.answerRetention,
        learning: projects.learning,
        logPrompts: projects.logPrompts,
        isLimited: sql<number>`(exists (select 1 from ${projectLimits} where ${projectLimits.project} = ${id})
          or exists (select 1 from ${keyLimits} where ${keyLimits.project} = ${id}))`.as('is_limited'),
      })
      .from(projects)
      .where(eq(projects.id, id)),
    selectAxes(db, id),
    db.select({ origin: origins.origin }).from(origins).where(eq(origins.project, id)),
    db
      .select({ axes: populations.axes, mean: populations.mean, covariance: populations.covariance })
      .from(populations)
      .where(eq(populations.project, id)),
    selectExperiments(db, id),
  ])
  if (!row) throw projectGone(id)
  const { version, edits, basis, answerRetention, isLimited, learning, logPrompts } = row
  const defaults = new Map(Object.entries(edits))
  const project = {
    version,
    axes: new Map(axisRows.map(({ name, condition, active }) => [name, { condition, active }])),
    experiments: new Map(experimentRows.map(({ axis, ...experiment }) => [axis, experiment])),
    defaults,
    basis: basis ?? DEFAULT_BASIS,
    answerRetention: answerRetention ?? DEFAULT_ANSWER_RETENTION,
    origins: new Set(originRows.map(({ origin }) => origin)),
    isLimited: isLimited === 1,
    logPrompts,
    learning: {
      settings: { ...DEFAULT_LEARNING, ...learning },
      axes: new Map(
        axisRows.flatMap(({ id, name, active, curve }) =>
          active ? [[id, { name, step: noticeableStep(curve ?? []) }]] : [],
        ),
      ),
      population: population ?? null,
      defaults,
    },
  }
  remembered.set(id, { project, looked: Date.now() })
  return project
}

/** Picked in the database: the rest of a manifest is of no use here. */
export const layersOfDirection =
  sql`(select json_group_array(json_extract(value, '$.layer')) from json_each(${directions.manifest}, '$.layers'))`.mapWith(
    (text: string): number[] => JSON.parse(text),
  )

const layers = layersOfDirection.as('layers')

const site = sql<Site>`json_extract(${directions.manifest}, '$.site')`.as('site')

/** null while nothing has measured what the direction does to text. */
const curve = sql<EffectReport['curve'] | null>`json_extract(${directions.evaluation}, '$.report.effect.curve')`
  .mapWith((text: string): EffectReport['curve'] => JSON.parse(text))
  .as('curve')

const steering = { version: directions.version, hash: directions.hash, modelHash: directions.modelHash, layers, site }

const selectAxes = (db: Database, project: string) =>
  db
    .select({
      id: axes.id,
      name: axes.name,
      condition: axes.condition,
      curve,
      active: steering,
    })
    .from(axes)
    .leftJoin(directions, sql`${directions.axis} = ${axes.id} and ${directions.version} = ${axes.activeVersion}`)
    .where(and(eq(axes.project, project), isNull(axes.deleted), isNull(axes.user)))
    .orderBy(asc(axes.name))

const selectExperiments = (db: Database, project: string) =>
  db
    .select({ axis: axes.name, id: experiments.id, share: experiments.share, challenger: steering })
    .from(experiments)
    .innerJoin(axes, and(eq(axes.id, experiments.axis), isNull(axes.deleted)))
    .innerJoin(directions, sql`${directions.axis} = ${axes.id} and ${directions.version} = ${experiments.challenger}`)
    .where(and(eq(experiments.project, project), isNull(experiments.ended)))
