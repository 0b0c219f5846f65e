/** What a profile steers by: what was set by hand, and what was learnt. */
import type { Strength } from '../../shared/wire/steering.ts'
import type { KnownLearning } from '../services/known-project.ts'

/** As it is stored. Variance 0: a pin, which stays; else only where a user began. */
export type SetStrength = Strength & { variance: number }

/** By the axes' ids. `deviation`: how unsure it is, in strength. */
export type Learnt = Readonly<Record<string, { value: number; deviation: number }>>

/** `deviation` is null where it was not learnt. */
export type InForce = Strength & { deviation: number | null }

/**
 * By axis name. A pin holds over what was learnt, and what was learnt over where the user began.
 * @param learnt of the user; null: they said nothing yet, and begin as the project's users are
 */
export function strengthsInForce(
  set: ReadonlyMap<string, SetStrength>,
  learnt: Learnt | null,
  { settings, axes, population }: Pick<KnownLearning, 'settings' | 'axes' | 'population'>,
): Map<string, InForce> {
  const strengths = new Map<string, InForce>()
  for (const [axis, { value, mode }] of set) strengths.set(axis, { value, mode, deviation: null })
  if (!settings.enabled) return strengths
  const isOpen = (axis: string) => (learnt ? set.get(axis)?.variance !== 0 : !set.has(axis))
  for (const [id, { value, deviation }] of Object.entries(learnt ?? (population ? ofAll(population) : {}))) {
    const axis = axes.get(id)?.name
    if (axis !== undefined && isOpen(axis)) strengths.set(axis, { value: toApplied(value), mode: 'add', deviation })
  }
  return strengths
}

const ofAll = ({ axes, mean, covariance }: NonNullable<KnownLearning['population']>): Learnt =>
  Object.fromEntries(axes.map((axis, at) => [axis, { value: mean[at]!, deviation: Math.sqrt(covariance[at]![at]!) }]))

/** Within what is safe, and no finer than anybody could tell. */
export const toApplied = (value: number): number => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100
