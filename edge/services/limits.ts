/** A project's limits and quotas: as requests need them, as the API shows them, and how they are changed. */
import { and, eq, sql } from 'drizzle-orm'
import { keyLimits, projectLimits, projects, storageQuotas, usageMonths } from '../../schema/tables.ts'
import { type AnswerLimits, monthOf, type Spent } from '../budget/account.ts'
import { endLease } from '../budget/isolate-leases.ts'
import { type Limits, type LimitsChange, type Rates, WARN_AT } from '../wire/limits.ts'
import { auditEntry, type Changer } from './audit.ts'
import { type Database, runBatch } from './database.ts'
import { projectGone } from './known-project.ts'
import { onlyIf } from './precondition.ts'

/** What an answer has to keep to, and what the month has used of it; null: the project has no limits. */
export type KnownLimits = { limits: AnswerLimits; spent: Spent } | null

/**
 * One row, as part of the batch that reads what a request is steered by. Rows of a batch are told apart by their columns'
 * names, which must differ.
 */
export const selectLimits = (db: Database, project: string, key: string, now = Date.now()) =>
  db
    .select({
      limited: sql<string | null>`${projectLimits.project}`.as('limited'),
      keyRequests: projectLimits.keyRequests,
      keyTokens: projectLimits.keyTokens,
      keyRunning: projectLimits.keyRunning,
      userRequests: projectLimits.userRequests,
      userTokens: projectLimits.userTokens,
      userRunning: projectLimits.userRunning,
      running: projectLimits.running,
      tokensPerMonth: projectLimits.tokensPerMonth,
      own: keyLimits.key,
      ownRequests: keyLimits.requests,
      ownTokens: keyLimits.tokens,
      ownRunning: sql<number | null>`${keyLimits.running}`.as('own_running'),
      month: sql<string>`${monthOf(now)}`.as('month'),
      spent: sql<number>`coalesce(${usageMonths.tokens}, 0)`.as('spent'),
    })
    .from(projects)
    .leftJoin(projectLimits, eq(projectLimits.project, projects.id))
    .leftJoin(keyLimits, and(eq(keyLimits.project, projects.id), eq(keyLimits.key, key)))
    .leftJoin(usageMonths, and(eq(usageMonths.project, projects.id), eq(usageMonths.month, monthOf(now))))
    .where(eq(projects.id, project))

type LimitsRow = Awaited<ReturnType<typeof selectLimits>>[number]

export function toKnownLimits(row: LimitsRow): KnownLimits {
  if (row.limited === null && row.own === null) return null
  const own = { requests: row.ownRequests, tokens: row.ownTokens, running: row.ownRunning }
  const ofKeys = { requests: row.keyRequests, tokens: row.keyTokens, running: row.keyRunning }
  const limits: AnswerLimits = {
    key: row.own === null ? ofKeys : own,
    user: { requests: row.userRequests, tokens: row.userTokens, running: row.userRunning },
    running: row.running,
    tokensPerMonth: row.tokensPerMonth,
  }
  return { limits, spent: { month: row.month, tokens: row.spent } }
}

/** @throws ApiError 401 where the project is gone */
export async function limitsOf(db: Database, project: string, key: string): Promise<KnownLimits> {
  const [row] = await selectLimits(db, project, key)
  if (!row) throw projectGone(project)
  return toKnownLimits(row)
}

export async function readLimits(db: Database, project: string, now = Date.now()): Promise<Limits> {
  const [[own], [storage], [spent]] = await db.batch([
    db.select().from(projectLimits).where(eq(projectLimits.project, project)),
    db.select().from(storageQuotas).where(eq(storageQuotas.project, project)),
    db
      .select({ tokens: usageMonths.tokens })
      .from(usageMonths)
      .where(and(eq(usageMonths.project, project), eq(usageMonths.month, monthOf(now)))),
  ])
  if (!storage) throw projectGone(project)
  return {
    object: 'limits',
    key: toRates(own?.keyRequests, own?.keyTokens, own?.keyRunning),
    user: toRates(own?.userRequests, own?.userTokens, own?.userRunning),
    running: own?.running ?? null,
    fits_per_day: own?.fitsPerDay ?? null,
    tokens_per_month: own?.tokensPerMonth ?? null,
    warn_at: own?.warnAt ?? WARN_AT,
    storage: {
      profiles: storage.maxProfiles,
      axes: storage.maxAxes,
      private_axes: storage.maxPrivateAxes,
      versions: storage.maxVersions,
      artifact_bytes: storage.maxBytes,
    },
    used: {
      month: monthOf(now),
      tokens: spent?.tokens ?? 0,
      profiles: storage.profiles,
      axes: storage.axes,
      private_axes: storage.privateAxes,
      versions: storage.versions,
      artifact_bytes: storage.bytes,
    },
  }
}

/** What is sent takes the place of all that there was. What is running goes on; what is stored stays. */
export async function replaceLimits(db: Database, changer: Changer, wanted: LimitsChange): Promise<Limits> {
  const { project } = changer
  const { used: _, ...before } = await readLimits(db, project)
  const { key, user, running, fits_per_day, tokens_per_month, warn_at, storage } = wanted
  const columns = {
    keyRequests: key.requests_per_minute,
    keyTokens: key.tokens_per_minute,
    keyRunning: key.running,
    userRequests: user.requests_per_minute,
    userTokens: user.tokens_per_minute,
    userRunning: user.running,
    running,
    fitsPerDay: fits_per_day,
    tokensPerMonth: tokens_per_month,
    warnAt: warn_at,
  }
  const isLimited = Object.entries(columns).some(([name, value]) => name !== 'warnAt' && value !== null)
  const change = isLimited
    ? db
        .insert(projectLimits)
        .values({ project, ...columns })
        .onConflictDoUpdate({ target: projectLimits.project, set: columns })
    : db.delete(projectLimits).where(eq(projectLimits.project, project))
  const asSeen = await onlyIf(db, changer, {
    state: sql`(select json_array(
      (select json_array(key_requests, key_tokens, key_running, user_requests, user_tokens, user_running, running,
        fits_per_day, tokens_per_month, warn_at) from ${projectLimits} where project_id = ${project}),
      max_profiles, max_axes, max_versions, max_bytes, max_private_axes
    ) from ${storageQuotas} where project_id = ${project})`,
    read: () => readLimits(db, project),
  })
  await runBatch(db, [
    ...asSeen,
    change,
    db
      .update(storageQuotas)
      .set({
        maxProfiles: storage.profiles,
        maxAxes: storage.axes,
        maxPrivateAxes: storage.private_axes,
        maxVersions: storage.versions,
        maxBytes: storage.artifact_bytes,
      })
      .where(eq(storageQuotas.project, project)),
    auditEntry(db, changer, {
      action: 'limits.changed',
      target: project,
      before,
      after: { object: 'limits', ...wanted },
    }),
  ])
  endLease(project)
  return readLimits(db, project)
}

export const toRates = (requests?: number | null, tokens?: number | null, running?: number | null): Rates => ({
  requests_per_minute: requests ?? null,
  tokens_per_minute: tokens ?? null,
  running: running ?? null,
})
