/**
 * What users of either version said: thumbs and grades of texts that their version steered, given since the experiment began.
 * Computed from the signals each time, so that one taken back, or a user erased, counts no more.
 */
import { and, asc, eq, gte, lte, sql } from 'drizzle-orm'
import { profiles, signals } from '../../schema/tables.ts'
import { type Arm, type Comparison, compareArms } from '../../shared/learning/compare-arms.ts'
import { Approvals } from '../../shared/learning/settled-approvals.ts'
import { isChallengers } from '../steering/experiments.ts'
import type { Database } from './database.ts'
import type { ExperimentRow } from './experiments.ts'

const PAGE = 5_000
/** A project whose users say more is told by its first 200,000 signals: only a user's first few count anyway. */
const MOST_PAGES = 40

/** As it stood at its end, or stands now. */
export async function readComparison(db: Database, row: ExperimentRow, now = Date.now()): Promise<Comparison> {
  const until = row.ended ?? now
  const arms = { challenger: new Approvals(), active: new Approvals() }
  let after: Said | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const said = await readSaid(db, row, until, after)
    for (const { user, at, version, approval } of said) {
      const arm = isChallengers(row, user) ? 'challenger' : 'active'
      // Of a text that was made before it began, or for another than who judges it.
      if (version === row[arm]) arms[arm].add(user, at, approval)
    }
    after = said.at(-1)
    if (said.length < PAGE) break
  }
  const armOf = (approvals: Approvals): Arm => ({
    heard: approvals.heard,
    signals: approvals.signals,
    approvals: approvals.settled(until),
  })
  return compareArms({ challenger: armOf(arms.challenger), active: armOf(arms.active) }, row)
}

type Said = { id: string; user: string; at: number; version: number; approval: number }

/** In the order in which it came. A text that the axis did not move says nothing of either version. */
function readSaid(db: Database, row: ExperimentRow, until: number, after: Said | undefined): Promise<Said[]> {
  const standing = (part: string) => sql<number>`(${signals.evidence} ->> ${`$.at.${row.axis}.${part}`})`
  const kind = sql`${signals.evidence} ->> 'kind'`
  return db
    .select({
      id: signals.id,
      user: profiles.user,
      at: signals.created,
      version: standing('version').as('version'),
      approval: sql<number>`case ${kind} when 'thumb' then ${signals.evidence} ->> 'up'
        else ((${signals.evidence} ->> 'grade') + 2) / 4.0 end`.as('approval'),
    })
    .from(signals)
    .innerJoin(profiles, eq(profiles.id, signals.profile))
    .where(
      and(
        eq(signals.project, row.project),
        gte(signals.created, row.created),
        lte(signals.created, until),
        after && sql`(${signals.created}, ${signals.id}) > (${after.at}, ${after.id})`,
        sql`${kind} in ('thumb', 'grade')`,
        sql`${standing('version')} in (${row.challenger}, ${row.active})`,
        sql`${standing('strength')} <> 0`,
      ),
    )
    .orderBy(asc(signals.created), asc(signals.id))
    .limit(PAGE)
}
