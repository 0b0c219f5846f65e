/**
 * Given texts → where they stand on a project's axes, as a worker reads them. They keep to the limits that answers keep to
 * and are counted as answers are, so that reading is no way around a budget. Nothing of a text is kept here.
 */
import { and, eq, gte } from 'drizzle-orm'
import { userErasures } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { randomText } from '../../shared/ids.ts'
import { type LeansAnswer, type LeansRequest, leansAnswer, MAX_LEANING_DIRECTIONS } from '../../shared/wire/leans.ts'
import { refusalOf, toError } from '../answers/refusal.ts'
import { mostRead } from '../budget/most-tokens.ts'
import { readMembers } from '../fleet/members.ts'
import { type Serving, servingWorkers, workersServing } from '../fleet/model-cards.ts'
import { held } from '../fleet/whole-answer.ts'
import { withDirections } from '../fleet/with-directions.ts'
import { askWorker, firstToAccept, NoWorker, WorkerUnreachable } from '../fleet/worker-client.ts'
import { admitAnswer } from './admission.ts'
import { readArtifact } from './artifacts.ts'
import { type Database, openDatabase } from './database.ts'
import { type Beginning, type GenerationOwner, heldUntil } from './generation.ts'
import type { KnownProject } from './known-project.ts'
import { limitsOf } from './limits.ts'
import { takeReport } from './usage-report.ts'

/** `id` is the axis's own; the rest as workers name it. */
export type ReadAxis = { id: string; axis: string; version: number; direction: string }

/** Leans are in the order of `axes`. */
export type Reading = { modelHash: string; axes: ReadAxis[]; texts: LeansAnswer['texts'] }

export type ToRead = {
  model: string
  texts: readonly string[]
  /** Whether each is written anew in plain words, and that read too. */
  rewrite: boolean
  /** What clients call a parameter that workers call otherwise. */
  renamed?: (param: string) => string
}

/** The axes that can be learnt with a model, by name: the same ones that its answers are read by. */
export function axesReadBy({ axes, learning }: KnownProject, modelHash: string): ReadAxis[] {
  return [...learning.axes]
    .flatMap(([id, { name }]) => {
      const active = axes.get(name)?.active
      return active?.modelHash === modelHash
        ? [{ id, axis: name, version: active.version, direction: active.hash }]
        : []
    })
    .sort((one, other) => (one.axis < other.axis ? -1 : 1))
    .slice(0, MAX_LEANING_DIRECTIONS)
}

/**
 * The model that can read the most of the project's axes.
 * @param models that may be asked; null: all
 * @throws ApiError 409 `no_active_axis`; 503 where no worker runs the model that the axes were fitted for
 */
export async function modelThatReads(
  env: Beginning['env'],
  known: KnownProject,
  models: readonly string[] | null,
): Promise<string> {
  if (known.learning.axes.size === 0) throw noActiveAxis()
  const serving = await servingWorkers(await readMembers(env))
  const able = serving
    .filter(({ card }) => models?.includes(card.id) ?? true)
    .map(({ card }) => ({ id: card.id, count: axesReadBy(known, card.hash).length }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count || (one.id < other.id ? -1 : 1))
  if (!able[0]) throw new NoWorker('no worker runs a model that the active axes were fitted for')
  return able[0].id
}

/**
 * Begun where it returns: what is wrong with the request is thrown by then.
 * @throws ApiError 400 for texts that cannot be read; 404 `model_not_found`; 409 `no_active_axis`; 429
 * `rate_limit_exceeded`, `budget_exceeded`; 503; later 409 `user_erased`
 */
export async function startReading(
  { env, db, signal, defer, tell }: Beginning,
  { project, user, key }: GenerationOwner,
  known: KnownProject,
  { model, texts, rewrite, renamed = (param) => param }: ToRead,
): Promise<{ whole(): Promise<Reading> }> {
  const [members, limits] = await Promise.all([readMembers(env), limitsOf(db, project, key)])
  const serving = (await workersServing(members, model, project)).filter(
    ({ card }) => axesReadBy(known, card.hash).length > 0,
  )
  if (serving.length === 0) throw noActiveAxis(model)
  const started = Date.now()
  const id = randomText(26)
  // Each read and, where it is written anew, read once more and written.
  const tokens = () => mostRead(texts, Math.max(...serving.map(({ card }) => card.context))) * (rewrite ? 3 : 1)
  const context = { env, db: openDatabase(env.DB), defer, tell }
  const hold = { id, key, user, tokens, until: heldUntil(null) }
  const { release } = await admitAnswer(context, project, hold, limits)
  const orRelease = (thrown: unknown) => {
    release()
    throw thrown
  }
  let axes: ReadAxis[] = []
  const ask = ({ worker, card }: Serving) => {
    const all = axesReadBy(known, card.hash)
    return withDirections(
      members.secret,
      worker,
      { needed: [], wanted: all.map(({ direction }) => direction) },
      (hash) => readArtifact(env.ARTIFACTS, hash),
      (lost) => {
        axes = all.filter(({ direction }) => !lost.has(direction))
        if (axes.length === 0) throw filesGone()
        const body: LeansRequest = {
          project,
          model,
          texts: texts.map((text) => ({ text, prompt: null })),
          directions: axes.map(({ axis, version, direction }) => ({ axis, version, direction })),
          rewrite,
        }
        return askWorker(members.secret, worker, { method: 'POST', path: '/v1/leans', body, signal })
      },
    )
  }
  const { taker, response } = await firstToAccept(serving, ask).catch(orRelease)
  if (!response.ok) {
    release()
    throw toError(await refusalOf(response), renamed)
  }
  const { worker, card } = taker
  const count = (read: Reading['texts']) => {
    const plain = read.flatMap(({ rewrite }) => rewrite ?? [])
    const sum = (of: readonly { tokens: number }[]) => of.reduce((total, { tokens }) => total + tokens, 0)
    const used = { prompt_tokens: sum(read) + sum(plain), cached_tokens: 0, completion_tokens: sum(plain) }
    const ended = { status: 'finished' as const, ...used, axes: [], positions: [], started, ended: Date.now() }
    const entry = { id: `read_${worker.tag}_${id}`, project, user, key, model, worker: worker.tag, ...ended }
    defer(takeReport(context, [entry]).catch((thrown) => console.warn(`a reading is not counted: ${thrown}`)))
  }
  return {
    async whole() {
      const answer = await held(response).catch((cause) => orRelease(new WorkerUnreachable(worker, cause)))
      if (!answer.ok) return orRelease(toError(await refusalOf(answer), renamed))
      const { texts: read } = leansAnswer.parse(await answer.json())
      count(read)
      if (await isErasedSince(context.db, { project, user }, started)) throw userErased()
      return { modelHash: card.hash, axes, texts: read }
    },
  }
}

/** What a user was read for before they were erased goes with them, though it comes to an end later. */
async function isErasedSince(db: Database, { project, user }: { project: string; user: string | null }, since: number) {
  if (user === null) return false
  const erased = and(eq(userErasures.project, project), eq(userErasures.user, user), gte(userErasures.asked, since))
  return (await db.$count(userErasures, erased)) > 0
}

const userErased = () =>
  new ApiError(409, 'user_erased', 'This user was erased while their text was read: nothing of it is kept.')

const noActiveAxis = (model?: string) =>
  new ApiError(
    409,
    'no_active_axis',
    `There is no axis to read texts by: none has an active direction${model === undefined ? '' : ` for '${model}'`}. ` +
      'Fit and activate one.',
  )

const filesGone = () =>
  new ApiError(
    500,
    'artifact_missing',
    'The files of all active directions are gone or damaged. Upload them, or fit anew.',
  )
