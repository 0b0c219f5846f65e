/**
 * What was deleted while other things referred to it: axes and versions of directions. It is seen no more, can be brought
 * back for thirty days, and is gone for good after that.
 */
import { and, desc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm'
import { axes, directions, projects } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Env } from '../env.ts'
import { checkCondition } from '../steering/resolve.ts'
import type { Axis } from '../wire/axis.ts'
import { auditEntry, type Changer } from './audit.ts'
import { axisNotFound, named, readAxis } from './axes.ts'
import type { Database } from './database.ts'
import { deleteUnused } from './project-deletion.ts'
import { loadAxes } from './steering.ts'

const KEPT_MS = 30 * 24 * 3600_000
/** In one go: the clock comes again. */
const MOST_AT_ONCE = 200

/**
 * The one of that name that was deleted last, with its directions, its active version, and its place in profiles and default
 * edits.
 * @throws ApiError 404 `axis_not_found`; 409 `axis_exists` where there is another of that name by now; 400 for its condition
 */
export async function restoreAxis(db: Database, changer: Changer, name: string): Promise<Axis> {
  const { project } = changer
  const [row] = await db
    .select()
    .from(axes)
    .where(and(eq(axes.project, project), eq(axes.name, name), isNotNull(axes.deleted)))
    .orderBy(desc(axes.deleted), desc(axes.id))
    .limit(1)
  const exists = () =>
    new ApiError(409, 'axis_exists', `There is an axis '${name}': delete it before the other one comes back.`, {
      param: 'axis',
    })
  if (await db.$count(axes, named(project, name))) throw exists()
  if (!row || row.deleted! <= Date.now() - KEPT_MS) throw axisNotFound(name)
  if (row.condition && row.condition.axis !== name) checkCondition(await loadAxes(db, project), row.condition)
  const isDeleted = sql`exists (select 1 from ${axes} where id = ${row.id} and deleted is not null)`
  try {
    await db.batch([
      auditEntry(
        db,
        changer,
        { action: 'axis.restored', target: name, before: { deleted: Math.floor(row.deleted! / 1000) } },
        isDeleted,
      ),
      db
        .update(projects)
        .set({
          defaultEdits: sql`(select json_set(${projects.defaultEdits}, ${`$."${name}"`}, json(deleted_default))
            from ${axes} where id = ${row.id})`,
        })
        .where(
          and(
            eq(projects.id, project),
            sql`exists (select 1 from ${axes} where id = ${row.id} and deleted is not null and deleted_default is not null)`,
          ),
        ),
      db.update(axes).set({ deleted: null, deletedDefault: null }).where(eq(axes.id, row.id)),
    ])
  } catch (thrown) {
    // Somebody has made another of that name meanwhile.
    if (await db.$count(axes, named(project, name))) throw exists()
    throw thrown
  }
  return readAxis(db, project, name)
}

/**
 * What has been deleted for so long, or for good, with all that only it held.
 * @param project of this one alone; undefined: of all
 */
export async function emptyTrash(
  stores: { env: Env; db: Database },
  project?: string,
  now = Date.now(),
): Promise<void> {
  const { db } = stores
  const isOld = (table: typeof axes | typeof directions) =>
    and(lte(table.deleted, now - KEPT_MS), project === undefined ? undefined : eq(table.project, project))
  const oldAxes = db.select({ id: axes.id }).from(axes).where(isOld(axes)).limit(MOST_AT_ONCE)
  const oldVersions = db.select({ id: directions.id }).from(directions).where(isOld(directions)).limit(MOST_AT_ONCE)
  const [ofAxes, versions] = await db.batch([
    db.select({ hash: directions.hash }).from(directions).where(inArray(directions.axis, oldAxes)),
    db.delete(directions).where(inArray(directions.id, oldVersions)).returning({ hash: directions.hash }),
    db.delete(axes).where(inArray(axes.id, oldAxes)),
  ])
  const hashes = new Set([...ofAxes, ...versions].map(({ hash }) => hash))
  if (hashes.size) await deleteUnused(stores, [...hashes])
}
