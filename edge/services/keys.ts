import { and, eq, sql } from 'drizzle-orm'
import { apiKeys, keyLimits, type Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { hashSecret, newSecret, shownPrefix } from '../auth/api-key.ts'
import type { Caller } from '../auth/caller.ts'
import { forgetKeysOf } from '../auth/known-keys.ts'
import type { Key, KeyChange, KeyWithSecret, NewKey } from '../wire/key.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import { auditEntry } from './audit.ts'
import type { Database } from './database.ts'
import { toRates } from './limits.ts'
import { newestFirst, olderThan } from './newest-first.ts'

export async function listKeys(db: Database, project: string, { limit, after }: PageQuery): Promise<Page<Key>> {
  const rows = await selectKeys(db)
    .where(olderThan(apiKeys, project, after))
    .orderBy(...newestFirst(apiKeys))
    .limit(limit + 1)
  return toPage(rows, limit, toKey)
}

/**
 * A key can hand on only scopes of its own, and for no longer than it has them itself.
 * @throws ApiError 403 `insufficient_scope`; 400 for an expiry in the past or after the maker's own.
 */
export async function createKey(db: Database, maker: Caller, wanted: NewKey): Promise<KeyWithSecret> {
  const foreign = wanted.scopes.filter((scope) => !maker.scopes.includes(scope))
  if (foreign.length) {
    throw new ApiError(403, 'insufficient_scope', `This key cannot give scopes it lacks: ${foreign.join(', ')}.`, {
      param: 'scopes',
    })
  }
  const expires = wanted.expires_at ? wanted.expires_at * 1000 : null
  if (expires !== null && expires <= Date.now()) {
    throw new ApiError(400, 'invalid_value', 'expires_at lies in the past; it is Unix time in seconds.', {
      param: 'expires_at',
    })
  }
  if (maker.expires !== null && (expires === null || expires > maker.expires)) {
    const latest = Math.floor(maker.expires / 1000)
    throw new ApiError(
      400,
      'invalid_value',
      `expires_at is at most ${latest}, when the key that asks expires itself.`,
      {
        param: 'expires_at',
      },
    )
  }
  const secret = newSecret()
  const row = await keyRow(maker.project, secret, wanted.name, wanted.scopes, expires)
  const key = { ...row, revoked: null, lastUsed: null }
  // With the limits of the key that makes it: another key is no way around them.
  const [, inherited] = await db.batch([db.insert(apiKeys).values(row), inheritLimits(db, maker.actor.id, row.id)])
  return { ...toKey({ key, limits: inherited[0] ?? null }), secret }
}

/**
 * A key can take away only what it could give. Revoking twice is the same.
 * @throws ApiError 404 `key_not_found`; 403 `insufficient_scope` for a key with scopes that the one that asks lacks.
 */
export async function revokeKey(db: Database, { project, scopes }: Caller, id: string): Promise<Key> {
  const own = and(eq(apiKeys.project, project), eq(apiKeys.id, id))
  // A key's scopes never change: what is read here still holds below.
  const [key] = await db.select({ scopes: apiKeys.scopes }).from(apiKeys).where(own)
  if (!key) throw keyNotFound(id)
  const foreign = key.scopes.filter((scope) => !scopes.includes(scope))
  if (foreign.length) {
    throw new ApiError(
      403,
      'insufficient_scope',
      `This key cannot revoke one with scopes it lacks: ${foreign.join(', ')}.`,
    )
  }
  await db
    .update(apiKeys)
    .set({ revoked: sql`coalesce(${apiKeys.revoked}, ${Date.now()})` })
    .where(own)
  forgetKeysOf(project)
  return toKey(await readKey(db, project, id))
}

/**
 * @throws ApiError 404 `key_not_found`; 403 `insufficient_scope` for a credential that may not set limits: no key lifts its
 * own.
 */
export async function changeKey(
  db: Database,
  { actor, project, scopes }: Caller,
  id: string,
  { limits }: KeyChange,
  request: string,
): Promise<Key> {
  if (!scopes.includes('project')) {
    throw new ApiError(403, 'insufficient_scope', `Limits need a key with the scope 'project' beside 'keys'.`)
  }
  const before = toKey(await readKey(db, project, id))
  const columns = limits && {
    requests: limits.requests_per_minute,
    tokens: limits.tokens_per_minute,
    running: limits.running,
  }
  const change = columns
    ? db
        .insert(keyLimits)
        .values({ key: id, project, ...columns })
        .onConflictDoUpdate({ target: keyLimits.key, set: columns })
    : db.delete(keyLimits).where(and(eq(keyLimits.project, project), eq(keyLimits.key, id)))
  const entry = { action: 'key.limited', target: id, before: before.limits, after: limits }
  await db.batch([change, auditEntry(db, { actor, project, request }, entry)])
  return toKey(await readKey(db, project, id))
}

const inheritLimits = (db: Database, from: string, to: string) =>
  db
    .insert(keyLimits)
    .select(
      sql`select ${to}, ${keyLimits.project}, ${keyLimits.requests}, ${keyLimits.tokens}, ${keyLimits.running}
      from ${keyLimits} where ${eq(keyLimits.key, from)}`,
    )
    .returning()

const selectKeys = (db: Database) =>
  db.select({ key: apiKeys, limits: keyLimits }).from(apiKeys).leftJoin(keyLimits, eq(keyLimits.key, apiKeys.id))

/** @throws ApiError 404 `key_not_found` */
async function readKey(db: Database, project: string, id: string): Promise<KeyRow> {
  const [row] = await selectKeys(db).where(and(eq(apiKeys.project, project), eq(apiKeys.id, id)))
  if (!row) throw keyNotFound(id)
  return row
}

const keyNotFound = (id: string) =>
  new ApiError(404, 'key_not_found', `There is no key '${id}'. GET /v1/keys lists what there is.`)

export async function keyRow(project: string, secret: string, name: string, scopes: Scope[], expires: number | null) {
  return {
    id: newId('key'),
    project,
    name,
    hash: await hashSecret(secret),
    prefix: shownPrefix(secret),
    scopes,
    created: Date.now(),
    expires,
  }
}

type KeyRow = { key: typeof apiKeys.$inferSelect; limits: typeof keyLimits.$inferSelect | null }

const toKey = ({ key: row, limits }: KeyRow): Key => ({
  object: 'key',
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  created: toSeconds(row.created),
  expires_at: row.expires === null ? null : toSeconds(row.expires),
  last_used: row.lastUsed === null ? null : toSeconds(row.lastUsed),
  revoked: row.revoked !== null,
  limits: limits && toRates(limits.requests, limits.tokens, limits.running),
})
