/** Sessions: opened with a key, listed, ended; by themselves after twelve hours, or two without a request. */
import { and, eq, gt, lt, lte, or, sql } from 'drizzle-orm'
import { apiKeys, sessions } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId, randomText } from '../../shared/ids.ts'
import { type ApiKey, hashSecret, openKey } from '../auth/api-key.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import type { Session } from '../wire/session.ts'
import { auditEntry } from './audit.ts'
import type { Database } from './database.ts'
import { checkReach } from './keys.ts'
import { beyond, newestFirst } from './newest-first.ts'

const LIFE_MS = 12 * 3600_000
const IDLE_MS = 2 * 3600_000
const LAST_USED_EVERY_MS = 60_000
const SECRET_CHARACTERS = 52
const MOST_AGENT = 200

type Row = typeof sessions.$inferSelect

/** What the cookie is to hold, beside what is shown. It lives no longer than the key. */
export async function openSession(
  db: Database,
  key: ApiKey & { request: string },
  agent: string,
): Promise<{ session: Session; secret: string; seconds: number }> {
  const secret = randomText(SECRET_CHARACTERS)
  const now = Date.now()
  const row: Row = {
    id: newId('ses'),
    project: key.project,
    key: key.key!,
    hash: await hashSecret(secret),
    agent: agent.slice(0, MOST_AGENT),
    created: now,
    expires: Math.min(now + LIFE_MS, key.expires ?? Number.POSITIVE_INFINITY),
    lastUsed: now,
  }
  const session = toSession(row, row.id)
  await db.batch([
    db.delete(sessions).where(or(lt(sessions.expires, now), lt(sessions.lastUsed, now - IDLE_MS))),
    db.insert(sessions).values(row),
    auditEntry(db, key, { action: 'session.opened', target: row.id, after: session }),
  ])
  return { session, secret, seconds: Math.ceil((row.expires - now) / 1000) }
}

export type OpenSession = { session: string; key: ApiKey; isUseDue: boolean }

/** null for one that has ended, by itself or otherwise, or whose key has. */
export async function findSession(db: Database, secret: string, now = Date.now()): Promise<OpenSession | null> {
  const [found] = await db
    .select({ session: sessions, key: apiKeys })
    .from(sessions)
    .innerJoin(apiKeys, eq(apiKeys.id, sessions.key))
    .where(and(eq(sessions.hash, await hashSecret(secret)), isOpen(now)))
  const key = found && openKey(found.key, now)
  if (!key) return null
  return { session: found.session.id, key, isUseDue: found.session.lastUsed <= now - LAST_USED_EVERY_MS }
}

const isOpen = (now: number) => and(gt(sessions.expires, now), gt(sessions.lastUsed, now - IDLE_MS))

export async function recordSessionUse(db: Database, id: string, now = Date.now()): Promise<void> {
  await db
    .update(sessions)
    .set({ lastUsed: now })
    .where(and(eq(sessions.id, id), lte(sessions.lastUsed, now)))
}

/** Newest first; those of keys that have ended open nothing and are not shown. */
export async function listSessions(
  db: Database,
  { project, session: current }: { project: string; session: string | null },
  page: PageQuery,
): Promise<Page<Session>> {
  const now = Date.now()
  const isKeyOpen = sql`exists (select 1 from ${apiKeys} where ${apiKeys.id} = ${sessions.key}
    and ${apiKeys.revoked} is null and (${apiKeys.expires} is null or ${apiKeys.expires} > ${now}))`
  const rows = await db
    .select()
    .from(sessions)
    .where(and(beyond(sessions, project, page), isOpen(now), isKeyOpen))
    .orderBy(...newestFirst(sessions, page.order))
    .limit(page.limit + 1)
  return toPage(rows, page.limit, (row) => toSession(row, current))
}

/** @throws ApiError 404 `session_not_found` */
export async function readSession(db: Database, project: string, id: string, current: string | null): Promise<Session> {
  return toSession(await readRow(db, project, id), current)
}

/**
 * As with keys, one can take away only what one could give.
 * @throws ApiError 404 `session_not_found`; 403 `insufficient_scope`, `wider_key`
 */
export async function endSession(db: Database, changer: ChangingCaller, id: string): Promise<void> {
  const row = await readRow(db, changer.project, id)
  const [key] = await db.select().from(apiKeys).where(eq(apiKeys.id, row.key))
  if (key) checkReach(changer, key, 'revoke')
  await db.batch([
    db.delete(sessions).where(eq(sessions.id, id)),
    auditEntry(db, changer, { action: 'session.ended', target: id, before: toSession(row, null) }),
  ])
}

async function readRow(db: Database, project: string, id: string): Promise<Row> {
  const [row] = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.project, project), eq(sessions.id, id)))
  if (row) return row
  throw new ApiError(404, 'session_not_found', `There is no session '${id}'. GET /v1/sessions lists what there is.`)
}

const toSession = (row: Row, current: string | null): Session => ({
  object: 'session',
  id: row.id,
  project: row.project,
  key: row.key,
  agent: row.agent,
  current: row.id === current,
  created: toSeconds(row.created),
  last_used: toSeconds(row.lastUsed),
  expires_at: toSeconds(row.expires),
})
