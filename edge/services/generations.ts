/** Running and finished generations: they live on the worker whose tag their id carries. */
import { ApiError } from '../../shared/errors.ts'
import { workerTagOf } from '../../shared/ids.ts'
import type { Asker } from '../../shared/owner.ts'
import { type ChangeRequest, type GenerationState, isResolved } from '../../shared/wire/generate.ts'
import { directionsOf, type LiveChange } from '../../shared/wire/steering.ts'
import type { Seeing } from '../auth/caller.ts'
import type { Env } from '../env.ts'
import { type Member, type Members, memberOf, readMembers } from '../fleet/members.ts'
import { cardOf } from '../fleet/model-cards.ts'
import { withDirections } from '../fleet/with-directions.ts'
import { askWorker, WorkerUnreachable } from '../fleet/worker-client.ts'
import { axesFor } from '../steering/experiments.ts'
import { type AxesByName, actsAlways, resolveChange } from '../steering/resolve.ts'
import { readArtifact } from './artifacts.ts'
import type { Database } from './database.ts'
import { currentProject, type KnownProject } from './known-project.ts'

/** @throws ApiError 404 `generation_not_found`, the same for an id of another's. */
export async function readGeneration(env: Env, asker: Seeing, id: string): Promise<Response> {
  const { members, worker } = await locate(env, asker, id)
  return found(id, await askWorker(members.secret, worker, { method: 'GET', path: pathOf(id, asker) }))
}

/** @throws ApiError 404 `generation_not_found` */
export async function cancelGeneration(env: Env, asker: Seeing, id: string): Promise<Response> {
  const { members, worker } = await locate(env, asker, id)
  return found(id, await askWorker(members.secret, worker, { method: 'DELETE', path: pathOf(id, asker) }))
}

/**
 * New strengths for a running generation, in force from its next token.
 * @throws ApiError 400 for steering that is not possible, 404 `generation_not_found`.
 */
export async function changeGeneration(
  { env, db }: { env: Env; db: Database },
  asker: Seeing,
  id: string,
  change: LiveChange,
): Promise<Response> {
  const running = await locateRunning({ env, db }, asker, id, Object.keys(change.strengths))
  return sendChange(env, asker, id, running, change)
}

/**
 * What was learnt of its user, as far as it can act: an axis that was fitted for another model, or that depends on the
 * prompt, which was read before, stays as it is.
 * @throws ApiError 404 `generation_not_found`
 */
export async function changeLearnt(
  { env, db }: { env: Env; db: Database },
  asker: Seeing,
  id: string,
  preferred: Readonly<Record<string, number>>,
): Promise<Response> {
  const running = await locateRunning({ env, db }, asker, id, Object.keys(preferred))
  const { axes, modelHash } = running
  const strengths = Object.fromEntries(Object.entries(preferred).filter(([axis]) => actsAlways(axes, axis, modelHash)))
  return sendChange(env, asker, id, running, { strengths, ramp: 0 }, 'signals')
}

type Running = { members: Members; worker: Member; modelHash: string; axes: AxesByName }

/** @param changed the names of the axes in question */
async function locateRunning(
  { env, db }: { env: Env; db: Database },
  asker: Seeing,
  id: string,
  changed: readonly string[],
): Promise<Running> {
  const { members, worker } = await locate(env, asker, id)
  const [card, known] = await Promise.all([cardOf(members, worker), currentProject(db, asker.project)])
  if (!card) throw new WorkerUnreachable(worker, new Error('its model is not known'))
  const axes = axesFor(known.axes, known.experiments, await userOf(env, asker, id, known, changed))
  return { members, worker, modelHash: card.hash, axes }
}

async function sendChange(
  env: Env,
  { project, user }: Seeing,
  id: string,
  { members, worker, modelHash, axes }: Running,
  change: LiveChange,
  by: ChangeRequest['by'] = 'client',
): Promise<Response> {
  const edits = resolveChange(axes, change.strengths, {
    // Unsaid, the generation's own holds, which its worker knows.
    overdrive: change.overdrive ?? true,
    modelHash,
    param: 'strengths',
  })
  const body: ChangeRequest = {
    project,
    user: typeof user === 'string' ? user : user && [...user],
    edits,
    seq: change.seq ?? null,
    by,
    ramp: change.ramp,
    overdrive: change.overdrive ?? null,
  }
  const response = await withDirections(
    members.secret,
    worker,
    { needed: directionsOf(edits.filter(isResolved)), wanted: [] },
    (hash) => readArtifact(env.ARTIFACTS, hash),
    () => askWorker(members.secret, worker, { method: 'PATCH', path: `/v1/generations/${id}`, body }),
  )
  return found(id, response)
}

/** Asked of its worker only where it matters: where an axis is to change that an experiment runs on. */
async function userOf(
  env: Env,
  asker: Seeing,
  id: string,
  { experiments }: KnownProject,
  changed: readonly string[],
): Promise<string | null> {
  if (typeof asker.user === 'string') return asker.user
  if (!changed.some((axis) => experiments.has(axis))) return null
  const response = await readGeneration(env, asker, id)
  if (response.ok) return (await response.json<GenerationState>()).user
  await response.body?.cancel()
  return null
}

async function locate(env: Env, { models }: Seeing, id: string): Promise<{ members: Members; worker: Member }> {
  const members = await readMembers(env)
  const worker = memberOf(members, workerTagOf(id))
  if (!worker) throw generationNotFound(id)
  const isSeen = models === null || models.includes((await cardOf(members, worker))?.id ?? '')
  if (!isSeen) throw generationNotFound(id)
  return { members, worker }
}

function pathOf(id: string, { project, user }: Asker): string {
  const query = new URLSearchParams({ project })
  for (const one of [user ?? []].flat()) query.append('user', one)
  return `/v1/generations/${id}?${query}`
}

/** The worker's 404 is replaced, so that all that cannot be found look alike. */
async function found(id: string, response: Response): Promise<Response> {
  if (response.status !== 404) return response
  await response.body?.cancel()
  throw generationNotFound(id)
}

const generationNotFound = (id: string) =>
  new ApiError(404, 'generation_not_found', `There is no generation '${id}', or no longer.`, { param: 'id' })
