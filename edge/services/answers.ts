/** The answers that a project keeps: which there are, and the logs that hold them (edge/answers/answer-log.ts). */
import { and, eq, gt, lt, sql } from 'drizzle-orm'
import { answers, DEFAULT_ANSWER_RETENTION, projects } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { randomText } from '../../shared/ids.ts'
import { type Asker, mayReach } from '../../shared/owner.ts'
import type { NewAnswer } from '../answers/answer-log.ts'
import { type Renamed, toError } from '../answers/refusal.ts'
import type { Env } from '../env.ts'
import type { Database } from './database.ts'
import type { Beginning, Order } from './generation.ts'
import { projectGone } from './known-project.ts'
import type { Known } from './steering.ts'

export type Stores = { env: Env; db: Database }
export type Log = ReturnType<typeof logOf>

/** An answer's log is called by the part of its id that is its own. */
export const logOf = (env: Env, id: string) => env.ANSWERS.getByName(id.slice(id.lastIndexOf('_') + 1))

/**
 * Begins an answer that is kept.
 * @param renamed parameters, as the API that was asked has them
 * @throws ApiError of whoever does not accept it
 */
export async function keepAnswer(
  { env, tell }: Pick<Beginning, 'env' | 'tell'>,
  order: Order,
  known: Known,
  answer: Pick<NewAnswer, 'told' | 'input'>,
  renamed?: Renamed,
): Promise<{ id: string; log: Log }> {
  const name = randomText(26)
  const created = Date.now()
  const expires = created + known.answerRetention * 1000
  const log = logOf(env, name)
  const started = await log.start(order, known, { ...answer, name, created, expires })
  tell(started.limits)
  if ('refusal' in started) throw toError(started.refusal, renamed)
  return { id: started.id, log }
}

/**
 * The log of an answer that the asker may see.
 * @throws ApiError 400 `answers_not_kept`; 404 `answer_not_found`, the same for one that is another's, or forgotten.
 */
export async function findAnswer({ env, db }: Stores, asker: Asker, id: string, param = 'id'): Promise<Log> {
  const now = Date.now()
  const retention = sql<number>`coalesce(${projects.answerRetention}, ${DEFAULT_ANSWER_RETENTION})`
  const [[project], [answer]] = await db.batch([
    db.select({ retention }).from(projects).where(eq(projects.id, asker.project)),
    db
      .select({ project: answers.project, user: answers.user })
      .from(answers)
      .innerJoin(projects, eq(projects.id, answers.project))
      .where(
        and(
          eq(answers.id, id),
          eq(answers.project, asker.project),
          gt(answers.expires, now),
          // One that the project would not keep so long any more is not shown either.
          gt(sql`${answers.created} + 1000 * ${retention}`, now),
        ),
      ),
  ])
  if (!project) throw projectGone(asker.project)
  if (project.retention === 0) throw notKept(param)
  if (!answer || !mayReach(asker, answer)) throw answerNotFound(id, param)
  return logOf(env, id)
}

/** Rows that their logs left, having been stopped before they had written anything. */
export async function dropExpired(db: Database, now = Date.now()): Promise<void> {
  await db.delete(answers).where(lt(answers.expires, now))
}

/** What a log says of an answer that is there. @throws ApiError 404 where it has just been forgotten. */
export function there<Value>(said: Value | null, id: string): Value {
  if (said === null) throw answerNotFound(id, 'id')
  return said
}

export const answerNotFound = (id: string, param: string) =>
  new ApiError(404, 'answer_not_found', `There is no answer '${id}', or no longer.`, { param })

export const notKept = (param: string) =>
  new ApiError(
    400,
    'answers_not_kept',
    'This project keeps no answers (answer_retention_seconds is 0), so there is none to fetch, to resume or to go on ' +
      'from. PATCH /v1/project {"answer_retention_seconds": 86400} keeps them for a day.',
    { param },
  )
