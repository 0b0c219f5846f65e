/** Pages of what is listed newest first. */
import { and, type Column, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

type Listed = SQLiteTable & { id: Column; project: Column; created: Column }

export const newestFirst = (table: Listed): SQL[] => [desc(table.created), desc(table.id)]

/** A cursor that names nothing of this project is followed by nothing. */
export function olderThan(table: Listed, project: string, after: string | undefined): SQL | undefined {
  if (after === undefined) return eq(table.project, project)
  const cursor = sql`(select created, id from ${table} where id = ${after} and project_id = ${project})`
  return and(eq(table.project, project), sql`(${table.created}, ${table.id}) < ${cursor}`)
}
