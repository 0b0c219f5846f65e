/**
 * Changes that hold only if what they change is still what their asker has seen (If-Match). The tag is compared with what is
 * read; that it is so still when it is changed, the batch of the change itself sees to.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'
import { ApiError } from '../../shared/errors.ts'
import { entityTag, names } from '../http/entity-tag.ts'
import type { Database } from './database.ts'

/** As the headers have them; null: they were not sent. */
export type Condition = { ifMatch: string | null; ifNoneMatch: string | null }

/** A view that holds nothing: what is inserted into it and is not 1 ends its batch (schema/migrations). */
const preconditions = sqliteTable('preconditions', { met: integer('met') })

const REFUSED = 'changed_meanwhile'

export type Resource<Shown extends object> = {
  /** A subquery: all of it that can be changed, as one text; null where it is not stored. */
  state: SQL
  read: () => Promise<Shown>
  isStored?: (shown: Shown) => boolean
}

/**
 * Statements for the beginning of the batch of a change; none where nothing was asked for.
 * @throws ApiError 412 `changed_meanwhile`, `exists_already`; what `read` throws
 */
export async function onlyIf<Shown extends object>(
  db: Database,
  { condition }: { condition?: Condition },
  { state, read, isStored = () => true }: Resource<Shown>,
): Promise<BatchItem<'sqlite'>[]> {
  const { ifMatch = null, ifNoneMatch = null } = condition ?? {}
  if (ifMatch === null && ifNoneMatch === null) return []
  // The state first: should it change before the rest is read, the batch refuses.
  const seen = await db.get<{ state: string | null }>(sql`select ${state} as state`)
  const shown = await read()
  const tag = await entityTag(shown)
  const there = isStored(shown)
  if (ifMatch !== null && !(ifMatch.trim() === '*' ? there : names(ifMatch, tag))) throw changedMeanwhile()
  if (ifNoneMatch !== null && (ifNoneMatch.trim() === '*' ? there : names(ifNoneMatch, tag))) throw existsAlready()
  return [db.insert(preconditions).select(sql`select ${state} is ${seen.state}`)]
}

/** What the database refused because it has changed; null where something else was thrown. */
export const preconditionProblem = (thrown: unknown): ApiError | null =>
  messagesOf(thrown).includes(`precondition/${REFUSED}`) ? changedMeanwhile() : null

const changedMeanwhile = () =>
  new ApiError(
    412,
    REFUSED,
    'It is not what If-Match names: somebody has changed it. Nothing was changed: look again.',
    {
      param: 'if-match',
    },
  )

const existsAlready = () =>
  new ApiError(
    412,
    'exists_already',
    'It is stored already, and If-None-Match asks for it not to be. Nothing was changed.',
    {
      param: 'if-none-match',
    },
  )

const messagesOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.message}\n${messagesOf(thrown.cause)}` : ''
