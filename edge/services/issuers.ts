/** The issuers that a project trusts to sign tokens for its users. */
import { and, eq } from 'drizzle-orm'
import type { JSONWebKeySet, JWK } from 'jose'
import { issuers } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { isUsable } from '../auth/issuer-token.ts'
import { forgetCallersOf } from '../auth/known-callers.ts'
import { checkLasts } from '../auth/lasting.ts'
import type { Issuer, NewIssuer } from '../wire/issuer.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import { auditEntry, type Changer } from './audit.ts'
import { byName, nameBeyond } from './by-name.ts'
import type { Database } from './database.ts'

const MOST_ISSUERS = 16

/** @throws ApiError 400 for a key that cannot be used; 403 `expiring_key`; 409 `issuer_exists`, `too_many_issuers` */
export async function createIssuer(db: Database, changer: ChangingCaller, wanted: NewIssuer): Promise<Issuer> {
  checkLasts(changer, 'An issuer')
  const { project } = changer
  await checkKeys(wanted.jwks?.keys ?? [])
  const known = await db.select({ issuer: issuers.issuer }).from(issuers).where(eq(issuers.project, project))
  if (known.some(({ issuer }) => issuer === wanted.issuer)) {
    const message = `The issuer '${wanted.issuer}' is registered already. Delete it to register it anew.`
    throw new ApiError(409, 'issuer_exists', message, { param: 'issuer' })
  }
  if (known.length >= MOST_ISSUERS) {
    throw new ApiError(409, 'too_many_issuers', `A project has at most ${MOST_ISSUERS} issuers. Delete one first.`)
  }
  const row: IssuerRow = {
    id: newId('iss'),
    project,
    issuer: wanted.issuer,
    keysUrl: wanted.jwks_url ?? null,
    keys: (wanted.jwks as JSONWebKeySet | undefined) ?? null,
    audience: wanted.audience ?? project,
    userClaim: wanted.user_claim,
    created: Date.now(),
  }
  const shown = toIssuer(row)
  await db.batch([
    db.insert(issuers).values(row),
    auditEntry(db, changer, { action: 'issuer.created', target: row.id, after: shown }),
  ])
  return shown
}

async function checkKeys(keys: readonly JWK[]): Promise<void> {
  for (const [i, key] of keys.entries()) {
    if (await isUsable(key)) continue
    const param = `jwks.keys.${i}`
    const message = `${param}: a key for ES256 (P-256), EdDSA (Ed25519) or RS256 is expected, whole.`
    throw new ApiError(400, 'invalid_value', message, { param })
  }
}

export async function listIssuers(db: Database, project: string, page: PageQuery): Promise<Page<Issuer>> {
  const rows = await db
    .select()
    .from(issuers)
    .where(and(eq(issuers.project, project), nameBeyond(issuers.id, page)))
    .orderBy(byName(issuers.id, page.order))
    .limit(page.limit + 1)
  return toPage(rows, page.limit, toIssuer)
}

/**
 * Its tokens open nothing from the next request on.
 * @throws ApiError 404 `issuer_not_found`
 */
export async function deleteIssuer(db: Database, changer: Changer, id: string): Promise<void> {
  const own = and(eq(issuers.project, changer.project), eq(issuers.id, id))
  const [row] = await db.select().from(issuers).where(own)
  if (!row)
    throw new ApiError(404, 'issuer_not_found', `There is no issuer '${id}'. GET /v1/issuers lists what there is.`)
  await db.batch([
    db.delete(issuers).where(own),
    auditEntry(db, changer, { action: 'issuer.deleted', target: id, before: toIssuer(row) }),
  ])
  forgetCallersOf(changer.project)
}

/** null where the project trusts nobody of that name. */
export async function findIssuer(db: Database, project: string, issuer: string): Promise<IssuerRow | null> {
  const [row] = await db
    .select()
    .from(issuers)
    .where(and(eq(issuers.project, project), eq(issuers.issuer, issuer)))
  return row ?? null
}

type IssuerRow = typeof issuers.$inferSelect

const toIssuer = (row: IssuerRow): Issuer => ({
  object: 'issuer',
  id: row.id,
  issuer: row.issuer,
  jwks_url: row.keysUrl,
  jwks: row.keys as Issuer['jwks'],
  audience: row.audience,
  user_claim: row.userClaim,
  created: toSeconds(row.created),
})
