/** The audit log: who changed what, from what to what. An entry is written in the same batch as the change. */
import { auditLog } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import type { Caller } from '../auth/caller.ts'
import type { Database } from './database.ts'

/** Who changes something, and by which request. */
export type Changer = Pick<Caller, 'actor' | 'project'> & { request?: string }

export type Change = {
  /** `<what>.<did>`, such as `key.created`. */
  action: string
  /** What it is done to, as the API names it. */
  target: string
  /** As the API shows them; left out: nothing was there, or is any more. */
  before?: unknown
  after?: unknown
}

/** As a statement, for the batch of the change itself: either both happen or neither. */
export const auditEntry = (db: Database, { actor, project, request }: Changer, change: Change) =>
  db.insert(auditLog).values({
    id: newId('log'),
    project,
    at: Date.now(),
    actor,
    action: change.action,
    target: change.target,
    before: change.before ?? null,
    after: change.after ?? null,
    request: request ?? null,
  })
