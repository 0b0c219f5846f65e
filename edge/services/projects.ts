import { eq } from 'drizzle-orm'
import { apiKeys, projects, SCOPES } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import { hashSecret, newSecret } from '../auth/api-key.ts'
import { DEFAULT_BASIS } from '../steering/basis.ts'
import { toSeconds } from '../wire/list.ts'
import type { Project, ProjectChange } from '../wire/project.ts'
import type { Database } from './database.ts'
import { keyRow } from './keys.ts'

export async function readProject(db: Database, id: string): Promise<Project> {
  const [row] = await db.select().from(projects).where(eq(projects.id, id))
  return toProject(row!)
}

export async function changeProject(db: Database, id: string, change: ProjectChange): Promise<Project> {
  const [row] = await db.update(projects).set(change).where(eq(projects.id, id)).returning()
  return toProject(row!)
}

/** A project and a key with all scopes. Given a key that exists, it is that key's project, whatever its name by now. */
export async function createProject(
  db: Database,
  name: string,
  givenKey?: string,
): Promise<{ project: Project; key: string; created: boolean }> {
  const key = givenKey ?? newSecret()
  const project = { id: newId('proj'), name, basis: null, created: Date.now() }
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

const toProject = ({ id, name, basis, created }: typeof projects.$inferSelect): Project => ({
  object: 'project',
  id,
  name,
  basis: basis ?? DEFAULT_BASIS,
  created: toSeconds(created),
})
