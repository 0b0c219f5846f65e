/** The people of a project: what they are, and the keys of their own that go with it. */
import { and, eq, sql } from 'drizzle-orm'
import { apiKeys, members, projects, type Role } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { forgetCallersOf } from '../auth/known-callers.ts'
import { SCOPES_OF } from '../auth/roles.ts'
import { type Page, toPage, toSeconds } from '../wire/list.ts'
import type { Member, MembersQuery } from '../wire/member.ts'
import { auditEntry } from './audit.ts'
import { type Database, runBatch } from './database.ts'
import { checkReach } from './keys.ts'
import { beyond, newestFirst } from './newest-first.ts'
import { onlyIf } from './precondition.ts'

export async function listMembers(db: Database, project: string, page: MembersQuery): Promise<Page<Member>> {
  const rows = await db
    .select()
    .from(members)
    .where(and(beyond(members, project, page), page.role === undefined ? undefined : eq(members.role, page.role)))
    .orderBy(...newestFirst(members, page.order))
    .limit(page.limit + 1)
  return toPage(rows, page.limit, toMember)
}

/** @throws ApiError 404 `member_not_found` */
export const readMember = async (db: Database, project: string, id: string): Promise<Member> =>
  toMember(await readRow(db, project, id))

const memberResource = (db: Database, project: string, id: string) => ({
  state: sql`(select json_array(name, role) from ${members} where project_id = ${project} and id = ${id})`,
  read: () => readMember(db, project, id),
})

/**
 * The keys of their own may from then on what the new role may.
 * @throws ApiError 404 `member_not_found`; 403 `insufficient_scope` for a role above one's own; 409 `last_owner`
 */
export async function changeRole(db: Database, changer: ChangingCaller, id: string, role: Role): Promise<Member> {
  const row = await readRow(db, changer.project, id)
  checkRoles(changer, row.role, role)
  const asSeen = await onlyIf(db, changer, memberResource(db, changer.project, id))
  const changed = { ...row, role }
  await orLastOwner(
    runBatch(db, [
      ...asSeen,
      db.update(members).set({ role }).where(eq(members.id, id)),
      db
        .update(apiKeys)
        .set({ scopes: [...SCOPES_OF[role]] })
        .where(keysOf(changer.project, id)),
      auditEntry(db, changer, {
        action: 'member.changed',
        target: id,
        before: toMember(row),
        after: toMember(changed),
      }),
    ]),
  )
  forgetCallersOf(changer.project)
  return toMember(changed)
}

/**
 * The keys of their own open nothing any more; those that they made for the project stay.
 * @throws as changeRole
 */
export async function removeMember(db: Database, changer: ChangingCaller, id: string): Promise<void> {
  const row = await readRow(db, changer.project, id)
  checkRoles(changer, row.role)
  const asSeen = await onlyIf(db, changer, memberResource(db, changer.project, id))
  await orLastOwner(
    runBatch(db, [
      ...asSeen,
      db.delete(members).where(eq(members.id, id)),
      db.update(apiKeys).set({ revoked: Date.now() }).where(keysOf(changer.project, id)),
      auditEntry(db, changer, { action: 'member.removed', target: id, before: toMember(row) }),
    ]),
  )
  forgetCallersOf(changer.project)
}

export type Membership = { member: MemberRow; projectName: string }

/** Of whoever has this address, in all projects. */
export const membershipsOf = (db: Database, email: string): Promise<Membership[]> =>
  db
    .select({ member: members, projectName: projects.name })
    .from(members)
    .innerJoin(projects, eq(projects.id, members.project))
    .where(eq(members.email, email))
    .orderBy(projects.created, projects.id)

/** Nobody makes anybody what they are not themselves. @throws ApiError 403 `insufficient_scope` */
export const checkRoles = (changer: ChangingCaller, ...roles: Role[]): void => {
  for (const role of roles) checkReach(changer, { scopes: [...SCOPES_OF[role]], narrowing: null }, 'give')
}

const keysOf = (project: string, member: string) => and(eq(apiKeys.project, project), eq(apiKeys.member, member))

async function readRow(db: Database, project: string, id: string): Promise<MemberRow> {
  const [row] = await db
    .select()
    .from(members)
    .where(and(eq(members.project, project), eq(members.id, id)))
  if (row) return row
  throw new ApiError(404, 'member_not_found', `There is no member '${id}'. GET /v1/members lists who there is.`)
}

/** The database alone sees two changes at the same time: its triggers keep the last owner (schema/migrations). */
async function orLastOwner(change: Promise<unknown>): Promise<void> {
  try {
    await change
  } catch (thrown) {
    if (!/the last owner stays/.test(messagesOf(thrown))) throw thrown
    throw new ApiError(409, 'last_owner', 'A project keeps an owner: make somebody else one first.')
  }
}

const messagesOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.message} ${messagesOf(thrown.cause)}` : ''

export type MemberRow = typeof members.$inferSelect

export const toMember = (row: MemberRow): Member => ({
  object: 'member',
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  created: toSeconds(row.created),
})
