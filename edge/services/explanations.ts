/** What is believed of a user, for the user: by axis, how sure, in words, and by which of their signals. */
import { and, eq, isNull } from 'drizzle-orm'
import { axes, DEFAULT_USER, populations, profiles, signals } from '../../schema/tables.ts'
import { explain, inWords, sizeOf } from '../../shared/learning/explanation.ts'
import { BEGINNING, isHeld, toApplied } from '../steering/in-force.ts'
import type { Explanation } from '../wire/explanation.ts'
import { inferenceOf, readSources, type Sources } from './beliefs.ts'
import type { Database } from './database.ts'
import { currentProject } from './known-project.ts'
import { toSignal } from './signals.ts'

type Of = { project: string; user: string }

/** Of one axis. */
const MOST_NAMED = 5

/** Of a user never seen too: where they would begin. */
export async function explainProfile(db: Database, of: Of, now = Date.now()): Promise<Explanation> {
  const { learning } = await currentProject(db, of.project)
  const [sources, poles, given, [population]] = await Promise.all([
    readSources(db, of, learning.settings, now),
    polesOf(db, of.project),
    countSignals(db, of),
    db.select({ users: populations.users }).from(populations).where(eq(populations.project, of.project)),
  ])
  const known = sources ?? (await newcomer(db, of.project, learning.settings))
  const inference = inferenceOf(known, learning, now)
  const explained = explain(
    inference.axes,
    inference.steps,
    inference.prior,
    inference.events,
    { pins: inference.pins },
    {
      most: MOST_NAMED,
    },
  )
  const byId = new Map(known.signals.map((signal) => [signal.id, signal]))
  const saidOf = (axis: string) => known.set.get(axis) ?? learning.defaults.get(learning.axes.get(axis)!.name)
  const sourceOf = (axis: string): Explanation['axes'][number]['source'] => {
    if (known.set.get(axis)?.variance === 0) return 'hand'
    const said = saidOf(axis)
    if (known.signals.length && learning.settings.enabled && !(said && isHeld(said))) return 'learned'
    if (said) return 'default'
    return learning.settings.enabled && learning.population?.axes.includes(axis) ? 'population' : 'none'
  }
  return {
    object: 'explanation',
    user: of.user,
    signals: given,
    users: population?.users ?? null,
    axes: explained
      .map((one, at) => {
        const { name, step } = learning.axes.get(one.axis)!
        const source = sourceOf(one.axis)
        const isSaid = source === 'hand' || source === 'default'
        const strength = source === 'none' ? 0 : isSaid ? saidOf(one.axis)!.value : toApplied(one.mean)
        return {
          axis: name,
          strength,
          source,
          low: toApplied(one.low),
          high: toApplied(one.high),
          noticeable_step: inference.steps[at]!,
          // Of what boosts or neutralises, the belief has no strength, and no words say which way it goes.
          effect: inWords(sizeOf(one.pinned ? one.mean : strength, step), poles.get(one.axis)!),
          moved_by: one.influences.map(({ id, change }) => {
            const { id: signal, type, value, answer, at } = toSignal({ ...byId.get(id)!, user: of.user }, learning)
            return { signal, type, value, answer, at, change: Math.round(change * 1000) / 1000 }
          }),
        }
      })
      .sort((a, b) => (a.axis < b.axis ? -1 : 1)),
  }
}

/** Begins as the default profile says. */
async function newcomer(db: Database, project: string, settings: Parameters<typeof readSources>[2]): Promise<Sources> {
  const defaults = await readSources(db, { project, user: DEFAULT_USER }, settings)
  const set = [...(defaults?.set ?? [])].map(([axis, one]) => [axis, { ...one, variance: BEGINNING }] as const)
  return { profile: '', evidence: 0, set: new Map(set), signals: [] }
}

async function polesOf(db: Database, project: string): Promise<Map<string, { positive: string; negative: string }>> {
  const rows = await db
    .select({ id: axes.id, positive: axes.positiveName, negative: axes.negativeName })
    .from(axes)
    .where(and(eq(axes.project, project), isNull(axes.deleted)))
  return new Map(rows.map(({ id, ...poles }) => [id, poles]))
}

async function countSignals(db: Database, { project, user }: Of): Promise<number> {
  const theirs = db
    .select({ id: profiles.id })
    .from(profiles)
    .where(and(eq(profiles.project, project), eq(profiles.user, user)))
  return db.$count(signals, eq(signals.profile, theirs))
}
