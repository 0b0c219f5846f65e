import { and, eq, sql } from 'drizzle-orm'
import { apiKeys, type Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { hashSecret, newSecret, shownPrefix } from '../auth/api-key.ts'
import type { Caller } from '../auth/caller.ts'
import { forgetKeysOf } from '../auth/known-keys.ts'
import type { Key, KeyWithSecret, NewKey } from '../wire/key.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import type { Database } from './database.ts'
import { newestFirst, olderThan } from './newest-first.ts'

export async function listKeys(db: Database, project: string, { limit, after }: PageQuery): Promise<Page<Key>> {
  const rows = await db
    .select()
    .from(apiKeys)
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
  await db.insert(apiKeys).values(row)
  return { ...toKey({ ...row, revoked: null, lastUsed: null }), secret }
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
  const [row] = await db
    .update(apiKeys)
    .set({ revoked: sql`coalesce(${apiKeys.revoked}, ${Date.now()})` })
    .where(own)
    .returning()
  if (!row) throw keyNotFound(id)
  forgetKeysOf(project)
  return toKey(row)
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

const toKey = (row: typeof apiKeys.$inferSelect): Key => ({
  object: 'key',
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  created: toSeconds(row.created),
  expires_at: row.expires === null ? null : toSeconds(row.expires),
  last_used: row.lastUsed === null ? null : toSeconds(row.lastUsed),
  revoked: row.revoked !== null,
})
