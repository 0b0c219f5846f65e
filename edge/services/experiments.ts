/** Experiments of an axis: begun, listed, ended by hand, and their winner put in force. Others end by triggers. */
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { axes, directions, experiments } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import type { ExperimentShown, ExperimentWithStatistics, NewExperiment } from '../wire/experiment.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import { auditEntry, type Changer } from './audit.ts'
import { axisRowId, readAxis } from './axes.ts'
import type { Database } from './database.ts'
import { activateDirection, readDirection, type Stores } from './directions.ts'
import { readComparison } from './experiment-outcomes.ts'
import { beyond, newestFirst } from './newest-first.ts'

export type ExperimentRow = typeof experiments.$inferSelect

/**
 * @throws ApiError 404 `axis_not_found`, `direction_not_found`; 400 `axis_inactive`, `invalid_value`, `wrong_model`; 409
 * `experiment_running`
 */
export async function startExperiment(
  db: Database,
  changer: Changer,
  axis: string,
  wanted: NewExperiment,
  now = Date.now(),
): Promise<ExperimentShown> {
  const { project } = changer
  const axisId = await axisRowId(db, project, axis)
  const active = await checkVersions(db, project, axis, wanted.challenger)
  const row: ExperimentRow = {
    ...{ id: newId('exp'), project, axis: axisId, active, ...wanted },
    ...{ verdict: 'undecided', decided: null, ended: null, reason: null, statistics: null },
    ...{ checked: now, created: now },
  }
  const after = toExperiment(row, axis)
  const isNew = sql`exists (select 1 from ${experiments} where id = ${row.id})`
  const [begun] = await db.batch([
    db
      .insert(experiments)
      .select(
        // In the columns' order. What is compared may have changed since it was read.
        sql`select ${row.id}, ${project}, ${axisId}, ${row.challenger}, ${active}, ${row.share}, ${row.metric}, ${row.alpha},
          ${row.promote}, 'undecided', null, null, null, null, ${now}, ${now} from ${axes} a
          join ${directions} d on d.axis_id = a.id and d.version = ${row.challenger} and d.deleted is null
          where a.id = ${axisId} and a.deleted is null and a.active_version = ${active}`,
      )
      .onConflictDoNothing()
      .returning({ id: experiments.id }),
    auditEntry(db, changer, { action: 'experiment.started', target: `${axis}/${row.id}`, after }, isNew),
  ])
  if (!begun.length) throw await notBegun(db, axis, axisId)
  return after
}

/** The active version. */
async function checkVersions(db: Database, project: string, axis: string, challenger: number): Promise<number> {
  const { active } = await readAxis(db, project, axis)
  const invalid = (code: string, message: string) => new ApiError(400, code, message, { param: 'challenger' })
  if (!active) {
    throw invalid('axis_inactive', `axis ${axis} has no active direction to compare with: activate one`)
  }
  const { version } = active
  if (version === challenger) {
    throw invalid('invalid_value', `challenger: version ${version} is active already; another version is expected`)
  }
  const [one, other] = await Promise.all([
    readDirection(db, project, axis, { version: challenger }),
    readDirection(db, project, axis, { version }),
  ])
  if (one.model_hash === other.model_hash) return version
  throw invalid(
    'wrong_model',
    `version ${challenger} was fitted for another model than version ${version}, the active one`,
  )
}

async function notBegun(db: Database, axis: string, axisId: string): Promise<ApiError> {
  const [running] = await db
    .select({ id: experiments.id })
    .from(experiments)
    .where(and(eq(experiments.axis, axisId), isNull(experiments.ended)))
  const message = running
    ? `Axis '${axis}' has the experiment ${running.id}, which runs: stop or promote it first.`
    : `The versions of axis '${axis}' have changed meanwhile: look again.`
  return new ApiError(409, running ? 'experiment_running' : 'changed_meanwhile', message, { param: 'axis' })
}

/** Newest first. @throws ApiError 404 `axis_not_found` */
export async function listExperiments(
  db: Database,
  project: string,
  axis: string,
  page: PageQuery,
): Promise<Page<ExperimentShown>> {
  const axisId = await axisRowId(db, project, axis)
  const rows = await db
    .select()
    .from(experiments)
    .where(and(beyond(experiments, project, page), eq(experiments.axis, axisId)))
    .orderBy(...newestFirst(experiments, page.order))
    .limit(page.limit + 1)
  return toPage(rows, page.limit, (row) => toExperiment(row, axis))
}

/** @throws ApiError 404 `axis_not_found`, `experiment_not_found` */
export async function readExperiment(
  db: Database,
  project: string,
  axis: string,
  id: string,
): Promise<ExperimentWithStatistics> {
  return shownWhole(db, await readRow(db, project, axis, id), axis)
}

/**
 * Everybody is steered by the active version again.
 * @throws ApiError 404 `axis_not_found`, `experiment_not_found`; 409 `experiment_ended`
 */
export async function stopExperiment(
  db: Database,
  changer: Changer,
  axis: string,
  id: string,
  now = Date.now(),
): Promise<ExperimentWithStatistics> {
  const row = await readRunning(db, changer.project, axis, id)
  await db.batch([
    auditEntry(db, changer, { action: 'experiment.stopped', target: `${axis}/${id}` }, isRunning(id)),
    end(db, id, 'stopped', now),
  ])
  return readExperiment(db, row.project, axis, id)
}

/**
 * The challenger is the active version from then on, whatever the verdict: that is for people to judge.
 * @throws ApiError 404 `axis_not_found`, `experiment_not_found`; 409 `experiment_ended`
 */
export async function promoteChallenger(
  stores: Stores,
  changer: Changer,
  axis: string,
  id: string,
  now = Date.now(),
): Promise<ExperimentWithStatistics> {
  const { db } = stores
  const { challenger, project } = await readRunning(db, changer.project, axis, id)
  await activateDirection(stores, changer, axis, challenger, [
    auditEntry(db, changer, { action: 'experiment.promoted', target: `${axis}/${id}` }, isRunning(id)),
    // Before the trigger that ends what compares with another active version.
    end(db, id, 'promoted', now),
  ])
  return readExperiment(db, project, axis, id)
}

/** As a statement. One that has ended stays as it ended. */
export const end = (db: Database, id: string, reason: NonNullable<ExperimentRow['reason']>, now: number) =>
  db
    .update(experiments)
    .set({ ended: now, reason })
    .where(and(eq(experiments.id, id), isNull(experiments.ended)))

const isRunning = (id: string): SQL => sql`exists (select 1 from ${experiments} where id = ${id} and ended is null)`

async function readRow(db: Database, project: string, axis: string, id: string): Promise<ExperimentRow> {
  const axisId = await axisRowId(db, project, axis)
  const [row] = await db
    .select()
    .from(experiments)
    .where(and(eq(experiments.id, id), eq(experiments.project, project), eq(experiments.axis, axisId)))
  if (row) return row
  throw new ApiError(404, 'experiment_not_found', `Axis '${axis}' has no experiment '${id}'.`, { param: 'id' })
}

async function readRunning(db: Database, project: string, axis: string, id: string): Promise<ExperimentRow> {
  const row = await readRow(db, project, axis, id)
  if (row.ended === null) return row
  throw new ApiError(409, 'experiment_ended', `The experiment ${id} has ended: ${row.reason}.`, { param: 'id' })
}

async function shownWhole(db: Database, row: ExperimentRow, axis: string): Promise<ExperimentWithStatistics> {
  const { challenger, active, ...rest } = row.statistics ?? (await readComparison(db, row))
  return {
    ...toExperiment(row, axis),
    statistics: {
      ...rest,
      challenger: { version: row.challenger, ...challenger },
      active: { version: row.active, ...active },
    },
  }
}

const toExperiment = (row: ExperimentRow, axis: string): ExperimentShown => ({
  object: 'experiment',
  id: row.id,
  axis,
  challenger: row.challenger,
  active: row.active,
  share: row.share,
  metric: row.metric,
  alpha: row.alpha,
  promote: row.promote,
  state: row.ended === null ? 'running' : 'ended',
  reason: row.reason,
  verdict: row.verdict,
  decided: row.decided === null ? null : toSeconds(row.decided),
  ended: row.ended === null ? null : toSeconds(row.ended),
  created: toSeconds(row.created),
})
