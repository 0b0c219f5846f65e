/** Fits as rows of D1: the workflow moves them on, the API shows them. */
import { and, eq, getTableColumns, inArray } from 'drizzle-orm'
import { fits } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { type FitSpec, type FitStatus, fitSpec } from '../../shared/wire/fit.ts'
import { readConfig } from '../config.ts'
import type { Env } from '../env.ts'
import { askWorker } from '../fleet/worker-client.ts'
import type { Fit, NewFit } from '../wire/fit.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import { createAxisIfAbsent, readAxis } from './axes.ts'
import type { Database } from './database.ts'
import { newestFirst, olderThan } from './newest-first.ts'

type Stores = { env: Env; db: Database }

/** @throws ApiError 404 `axis_not_found` for an axis given by id; 503 when no workflow can be started. */
export async function startFit(
  { env, db }: Stores,
  project: string,
  { axis, activate, ...rest }: NewFit,
): Promise<Fit> {
  if (typeof axis !== 'string') await createAxisIfAbsent(db, project, axis)
  const { id: name, positive, negative } = typeof axis === 'string' ? await readAxis(db, project, axis) : axis
  const spec: FitSpec = fitSpec.parse({ ...rest, axis: name, positive, negative })
  const now = Date.now()
  const id = newId('fit')
  await db.insert(fits).values({
    id,
    project,
    axis: name,
    spec,
    activate,
    state: 'queued',
    progress: 0,
    message: 'Waiting for a worker',
    stages: [],
    activated: false,
    created: now,
    updated: now,
  })
  try {
    await env.FIT.create({ id, params: { id, project } })
  } catch (cause) {
    await moveFit(db, id, { state: 'failed', error: { code: 'not_started', message: 'The fit could not be started.' } })
    throw new ApiError(503, 'fit_not_started', 'The fit could not be started. Please try again.', {
      retryAfterSeconds: 5,
      cause,
    })
  }
  return toFit(await readRow(db, project, id))
}

export async function listFits({ env, db }: Stores, project: string, { limit, after }: PageQuery): Promise<Page<Fit>> {
  const rows = await db
    .select(shown)
    .from(fits)
    .where(olderThan(fits, project, after))
    .orderBy(...newestFirst(fits))
    .limit(limit + 1)
  await Promise.all(rows.map((row) => continueIfStalled(env, row)))
  return toPage(rows, limit, toFit)
}

/** @throws ApiError 404 `fit_not_found` */
export async function readFit({ env, db }: Stores, project: string, id: string): Promise<Fit> {
  const row = await readRow(db, project, id)
  await continueIfStalled(env, row)
  return toFit(row)
}

/**
 * A fit that has ended stays as it ended. The workflow notices at its next step; the worker is told at once.
 * @throws ApiError 404 `fit_not_found`
 */
export async function cancelFit({ env, db }: Stores, project: string, id: string): Promise<Fit> {
  const row = await readRow(db, project, id)
  const cancelled = await moveFit(db, id, { state: 'cancelled', message: 'Cancelled' })
  if (cancelled && row.worker) await cancelOnWorker(env, row.worker, id)
  return toFit(await readRow(db, project, id))
}

/** Best effort: a worker that cannot be reached is not working on it either. */
export async function cancelOnWorker(env: Env, tag: string, id: string): Promise<void> {
  const { secret, workers } = readConfig(env)
  const worker = workers.find((one) => one.tag === tag)
  if (!worker) return
  try {
    const response = await askWorker(secret, worker, { method: 'DELETE', path: `/v1/fits/${id}` })
    await response.body?.cancel()
  } catch (thrown) {
    console.warn(`fit ${id} may still run on worker ${tag}: ${thrown}`)
  }
}

/** What the workflow needs to know of a fit; null once it has ended, cancelled for example. */
export async function readOpenFit(db: Database, id: string) {
  const [row] = await db
    .select({ spec: fits.spec, axis: fits.axis, activate: fits.activate, evaluation: fits.evaluation })
    .from(fits)
    .where(and(eq(fits.id, id), isOpen))
  return row ?? null
}

export type FitMove = Partial<
  Pick<
    typeof fits.$inferInsert,
    | 'worker'
    | 'state'
    | 'stage'
    | 'progress'
    | 'message'
    | 'stages'
    | 'error'
    | 'direction'
    | 'evaluation'
    | 'activated'
  >
>

/** False if the fit has ended already: an end is final. */
export async function moveFit(db: Database, id: string, move: FitMove): Promise<boolean> {
  const moved = await db
    .update(fits)
    .set({ ...move, updated: Date.now() })
    .where(and(eq(fits.id, id), isOpen))
    .returning({ id: fits.id })
  return moved.length > 0
}

const OPEN: FitStatus['state'][] = ['queued', 'running']
const isOpen = inArray(fits.state, OPEN)

const STALLED_AFTER_MS = 60_000

/**
 * A workflow that ended without a word (a local one does when its process ends) is followed by another, which finds
 * the worker's stages as they were. Named after the moment of the last sign of life, it is made once.
 */
async function continueIfStalled(env: Env, { id, project, state, updated }: FitRow): Promise<void> {
  if (!OPEN.includes(state) || Date.now() - updated < STALLED_AFTER_MS) return
  try {
    await env.FIT.create({ id: `${id}-${updated}`, params: { id, project } })
  } catch (thrown) {
    console.warn(`fit ${id} has stalled; not continued: ${thrown}`)
  }
}

/** All but the spec, which may be long. */
const { spec: _, ...shown } = getTableColumns(fits)

async function readRow(db: Database, project: string, id: string) {
  const [row] = await db
    .select(shown)
    .from(fits)
    .where(and(eq(fits.project, project), eq(fits.id, id)))
  if (!row) throw new ApiError(404, 'fit_not_found', `There is no fit '${id}'. GET /v1/fits lists what there is.`)
  return row
}

type FitRow = Omit<typeof fits.$inferSelect, 'spec'>

const toFit = (row: FitRow): Fit => ({
  object: 'fit',
  id: row.id,
  axis: row.axis,
  state: row.state,
  stage: row.stage,
  progress: row.progress,
  message: row.message,
  stages: row.stages,
  error: row.error,
  direction: row.direction,
  evaluation: row.evaluation,
  activated: row.activated,
  created: toSeconds(row.created),
  updated: toSeconds(row.updated),
})
