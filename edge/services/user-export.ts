/** All that is known of one user, as lines of JSON: what the API shows of them, and answers with what they were asked. */
import { and, asc, desc, eq, gt, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { answers, auditLog, usageEvents, userRevocations } from '../../schema/tables.ts'
import type { Env } from '../env.ts'
import { jsonLines } from '../http/streams.ts'
import { PAGE_LIMIT, toSeconds } from '../wire/list.ts'
import type { UsageEvent } from '../wire/user.ts'
import { logOf } from './answers.ts'
import { toEntry } from './audit-list.ts'
import type { Database } from './database.ts'
import { currentProject } from './known-project.ts'
import { findPrivateAxis } from './private-axis.ts'
import { readProfile } from './profiles.ts'
import { signalsOf } from './signals.ts'

type Stores = { env: Env; db: Database }
type Of = { project: string; user: string }

/** Each is asked of the object that keeps it, and a request may ask only so many. */
const MOST_ANSWERS = 500

/**
 * Read as it is written: a user may have more than fits into memory.
 * @throws ApiError 401 where the project is gone: before the first line, while there is a status to say it by
 */
export async function exportUser(
  stores: Stores,
  of: Of,
  after: string | undefined,
): Promise<ReadableStream<Uint8Array>> {
  await currentProject(stores.db, of.project)
  return jsonLines(objectsOf(stores, of, after))
}

async function* objectsOf(stores: Stores, of: Of, after: string | undefined): AsyncGenerator<object> {
  const { db } = stores
  if (after === undefined) {
    const profile = await readProfile(db, of.project, of.user)
    if (profile.stored) yield profile
    for (const { before } of await revocations(db, of)) yield { object: 'tokens_revoked', before: toSeconds(before) }
    const own = await findPrivateAxis(db, of)
    if (own) yield own
    yield* signalled(db, of)
    yield* usage(db, of)
    yield* audited(db, of)
  }
  yield* keptAnswers(stores, of, after)
}

async function* signalled(db: Database, { project, user }: Of): AsyncGenerator<object> {
  let after: string | undefined
  for (;;) {
    const { data, has_more } = await signalsOf(db, { project, user }, { limit: PAGE_LIMIT, after })
    yield* data
    if (!has_more) return
    after = data.at(-1)!.id
  }
}

const revocations = (db: Database, { project, user }: Of) =>
  db
    .select({ before: userRevocations.before })
    .from(userRevocations)
    .where(and(eq(userRevocations.project, project), eq(userRevocations.user, user)))

async function* usage(db: Database, { project, user }: Of): AsyncGenerator<UsageEvent> {
  const theirs = and(eq(usageEvents.project, project), eq(usageEvents.user, user))
  let last: string | null = null
  for (;;) {
    const rows: (typeof usageEvents.$inferSelect)[] = await db
      .select()
      .from(usageEvents)
      .where(and(theirs, last === null ? undefined : gt(usageEvents.id, last)))
      .orderBy(asc(usageEvents.id))
      .limit(PAGE_LIMIT)
    for (const row of rows) yield toUsageEvent(row)
    if (rows.length < PAGE_LIMIT) return
    last = rows.at(-1)!.id
  }
}

const toUsageEvent = (row: typeof usageEvents.$inferSelect): UsageEvent => ({
  object: 'usage_event',
  id: row.id,
  key: row.key,
  model: row.model,
  status: row.status,
  prompt_tokens: row.promptTokens,
  cached_tokens: row.cachedTokens,
  completion_tokens: row.completionTokens,
  axes: row.axes,
  positions: row.positions ?? [],
  started: toSeconds(row.started),
  ended: toSeconds(row.ended),
})

/** Newest first. */
async function* audited(db: Database, { project, user }: Of): AsyncGenerator<object> {
  const rowid = sql<number>`${auditLog}.rowid`
  const named = sql`exists (select 1 from json_each(${auditLog.after}, '$.users') where value = ${user})`
  const alone = [`profiles/${user}`, `users/${user}`]
  const theirs = and(
    eq(auditLog.project, project),
    // These an index finds; of them, some are of others.
    inArray(auditLog.target, [...alone, user, 'profiles']),
    or(
      inArray(auditLog.target, alone),
      and(eq(auditLog.action, 'user_tokens.revoked'), eq(auditLog.target, user)),
      and(eq(auditLog.action, 'profiles.changed'), named),
    ),
  )
  let older: SQL | undefined
  for (;;) {
    const rows: { entry: typeof auditLog.$inferSelect; row: number }[] = await db
      .select({ entry: auditLog, row: rowid })
      .from(auditLog)
      .where(and(theirs, older))
      .orderBy(desc(rowid))
      .limit(PAGE_LIMIT)
    for (const { entry } of rows)
      yield entry.action === 'profiles.changed' ? onlyOf(toEntry(entry), user) : toEntry(entry)
    if (rows.length < PAGE_LIMIT) return
    older = lt(rowid, rows.at(-1)!.row)
  }
}

/** Others who were changed with them are none of theirs. */
const onlyOf = (entry: ReturnType<typeof toEntry>, user: string) => ({ ...entry, after: { users: [user] } })

/** And a last line: whether there are more, and how they are had. */
async function* keptAnswers(
  { env, db }: Stores,
  { project, user }: Of,
  after: string | undefined,
): AsyncGenerator<object> {
  const asker = { project, user, models: null }
  const rows = await db
    .select()
    .from(answers)
    .where(
      and(
        eq(answers.project, project),
        eq(answers.user, user),
        gt(answers.expires, Date.now()),
        after === undefined ? undefined : gt(answers.id, after),
      ),
    )
    .orderBy(asc(answers.id))
    .limit(MOST_ANSWERS + 1)
  const some = rows.slice(0, MOST_ANSWERS)
  for (const { id, created, expires } of some) {
    const kept = await logOf(env, id).conversation(asker)
    if (!kept) continue
    const times = { created: toSeconds(created), expires_at: toSeconds(expires) }
    yield { object: 'kept_answer', id, ...times, input: JSON.parse(kept.input), answer: JSON.parse(kept.whole) }
  }
  const complete = rows.length <= MOST_ANSWERS
  yield { object: 'export_end', user, complete, after: complete ? null : some.at(-1)!.id }
}
