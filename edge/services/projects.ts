import { eq } from 'drizzle-orm'
import { apiKeys, projects, SCOPES } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import { toStrength } from '../../shared/wire/steering.ts'
import { hashSecret, newSecret } from '../auth/api-key.ts'
import { DEFAULT_BASIS } from '../steering/basis.ts'
import { unknownAxis } from '../steering/resolve.ts'
import { toSeconds } from '../wire/list.ts'
import type { Project, ProjectChange } from '../wire/project.ts'
import type { Database } from './database.ts'
import { keyRow } from './keys.ts'
import { loadAxes } from './steering.ts'

export async function readProject(db: Database, id: string): Promise<Project> {
  const [row] = await db.select().from(projects).where(eq(projects.id, id))
  return toProject(row!)
}

/** @throws ApiError 400 `unknown_axis` */
export async function changeProject(db: Database, id: string, change: ProjectChange): Promise<Project> {
  const edits = change.default_edits
  if (edits) await checkAxes(db, id, Object.keys(edits))
  const [row] = await db
    .update(projects)
    .set({
      name: change.name,
      basis: change.basis,
      defaultEdits: edits && Object.fromEntries(Object.entries(edits).map(([axis, one]) => [axis, toStrength(one)])),
    })
    .where(eq(projects.id, id))
    .returning()
  return toProject(row!)
}

async function checkAxes(db: Database, project: string, names: string[]): Promise<void> {
  const existing = await loadAxes(db, project)
  const unknown = names.find((name) => !existing.has(name))
  if (unknown) throw unknownAxis(unknown, [...existing.keys()], `default_edits.${unknown}`)
}

/** A project and a key with all scopes. Given a key that exists, it is that key's project, whatever its name by now. */
export async function createProject(
  db: Database,
  name: string,
  givenKey?: string,
): Promise<{ project: Project; key: string; created: boolean }> {
  const key = givenKey ?? newSecret()
  const project = { id: newId('proj'), name, defaultEdits: {}, basis: null, created: Date.now() }
  const firstKey = await keyRow(project.id, key, 'first key', [...SCOPES], null)
  try {
    await db.batch([db.insert(projects).values(project), db.insert(apiKeys).values(firstKey)])
    return { project: toProject(project), key, created: true }
  } catch (thrown) {
    const existing = await projectOfKey(db, key)
    if (!existing) throw thrown
    return { project: toProject(existing), key, created: false }
  }
}

async function projectOfKey(db: Database, key: string) {
  const [row] = await db
    .select({ project: projects })
    .from(apiKeys)
    .innerJoin(projects, eq(projects.id, apiKeys.project))
    .where(eq(apiKeys.hash, await hashSecret(key)))
  return row?.project
}

const toProject = ({ id, name, defaultEdits, basis, created }: typeof projects.$inferSelect): Project => ({
  object: 'project',
  id,
  name,
  default_edits: defaultEdits,
  basis: basis ?? DEFAULT_BASIS,
  created: toSeconds(created),
})
