/** Fits as rows of D1: the workflow moves them on, the API shows them. */
import { and, eq, getTableColumns, isNull } from 'drizzle-orm'
import { fits } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { FitSpec } from '../../shared/wire/fit.ts'
import type { Env } from '../env.ts'
import { memberOf, readMembers } from '../fleet/members.ts'
import { askWorker } from '../fleet/worker-client.ts'
import type { Fit, FitsQuery, NewFit } from '../wire/fit.ts'
import { type Page, toPage, toSeconds } from '../wire/list.ts'
import { auditEntry, type Changer } from './audit.ts'
import { checkShared } from './axes.ts'
import type { Database } from './database.ts'
import { CANCELLED, fitStop, OPEN, whileOpen } from './fit-moves.ts'
import { forgetStages } from './fit-stages.ts'
import { startFit } from './fit-start.ts'
import { beyond, newestFirst } from './newest-first.ts'
import { continueIfStalled } from './stalled-fits.ts'
import { toEvaluation } from './stored-evaluation.ts'
import { toSpec } from './stored-spec.ts'

export type Stores = { env: Env; db: Database }

/** @throws what `startFit` throws */
export async function createFit({ env, db }: Stores, changer: Changer, order: NewFit): Promise<Fit> {
  checkShared(typeof order.axis === 'string' ? order.axis : order.axis.id)
  const id = await startFit({ env, db }, changer, order)
  return toFit(await readRow(db, changer.project, id))
}

export async function listFits({ env, db }: Stores, project: string, page: FitsQuery): Promise<Page<Fit>> {
  const rows = await db
    .select(listed)
    .from(fits)
    .where(
      and(
        beyond(fits, project, page),
        isNull(fits.user),
        page.axis === undefined ? undefined : eq(fits.axis, page.axis),
        page.state === undefined ? undefined : eq(fits.state, page.state),
      ),
    )
    .orderBy(...newestFirst(fits, page.order))
    .limit(page.limit + 1)
  await Promise.all(rows.map((row) => continueIfStalled({ env, db }, row)))
  return toPage(rows, page.limit, toFit)
}

/** @throws ApiError 404 `fit_not_found` */
export async function readFit({ env, db }: Stores, project: string, id: string): Promise<Fit> {
  const row = await readRow(db, project, id)
  await continueIfStalled({ env, db }, row)
  return toFit(row)
}

/**
 * A fit that has ended stays as it ended. One whose direction can be used already is done, without its report, and the
 * direction stays: only the report is cancelled. The workflow notices at its next step; the worker is told at once.
 * @throws ApiError 404 `fit_not_found`
 */
export async function cancelFit({ env, db }: Stores, changer: Changer, id: string): Promise<Fit> {
  const { project } = changer
  const row = await readRow(db, project, id)
  const job = { id, project }
  const entry = { action: 'fit.cancelled', target: id, before: { axis: row.axis, state: row.state } }
  const [, stopped] = await db.batch([auditEntry(db, changer, entry, whileOpen(db, job)), fitStop(db, job, CANCELLED)])
  if (stopped.length && row.worker) await cancelOnWorker(env, row.worker, id)
  if (stopped.length) await forgetStages(env.ARTIFACTS, id)
  return toFit(await readRow(db, project, id))
}

/** Best effort: a worker that cannot be reached is not working on it either. */
export async function cancelOnWorker(env: Env, tag: string, id: string): Promise<void> {
  const members = await readMembers(env)
  const worker = memberOf(members, tag)
  if (!worker) return
  try {
    const response = await askWorker(members.secret, worker, { method: 'DELETE', path: `/v1/fits/${id}` })
    await response.body?.cancel()
  } catch (thrown) {
    console.warn(`fit ${id} may still run on worker ${tag}: ${thrown}`)
  }
}

/** All but the spec, which may be long: what lists show. */
const { spec: _, ...listed } = getTableColumns(fits)

async function readRow(db: Database, project: string, id: string) {
  const [row] = await db
    .select()
    .from(fits)
    .where(and(eq(fits.project, project), eq(fits.id, id), isNull(fits.user)))
  if (!row) throw new ApiError(404, 'fit_not_found', `There is no fit '${id}'. GET /v1/fits lists what there is.`)
  return row
}

type FitRow = Omit<typeof fits.$inferSelect, 'spec'> & { spec?: FitSpec }

const toFit = (row: FitRow): Fit => ({
  object: 'fit',
  id: row.id,
  axis: row.axis,
  state: row.state,
  stage: row.stage,
  progress: row.progress,
  message: row.message,
  queue: OPEN.includes(row.state) ? row.queue : null,
  stages: row.stages,
  error: row.error,
  direction: row.direction,
  evaluation: toEvaluation(row.evaluation),
  choices: row.choices,
  characteristics: row.characteristics,
  spec: row.spec ? toSpec(row.spec) : null,
  activate: row.activate,
  preview: row.preview,
  preview_of: row.previewOf,
  activated: row.activated,
  time_limit: row.timeLimit,
  model_hash: row.modelHash,
  created: toSeconds(row.created),
  updated: toSeconds(row.updated),
})
