/** How a fit's row moves on. Only an open one does: an end is final. */
import { and, eq, exists, inArray, type SQL, sql } from 'drizzle-orm'
import { axes, directions, fits } from '../../schema/tables.ts'
import type { FitStatus } from '../../shared/wire/fit.ts'
import type { FitJob } from '../fitting/job.ts'
import type { Database } from './database.ts'
import { toSpec } from './stored-spec.ts'

export const OPEN: FitStatus['state'][] = ['queued', 'running']

/** To an instance of the workflow only while it is the one that follows the fit; to others, whoever does. */
const isOpen = ({ id, project, turn }: FitJob) =>
  and(
    eq(fits.id, id),
    eq(fits.project, project),
    inArray(fits.state, OPEN),
    turn === undefined ? undefined : eq(fits.turn, turn),
  ) as SQL

/** For statements that write elsewhere and are only due while the fit is open. */
export const whileOpen = (db: Database, job: FitJob) => exists(db.select({ id: fits.id }).from(fits).where(isOpen(job)))

const followed = {
  spec: fits.spec,
  axis: fits.axis,
  activate: fits.activate,
  worker: fits.worker,
  preview: fits.preview,
  previewOf: fits.previewOf,
  direction: fits.direction,
  evaluation: fits.evaluation,
  stages: fits.stages,
  timeLimit: fits.timeLimit,
  modelHash: fits.modelHash,
  user: fits.user,
}

/** What the workflow needs to know of a fit; null once it has ended, cancelled for example, or another instance follows it. */
export async function readOpenFit(db: Database, job: FitJob) {
  const [row] = await db.select(followed).from(fits).where(isOpen(job))
  return row ? { ...row, spec: toSpec(row.spec) } : null
}

/** Whichever instance follows it. */
export const isFitOpen = async (db: Database, { id, project }: FitJob): Promise<boolean> =>
  (await db.$count(fits, isOpen({ id, project }))) > 0

type Row = typeof fits.$inferInsert
type Moved =
  | 'worker'
  | 'state'
  | 'stage'
  | 'progress'
  | 'message'
  | 'queue'
  | 'stages'
  | 'error'
  | 'direction'
  | 'evaluation'
  | 'choices'
  | 'characteristics'
  | 'replaces'
  | 'activated'
  | 'used'
export type FitMove = { [Column in Moved]?: Row[Column] | SQL }

/** As a statement, for a batch: it does nothing if the fit has ended already. */
export const fitMove = (db: Database, job: FitJob, move: FitMove) =>
  db
    .update(fits)
    .set({ ...move, updated: Date.now() })
    .where(isOpen(job))
    .returning({ id: fits.id })

/** False if the fit has ended already. */
export async function moveFit(db: Database, job: FitJob, move: FitMove): Promise<boolean> {
  return (await fitMove(db, job, move)).length > 0
}

/** What the axis is steered by as the fit gets its direction, kept where the fit had one before: made again, say. */
export const activeAtFirst = sql`case when ${fits.direction} is null then
  (select a.active_version from ${axes} a where a.project_id = ${fits.project} and a.name = ${fits.axis} and a.deleted is null)
  else ${fits.replaces} end`

export type Stop = {
  state: 'failed' | 'cancelled'
  message: string
  error: FitStatus['error']
  /** What became of its report, where the direction can be used already. */
  remark: string
}

export const CANCELLED: Stop = {
  state: 'cancelled',
  message: 'Cancelled',
  error: null,
  remark: 'its report was cancelled',
}

/**
 * Ends a fit that goes no further. Its direction, where it can be used already, stays, and the fit is done with a remark;
 * decided in the database, as the direction may be registered at this very moment. False if it has ended already.
 */
export async function stopFit(db: Database, job: FitJob, stop: Stop): Promise<boolean> {
  return (await fitStop(db, job, stop)).length > 0
}

/** The same as a statement, for a batch. */
export const fitStop = (db: Database, job: FitJob, { state, message, error, remark }: Stop) =>
  fitMove(db, job, {
    state: ifUsable(sql`'done'`, sql`${state}`),
    progress: ifUsable(sql`1`, sql`${fits.progress}`),
    message: ifUsable(
      sql`${fits.axis} || '@' || json_extract(${fits.direction}, '$.version') || ${` can be used; ${remark}`}`,
      sql`${message}`,
    ),
    error: ifUsable(sql`null`, sql`${error && JSON.stringify(error)}`),
  })

const ifUsable = (then: SQL, otherwise: SQL) => sql`case when ${isUsable} then ${then} else ${otherwise} end`

/** An axis that was deleted has taken its directions along. */
const isUsable = sql`exists (select 1 from ${directions} d join ${axes} a on a.id = d.axis_id and a.deleted is null and d.deleted is null
  where a.project_id = ${fits.project} and a.name = ${fits.axis}
    and d.hash = json_extract(${fits.direction}, '$.hash'))`
