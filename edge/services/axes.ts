import { and, eq, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { axes, directions, projects, refits } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { isPrivateAxis } from '../steering/private-name.ts'
import { checkCondition } from '../steering/resolve.ts'
import type { AxesQuery, Axis, AxisChange, NewAxis } from '../wire/axis.ts'
import { type Order, type Page, toPage, toSeconds } from '../wire/list.ts'
import { auditEntry, type Changer } from './audit.ts'
import { byName, nameBeyond } from './by-name.ts'
import { correlatedWith } from './correlations.ts'
import { type Database, runBatch } from './database.ts'
import { onlyIf } from './precondition.ts'
import { loadAxes } from './steering.ts'
import { toEvaluation } from './stored-evaluation.ts'

export async function listAxes(db: Database, project: string, page: AxesQuery): Promise<Page<Axis>> {
  const { active, model, user } = page
  const where = and(
    user === undefined ? shared(project) : and(live(project), eq(axes.user, user)),
    nameBeyond(axes.name, page),
    active === undefined ? undefined : active ? isNotNull(directions.id) : isNull(directions.id),
    model === undefined
      ? undefined
      : or(eq(directions.modelHash, model), sql`json_extract(${directions.manifest}, '$.model.name') = ${model}`),
  )
  const rows = await selectAxes(db, where, page.order).limit(page.limit + 1)
  return toPage(rows, page.limit, toAxis)
}

/** @throws ApiError 404 `axis_not_found` */
export async function readAxis(db: Database, project: string, name: string): Promise<Axis> {
  const [row] = await selectAxes(db, named(project, name))
  if (!row) throw axisNotFound(name)
  return toAxis(row)
}

/** @throws ApiError 409 `axis_exists`, 400 for its condition, 404 for a name that private axes have */
export async function createAxis(db: Database, changer: Changer, axis: NewAxis): Promise<Axis> {
  const { project } = changer
  checkShared(axis.id)
  // Its own directions are yet to come.
  if (axis.condition && axis.condition.axis !== axis.id) checkCondition(await loadAxes(db, project), axis.condition)
  const [created] = await db.batch(insertAxisIfAbsent(db, changer, axis))
  if (!created.length) {
    throw new ApiError(409, 'axis_exists', `There is an axis '${axis.id}' already. PATCH changes its words.`, {
      param: 'id',
    })
  }
  return readAxis(db, project, axis.id)
}

/** As statements, for a batch. An axis that exists is left as it is. */
export function insertAxisIfAbsent(db: Database, changer: Changer, axis: NewAxis) {
  const row = {
    id: newId('axis'),
    project: changer.project,
    name: axis.id,
    positiveName: axis.positive.name,
    positiveDescription: axis.positive.description,
    negativeName: axis.negative.name,
    negativeDescription: axis.negative.description,
    activeVersion: null,
    condition: axis.condition ?? null,
    created: Date.now(),
    deleted: null,
    deletedDefault: null,
    user: null,
  }
  const after = toAxis({ axis: row, active: null, correlated: [], refit: null, versions: 0 })
  const isNew = sql`exists (select 1 from ${axes} where ${axes.id} = ${row.id})`
  return [
    db.insert(axes).values(row).onConflictDoNothing().returning({ id: axes.id }),
    auditEntry(db, changer, { action: 'axis.created', target: axis.id, after }, isNew),
  ] as const
}

/** @throws ApiError 404 `axis_not_found`, 400 for its condition */
export async function changeAxis(db: Database, changer: Changer, name: string, change: AxisChange): Promise<Axis> {
  const { project } = changer
  const before = await readAxis(db, project, name)
  if (change.condition) checkCondition(await loadAxes(db, project), change.condition)
  const after: Axis = {
    ...before,
    positive: { ...before.positive, ...change.positive },
    negative: { ...before.negative, ...change.negative },
    condition: change.condition === undefined ? before.condition : change.condition,
  }
  const update = db
    .update(axes)
    .set({
      positiveName: change.positive?.name ?? sql`${axes.positiveName}`,
      positiveDescription: change.positive?.description ?? sql`${axes.positiveDescription}`,
      negativeName: change.negative?.name ?? sql`${axes.negativeName}`,
      negativeDescription: change.negative?.description ?? sql`${axes.negativeDescription}`,
      condition: change.condition === undefined ? sql`${axes.condition}` : change.condition,
    })
    .where(named(project, name))
  const asSeen = await onlyIf(db, changer, axisResource(db, project, name))
  await runBatch(db, [
    ...asSeen,
    update,
    auditEntry(db, changer, { action: 'axis.changed', target: name, before, after }),
  ])
  return readAxis(db, project, name)
}

/**
 * From then on nobody sees it, nor its directions and what profiles and default edits say of it; all of that is there for
 * `restoreAxis` until it is gone for good (trash.ts).
 * @throws ApiError 404 `axis_not_found`, 409 `axis_in_use` where another's condition reads by it
 */
export async function deleteAxis(db: Database, changer: Changer, name: string, forGood: boolean): Promise<void> {
  const { project } = changer
  const before = await readAxis(db, project, name)
  const depending = and(live(project), ne(axes.name, name), sql`json_extract(${axes.condition}, '$.axis') = ${name}`)
  const [dependent] = await db.select({ name: axes.name }).from(axes).where(depending).orderBy(axes.name).limit(1)
  if (dependent) {
    throw new ApiError(
      409,
      'axis_in_use',
      `The condition of axis '${dependent.name}' reads prompts by '${name}': change or remove that condition first.`,
      { param: 'axis' },
    )
  }
  const asSeen = await onlyIf(db, changer, axisResource(db, project, name))
  const isThere = sql`exists (select 1 from ${axes} where ${named(project, name)})`
  await runBatch(db, [
    ...asSeen,
    auditEntry(db, changer, { action: 'axis.deleted', target: name, before }, isThere),
    db
      .update(axes)
      .set({
        // Long ago: nothing brings that back.
        deleted: forGood ? 0 : Date.now(),
        deletedDefault: sql`(select json_extract(default_edits, ${`$."${name}"`}) from ${projects} where id = ${project})`,
      })
      .where(named(project, name)),
    db
      .update(projects)
      .set({ defaultEdits: sql`json_remove(${projects.defaultEdits}, ${`$."${name}"`})` })
      .where(eq(projects.id, project)),
  ])
}

/** The database's own id of an axis. @throws ApiError 404 `axis_not_found` */
export async function axisRowId(db: Database, project: string, name: string): Promise<string> {
  const [row] = await db.select({ id: axes.id }).from(axes).where(named(project, name))
  if (!row) throw axisNotFound(name)
  return row.id
}

/** Those of the project; private ones are their users' alone. */
export const shared = (project: string) => and(live(project), isNull(axes.user))

/** Of those that are there to be seen, private ones too. */
export const live = (project: string) => and(eq(axes.project, project), isNull(axes.deleted))

export const named = (project: string, name: string) => and(live(project), eq(axes.name, name))

/** What a change of it may be conditional on. */
export const axisResource = (db: Database, project: string, name: string) => ({
  state: sql`(select json_array(positive_name, positive_description, negative_name, negative_description, active_version,
    condition) from ${axes} where ${named(project, name)})`,
  read: () => readAxis(db, project, name),
})

/** By whom it is called so is not to be found out. @throws ApiError 404 `axis_not_found` for the name of a private axis */
export function checkShared(name: string): void {
  if (isPrivateAxis(name)) throw axisNotFound(name)
}

export const axisNotFound = (name: string) =>
  new ApiError(404, 'axis_not_found', `There is no axis '${name}'. GET /v1/axes lists what there is.`, {
    param: 'axis',
  })

const selectAxes = (db: Database, where: SQL | undefined, order?: Order) =>
  db
    .select({
      axis: axes,
      active: directions,
      correlated: correlatedWith,
      refit: refits,
      versions: sql<number>`(select count(*) from directions d where d.axis_id = ${axes.id} and d.deleted is null)`,
    })
    .from(axes)
    .leftJoin(directions, and(eq(directions.axis, axes.id), eq(directions.version, axes.activeVersion)))
    .leftJoin(refits, eq(refits.axis, axes.id))
    .where(where)
    .orderBy(byName(axes.name, order))

type AxisRow = Awaited<ReturnType<typeof selectAxes>>[number]

const toAxis = ({ axis, active, correlated, versions, refit }: AxisRow): Axis => ({
  object: 'axis',
  id: axis.name,
  positive: { name: axis.positiveName, description: axis.positiveDescription },
  negative: { name: axis.negativeName, description: axis.negativeDescription },
  active: active && {
    version: active.version,
    hash: active.hash,
    verified: active.verified,
    evaluation: toEvaluation(active.evaluation),
    correlated,
  },
  condition: axis.condition,
  refit: refit && {
    cron: refit.cron,
    every: refit.every,
    on_model_change: refit.onModelChange,
    next: refit.next === null ? null : toSeconds(refit.next),
    last_fit: refit.lastFit,
    problem: refit.problem,
  },
  versions,
  created: toSeconds(axis.created),
})
