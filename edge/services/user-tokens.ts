/** Tokens for users of a project: minted by its keys, revoked user by user. */
import { and, eq, gte, lt, sql } from 'drizzle-orm'
import { userRevocations } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { actingUser, type Caller } from '../auth/caller.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { MOST_LIFETIME_MS } from '../auth/issuer-token.ts'
import { forgetCallersOf } from '../auth/known-callers.ts'
import { signUserToken } from '../auth/user-token.ts'
import type { Config } from '../config.ts'
import { toSeconds } from '../wire/list.ts'
import type { NewUserToken, UserToken } from '../wire/user-token.ts'
import { auditEntry } from './audit.ts'
import type { Database } from './database.ts'

/**
 * It lives no longer than the key that mints it.
 * @throws ApiError 403 `other_user`; `key_needed` for who is no key, and could not be revoked as one
 */
export async function mintUserToken(
  db: Database,
  { secrets }: Config,
  caller: Caller,
  { user: named, expires_in }: NewUserToken,
): Promise<UserToken> {
  const user = actingUser(caller, named)!
  const { key, project } = caller
  if (key === null) throw new ApiError(403, 'key_needed', "Users' tokens are minted by API keys alone: send one.")
  // One issued in the millisecond of a revocation would be revoked by it.
  const issued = Math.max(Date.now(), (await revokedUpTo(db, project, user)) + 1)
  const expires = Math.min(issued + expires_in * 1000, caller.expires ?? Number.POSITIVE_INFINITY)
  const token = await signUserToken(secrets, { user, project, key, issued, expires })
  return { object: 'user_token', token, user, expires_at: toSeconds(expires) }
}

/** All that were issued up to now, whoever issued them. */
export async function revokeUserTokens(db: Database, caller: ChangingCaller, named: string): Promise<void> {
  const user = actingUser(caller, named)!
  const { project } = caller
  const before = Date.now()
  await db.batch([
    db
      .insert(userRevocations)
      .values({ project, user, before })
      .onConflictDoUpdate({
        target: [userRevocations.project, userRevocations.user],
        set: { before: sql`max(${userRevocations.before}, ${before})` },
      }),
    // What was issued so long ago has expired.
    db.delete(userRevocations).where(lt(userRevocations.before, before - 2 * MOST_LIFETIME_MS)),
    auditEntry(db, caller, { action: 'user_tokens.revoked', target: user }),
  ])
  forgetCallersOf(project)
}

export async function isRevokedFor(
  db: Database,
  { project, user, issued }: { project: string; user: string; issued: number },
): Promise<boolean> {
  return (await db.$count(userRevocations, and(ofUser(project, user), gte(userRevocations.before, issued)))) > 0
}

/** Unix milliseconds; 0 where nothing was revoked. */
async function revokedUpTo(db: Database, project: string, user: string): Promise<number> {
  const [row] = await db.select({ before: userRevocations.before }).from(userRevocations).where(ofUser(project, user))
  return row?.before ?? 0
}

const ofUser = (project: string, user: string) =>
  and(eq(userRevocations.project, project), eq(userRevocations.user, user))
