/** Pages of what is listed by when it was made: newest first, unless it is asked for the other way round. */
import { and, asc, type Column, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Order } from '../wire/list.ts'

type Listed = SQLiteTable & { id: Column; project: Column; created: Column }

export const newestFirst = (table: Listed, order: Order = 'desc'): SQL[] => {
  const by = order === 'desc' ? desc : asc
  return [by(table.created), by(table.id)]
}

/**
 * A cursor that names nothing of this project is followed by nothing.
 * @param within what is listed, where that is less than all of the project: an index then finds these alone
 */
export function beyond(
  table: Listed,
  project: string,
  { after, order = 'desc' }: { after?: string | undefined; order?: Order | undefined },
  within: SQL = eq(table.project, project),
): SQL | undefined {
  if (after === undefined) return within
  const cursor = sql`(select created, id from ${table} where id = ${after} and project_id = ${project})`
  const own = sql`(${table.created}, ${table.id})`
  return and(within, order === 'desc' ? sql`${own} < ${cursor}` : sql`${own} > ${cursor}`)
}
