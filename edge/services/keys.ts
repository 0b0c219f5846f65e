import { and, eq, type SQL, sql } from 'drizzle-orm'
import { apiKeys, type Narrowing, type Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { newSecret } from '../../shared/key-form.ts'
import { hashSecret, shownPrefix } from '../auth/api-key.ts'
import type { Caller } from '../auth/caller.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { NOT_NARROWED, widerIn } from '../auth/narrowing.ts'
import type { Key, KeyWithSecret, NewKey, Rotation } from '../wire/key.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import { auditEntry } from './audit.ts'
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
 * A key can hand on only scopes of its own, held to what it is held to itself, and for no longer than it has them itself.
 * @throws ApiError 403 `insufficient_scope`, `wider_key`; 400 for an expiry in the past or after the maker's own, and for
 * scopes that go round what the key is held to.
 */
export async function createKey(db: Database, maker: ChangingCaller, wanted: NewKey): Promise<KeyWithSecret> {
  const { models = null, addresses = null, users = null } = wanted
  const narrowing = { models, addresses, users }
  const expires = wanted.expires_at ? wanted.expires_at * 1000 : null
  checkReach(maker, { scopes: wanted.scopes, narrowing }, 'give')
  checkHeld(wanted.scopes, narrowing)
  checkExpiry(maker, expires)
  const secret = newSecret()
  const row = await keyRow(maker.project, secret, wanted.name, wanted.scopes, expires, narrowing)
  const shown = toKey(row)
  await db.batch([
    db.insert(apiKeys).values(row),
    auditEntry(db, maker, { action: 'key.created', target: row.id, after: shown }),
  ])
  return { ...shown, secret }
}

/**
 * Another key in the place of one that opens for a while longer: the same name, scopes, narrowing and end.
 * @throws ApiError 404 `key_not_found`; 403 as for making it; 409 `key_ended`, `key_rotated`
 */
export async function rotateKey(
  db: Database,
  maker: ChangingCaller,
  id: string,
  { overlap_seconds }: Rotation,
): Promise<KeyWithSecret> {
  const own = ownKey(maker, id)
  const [key] = await db.select().from(apiKeys).where(own)
  if (!key) throw keyNotFound(id)
  const now = Date.now()
  if (key.revoked !== null || (key.expires !== null && key.expires <= now)) {
    throw new ApiError(409, 'key_ended', `The key '${id}' opens nothing any more: make a new one.`)
  }
  checkReach(maker, key, 'give')
  checkExpiry(maker, key.expires)
  const secret = newSecret()
  const next = {
    ...(await keyRow(key.project, secret, key.name, key.scopes, key.expires, key.narrowing)),
    rotatedFrom: id,
    member: key.member,
  }
  const until = now + overlap_seconds * 1000
  const expires = key.expires === null ? until : Math.min(key.expires, until)
  const [before, after, shown] = [toKey(key), toKey({ ...key, expires }), toKey(next)]
  try {
    await db.batch([
      db.insert(apiKeys).values(next),
      db.update(apiKeys).set({ expires }).where(own),
      auditEntry(db, maker, { action: 'key.rotated', target: id, before, after }),
      auditEntry(db, maker, { action: 'key.created', target: next.id, after: shown }),
    ])
  } catch (thrown) {
    throw (await successorOf(db, maker, id)) ?? thrown
  }
  return { ...shown, secret }
}

/** What to say where it is that a key has its successor already; null where it is not. */
async function successorOf(db: Database, { project }: Caller, id: string): Promise<ApiError | null> {
  const [next] = await db
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(eq(apiKeys.project, project), eq(apiKeys.rotatedFrom, id)))
  const message = `The key '${id}' has been rotated already: '${next?.id}' has taken its place.`
  return next ? new ApiError(409, 'key_rotated', message) : null
}

/**
 * A key can take away only what it could give. Revoking twice is the same.
 * @throws ApiError 404 `key_not_found`; 403 `insufficient_scope`, `wider_key` for one that reaches further than who asks.
 */
export async function revokeKey(db: Database, revoker: ChangingCaller, id: string): Promise<Key> {
  const own = ownKey(revoker, id)
  const [key] = await db.select().from(apiKeys).where(own)
  if (!key) throw keyNotFound(id)
  checkReach(revoker, key, 'revoke')
  if (key.revoked !== null) return toKey(key)
  const revoked = { ...key, revoked: Date.now() }
  await db.batch([
    db
      .update(apiKeys)
      .set({ revoked: sql`coalesce(${apiKeys.revoked}, ${revoked.revoked})` })
      .where(own),
    auditEntry(db, revoker, { action: 'key.revoked', target: id, before: toKey(key), after: toKey(revoked) }),
  ])
  return toKey(revoked)
}

type Reach = { scopes: Scope[]; narrowing: Narrowing | null }

/** @throws ApiError 403 for what reaches further than who asks */
export function checkReach({ scopes, narrowing }: Caller, asked: Reach, what: 'give' | 'revoke'): void {
  const foreign = asked.scopes.filter((scope) => !scopes.includes(scope))
  if (foreign.length) {
    const lacks = foreign.join(', ')
    const message =
      what === 'give'
        ? `This key cannot give scopes it lacks: ${lacks}.`
        : `This key cannot revoke one with scopes it lacks: ${lacks}.`
    throw new ApiError(403, 'insufficient_scope', message, what === 'give' ? { param: 'scopes' } : {})
  }
  const wider = widerIn(asked.narrowing ?? NOT_NARROWED, narrowing)
  if (!wider) return
  const held = narrowing[wider]!.join(', ')
  const message = `This key is held to the ${wider} ${held}, and cannot ${what} one that reaches further.`
  throw new ApiError(403, 'wider_key', message, { param: wider })
}

/** What can be reached without going by what a key is held to must not be reached by it. */
const SCOPES_OF_SOME_USERS: readonly Scope[] = ['chat', 'profiles', 'keys']

/** @throws ApiError 400 */
function checkHeld(scopes: readonly Scope[], { models, addresses, users }: Narrowing): void {
  const isHeld = models !== null || addresses !== null || users !== null
  const around = scopes.find((scope) =>
    users !== null ? !SCOPES_OF_SOME_USERS.includes(scope) : isHeld && scope === 'project',
  )
  if (!around) return
  const why =
    users !== null
      ? `a key for some users has scopes among ${SCOPES_OF_SOME_USERS.join(', ')}: '${around}' is about all of them`
      : `a key that is held to models or addresses cannot have '${around}', by which others are let in`
  throw new ApiError(400, 'invalid_value', `scopes: ${why}.`, { param: 'scopes' })
}

/** @throws ApiError 400 */
function checkExpiry(maker: Caller, expires: number | null): void {
  const invalid = (message: string) => new ApiError(400, 'invalid_value', message, { param: 'expires_at' })
  if (expires !== null && expires <= Date.now()) {
    throw invalid('expires_at lies in the past; it is Unix time in seconds.')
  }
  if (maker.expires !== null && (expires === null || expires > maker.expires)) {
    const latest = Math.floor(maker.expires / 1000)
    throw invalid(`expires_at is at most ${latest}, when the key that asks expires itself.`)
  }
}

const ownKey = ({ project }: Caller, id: string): SQL | undefined =>
  and(eq(apiKeys.project, project), eq(apiKeys.id, id))

const keyNotFound = (id: string) =>
  new ApiError(404, 'key_not_found', `There is no key '${id}'. GET /v1/keys lists what there is.`)

type KeyRow = typeof apiKeys.$inferSelect

export async function keyRow(
  project: string,
  secret: string,
  name: string,
  scopes: Scope[],
  expires: number | null,
  narrowing: Narrowing | null = null,
): Promise<KeyRow> {
  return {
    id: newId('key'),
    project,
    name,
    hash: await hashSecret(secret),
    prefix: shownPrefix(secret),
    scopes,
    created: Date.now(),
    expires,
    revoked: null,
    lastUsed: null,
    narrowing: narrowing && widerIn(NOT_NARROWED, narrowing) ? narrowing : null,
    rotatedFrom: null,
    member: null,
  }
}

export const toKey = (row: KeyRow): Key => ({
  object: 'key',
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  ...(row.narrowing ?? NOT_NARROWED),
  rotated_from: row.rotatedFrom,
  member: row.member,
  created: toSeconds(row.created),
  expires_at: row.expires === null ? null : toSeconds(row.expires),
  last_used: row.lastUsed === null ? null : toSeconds(row.lastUsed),
  revoked: row.revoked !== null,
})
