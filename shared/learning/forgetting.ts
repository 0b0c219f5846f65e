/** How much an event counts: by what it is, and by how long ago it was. */
import type { Evidence, EvidenceKind, WeightedEvidence } from './events.ts'

/** What is deliberate counts in full; what happens by the way (an answer copied, asked for again) counts little. */
export const KIND_WEIGHTS: Readonly<Record<EvidenceKind, number>> = {
  pick: 1,
  thumb: 1,
  grade: 1,
  adjust: 1,
  edit: 1,
  regenerate: 0.3,
  copy: 0.3,
  texts: 1,
}

/** Older events than the newest 500 tell nothing that those do not, and a belief stays cheap. */
export const MOST_EVENTS = 500

export type Forgetting = {
  /** Time after which an event counts half, in the unit of `when`; null: events never fade. */
  halfLife: number | null
  /** Kinds that are not named count by KIND_WEIGHTS. */
  weights?: Partial<Readonly<Record<EvidenceKind, number>>>
}

/**
 * The newest events (of equally old ones, those of the greater id), each with weight kind's × ½^(age ÷ half-life).
 * What lies in the future, as clocks have it, counts as new.
 *
 * @param now in the unit of `when`
 * @throws Error that names the event whose time is no finite number
 */
export function weigh(
  events: readonly (Evidence & { id: string; when: number })[],
  now: number,
  { halfLife, weights = {} }: Forgetting,
): WeightedEvidence[] {
  if (halfLife !== null && !(halfLife > 0)) throw new Error(`a half-life of ${halfLife} is not possible`)
  for (const { id, when } of events) {
    if (!Number.isFinite(when)) throw new Error(`event '${id}' happened at ${when}`)
  }
  return [...events]
    .sort((one, other) => other.when - one.when || (one.id < other.id ? 1 : -1))
    .slice(0, MOST_EVENTS)
    .map(({ when, ...event }) => {
      const faded = halfLife === null ? 1 : 0.5 ** (Math.max(now - when, 0) / halfLife)
      return { ...event, weight: (weights[event.kind] ?? KIND_WEIGHTS[event.kind]) * faded }
    })
}
