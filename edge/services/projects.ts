import { eq, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { apiKeys, DEFAULT_ANSWER_RETENTION, origins, projects, SCOPES } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import { newSecret } from '../../shared/key-form.ts'
import { DEFAULT_LEARNING } from '../../shared/learning/settings.ts'
import { toStrength } from '../../shared/wire/steering.ts'
import { findKey, hashSecret } from '../auth/api-key.ts'
import { DEFAULT_BASIS } from '../steering/basis.ts'
import { unknownAxis } from '../steering/resolve.ts'
import { changedLearning } from '../wire/learning.ts'
import { type Page, type PageQuery, toSeconds } from '../wire/list.ts'
import type { Project, ProjectChange } from '../wire/project.ts'
import { auditEntry, type Changer } from './audit.ts'
import { type Database, runBatch } from './database.ts'
import { keyRow } from './keys.ts'
import { forgetProject, projectGone, recentProject } from './known-project.ts'
import { membershipsOf } from './members.ts'
import { onlyIf } from './precondition.ts'
import { loadAxes } from './steering.ts'

export async function readProject(db: Database, id: string): Promise<Project> {
  const [[row], allowed] = await db.batch([
    db.select().from(projects).where(eq(projects.id, id)),
    db.select().from(origins).where(eq(origins.project, id)).orderBy(origins.origin),
  ])
  if (!row) throw projectGone(id)
  return toProject(
    row,
    allowed.map(({ origin }) => origin),
  )
}

/** The caller's own; of a person whose address is proven, all that they are a member of, the oldest first. */
export async function listProjects(
  db: Database,
  own: string,
  email: string | null,
  { limit, after, order = 'asc' }: PageQuery,
): Promise<Page<Project>> {
  const ids = email === null ? [own] : (await membershipsOf(db, email)).map(({ member }) => member.project)
  const all = order === 'asc' ? ids : ids.toReversed()
  const at = after === undefined ? -1 : all.indexOf(after)
  const rest = after !== undefined && at === -1 ? [] : all.slice(at + 1)
  const data = await Promise.all(rest.slice(0, limit).map((id) => readProject(db, id)))
  return { object: 'list', data, has_more: rest.length > limit }
}

/** @throws ApiError 400 `unknown_axis` */
export async function changeProject(db: Database, changer: Changer, change: ProjectChange): Promise<Project> {
  const { project: id } = changer
  const before = await readProject(db, id)
  const edits = change.default_edits
  if (edits) await checkAxes(db, id, Object.keys(edits))
  const columns = {
    name: change.name,
    basis: change.basis,
    answerRetention: change.answer_retention_seconds,
    learning: change.learning && changedLearning(before.learning, change.learning),
    logPrompts: change.log_prompts,
    defaultEdits: edits && Object.fromEntries(Object.entries(edits).map(([axis, one]) => [axis, toStrength(one)])),
  }
  const isChanged = Object.values(columns).some((value) => value !== undefined)
  const after: Project = {
    ...before,
    name: columns.name ?? before.name,
    basis: columns.basis ?? before.basis,
    default_edits: columns.defaultEdits ?? before.default_edits,
    answer_retention_seconds: change.answer_retention_seconds ?? before.answer_retention_seconds,
    learning: columns.learning ?? before.learning,
    log_prompts: change.log_prompts ?? before.log_prompts,
    origins: change.origins?.toSorted() ?? before.origins,
  }
  await runBatch(db, [
    ...(await onlyIf(db, changer, projectResource(db, id))),
    auditEntry(db, changer, { action: 'project.changed', target: id, before, after }),
    ...(isChanged ? [db.update(projects).set(columns).where(eq(projects.id, id))] : []),
    ...(change.origins ? replaceOrigins(db, id, change.origins) : []),
  ])
  forgetProject(id)
  return readProject(db, id)
}

/** What a change of it may be conditional on. */
export const projectResource = (db: Database, id: string) => ({
  state: sql`(select json_array(name, basis, default_edits, answer_retention_seconds, learning, log_prompts, (
    select json_group_array(origin) from (select origin from ${origins} where project_id = ${id} order by origin)
  )) from ${projects} where id = ${id})`,
  read: () => readProject(db, id),
})

function replaceOrigins(db: Database, project: string, wanted: string[]): BatchItem<'sqlite'>[] {
  const remove = db.delete(origins).where(eq(origins.project, project))
  if (wanted.length === 0) return [remove]
  return [remove, db.insert(origins).values(wanted.map((origin) => ({ project, origin })))]
}

/** Whether a page there may read answers: those of this project, or, where no key says whose they are, of any. */
export async function isAllowedOrigin(db: Database, origin: string, project: string | null): Promise<boolean> {
  if (project !== null) return (await recentProject(db, project)).origins.has(origin)
  const found = await db.select({ origin: origins.origin }).from(origins).where(eq(origins.origin, origin)).limit(1)
  return found.length > 0
}

async function checkAxes(db: Database, project: string, names: string[]): Promise<void> {
  const existing = await loadAxes(db, project)
  const unknown = names.find((name) => !existing.has(name))
  if (unknown) throw unknownAxis(unknown, [...existing.keys()], `default_edits.${unknown}`)
}

/**
 * A project and a key with all scopes. Given a key that exists, it is that key's project, whatever its name by now; and
 * another key, if the given one no longer opens it.
 */
export async function createProject(
  db: Database,
  name: string,
  givenKey?: string,
): Promise<{ project: Project; key: string; created: boolean }> {
  const key = givenKey ?? newSecret()
  const unsaid = { basis: null, answerRetention: null, learning: null, logPrompts: false }
  const project = { id: newId('proj'), name, defaultEdits: {}, ...unsaid, created: Date.now() }
  try {
    await db.batch([db.insert(projects).values(project), db.insert(apiKeys).values(await firstKey(project.id, key))])
    return { project: toProject(project, []), key, created: true }
  } catch (thrown) {
    const existing = await projectOfKey(db, key)
    if (!existing) throw thrown
    return { project: await readProject(db, existing), key: await openingKey(db, existing, key), created: false }
  }
}

const firstKey = (project: string, key: string) => keyRow(project, key, 'first key', [...SCOPES], null)

async function openingKey(db: Database, project: string, key: string): Promise<string> {
  if (await findKey(db, await hashSecret(key))) return key
  const another = newSecret()
  await db.insert(apiKeys).values(await firstKey(project, another))
  return another
}

async function projectOfKey(db: Database, key: string): Promise<string | undefined> {
  const [row] = await db
    .select({ project: apiKeys.project })
    .from(apiKeys)
    .where(eq(apiKeys.hash, await hashSecret(key)))
  return row?.project
}

const toProject = (
  {
    id,
    name,
    defaultEdits,
    basis,
    answerRetention,
    learning,
    logPrompts,
    created,
  }: Omit<typeof projects.$inferSelect, 'version'>,
  allowed: string[],
): Project => ({
  object: 'project',
  id,
  name,
  default_edits: defaultEdits,
  basis: basis ?? DEFAULT_BASIS,
  answer_retention_seconds: answerRetention ?? DEFAULT_ANSWER_RETENTION,
  learning: { ...DEFAULT_LEARNING, ...learning },
  log_prompts: logPrompts,
  origins: allowed,
  created: toSeconds(created),
})
