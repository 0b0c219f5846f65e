/** Instances of the workflow that follow a fit, one after the other. */
import { and, eq } from 'drizzle-orm'
import { fits } from '../../schema/tables.ts'
import type { Env } from '../env.ts'
import { type FitJob, instanceOf } from '../fitting/job.ts'
import type { Database } from './database.ts'

/** Begins the instance of that turn; one that is there already is left alone. */
export async function goOn(env: Env, job: FitJob & { turn: number }): Promise<void> {
  const id = instanceOf(job.id, job.turn)
  try {
    await env.FIT.create({ id, params: job })
  } catch (thrown) {
    if (!(await exists(env, id))) throw thrown
  }
}

const exists = (env: Env, id: string): Promise<boolean> =>
  env.FIT.get(id).then(
    () => true,
    () => false,
  )

/** From one instance to the next. Done twice, it is done once; where another has taken over meanwhile, not at all. */
export async function handOnTo({ env, db }: { env: Env; db: Database }, job: FitJob, used: number): Promise<void> {
  const { id, project, turn = 0 } = job
  const next = turn + 1
  await db
    .update(fits)
    .set({ turn: next, used, updated: Date.now() })
    .where(and(eq(fits.id, id), eq(fits.project, project), eq(fits.turn, turn)))
  const [row] = await db
    .select({ turn: fits.turn })
    .from(fits)
    .where(and(eq(fits.id, id), eq(fits.project, project)))
  if (row?.turn === next) await goOn(env, { id, project, turn: next, used })
}
