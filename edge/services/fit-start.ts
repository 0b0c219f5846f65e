/** From what is asked for to fits that run: one, and its preview before it where that is asked for too. */
import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { fits } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { fitProblem } from '../../shared/fit-problem.ts'
import { newId } from '../../shared/ids.ts'
import { type FitSpec, fitSpec } from '../../shared/wire/fit.ts'
import type { Env } from '../env.ts'
import type { NewFit } from '../wire/fit.ts'
import { auditEntry, type Changer } from './audit.ts'
import { insertAxisIfAbsent, readAxis } from './axes.ts'
import { type Database, runBatch } from './database.ts'
import { moveFit, OPEN } from './fit-moves.ts'

/**
 * The new fit's id.
 * @param modelHash the model that it must be made for; null: whichever its worker serves
 * @param user whose private axis it is, which is there already; null: it is the project's
 * @throws ApiError 400 with the problem's code where the fit cannot be; 404 `axis_not_found` for an axis given by id; 429
 * `too_many_fits`; 503 when no workflow can be started.
 */
export async function startFit(
  { env, db }: { env: Env; db: Database },
  changer: Changer,
  { axis, activate, preview, time_limit: timeLimit, ...rest }: NewFit,
  modelHash: string | null = null,
  user: string | null = null,
): Promise<string> {
  const { project } = changer
  const { id: name, positive, negative } = typeof axis === 'string' ? await readAxis(db, project, axis) : axis
  const spec = fitSpec.parse({ ...rest, axis: name, positive, negative })
  const problem = fitProblem(spec)
  if (problem) throw new ApiError(400, problem.code, problem.message)
  await checkRoom(db, project, user !== null)
  const id = newId('fit')
  const previewId = preview ? newId('fit') : null
  const limits = { timeLimit, modelHash, user }
  const row = queued(project, { id, spec, activate, preview: previewId, ...limits })
  const first =
    previewId &&
    queued(project, { id: previewId, spec: previewSpec(spec), activate: 'never', previewOf: id, ...limits })
  // All of it or nothing: no axis without the fit that it was made for.
  await runBatch(db, [
    ...(typeof axis === 'string' || user !== null ? [] : insertAxisIfAbsent(db, changer, axis)),
    ...(first ? [db.insert(fits).values(first)] : []),
    db.insert(fits).values(row),
    // What it was asked for in full may be long, and is in the fit. What is a user's own is told of them alone.
    ...(user === null
      ? [
          auditEntry(db, changer, {
            action: 'fit.created',
            target: id,
            after: { axis: name, source: spec.source, activate, preview: previewId },
          }),
        ]
      : []),
  ])
  if (previewId) {
    // The fit itself does not depend on it.
    await startWorkflow(env, db, project, previewId).catch((problem) => console.warn(`no preview of ${id}: ${problem}`))
  }
  await startWorkflow(env, db, project, id)
  return id
}

/** A workflow follows each of them, and of those an account has a number that all projects share. */
const MOST_OPEN = 50
/** Of these, private axes': so that users leave room for the project's own. */
const MOST_PRIVATE = 20

/** @throws ApiError 429 `too_many_fits` */
async function checkRoom(db: Database, project: string, isPrivate: boolean): Promise<void> {
  const isOpen = and(eq(fits.project, project), inArray(fits.state, OPEN))
  if (isPrivate && (await db.$count(fits, and(isOpen, isNotNull(fits.user)))) >= MOST_PRIVATE) {
    const message = `${MOST_PRIVATE} private axes of this project's users are being fitted, which is as many as can be at once.`
    throw new ApiError(429, 'too_many_fits', message, { retryAfterSeconds: 60 })
  }
  const open = await db.$count(fits, isOpen)
  if (open < MOST_OPEN) return
  const message =
    `${open} fits of this project have not ended yet; ${MOST_OPEN} at once are possible. Wait for one to end, or cancel one: ` +
    'GET /v1/fits lists them.'
  throw new ApiError(429, 'too_many_fits', message, { retryAfterSeconds: 60 })
}

/** The same axis from its words alone, in seconds: nothing is written by the model, and nothing reported. */
const previewSpec = (spec: FitSpec): FitSpec => ({
  ...spec,
  source: 'context-shift',
  method: 'mean-difference',
  setting: 'scaled',
  site: null,
  pole_prompt: 'kept',
  drop_alike: 0,
  pairs: [],
  texts: null,
  report: false,
})

type Order = Pick<
  typeof fits.$inferInsert,
  'id' | 'spec' | 'activate' | 'preview' | 'previewOf' | 'timeLimit' | 'modelHash' | 'user'
>

function queued(project: string, order: Order): typeof fits.$inferInsert {
  const now = Date.now()
  return {
    ...order,
    project,
    axis: order.spec.axis,
    state: 'queued',
    progress: 0,
    message: 'Waiting for a worker',
    stages: [],
    activated: false,
    created: now,
    updated: now,
  }
}

async function startWorkflow(env: Env, db: Database, project: string, id: string): Promise<void> {
  try {
    await env.FIT.create({ id, params: { id, project } })
  } catch (cause) {
    await moveFit(
      db,
      { id, project },
      { state: 'failed', error: { code: 'not_started', message: 'The fit could not be started.' } },
    )
    throw new ApiError(503, 'fit_not_started', 'The fit could not be started. Please try again.', {
      retryAfterSeconds: 5,
      cause,
    })
  }
}
