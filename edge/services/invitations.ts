/** Invitations to a project: a token each, that is shown once, opens once, and for a week. */
import { and, eq, gt, lte } from 'drizzle-orm'
import { apiKeys, invitations, members } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId, randomText } from '../../shared/ids.ts'
import { newSecret } from '../../shared/key-form.ts'
import { hashSecret } from '../auth/api-key.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { checkLasts } from '../auth/lasting.ts'
import { SCOPES_OF } from '../auth/roles.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import type { Acceptance, Accepted, Invitation, InvitationWithToken, NewInvitation } from '../wire/member.ts'
import { auditEntry } from './audit.ts'
import type { Database } from './database.ts'
import { keyRow, toKey } from './keys.ts'
import { checkRoles, toMember } from './members.ts'
import { beyond, newestFirst } from './newest-first.ts'

const LIFE_MS = 7 * 24 * 3600_000
const TOKEN_CHARACTERS = 52

type Row = typeof invitations.$inferSelect

/**
 * Another invitation of the same address takes the place of the one before.
 * @throws ApiError 403 `insufficient_scope` for a role above one's own, `expiring_key`; 409 `member_exists`
 */
export async function inviteMember(
  db: Database,
  changer: ChangingCaller,
  { email, role }: NewInvitation,
): Promise<InvitationWithToken> {
  checkRoles(changer, role)
  checkLasts(changer, 'A member')
  const { project } = changer
  if (await db.$count(members, and(eq(members.project, project), eq(members.email, email)))) {
    throw new ApiError(409, 'member_exists', `'${email}' is a member already.`, { param: 'email' })
  }
  const token = randomText(TOKEN_CHARACTERS)
  const now = Date.now()
  const hash = await hashSecret(token)
  const row: Row = { id: newId('inv'), project, email, role, hash, created: now, expires: now + LIFE_MS }
  const shown = toInvitation(row)
  await db.batch([
    db.delete(invitations).where(and(eq(invitations.project, project), eq(invitations.email, email))),
    db.delete(invitations).where(lte(invitations.expires, now)),
    db.insert(invitations).values(row),
    auditEntry(db, changer, { action: 'member.invited', target: row.id, after: shown }),
  ])
  return { ...shown, token }
}

/** Newest first. */
export async function listInvitations(db: Database, project: string, page: PageQuery): Promise<Page<Invitation>> {
  const rows = await db
    .select()
    .from(invitations)
    .where(and(beyond(invitations, project, page), gt(invitations.expires, Date.now())))
    .orderBy(...newestFirst(invitations, page.order))
    .limit(page.limit + 1)
  return toPage(rows, page.limit, toInvitation)
}

/** @throws ApiError 404 `invitation_not_found` */
export async function withdrawInvitation(db: Database, changer: ChangingCaller, id: string): Promise<void> {
  const own = and(eq(invitations.project, changer.project), eq(invitations.id, id))
  const [row] = await db.select().from(invitations).where(own)
  if (!row) {
    const message = `There is no invitation '${id}'. GET /v1/members/invitations lists what there is.`
    throw new ApiError(404, 'invitation_not_found', message)
  }
  await db.batch([
    db.delete(invitations).where(own),
    auditEntry(db, changer, { action: 'invitation.withdrawn', target: id, before: toInvitation(row) }),
  ])
}

/**
 * A member, with a key of their own. null for a token that opens nothing: unknown, used, withdrawn or late, all alike.
 */
export async function acceptInvitation(
  db: Database,
  request: string,
  { token, name }: Acceptance,
): Promise<Accepted | null> {
  const now = Date.now()
  const [found] = await db
    .select()
    .from(invitations)
    .where(and(eq(invitations.hash, await hashSecret(token)), gt(invitations.expires, now)))
  if (!found) return null
  const { project, email, role } = found
  const member = { id: newId('mem'), project, email, name, role, created: now }
  const secret = newSecret()
  const key = { ...(await keyRow(project, secret, email, [...SCOPES_OF[role]], null)), member: member.id }
  const shown = toMember(member)
  try {
    await db.batch([
      // Of two who come with the same token, the second finds the address taken.
      db.insert(members).values(member),
      db.insert(apiKeys).values(key),
      db.delete(invitations).where(eq(invitations.id, found.id)),
      auditEntry(
        db,
        { actor: { kind: 'member', id: member.id, name: email }, project, request },
        { action: 'member.joined', target: member.id, after: shown },
      ),
    ])
  } catch (thrown) {
    if (await db.$count(members, and(eq(members.project, project), eq(members.email, email)))) return null
    throw thrown
  }
  return { member: shown, key: { ...toKey(key, null), secret } }
}

const toInvitation = (row: Row): Invitation => ({
  object: 'invitation',
  id: row.id,
  email: row.email,
  role: row.role,
  created: toSeconds(row.created),
  expires_at: toSeconds(row.expires),
})
