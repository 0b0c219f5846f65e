/** The end of a project: all its rows at once, and its files where no other project has the same. Its audit log stays. */
import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { directions, fits, projects } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { ChangingCaller } from '../auth/changer.ts'
import { forgetCallersOf } from '../auth/known-callers.ts'
import type { Env } from '../env.ts'
import { artifactKey } from './artifacts.ts'
import { auditEntry } from './audit.ts'
import { type Database, runBatch } from './database.ts'
import { OPEN } from './fit-moves.ts'
import { cancelOnWorker } from './fits.ts'
import { forgetProject } from './known-project.ts'
import { onlyIf } from './precondition.ts'
import { projectResource, readProject } from './projects.ts'

/** Of a statement's parameters. */
const AT_ONCE = 90

/** @throws ApiError 400 `name_differs` where what is to be deleted is not named rightly */
export async function deleteProject(
  { env, db }: { env: Env; db: Database },
  changer: ChangingCaller,
  confirm: string,
): Promise<void> {
  const { project: id } = changer
  const project = await readProject(db, id)
  if (confirm !== project.name) {
    const message = `confirm must be the project's name, '${project.name}': all that it holds would be gone.`
    throw new ApiError(400, 'name_differs', message, { param: 'confirm' })
  }
  const [files, running] = await db.batch([
    db.selectDistinct({ hash: directions.hash }).from(directions).where(eq(directions.project, id)),
    db
      .select({ id: fits.id, worker: fits.worker })
      .from(fits)
      .where(and(eq(fits.project, id), inArray(fits.state, OPEN), isNotNull(fits.worker))),
  ])
  await runBatch(db, [
    ...(await onlyIf(db, changer, projectResource(db, id))),
    db.delete(projects).where(eq(projects.id, id)),
    auditEntry(db, changer, { action: 'project.deleted', target: id, before: project }),
  ])
  forgetCallersOf(id)
  forgetProject(id)
  await Promise.all(running.map((fit) => cancelOnWorker(env, fit.worker!, fit.id)))
  await deleteUnused(
    { env, db },
    files.map(({ hash }) => hash),
  )
}

/** Best effort: a file that is left takes room, and nobody reaches it. */
export async function deleteUnused({ env, db }: { env: Env; db: Database }, hashes: string[]): Promise<void> {
  for (let at = 0; at < hashes.length; at += AT_ONCE) {
    const some = hashes.slice(at, at + AT_ONCE)
    try {
      const used = await db.select({ hash: directions.hash }).from(directions).where(inArray(directions.hash, some))
      const unused = some.filter((hash) => !used.some((one) => one.hash === hash))
      await env.ARTIFACTS.delete(unused.map(artifactKey))
    } catch (thrown) {
      console.warn(`files of a project that was deleted are left: ${thrown}`)
    }
  }
}
