/** By the clock: what running experiments have come to, and what follows from it. A trigger tells webhooks of a verdict. */
import { and, asc, eq, isNull, lte } from 'drizzle-orm'
import { axes, experiments } from '../../schema/tables.ts'
import type { Stores } from './directions.ts'
import { readComparison } from './experiment-outcomes.ts'
import { type ExperimentRow, end, promoteChallenger } from './experiments.ts'

/** In one go: the clock comes again. */
const AT_MOST = 5
const EVERY_MS = 5 * 60_000

/** Those that run, and those that ended and whose last statistics are still to be kept. */
export async function followExperiments(stores: Stores, now = Date.now()): Promise<void> {
  const { db } = stores
  const isDue = and(isNull(experiments.statistics), lte(experiments.checked, now - EVERY_MS))
  const due = await db
    .select({ experiment: experiments, axis: axes.name })
    .from(experiments)
    .innerJoin(axes, eq(axes.id, experiments.axis))
    .where(isDue)
    .orderBy(asc(experiments.checked))
    .limit(AT_MOST)
  for (const { experiment, axis } of due) {
    const claimed = await db
      .update(experiments)
      .set({ checked: now })
      .where(and(eq(experiments.id, experiment.id), isDue))
      .returning({ id: experiments.id })
    if (!claimed.length) continue
    try {
      await follow(stores, experiment, axis, now)
    } catch (thrown) {
      // The others are not to wait for it.
      console.warn(`experiment ${experiment.id} is looked at later: ${thrown}`)
    }
  }
}

async function follow(stores: Stores, row: ExperimentRow, axis: string, now: number): Promise<void> {
  const { db } = stores
  const statistics = await readComparison(db, row, now)
  const own = eq(experiments.id, row.id)
  if (row.ended !== null) {
    await db.update(experiments).set({ statistics }).where(own)
    return
  }
  if (row.decided === null && statistics.verdict !== 'undecided') {
    await db
      .update(experiments)
      .set({ verdict: statistics.verdict, decided: now })
      .where(and(own, isNull(experiments.decided), isNull(experiments.ended)))
  }
  const verdict = row.decided === null ? statistics.verdict : row.verdict
  if (row.promote === 'manual' || verdict === 'undecided') return
  if (verdict === 'active') await end(db, row.id, 'decided', now)
  // Somebody may have ended it in this moment.
  else
    await promoteChallenger(
      stores,
      { actor: { kind: 'schedule', id: row.id, name: axis }, project: row.project },
      axis,
      row.id,
    )
}
