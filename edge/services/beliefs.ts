/**
 * What is believed of a user, made anew from all that they signalled whenever that, the project or the day has changed. It is
 * written only where it is still of the signals that are there, so that of two at once none is lost: whoever finds it older
 * than its signals makes it again.
 */
import { and, desc, eq, getTableColumns, gte, sql } from 'drizzle-orm'
import { beliefs, profileStrengths, profiles, signals } from '../../schema/tables.ts'
import { inferBelief } from '../../shared/learning/belief.ts'
import type { Belief, Prior, WeightedEvidence } from '../../shared/learning/events.ts'
import { MOST_EVENTS, weigh } from '../../shared/learning/forgetting.ts'
import { priorOf } from '../../shared/learning/prior.ts'
import type { LearningSettings } from '../../shared/learning/settings.ts'
import { toEvidence } from '../../shared/learning/stored-evidence.ts'
import { withOneFloor } from '../../shared/learning/texts.ts'
import { isHeld, type SetStrength } from '../steering/in-force.ts'
import type { Database } from './database.ts'
import type { KnownLearning, KnownProject } from './known-project.ts'

const DAY_MS = 86_400_000

/** What a belief is made from, all of one moment. */
export type Sources = {
  profile: string
  evidence: number
  /** What the profile says, by axis. */
  set: ReadonlyMap<string, SetStrength>
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
      .select({
        axis: profileStrengths.axis,
        value: profileStrengths.mean,
        mode: profileStrengths.mode,
        variance: profileStrengths.variance,
      })
      .from(profileStrengths)
      .innerJoin(profiles, eq(profiles.id, profileStrengths.profile))
      .where(theirs),
    db
      .select(getTableColumns(signals))
      .from(signals)
      .innerJoin(profiles, eq(profiles.id, signals.profile))
      .where(and(theirs, gte(signals.created, now - retention_days * DAY_MS)))
      .orderBy(desc(signals.given), desc(signals.id))
      .limit(MOST_EVENTS),
  ])
  if (!profile) return null
  return { ...profile, set: new Map(strengths.map(({ axis, ...set }) => [axis, set])), signals: kept }
}

/** What a belief is inferred from: the axes, how far they move, where one begins, and what was done. */
export type Inference = {
  axes: string[]
  steps: number[]
  prior: Prior
  events: WeightedEvidence[]
  /** What no signal moves. */
  pins: Record<string, number>
}

export function inferenceOf({ set, signals }: Sources, learning: KnownLearning, now = Date.now()): Inference {
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
  const { pins, starts } = beginningOf(set, learning)
  return {
    axes,
    steps,
    prior: priorOf(axes, { defaults: starts, population }),
    events: withOneFloor(weigh(events, dayOf(settings, now), { halfLife, weights })),
    pins,
  }
}

/** Of each axis, what the profile says of it; where that says nothing, what the project's default edits do. */
function beginningOf(set: Sources['set'], { axes, defaults }: KnownLearning) {
  const pins: Record<string, number> = {}
  const starts: Record<string, number> = {}
  for (const [id, { name }] of axes) {
    const said = set.get(id) ?? defaults.get(name)
    if (!said) continue
    // Where texts stand by it is not known (answer-places.ts): at 0, it makes no text better than another.
    if (said.mode !== 'add') pins[id] = 0
    else if (isHeld(said)) pins[id] = said.value
    else starts[id] = said.value
  }
  return { pins, starts }
}

export type StoredBelief = Pick<typeof beliefs.$inferSelect, 'mean' | 'covariance' | 'informed'>

/** `evidence`: the count of signals that it is made of. `begun`: its mean, or where a user begins who signals nothing (any more). */
export type Renewed = StoredBelief & { evidence: number; begun: StoredBelief['mean'] }

/** Of a user without signals: whatever they begin with holds, and none of it was learnt. */
const NOTHING_LEARNT: StoredBelief = { mean: {}, covariance: [], informed: 1 }

/** Of what is not pinned; null: there is no such profile. Two round trips. */
export async function renewBelief(
  db: Database,
  of: { project: string; user: string },
  known: KnownProject,
  now = Date.now(),
): Promise<Renewed | null> {
  const sources = await readSources(db, of, known.learning.settings, now)
  if (!sources) return null
  const believed = believe(sources, known.learning, now)
  const kept = sources.signals.length ? believed : NOTHING_LEARNT
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
  return { ...kept, evidence: stamp.evidence, begun: believed.mean }
}

/**
 * What is believed of a user of whom no signal need be there: one who is not known yet begins as the project's users do.
 * One round trip where what is kept is of now, else two.
 * @param set by axis id, of whoever has no profile
 */
export async function readBelief(
  db: Database,
  of: { project: string; user: string },
  known: KnownProject,
  set: Sources['set'],
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
  const isNow = row?.stamp && isOf(row.stamp, stampOf(row.evidence, known, now))
  if (isNow && row.kept && Object.keys(row.kept.mean).length) return row.kept
  const sources = row && (await readSources(db, of, known.learning.settings, now))
  return believe(sources ?? { profile: '', evidence: 0, set, signals: [] }, known.learning, now)
}

function believe(sources: Sources, learning: KnownLearning, now: number): StoredBelief {
  const { axes, steps, prior, events, pins } = inferenceOf(sources, learning, now)
  return toStored(inferBelief(axes, steps, prior, events, { pins }), pins)
}

function toStored({ axes, mean, covariance, informed }: Belief, pins: Record<string, number>): StoredBelief {
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
