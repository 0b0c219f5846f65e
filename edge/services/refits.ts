/** Axes that are fitted again on their own: what was asked for, and what the clock starts of it. */
import { and, asc, desc, eq, inArray, isNull, lte, sql } from 'drizzle-orm'
import { axes, directions, fits, refits, refittedModels } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Env } from '../env.ts'
import { readMembers } from '../fleet/members.ts'
import { servingWorkers } from '../fleet/model-cards.ts'
import { checkCron, nextRun } from '../refits/schedule.ts'
import type { Axis } from '../wire/axis.ts'
import type { NewRefit } from '../wire/refit.ts'
import { auditEntry, type Changer } from './audit.ts'
import { axisRowId, readAxis } from './axes.ts'
import type { Database } from './database.ts'
import { OPEN } from './fit-moves.ts'
import { startFit } from './fit-start.ts'
import { toSpec } from './stored-spec.ts'

type Stores = { env: Env; db: Database }

/** In one go; the next go takes the rest. */
const AT_MOST = 20

/** From now on, instead of what was asked for before. @throws ApiError 404 `axis_not_found`, 400 `invalid_cron` */
export async function putRefit(db: Database, changer: Changer, name: string, wanted: NewRefit): Promise<Axis> {
  const { project } = changer
  const { cron, every, on_model_change: onModelChange } = wanted
  const now = Date.now()
  if (cron !== null) checkCron(cron, now)
  const axis = await axisRowId(db, project, name)
  const { refit: before } = await readAxis(db, project, name)
  const row = { cron, every, onModelChange, next: nextRun({ cron, every }, now), updated: now }
  await db.batch([
    db
      .insert(refits)
      .values({ axis, project, ...row })
      .onConflictDoUpdate({ target: refits.axis, set: { ...row, problem: null } }),
    auditEntry(db, changer, { action: 'axis.refit_set', target: name, before, after: wanted }),
  ])
  return readAxis(db, project, name)
}

/** Fits that were started stay. @throws ApiError 404 `axis_not_found` */
export async function deleteRefit(db: Database, changer: Changer, name: string): Promise<void> {
  const { project } = changer
  const axis = await axisRowId(db, project, name)
  const { refit: before } = await readAxis(db, project, name)
  if (!before) return
  await db.batch([
    db.delete(refits).where(and(eq(refits.axis, axis), eq(refits.project, project))),
    auditEntry(db, changer, { action: 'axis.refit_removed', target: name, before }),
  ])
}

/** Whoever moves the next moment starts the one that is due, so that it is started once. */
export async function startDueRefits({ env, db }: Stores): Promise<void> {
  const now = Date.now()
  const due = await selectRefits(db).where(lte(refits.next, now)).orderBy(asc(refits.next)).limit(AT_MOST)
  for (const { refit, name } of due) {
    const claimed = await db
      .update(refits)
      .set({ next: nextRun(refit, now) })
      .where(and(eq(refits.axis, refit.axis), eq(refits.next, refit.next!)))
      .returning({ axis: refits.axis })
    if (claimed.length > 0) await start({ env, db }, { ...refit, name })
  }
}

/** For each model that is served now and that an axis has no direction for, once. */
export async function startModelRefits({ env, db }: Stores): Promise<void> {
  const wanting = await selectRefits(db).where(eq(refits.onModelChange, true))
  if (wanting.length === 0) return
  const served = [...new Set((await servingWorkers(await readMembers(env))).map(({ card }) => card.hash))]
  let started = 0
  for (const { refit, name } of wanting) {
    for (const modelHash of await lacking(db, refit.axis, served)) {
      if (started >= AT_MOST) return
      const claimed = await db
        .insert(refittedModels)
        .values({ axis: refit.axis, project: refit.project, modelHash, at: Date.now() })
        .onConflictDoNothing()
        .returning({ axis: refittedModels.axis })
      if (claimed.length === 0) continue
      started++
      const isStarted = await start({ env, db }, { ...refit, name }, { modelHash, served })
      // It is tried again when there is room, or when the axis has been fitted.
      if (!isStarted) {
        await db
          .delete(refittedModels)
          .where(and(eq(refittedModels.axis, refit.axis), eq(refittedModels.modelHash, modelHash)))
      }
    }
  }
}

/** Of the models, those that it has neither a direction for nor was fitted for on its own. */
async function lacking(db: Database, axis: string, served: readonly string[]): Promise<string[]> {
  const [made, tried] = await db.batch([
    db.selectDistinct({ hash: directions.modelHash }).from(directions).where(eq(directions.axis, axis)),
    db.select({ hash: refittedModels.modelHash }).from(refittedModels).where(eq(refittedModels.axis, axis)),
  ])
  const known = new Set([...made, ...tried].map(({ hash }) => hash))
  return served.filter((hash) => !known.has(hash))
}

type Due = { axis: string; project: string; name: string }

/** False where it cannot be started: the reason is kept. */
async function start(
  { env, db }: Stores,
  { axis, project, name }: Due,
  model?: { modelHash: string; served: readonly string[] },
): Promise<boolean> {
  const keep = (set: { lastFit?: string; problem: string | null }) =>
    db.update(refits).set(set).where(eq(refits.axis, axis))
  try {
    const order = await lastOrder(db, project, name)
    // The layers that were named are those of another model.
    const fitted = model ? { ...order, layers: [], activate: await activation(db, axis, model.served, order) } : order
    const actor = { kind: 'schedule' as const, id: axis, name }
    const fit = await startFit({ env, db }, { actor, project }, fitted, model?.modelHash)
    await keep({ lastFit: fit, problem: null })
    return true
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown
    await keep({ problem: thrown.message })
    return false
  }
}

/** What was asked for last, words and all. @throws ApiError where nothing was, or that has not ended. */
async function lastOrder(db: Database, project: string, name: string): Promise<Parameters<typeof startFit>[2]> {
  const own = and(eq(fits.project, project), eq(fits.axis, name), isNull(fits.previewOf))
  const [[last], [open]] = await db.batch([
    db
      .select({ spec: fits.spec, activate: fits.activate, timeLimit: fits.timeLimit })
      .from(fits)
      .where(own)
      // One that was made before one that failed or was cancelled.
      .orderBy(desc(sql`${fits.state} = 'done'`), desc(fits.created), desc(fits.id))
      .limit(1),
    db
      .select({ id: fits.id })
      .from(fits)
      .where(and(own, inArray(fits.state, OPEN)))
      .limit(1),
  ])
  if (!last)
    throw new ApiError(409, 'never_fitted', `'${name}' was never fitted here: POST /v1/fits says how it is to be.`)
  if (open) throw new ApiError(409, 'fit_running', `The fit ${open.id} of '${name}' has not ended.`)
  const { axis: id, positive, negative, ...rest } = toSpec(last.spec)
  return {
    ...rest,
    axis: { id, positive, negative, condition: null },
    activate: last.activate,
    preview: false,
    time_limit: last.timeLimit,
  }
}

/** Not by itself while what it would replace steers a model that is still served. */
async function activation(
  db: Database,
  axis: string,
  served: readonly string[],
  { activate }: Pick<Parameters<typeof startFit>[2], 'activate'>,
): Promise<'auto' | 'never'> {
  const [active] = await db
    .select({ hash: directions.modelHash })
    .from(axes)
    .innerJoin(directions, and(eq(directions.axis, axes.id), eq(directions.version, axes.activeVersion)))
    .where(eq(axes.id, axis))
  return active && served.includes(active.hash) ? 'never' : activate
}

const selectRefits = (db: Database) =>
  db
    .select({ refit: refits, name: axes.name })
    .from(refits)
    .innerJoin(axes, and(eq(axes.id, refits.axis), isNull(axes.deleted)))
