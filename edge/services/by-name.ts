/** Pages of what is listed by a name, from a to z unless it is asked for the other way round; a cursor is a name. */
import { asc, desc, gt, gte, lt, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Order } from '../wire/list.ts'

export const byName = (column: SQLiteColumn, order: Order = 'asc'): SQL => (order === 'asc' ? asc : desc)(column)

export const nameBeyond = (
  column: SQLiteColumn,
  { after, order = 'asc' }: { after?: string | undefined; order?: Order | undefined },
): SQL | undefined => (after === undefined ? undefined : (order === 'asc' ? gt : lt)(column, after))

/** Names that begin so come before the beginning with this behind it: an index finds them, as it does not for LIKE. */
const LAST = '\u{10ffff}'

export const beginsWith = (column: SQLiteColumn, prefix: string | undefined): (SQL | undefined)[] =>
  prefix === undefined ? [] : [gte(column, prefix), lt(column, prefix + LAST)]
