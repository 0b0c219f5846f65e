import { and, eq, type SQL, sql } from 'drizzle-orm'
import { apiKeys, keyLimits, type Narrowing, type Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { newSecret } from '../../shared/key-form.ts'
import { hashSecret, shownPrefix } from '../auth/api-key.ts'
import type { Caller } from '../auth/caller.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { forgetCallersOf } from '../auth/known-callers.ts'
import { NOT_NARROWED, widerIn } from '../auth/narrowing.ts'
import type { Key, KeyChange, KeysQuery, KeyWithSecret, NewKey, Rotation } from '../wire/key.ts'
import { type Page, toPage, toSeconds } from '../wire/list.ts'
import { auditEntry } from './audit.ts'
import { type Database, runBatch } from './database.ts'
import { toRates } from './limits.ts'
import { beyond, newestFirst } from './newest-first.ts'
import { onlyIf } from './precondition.ts'

export async function listKeys(db: Database, project: string, page: KeysQuery): Promise<Page<Key>> {
  const rows = await selectKeys(db)
    .where(and(beyond(apiKeys, project, page), inState(page.state)))
    .orderBy(...newestFirst(apiKeys, page.order))
    .limit(page.limit + 1)
  return toPage(rows, page.limit, toShown)
}

function inState(state: KeysQuery['state'], now = Date.now()): SQL | undefined {
  if (state === undefined) return undefined
  const isOpen = sql`(${apiKeys.revoked} is null and (${apiKeys.expires} is null or ${apiKeys.expires} > ${now}))`
  return state === 'open' ? isOpen : sql`not ${isOpen}`
}

/**
 * A key can hand on only scopes of its own, limited as it is itself, held to what it is held to itself, and for no longer than it has them itself.
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
  const shown = toKey(row, await limitsOf(db, maker.project, maker.key))
  await db.batch([
    db.insert(apiKeys).values(row),
    // With the limits of the key that makes it: another key is no way around them.
    inheritLimits(db, maker.key, row.id),
    auditEntry(db, maker, { action: 'key.created', target: row.id, after: shown }),
  ])
  return { ...shown, secret }
}

/**
 * Another key in the place of one that opens for a while longer: the same name, scopes, narrowing, limits and end.
 * @throws ApiError 404 `key_not_found`; 403 as for making it, and `members_key`; 409 `key_ended`, `key_rotated`
 */
export async function rotateKey(
  db: Database,
  maker: ChangingCaller,
  id: string,
  { overlap_seconds }: Rotation,
): Promise<KeyWithSecret> {
  const own = ownKey(maker, id)
  const { key, limits } = await readKey(db, maker, id)
  const now = Date.now()
  if (key.revoked !== null || (key.expires !== null && key.expires <= now)) {
    throw new ApiError(409, 'key_ended', `The key '${id}' opens nothing any more: make a new one.`)
  }
  checkReach(maker, key, 'give')
  checkOwn(maker, key)
  checkExpiry(maker, key.expires)
  const secret = newSecret()
  const next = {
    ...(await keyRow(key.project, secret, key.name, key.scopes, key.expires, key.narrowing)),
    rotatedFrom: id,
    member: key.member,
  }
  const until = now + overlap_seconds * 1000
  const expires = key.expires === null ? until : Math.min(key.expires, until)
  const [before, after, shown] = [toKey(key, limits), toKey({ ...key, expires }, limits), toKey(next, limits)]
  const asSeen = await onlyIf(db, maker, keyResource(db, maker, id))
  try {
    await runBatch(db, [
      ...asSeen,
      db.insert(apiKeys).values(next),
      inheritLimits(db, id, next.id),
      db.update(apiKeys).set({ expires }).where(own),
      auditEntry(db, maker, { action: 'key.rotated', target: id, before, after }),
      auditEntry(db, maker, { action: 'key.created', target: next.id, after: shown }),
    ])
  } catch (thrown) {
    throw (await successorOf(db, maker, id)) ?? thrown
  }
  forgetCallersOf(maker.project)
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
  const { key, limits } = await readKey(db, revoker, id)
  checkReach(revoker, key, 'revoke')
  if (key.revoked !== null) return toKey(key, limits)
  const revoked = { ...key, revoked: Date.now() }
  await runBatch(db, [
    ...(await onlyIf(db, revoker, keyResource(db, revoker, id))),
    db
      .update(apiKeys)
      .set({ revoked: sql`coalesce(${apiKeys.revoked}, ${revoked.revoked})` })
      .where(own),
    auditEntry(db, revoker, {
      action: 'key.revoked',
      target: id,
      before: toKey(key, limits),
      after: toKey(revoked, limits),
    }),
  ])
  forgetCallersOf(revoker.project)
  return toKey(revoked, limits)
}

/**
 * @throws ApiError 404 `key_not_found`; 403 `insufficient_scope` for a credential that may not set limits: no key lifts its
 * own.
 */
export async function changeKey(
  db: Database,
  changer: ChangingCaller,
  id: string,
  { limits }: KeyChange,
): Promise<Key> {
  const { project, scopes } = changer
  if (!scopes.includes('project')) {
    throw new ApiError(403, 'insufficient_scope', `Limits need a key with the scope 'project' beside 'keys'.`)
  }
  const before = toShown(await readKey(db, changer, id))
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
  const asSeen = await onlyIf(db, changer, keyResource(db, changer, id))
  await runBatch(db, [...asSeen, change, auditEntry(db, changer, entry)])
  return toShown(await readKey(db, changer, id))
}

/** @throws ApiError 404 `key_not_found` */
export const showKey = async (db: Database, caller: Caller, id: string): Promise<Key> =>
  toShown(await readKey(db, caller, id))

const keyResource = (db: Database, caller: Caller, id: string) => ({
  state: sql`(select json_array(scopes, expires, revoked, (
    select json_array(requests, tokens, running) from ${keyLimits} where key_id = ${apiKeys.id}
  )) from ${apiKeys} where ${ownKey(caller, id)})`,
  read: () => showKey(db, caller, id),
})

type LimitsRow = typeof keyLimits.$inferSelect

/** Those of a key; null: none of its own. */
async function limitsOf(db: Database, project: string, key: string | null): Promise<LimitsRow | null> {
  if (key === null) return null
  const [row] = await db
    .select()
    .from(keyLimits)
    .where(and(eq(keyLimits.project, project), eq(keyLimits.key, key)))
  return row ?? null
}

/** As a statement: it does nothing where the first has none. */
const inheritLimits = (db: Database, from: string | null, to: string) =>
  db.insert(keyLimits).select(
    sql`select ${to}, ${keyLimits.project}, ${keyLimits.requests}, ${keyLimits.tokens}, ${keyLimits.running}
      from ${keyLimits} where ${eq(keyLimits.key, from ?? '')}`,
  )

const selectKeys = (db: Database) =>
  db.select({ key: apiKeys, limits: keyLimits }).from(apiKeys).leftJoin(keyLimits, eq(keyLimits.key, apiKeys.id))

/** @throws ApiError 404 `key_not_found` */
async function readKey(db: Database, caller: Caller, id: string): Promise<{ key: KeyRow; limits: LimitsRow | null }> {
  const [row] = await selectKeys(db).where(ownKey(caller, id))
  if (!row) throw keyNotFound(id)
  return row
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

/**
 * Who has a member's key asks as that member, with whatever role they are given later.
 * @throws ApiError 403 `members_key`
 */
function checkOwn({ actor }: Caller, { member }: KeyRow): void {
  if (member === null || (actor.kind === 'member' && actor.id === member)) return
  throw new ApiError(403, 'members_key', `This key is the member ${member}'s own: they alone put another in its place.`)
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

const toShown = ({ key, limits }: { key: KeyRow; limits: LimitsRow | null }): Key => toKey(key, limits)

export const toKey = (row: KeyRow, limits: LimitsRow | null): Key => ({
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
  limits: limits && toRates(limits.requests, limits.tokens, limits.running),
})
