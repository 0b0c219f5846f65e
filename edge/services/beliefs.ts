/**
 * What is believed of a user, made anew from all that they signalled whenever that, the project or the day has changed. It is
 * written only where it is still of the signals that are there, so that of two at once none is lost: whoever finds it older
 * than its signals makes it again.
 */
import { and, desc, eq, gte, sql } from 'drizzle-orm'
import { beliefs, profileStrengths, profiles, signals } from '../../schema/tables.ts'
import { inferBelief } from '../../shared/learning/belief.ts'
import type { Belief, Prior, WeightedEvidence } from '../../shared/learning/events.ts'
import { MOST_EVENTS, weigh } from '../../shared/learning/forgetting.ts'
import { priorOf } from '../../shared/learning/prior.ts'
import type { LearningSettings } from '../../shared/learning/settings.ts'
import { toEvidence } from '../../shared/learning/stored-evidence.ts'
import type { Database } from './database.ts'
import type { KnownLearning, KnownProject } from './known-project.ts'

const DAY_MS = 86_400_000

/** What a belief is made from, all of one moment. */
export type Sources = {
  profile: string
  evidence: number
  pins: Record<string, number>
  /** Where the user began, by hand of whoever set the default profile. */
  starts: Record<string, number>
  signals: SignalRow[]
}

export type SignalRow = typeof signals.$inferSelect

/** Which state of things a belief is of. */
export type Stamp = { evidence: number; version: number; day: number }

export const stampOf = (evidence: number, { version, learning }: KnownProject, now = Date.now()): Stamp => ({
  evidence,
  version,
  day: dayOf(learning.settings, now),
})

/** Whether a belief that is kept is of that state; one that is not there is of none. */
export const isOf = (kept: { [Part in keyof Stamp]: number | null }, { evidence, version, day }: Stamp): boolean =>
  kept.evidence === evidence && kept.version === version && kept.day === day

/** Signals lose weight day by day, or never. */
const dayOf = ({ half_life_days }: LearningSettings, now: number): number =>
  half_life_days === null ? 0 : Math.floor(now / DAY_MS)

/** null: there is no such profile. One round trip. */
export async function readSources(
  db: Database,
  { project, user }: { project: string; user: string },
  { retention_days }: LearningSettings,
  now = Date.now(),
): Promise<Sources | null> {
  const theirs = and(eq(profiles.project, project), eq(profiles.user, user))
  const [[profile], strengths, kept] = await db.batch([
    db.select({ profile: profiles.id, evidence: profiles.evidence }).from(profiles).where(theirs),
    db
      .select({ axis: profileStrengths.axis, mean: profileStrengths.mean, variance: profileStrengths.variance })
      .from(profileStrengths)
      .innerJoin(profiles, eq(profiles.id, profileStrengths.profile))
      .where(theirs),
    db
      .select(columnsOf(signals))
      .from(signals)
      .innerJoin(profiles, eq(profiles.id, signals.profile))
      .where(and(theirs, gte(signals.created, now - retention_days * DAY_MS)))
      .orderBy(desc(signals.given), desc(signals.id))
      .limit(MOST_EVENTS),
  ])
  if (!profile) return null
  const pins: Sources['pins'] = {}
  const starts: Sources['starts'] = {}
  for (const { axis, mean, variance } of strengths) {
    if (variance === 0) pins[axis] = mean
    else starts[axis] = mean
  }
  return { ...profile, pins, starts, signals: kept }
}

const columnsOf = <Table extends typeof signals>(table: Table) => ({
  id: table.id,
  project: table.project,
  profile: table.profile,
  name: table.name,
  answer: table.answer,
  choice: table.choice,
  evidence: table.evidence,
  given: table.given,
  created: table.created,
})

/** What a belief is inferred from: the axes, how far they move, where one begins, and what was done. */
export type Inference = {
  axes: string[]
  steps: number[]
  prior: Prior
  events: WeightedEvidence[]
  pins: Record<string, number>
}

export function inferenceOf({ pins, starts, signals }: Sources, learning: KnownLearning, now = Date.now()): Inference {
  const { settings, population } = learning
  const axes = [...learning.axes.keys()].sort()
  const steps = axes.map((axis) => learning.axes.get(axis)!.step)
  // Whole days, as the belief's stamp counts them.
  const events = signals.map(({ id, evidence, given }) => ({
    ...toEvidence(evidence),
    id,
    when: dayOf(settings, given),
  }))
  const { half_life_days: halfLife, weights } = settings
  return {
    axes,
    steps,
    prior: priorOf(axes, { defaults: starts, population }),
    events: weigh(events, dayOf(settings, now), { halfLife, weights }),
    pins,
  }
}

export const infer = ({ axes, steps, prior, events, pins }: Inference): Belief =>
  inferBelief(axes, steps, prior, events, { pins })

export type StoredBelief = Pick<typeof beliefs.$inferSelect, 'mean' | 'covariance' | 'informed'>

/** With the count of signals that it is made of. */
export type Renewed = StoredBelief & { evidence: number }

/** Of what is not pinned; null: there is no such profile. Two round trips. */
export async function renewBelief(
  db: Database,
  of: { project: string; user: string },
  known: KnownProject,
  now = Date.now(),
): Promise<Renewed | null> {
  const sources = await readSources(db, of, known.learning.settings, now)
  if (!sources) return null
  const kept = believe(sources, known.learning, now)
  const stamp = stampOf(sources.evidence, known, now)
  await db
    .insert(beliefs)
    .select(
      // In the columns' order.
      sql`select ${sources.profile}, ${of.project}, ${JSON.stringify(kept.mean)}, ${JSON.stringify(kept.covariance)},
        ${stamp.evidence}, ${stamp.version}, ${stamp.day}, ${now}, ${kept.informed}
      from ${profiles} where id = ${sources.profile} and evidence = ${stamp.evidence}`,
    )
    .onConflictDoUpdate({
      target: beliefs.profile,
      set: {
        mean: sql`excluded.mean`,
        covariance: sql`excluded.covariance`,
        evidence: sql`excluded.evidence`,
        version: sql`excluded.version`,
        day: sql`excluded.day`,
        computed: sql`excluded.computed`,
        informed: sql`excluded.informed`,
      },
    })
  return { ...kept, evidence: stamp.evidence }
}

/**
 * What is believed of a user of whom no signal need be there: one who is not known yet begins as the project's users do.
 * One round trip where what is kept is of now, else two.
 * @param starts where one begins who has no profile, by axis id
 */
export async function readBelief(
  db: Database,
  of: { project: string; user: string },
  known: KnownProject,
  starts: Sources['starts'],
  now = Date.now(),
): Promise<StoredBelief> {
  const [row] = await db
    .select({
      kept: { mean: beliefs.mean, covariance: beliefs.covariance, informed: beliefs.informed },
      stamp: { evidence: beliefs.evidence, version: beliefs.version, day: beliefs.day },
      evidence: profiles.evidence,
    })
    .from(profiles)
    .leftJoin(beliefs, eq(beliefs.profile, profiles.id))
    .where(and(eq(profiles.project, of.project), eq(profiles.user, of.user)))
  if (row?.kept && row.stamp && isOf(row.stamp, stampOf(row.evidence, known, now))) return row.kept
  const sources = row && (await readSources(db, of, known.learning.settings, now))
  return believe(sources ?? { profile: '', evidence: 0, pins: {}, starts, signals: [] }, known.learning, now)
}

const believe = (sources: Sources, learning: KnownLearning, now: number): StoredBelief =>
  toStored(infer(inferenceOf(sources, learning, now)), sources.pins)

export function toStored({ axes, mean, covariance, informed }: Belief, pins: Record<string, number>): StoredBelief {
  const learnt = axes.flatMap((axis, at) => (Object.hasOwn(pins, axis) ? [] : [at]))
  return {
    mean: Object.fromEntries(learnt.map((at) => [axes[at]!, rounded(mean[at]!)])),
    covariance: learnt.map((row) => learnt.map((column) => Number(covariance[row]![column]!.toPrecision(DIGITS)))),
    informed: Number(informed.toPrecision(DIGITS)),
  }
}

/** Of a covariance: it stays positive definite, which one to so many places behind the point need not. */
const DIGITS = 8

/** Far below what is noticed, and a third as long to read. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5
