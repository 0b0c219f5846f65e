/** Which requests with idempotency keys run, and what became of those that ran. */
import { and, eq, lte } from 'drizzle-orm'
import { idempotentRequests } from '../../schema/tables.ts'
import type { Database } from './database.ts'

type Row = typeof idempotentRequests.$inferSelect

export type Attempt = Pick<Row, 'id' | 'project' | 'user' | 'request' | 'claim'>
export type Earlier = Pick<Row, 'request' | 'state' | 'sealed' | 'answer'>

/** One that has not been renewed for so long runs no more: its edge has died. */
const CLAIM_MS = 60_000

/** null: it is the first, and runs now. One round trip. */
export async function claimRequest(db: Database, attempt: Attempt, now = Date.now()): Promise<Earlier | null> {
  const fresh = { ...attempt, state: 'running' as const, until: now + CLAIM_MS, sealed: null, answer: null }
  const [, [row]] = await db.batch([
    db
      .insert(idempotentRequests)
      .values(fresh)
      .onConflictDoUpdate({ target: idempotentRequests.id, set: fresh, setWhere: lte(idempotentRequests.until, now) }),
    db.select().from(idempotentRequests).where(eq(idempotentRequests.id, attempt.id)),
  ])
  return row!.claim === attempt.claim ? null : row!
}

/** It still runs. */
export async function keepClaim(db: Database, attempt: Attempt, now = Date.now()): Promise<void> {
  await db
    .update(idempotentRequests)
    .set({ until: now + CLAIM_MS })
    .where(and(ownedBy(attempt), eq(idempotentRequests.state, 'running')))
}

export async function settleRequest(
  db: Database,
  attempt: Attempt,
  end: Pick<Row, 'state' | 'sealed' | 'answer' | 'until'>,
): Promise<void> {
  await db.update(idempotentRequests).set(end).where(ownedBy(attempt))
}

/** It has done nothing: the next one with its key runs. */
export async function releaseRequest(db: Database, attempt: Attempt): Promise<void> {
  await db.delete(idempotentRequests).where(ownedBy(attempt))
}

export async function dropOldRequests(db: Database, now = Date.now()): Promise<void> {
  await db.delete(idempotentRequests).where(lte(idempotentRequests.until, now))
}

/** Another may have taken its place, after it had been silent for too long. */
const ownedBy = ({ id, claim }: Attempt) => and(eq(idempotentRequests.id, id), eq(idempotentRequests.claim, claim))
