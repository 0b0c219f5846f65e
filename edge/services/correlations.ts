/** Which active directions are alike enough that their axes move one another: found when one becomes active. */
import { and, eq, ne, sql } from 'drizzle-orm'
import { axes, correlations, directions } from '../../schema/tables.ts'
import { type Direction, decodeDirection } from '../../shared/direction.ts'
import { CORRELATED, correlation } from '../../shared/steering/correlation.ts'
import { MAX_BASIS } from '../../shared/wire/steering.ts'
import { isPrivateAxis } from '../steering/private-name.ts'
import { readArtifact } from './artifacts.ts'
import { named, shared } from './axes.ts'
import { type Database, runBatch } from './database.ts'

type Stores = { db: Database; artifacts: R2Bucket }

/** Best effort: this is advice, and no reason for an activation, which stands already, to fail. */
export async function recordCorrelations(stores: Stores, project: string, axis: string): Promise<void> {
  if (isPrivateAxis(axis)) return
  try {
    await compareActive(stores, project, axis)
  } catch (thrown) {
    console.warn(`what axis ${axis} of project ${project} is correlated with was not found out: ${thrown}`)
  }
}

/**
 * Compares an axis's active direction with the others of its model: MAX_BASIS of them, each one read from R2. A file that
 * is gone or damaged is passed over.
 */
async function compareActive({ db, artifacts }: Stores, project: string, axis: string): Promise<void> {
  const [active] = await selectActive(db, named(project, axis))
  if (!active) return
  const sameModel = eq(directions.modelHash, active.modelHash)
  const others = await selectActive(db, and(shared(project), ne(axes.name, axis), sameModel)).limit(MAX_BASIS)
  const own = await readDirection(artifacts, active.hash)
  if (!own) return
  const found: { other: string; cosine: number }[] = []
  // One after another: files may be large.
  for (const other of others) {
    const its = await readDirection(artifacts, other.hash)
    const cosine = its && correlation(own, its)
    if (cosine !== null && Math.abs(cosine) > CORRELATED) found.push({ other: other.id, cosine })
  }
  const inserts = found.map(({ other, cosine }) =>
    db
      .insert(correlations)
      .values([
        { project, direction: active.id, other, cosine },
        { project, direction: other, other: active.id, cosine },
      ])
      .onConflictDoNothing(),
  )
  await runBatch(db, inserts)
}

const selectActive = (db: Database, where: ReturnType<typeof and>) =>
  db
    .select({ id: directions.id, hash: directions.hash, modelHash: directions.modelHash })
    .from(axes)
    .innerJoin(directions, and(eq(directions.axis, axes.id), eq(directions.version, axes.activeVersion)))
    .where(where)
    .orderBy(axes.name)
    .$dynamic()

/** null where the file is gone or damaged. */
async function readDirection(artifacts: R2Bucket, hash: string): Promise<Direction | null> {
  try {
    const bytes = await readArtifact(artifacts, hash)
    return bytes && decodeDirection(bytes)
  } catch {
    return null
  }
}

export type Correlated = { axis: string; cosine: number }

/** For a query on `directions`: those active now that each is correlated with, the most alike first. */
export const correlatedWith = sql`(
  select json_group_array(json_object('axis', name, 'cosine', cosine)) from (
    select a.name as name, c.cosine as cosine from correlations c
    join directions d on d.id = c.other_id
    join axes a on a.id = d.axis_id and a.active_version = d.version and a.deleted is null
    where c.direction_id = ${directions.id}
    order by abs(c.cosine) desc
  ))`.mapWith((text: string): Correlated[] => JSON.parse(text))
