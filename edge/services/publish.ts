/** How a direction becomes a version of its axis, and when it is put in force. */
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { axes, directions } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import type { Evaluation } from '../../shared/wire/fit.ts'
import type { FitJob } from '../fitting/job.ts'
import type { Activate, DirectionShown } from '../wire/direction.ts'
import { auditEntry, type Changer } from './audit.ts'
import { axisRowId } from './axes.ts'
import { recordCorrelations } from './correlations.ts'
import { type Database, runBatch } from './database.ts'
import { readDirection, type StoredDirection, type Stores } from './directions.ts'
import { fitMove, whileOpen } from './fit-moves.ts'

/**
 * Whether a direction may be put in force without anybody's say. What was reported of these bytes before stands until
 * another report comes; a report that is due must be there.
 */
const mayActivate = (verified: boolean, { evaluation, stored }: Evaluations, reportDue: boolean): boolean => {
  const report = evaluation?.report ?? stored?.report
  return verified && evaluation?.passed === true && (report ? report.passed : !reportDue)
}

/** What comes now, and what lies with the direction's version already. */
type Evaluations = { evaluation: Evaluation | null; stored: Evaluation | null }

export type Registering = {
  evaluation: Evaluation | null
  activate: Activate
  preview?: boolean
  /** Who uploads it; a fit does it by itself. */
  by?: Changer
}

/**
 * A new version of the axis, or the version that has this hash already.
 * @throws ApiError 404 `axis_not_found`
 */
export async function registerDirection(
  { db, artifacts }: Stores,
  project: string,
  axis: string,
  { hash, bytes, manifest }: StoredDirection,
  { evaluation, activate, preview = false, by }: Registering,
): Promise<{ direction: DirectionShown; created: boolean }> {
  const axisId = await axisRowId(db, project, axis)
  const stored = await storedEvaluation(db, axisId, hash)
  const id = newId('dir')
  const insert = db
    .insert(directions)
    .values({
      id,
      project,
      axis: axisId,
      version: sql`(select coalesce(max(version), 0) + 1 from directions where axis_id = ${axisId})`,
      hash,
      modelHash: manifest.model.hash,
      verified: manifest.verified,
      preview,
      bytes,
      manifest,
      evaluation,
      created: Date.now(),
    })
    // What a preview came to already, and is now asked for, is no preview any more; what was deleted is back.
    .onConflictDoUpdate({
      target: [directions.axis, directions.hash],
      set: { preview: sql`${directions.preview} and excluded.preview`, deleted: null },
    })
    .returning({ id: directions.id })
  const evaluations = { evaluation, stored }
  const active = activate === 'always' || (activate === 'auto' && mayActivate(manifest.verified, evaluations, false))
  const isNew = sql`exists (select 1 from ${directions} where ${directions.id} = ${id})`
  const uploaded = { hash, model_hash: manifest.model.hash, verified: manifest.verified, bytes }
  const version = sql<number>`(select version from ${directions} where axis_id = ${axisId} and hash = ${hash})`
  const [[row]] = await db.batch([
    insert,
    ...(by ? [auditEntry(db, by, { action: 'direction.uploaded', target: axis, after: uploaded }, isNew)] : []),
    ...(by && active ? [activationEntry(db, by, axis, axisId, version)] : []),
    ...(active ? [activateByHash(db, axisId, hash)] : []),
  ])
  if (active) await recordCorrelations({ db, artifacts }, project, axis)
  const direction = await readDirection(db, project, axis, { hash })
  return { direction, created: row?.id === id }
}

/** null where there is no such version, or nothing was found out about it. */
async function storedEvaluation(db: Database, axisId: string, hash: string): Promise<Evaluation | null> {
  const [row] = await db
    .select({ evaluation: directions.evaluation })
    .from(directions)
    .where(and(eq(directions.axis, axisId), eq(directions.hash, hash)))
  return row?.evaluation ?? null
}

/** Before it happens: from which version to which, as the database has them then. */
const activationEntry = (db: Database, by: Changer, axis: string, axisId: string, version: SQL) =>
  auditEntry(db, by, {
    action: 'direction.activated',
    target: axis,
    before: sql`(select json_object('version', active_version) from ${axes} where id = ${axisId})`,
    after: sql`json_object('version', ${version})`,
  })

const activateByHash = (db: Database, axisId: string, hash: string) =>
  db
    .update(axes)
    .set({ activeVersion: sql`(select version from directions where axis_id = ${axisId} and hash = ${hash})` })
    .where(eq(axes.id, axisId))

/** Of an open fit whose direction is registered: its evaluation as the worker gave it last, and what was asked for. */
export type Concluding = {
  axis: string
  hash: string
  evaluation: Evaluation | null
  activate: boolean
  reportDue: boolean
}

/**
 * The end of a fit and of what it does for its direction, in one batch that does nothing once the fit has ended: the
 * evaluation is kept with the report that has come (one without a report replaces none), and the direction is put in force
 * where that is wanted, it may be, and nobody has chosen another version since it was registered.
 * @throws ApiError 404 `axis_not_found`, `direction_not_found`
 */
export async function concludeFit(
  { db, artifacts }: Stores,
  job: FitJob,
  { axis, hash, evaluation, activate, reportDue }: Concluding,
): Promise<void> {
  const axisId = await axisRowId(db, job.project, axis)
  const { verified, version, evaluation: stored } = await readDirection(db, job.project, axis, { hash })
  const active = activate && mayActivate(verified, { evaluation, stored }, reportDue)
  const open = whileOpen(db, job)
  const unchosen = sql`${axes.activeVersion} is (select replaces from fits where id = ${job.id})`
  const keepReport = db
    .update(directions)
    .set({ evaluation })
    .where(and(eq(directions.axis, axisId), eq(directions.hash, hash), open))
  const putInForce = db
    .update(axes)
    .set({ activeVersion: version })
    .where(and(eq(axes.id, axisId), open, unchosen))
  const isActive = sql`exists (select 1 from axes where id = ${axisId} and active_version = ${version})`
  const failed = (evaluation?.report ?? stored?.report)?.passed === false ? '; its report did not pass' : ''
  const end = fitMove(db, job, {
    state: 'done',
    progress: 1,
    message: sql`${`${axis}@${version}`} || case when ${isActive} then ' is active' else ' is ready to be activated' end || ${failed}`,
    activated: isActive,
  })
  await runBatch(db, [...(evaluation?.report ? [keepReport] : []), ...(active ? [putInForce] : []), end])
  if (active) await recordCorrelations({ db, artifacts }, job.project, axis)
}
