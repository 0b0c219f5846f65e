/** How a direction becomes a version of its axis, and when it is put in force. */
import { and, eq, sql } from 'drizzle-orm'
import { axes, directions } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import type { Evaluation } from '../../shared/wire/fit.ts'
import type { Activate, DirectionShown } from '../wire/direction.ts'
import { axisRowId } from './axes.ts'
import { recordCorrelations } from './correlations.ts'
import { type Database, runBatch } from './database.ts'
import { readDirection, type StoredDirection, type Stores } from './directions.ts'

/** Whether a direction may be put in force without anybody's say; a report that is due must be there. */
const mayActivate = (verified: boolean, evaluation: Evaluation | null, reportDue: boolean): boolean =>
  verified && evaluation?.passed === true && (evaluation.report ? evaluation.report.passed : !reportDue)

export type Registering = { evaluation: Evaluation | null; activate: Activate; preview?: boolean }

/**
 * A new version of the axis, or the version that has this hash already.
 * @throws ApiError 404 `axis_not_found`
 */
export async function registerDirection(
  { db, artifacts }: Stores,
  project: string,
  axis: string,
  { hash, bytes, manifest }: StoredDirection,
  { evaluation, activate, preview = false }: Registering,
): Promise<{ direction: DirectionShown; created: boolean }> {
  const axisId = await axisRowId(db, project, axis)
  const insert = db
    .insert(directions)
    .values({
      id: newId('dir'),
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
    .onConflictDoNothing({ target: [directions.axis, directions.hash] })
    .returning({ id: directions.id })
  const active = activate === 'always' || (activate === 'auto' && mayActivate(manifest.verified, evaluation, false))
  const [inserted] = active ? await db.batch([insert, activateByHash(db, axisId, hash)]) : await db.batch([insert])
  if (active) await recordCorrelations({ db, artifacts }, project, axis)
  const direction = await readDirection(db, project, axis, { hash })
  return { direction, created: inserted.length > 0 }
}

const activateByHash = (db: Database, axisId: string, hash: string) =>
  db
    .update(axes)
    .set({ activeVersion: sql`(select version from directions where axis_id = ${axisId} and hash = ${hash})` })
    .where(eq(axes.id, axisId))

export type Concluding = { evaluation: Evaluation | null; activate: boolean; reportDue: boolean }

/**
 * The end of what a fit does for a direction: its evaluation is kept with the report that has come, and it is put in
 * force where that is wanted and it may be. An evaluation without a report replaces none.
 * @throws ApiError 404 `axis_not_found`, `direction_not_found`
 */
export async function concludeDirection(
  { db, artifacts }: Stores,
  project: string,
  axis: string,
  hash: string,
  { evaluation, activate, reportDue }: Concluding,
): Promise<DirectionShown> {
  const axisId = await axisRowId(db, project, axis)
  const { verified } = await readDirection(db, project, axis, { hash })
  const active = activate && mayActivate(verified, evaluation, reportDue)
  await runBatch(db, [
    ...(evaluation?.report
      ? [
          db
            .update(directions)
            .set({ evaluation })
            .where(and(eq(directions.axis, axisId), eq(directions.hash, hash))),
        ]
      : []),
    ...(active ? [activateByHash(db, axisId, hash)] : []),
  ])
  if (active) await recordCorrelations({ db, artifacts }, project, axis)
  return readDirection(db, project, axis, { hash })
}
