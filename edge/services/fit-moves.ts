/** How a fit's row moves on. Only an open one does: an end is final. */
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { axes, directions, fits } from '../../schema/tables.ts'
import type { FitStatus } from '../../shared/wire/fit.ts'
import type { Database } from './database.ts'

export const OPEN: FitStatus['state'][] = ['queued', 'running']
const isOpen = inArray(fits.state, OPEN)

/** What the workflow needs to know of a fit; null once it has ended, cancelled for example. */
export async function readOpenFit(db: Database, id: string) {
  const { spec, axis, activate, preview, previewOf, direction, evaluation } = fits
  const [row] = await db
    .select({ spec, axis, activate, preview, previewOf, direction, evaluation })
    .from(fits)
    .where(and(eq(fits.id, id), isOpen))
  return row ?? null
}

type Row = typeof fits.$inferInsert
type Moved =
  | 'worker'
  | 'state'
  | 'stage'
  | 'progress'
  | 'message'
  | 'stages'
  | 'error'
  | 'direction'
  | 'evaluation'
  | 'choices'
  | 'characteristics'
  | 'activated'
export type FitMove = { [Column in Moved]?: Row[Column] | SQL }

/** False if the fit has ended already. */
export async function moveFit(db: Database, id: string, move: FitMove): Promise<boolean> {
  const moved = await db
    .update(fits)
    .set({ ...move, updated: Date.now() })
    .where(and(eq(fits.id, id), isOpen))
    .returning({ id: fits.id })
  return moved.length > 0
}

export type Stop = {
  state: 'failed' | 'cancelled'
  message: string
  error: FitStatus['error']
  /** What became of its report, where the direction can be used already. */
  remark: string
}

export const CANCELLED: Stop = {
  state: 'cancelled',
  message: 'Cancelled',
  error: null,
  remark: 'its report was cancelled',
}

/**
 * Ends a fit that goes no further. Its direction, where it can be used already, stays, and the fit is done with a remark;
 * decided in the database, as the direction may be registered at this very moment. False if it has ended already.
 */
export const stopFit = (db: Database, id: string, { state, message, error, remark }: Stop): Promise<boolean> =>
  moveFit(db, id, {
    state: ifUsable(sql`'done'`, sql`${state}`),
    progress: ifUsable(sql`1`, sql`${fits.progress}`),
    message: ifUsable(
      sql`${fits.axis} || '@' || json_extract(${fits.direction}, '$.version') || ${` can be used; ${remark}`}`,
      sql`${message}`,
    ),
    error: ifUsable(sql`null`, sql`${error && JSON.stringify(error)}`),
  })

const ifUsable = (then: SQL, otherwise: SQL) => sql`case when ${isUsable} then ${then} else ${otherwise} end`

/** An axis that was deleted has taken its directions along. */
const isUsable = sql`exists (select 1 from ${directions} d join ${axes} a on a.id = d.axis_id
  where a.project_id = ${fits.project} and a.name = ${fits.axis}
    and d.hash = json_extract(${fits.direction}, '$.hash'))`
