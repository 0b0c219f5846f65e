/** Directions: immutable versions in D1, their files in R2 under the hash. */
import { and, asc, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { axes, directions } from '../../schema/tables.ts'
import { type DirectionManifest, decodeDirection } from '../../shared/direction.ts'
import { ApiError } from '../../shared/errors.ts'
import { sha256Hex } from '../../shared/ids.ts'
import type { Axis } from '../wire/axis.ts'
import type { DirectionShown, DirectionsQuery } from '../wire/direction.ts'
import { type Page, toPage, toSeconds } from '../wire/list.ts'
import { artifactKey, readArtifact } from './artifacts.ts'
import { auditEntry, type Changer } from './audit.ts'
import { axisResource, axisRowId, named, readAxis } from './axes.ts'
import { recordCorrelations } from './correlations.ts'
import { type Database, runBatch } from './database.ts'
import { onlyIf } from './precondition.ts'
import { toEvaluation } from './stored-evaluation.ts'

export type Stores = { db: Database; artifacts: R2Bucket }

/** A direction whose file lies in R2 and may be registered. */
export type StoredDirection = { hash: string; bytes: number; manifest: DirectionManifest }

/**
 * Checks a direction's file and keeps it under its hash; the same bytes again change nothing.
 * @throws ApiError 400 `invalid_direction` that says what is wrong with the file.
 */
export async function storeDirection(
  artifacts: R2Bucket,
  axis: string,
  file: Uint8Array<ArrayBuffer>,
): Promise<StoredDirection> {
  const manifest = readManifest(file)
  if (manifest.axis !== axis) {
    throw invalidDirection(`this is a direction of axis '${manifest.axis}', not of '${axis}'`)
  }
  const hash = await sha256Hex(file)
  await artifacts.put(artifactKey(hash), file, { sha256: hash })
  return { hash, bytes: file.byteLength, manifest }
}

function readManifest(file: Uint8Array): DirectionManifest {
  try {
    return decodeDirection(file).manifest
  } catch (thrown) {
    throw invalidDirection(thrown instanceof Error ? thrown.message : 'not a direction')
  }
}

const invalidDirection = (message: string) => new ApiError(400, 'invalid_direction', message, { param: 'body' })

/** Newest first. */
export async function listDirections(
  db: Database,
  project: string,
  axis: string,
  { limit, after, order = 'desc', verified, model_hash }: DirectionsQuery,
): Promise<Page<DirectionShown>> {
  await axisRowId(db, project, axis)
  const [next, by] = order === 'desc' ? [lt, desc] : [gt, asc]
  const asked = and(
    after === undefined ? undefined : next(directions.version, after),
    verified === undefined ? undefined : eq(directions.verified, verified),
    model_hash === undefined ? undefined : eq(directions.modelHash, model_hash),
  )
  const rows = await selectDirections(db)
    .where(and(named(project, axis), isNull(directions.deleted), asked))
    .orderBy(by(directions.version))
    .limit(limit + 1)
  return toPage(rows, limit, toDirection)
}

/** @throws ApiError 404 `direction_not_found` */
export async function readDirection(
  db: Database,
  project: string,
  axis: string,
  which: { version: number } | { hash: string },
): Promise<DirectionShown> {
  const match = 'version' in which ? eq(directions.version, which.version) : eq(directions.hash, which.hash)
  const [row] = await selectDirections(db).where(and(named(project, axis), isNull(directions.deleted), match))
  if (!row) throw directionNotFound(axis, 'version' in which ? `version ${which.version}` : which.hash)
  return toDirection(row)
}

/** @throws ApiError 404 `direction_not_found`, 500 `artifact_damaged` */
export async function readDirectionFile(
  { db, artifacts }: Stores,
  project: string,
  axis: string,
  version: number,
): Promise<{ hash: string; file: Uint8Array<ArrayBuffer> }> {
  const { hash } = await readDirection(db, project, axis, { version })
  const file = await readArtifact(artifacts, hash)
  if (!file) throw directionNotFound(axis, `file of version ${version}`)
  return { hash, file }
}

/**
 * From the next request on. null: the axis is steered by no direction.
 * @param first statements that come before it in its batch
 * @throws ApiError 404 `axis_not_found`, `direction_not_found`
 */
export async function activateDirection(
  { db, artifacts }: Stores,
  changer: Changer,
  axis: string,
  version: number | null,
  first: BatchItem<'sqlite'>[] = [],
): Promise<Axis> {
  const { project } = changer
  const { active } = await readAxis(db, project, axis)
  if (version !== null) await readDirection(db, project, axis, { version })
  await runBatch(db, [
    ...(await onlyIf(db, changer, axisResource(db, project, axis))),
    ...first,
    db
      .update(axes)
      .set({
        activeVersion: sql`(select version from ${directions} where axis_id = ${axes.id} and version = ${version} and deleted is null)`,
      })
      .where(named(project, axis)),
    auditEntry(db, changer, {
      action: 'direction.activated',
      target: axis,
      before: { version: active?.version ?? null },
      after: { version },
    }),
  ])
  await recordCorrelations({ db, artifacts }, project, axis)
  return readAxis(db, project, axis)
}

/**
 * What was made with it goes on naming it; the same bytes, uploaded again, bring it back. Its number is not given again.
 * @throws ApiError 404 `axis_not_found`, `direction_not_found`; 409 `direction_active`
 */
export async function deleteDirection(
  db: Database,
  changer: Changer,
  axis: string,
  version: number,
  forGood: boolean,
): Promise<void> {
  const { project } = changer
  const before = await readDirection(db, project, axis, { version })
  const axisId = await axisRowId(db, project, axis)
  const isThere = and(eq(directions.axis, axisId), eq(directions.version, version), isNull(directions.deleted))
  // Whoever activates it in this moment comes first, or finds it gone.
  const isUsed = sql`exists (select 1 from ${axes} where id = ${axisId} and active_version = ${version})`
  const { manifest: _, evaluation: __, ...facts } = before
  const [, deleted] = await db.batch([
    auditEntry(
      db,
      changer,
      { action: 'direction.deleted', target: `${axis}@${version}`, before: facts },
      sql`exists (select 1 from ${directions} where ${isThere}) and not ${isUsed}`,
    ),
    db
      .update(directions)
      .set({ deleted: forGood ? 0 : Date.now() })
      .where(and(isThere, sql`not ${isUsed}`))
      .returning({ id: directions.id }),
  ])
  if (deleted.length) return
  throw new ApiError(
    409,
    'direction_active',
    `Version ${version} is what axis '${axis}' is steered by: activate another version, or none, before it is deleted.`,
    { param: 'version' },
  )
}

const directionNotFound = (axis: string, what: string) =>
  new ApiError(404, 'direction_not_found', `Axis '${axis}' has no ${what}. GET /v1/axes/${axis}/directions lists all.`)

const selectDirections = (db: Database) =>
  db
    .select({ axis: axes.name, activeVersion: axes.activeVersion, direction: directions })
    .from(directions)
    .innerJoin(axes, eq(axes.id, directions.axis))

type DirectionRow = { axis: string; activeVersion: number | null; direction: typeof directions.$inferSelect }

const toDirection = ({ axis, activeVersion, direction }: DirectionRow): DirectionShown => ({
  object: 'direction',
  axis,
  version: direction.version,
  hash: direction.hash,
  model_hash: direction.modelHash,
  active: direction.version === activeVersion,
  verified: direction.verified,
  preview: direction.preview,
  passed: direction.evaluation?.passed ?? null,
  bytes: direction.bytes,
  manifest: direction.manifest,
  evaluation: toEvaluation(direction.evaluation),
  created: toSeconds(direction.created),
})
