/** The audit log as its readers see it. */
import { and, asc, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import { auditLog } from '../../schema/tables.ts'
import type { AuditEntry, AuditQuery } from '../wire/audit.ts'
import { type Page, toPage, toSeconds } from '../wire/list.ts'
import type { Database } from './database.ts'

/** Of two of the same millisecond, it tells which came first: rows are only ever added. */
const rowid = sql`${auditLog}.rowid`

/** Newest first, unless it is asked for the other way round. */
export async function listAudit(db: Database, project: string, query: AuditQuery): Promise<Page<AuditEntry>> {
  const rows = await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.project, project), ...filters(query), beyond(project, query)))
    .orderBy(...(query.order === 'asc' ? [asc(auditLog.at), asc(rowid)] : [desc(auditLog.at), desc(rowid)]))
    .limit(query.limit + 1)
  return toPage(rows, query.limit, toEntry)
}

const filters = ({ action, actor, target, since, until }: AuditQuery): (SQL | undefined)[] => [
  action === undefined ? undefined : eq(auditLog.action, action),
  actor === undefined ? undefined : sql`json_extract(${auditLog.actor}, '$.id') = ${actor}`,
  target === undefined ? undefined : eq(auditLog.target, target),
  since === undefined ? undefined : gte(auditLog.at, since * 1000),
  until === undefined ? undefined : lt(auditLog.at, until * 1000),
]

/** A cursor that names nothing of this project is followed by nothing. */
const beyond = (project: string, { after, order }: AuditQuery): SQL | undefined =>
  after === undefined
    ? undefined
    : sql`(${auditLog.at}, ${rowid}) ${sql.raw(order === 'asc' ? '>' : '<')} (select at, rowid from audit_log where id = ${after} and project_id = ${project})`

export const toEntry = (row: typeof auditLog.$inferSelect): AuditEntry => ({
  object: 'audit_entry',
  id: row.id,
  at: toSeconds(row.at),
  actor: row.actor,
  action: row.action,
  target: row.target,
  before: row.before,
  after: row.after,
  request: row.request,
})
