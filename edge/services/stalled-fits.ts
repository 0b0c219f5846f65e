/**
 * Fits whose workflow ended without a word: a local one does when its process ends. Another instance goes on with them,
 * and finds the worker's stages as they were.
 */
import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { fits } from '../../schema/tables.ts'
import type { Env } from '../env.ts'
import { LONGEST_SILENCE_MS } from '../fitting/patience.ts'
import type { Database } from './database.ts'
import { OPEN } from './fit-moves.ts'
import { goOn } from './fit-workflows.ts'

/** A fit that moved since has a workflow: it asks more often, also while it waits and while its worker does not answer. */
export const STALLED_AFTER_MS = LONGEST_SILENCE_MS + 30_000

/** In one go; the next go takes the rest. */
const AT_MOST = 50

type Stores = { env: Env; db: Database }
type OpenFit = { id: string; project: string; state: (typeof OPEN)[number]; updated: number }

/** @param after milliseconds without a sign of life; 0 after a restart, which no workflow has survived */
export async function continueStalledFits({ env, db }: Stores, after = STALLED_AFTER_MS): Promise<void> {
  const stalled = await db
    .select({ id: fits.id, project: fits.project, state: fits.state, updated: fits.updated })
    .from(fits)
    .where(and(inArray(fits.state, OPEN), lte(fits.updated, Date.now() - after)))
    .orderBy(fits.updated)
    .limit(AT_MOST)
  await Promise.all(stalled.map((fit) => continueFit({ env, db }, fit)))
}

export async function continueIfStalled(stores: Stores, fit: OpenFit): Promise<void> {
  if (OPEN.includes(fit.state) && fit.updated <= Date.now() - STALLED_AFTER_MS) await continueFit(stores, fit)
}

/** Of several that notice, the one that moves the row goes on; where the workflow still lives, it does nothing more. */
async function continueFit({ env, db }: Stores, { id, project, updated }: OpenFit): Promise<void> {
  const [claimed] = await db
    .update(fits)
    .set({ updated: Math.max(Date.now(), updated + 1), turn: sql`${fits.turn} + 1` })
    .where(and(eq(fits.id, id), eq(fits.updated, updated), inArray(fits.state, OPEN)))
    .returning({ turn: fits.turn, used: fits.used })
  if (!claimed) return
  try {
    await goOn(env, { id, project, ...claimed })
  } catch (thrown) {
    console.warn(`fit ${id} has stalled; not continued: ${thrown}`)
  }
}
