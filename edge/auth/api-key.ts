/** API keys (shared/key-form.ts). Only their SHA-256 is stored. */
import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { type Actor, apiKeys } from '../../schema/tables.ts'
import { sha256Hex, utf8 } from '../../shared/ids.ts'
import type { Database } from '../services/database.ts'
import type { Caller } from './caller.ts'
import { NOT_NARROWED } from './narrowing.ts'

/** As much of the secret as is shown, to tell keys apart. */
const SHOWN_CHARACTERS = 16

export const shownPrefix = (secret: string) => secret.slice(0, SHOWN_CHARACTERS)
export const hashSecret = (secret: string) => sha256Hex(utf8(secret))

/** A genuine key: who asks, and when it was last used. */
export type ApiKey = Caller & { key: string; lastUsed: number | null }

/** null for every key that does not open anything: unknown, revoked or expired, all alike. */
export async function findKey(db: Database, hash: string, now = Date.now()): Promise<ApiKey | null> {
  const [key] = await db.select().from(apiKeys).where(eq(apiKeys.hash, hash))
  return key ? openKey(key, now) : null
}

/** The same of a key whose secret is not at hand: what it has minted lives as long as it does. */
export async function findKeyById(db: Database, project: string, id: string, now = Date.now()): Promise<ApiKey | null> {
  const [key] = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.project, project), eq(apiKeys.id, id)))
  return key ? openKey(key, now) : null
}

/** null for one that opens nothing any more. */
export function openKey(key: typeof apiKeys.$inferSelect, now: number): ApiKey | null {
  if (key.revoked !== null || (key.expires !== null && key.expires <= now)) return null
  const { id, name, project, scopes, expires, lastUsed } = key
  const narrowing = key.narrowing ?? NOT_NARROWED
  const actor: Actor = key.member === null ? { kind: 'key', id, name } : { kind: 'member', id: key.member, name }
  return { actor, project, scopes, user: null, expires, key: id, narrowing, session: null, lastUsed }
}

const LAST_USED_EVERY_MS = 60_000

export const isUseDue = (key: ApiKey, now = Date.now()) =>
  key.lastUsed === null || key.lastUsed <= now - LAST_USED_EVERY_MS

/** Safe to run twice: only the first write of a minute changes anything. */
export async function recordUse(db: Database, key: ApiKey, now = Date.now()): Promise<void> {
  // Remembered keys are seen again before the database is asked.
  key.lastUsed = now
  const due = or(isNull(apiKeys.lastUsed), lt(apiKeys.lastUsed, now - LAST_USED_EVERY_MS + 1))
  await db
    .update(apiKeys)
    .set({ lastUsed: now })
    .where(and(eq(apiKeys.id, key.key), due))
}
