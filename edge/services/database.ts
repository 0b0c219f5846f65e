/**
 * D1 through drizzle. There is no transaction(): what must happen together goes into one `batch`, which is atomic.
 * A statement takes at most 100 bound parameters.
 */

import type { BatchItem } from 'drizzle-orm/batch'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'

export type Database = DrizzleD1Database

export const openDatabase = (d1: D1Database): Database => drizzle(d1)

/** A batch whose length is known only at run time. */
export async function runBatch(db: Database, statements: BatchItem<'sqlite'>[]): Promise<void> {
  const [first, ...rest] = statements
  if (first) await db.batch([first, ...rest])
}
