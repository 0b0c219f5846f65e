/**
 * Fits whose workflow ended without a word: a local one does when its process ends. Another instance goes on with them,
 * and finds the worker's stages as they were.
 */
import { and, eq, inArray, lte } from 'drizzle-orm'
import { fits } from '../../schema/tables.ts'
import type { Env } from '../env.ts'
import type { Database } from './database.ts'
import { OPEN } from './fit-moves.ts'

/** A fit that moved since has a workflow: it asks more often, also while it waits. */
const STALLED_AFTER_MS = 60_000

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

/** Of several that notice, the one that moves the row goes on: its moment names the instance, which so is made once. */
async function continueFit({ env, db }: Stores, { id, project, updated }: OpenFit): Promise<void> {
  const now = Math.max(Date.now(), updated + 1)
  const claimed = await db
    .update(fits)
    .set({ updated: now })
    .where(and(eq(fits.id, id), eq(fits.updated, updated), inArray(fits.state, OPEN)))
    .returning({ id: fits.id })
  if (!claimed.length) return
  try {
    await env.FIT.create({ id: `${id}-${now}`, params: { id, project } })
  } catch (thrown) {
    console.warn(`fit ${id} has stalled; not continued: ${thrown}`)
  }
}
