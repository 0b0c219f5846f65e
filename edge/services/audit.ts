/** The audit log: who changed what, from what to what. An entry is written in the same batch as the change. */
import { is, SQL, sql } from 'drizzle-orm'
import { auditLog } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import type { Caller } from '../auth/caller.ts'
import type { Database } from './database.ts'
import type { Condition } from './precondition.ts'

/** Who changes something, by which request, and on which condition. */
export type Changer = Pick<Caller, 'actor' | 'project'> & { request?: string; condition?: Condition }

export type Change = {
  /** `<what>.<did>`, such as `key.created`. */
  action: string
  /** What it is done to, as the API names it. */
  target: string
  /** As the API shows them, or JSON that the database makes; left out: nothing was there, or is any more. */
  before?: unknown
  after?: unknown
}

/**
 * As a statement, for the batch of the change itself: either both happen or neither.
 * @param when as the batch comes to it; for a change that may turn out to be none
 */
export const auditEntry = (db: Database, { actor, project, request }: Changer, change: Change, when: SQL = sql`true`) =>
  db.insert(auditLog).select(
    // In the columns' order.
    sql`select ${newId('log')}, ${project}, ${Date.now()}, ${JSON.stringify(actor)}, ${change.action}, ${change.target},
      ${written(change.before)}, ${written(change.after)}, ${request ?? null} where ${when}`,
  )

const written = (value: unknown): SQL | string | null => {
  if (value === undefined || value === null) return null
  return is(value, SQL) ? value : JSON.stringify(value)
}
