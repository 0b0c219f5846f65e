/** What a profile steers by: what was set by hand, and what was learnt. */
import { WIDE_DEVIATION } from '../../shared/learning/prior.ts'
import type { EditMode, Strength } from '../../shared/wire/steering.ts'
import type { KnownLearning } from '../services/known-project.ts'

/** As it is stored. Variance 0: a pin, which stays; else only where a user began. */
export type SetStrength = Strength & { variance: number }

type SetRow = { axis: string | null; mean: number | null; mode: EditMode | null; variance: number | null }

/** By axis name, of rows as the database joins them: one of a profile that says nothing has no axis. */
export const strengthsSet = (rows: readonly SetRow[]): Map<string, SetStrength> =>
  new Map(
    rows.flatMap(({ axis, mean, mode, variance }) =>
      axis ? [[axis, { value: mean!, mode: mode!, variance: variance! }]] : [],
    ),
  )

/** The variance of what a user takes over from the default profile: signals may move them away from it. */
export const BEGINNING = WIDE_DEVIATION ** 2

/**
 * Whether no signal moves it. A liking is a strength of mode add: how much more or less boosting or neutralising somebody
 * likes, no signal says.
 */
export const isHeld = ({ mode, variance }: Strength & { variance?: number }): boolean =>
  mode !== 'add' || variance === 0

/** By the axes' ids. `deviation`: how unsure it is, in strength. */
export type Learnt = Readonly<Record<string, { value: number; deviation: number }>>

/** `deviation` is null where it was not learnt. */
export type InForce = Strength & { deviation: number | null }

/**
 * By axis name. A pin holds over what was learnt, and what was learnt over where the user began. What the project's default
 * edits say, and nothing else does, is not in it.
 * @param learnt of the user; null, or of no axis: they said nothing yet, and begin as the project's users are
 */
export function strengthsInForce(
  set: ReadonlyMap<string, SetStrength>,
  learnt: Learnt | null,
  { settings, axes, population, defaults }: Pick<KnownLearning, 'settings' | 'axes' | 'population' | 'defaults'>,
): Map<string, InForce> {
  const strengths = new Map<string, InForce>()
  for (const [axis, { value, mode }] of set) strengths.set(axis, { value, mode, deviation: null })
  if (!settings.enabled) return strengths
  const said = (axis: string) => set.get(axis) ?? defaults.get(axis)
  const own = learnt && Object.keys(learnt).length ? learnt : null
  const isOpen = (axis: string) => !said(axis) || (own !== null && !isHeld(said(axis)!))
  for (const [id, { value, deviation }] of Object.entries(own ?? (population ? ofAll(population) : {}))) {
    const axis = axes.get(id)?.name
    if (axis !== undefined && isOpen(axis)) strengths.set(axis, { value: toApplied(value), mode: 'add', deviation })
  }
  return strengths
}

const ofAll = ({ axes, mean, covariance }: NonNullable<KnownLearning['population']>): Learnt =>
  Object.fromEntries(axes.map((axis, at) => [axis, { value: mean[at]!, deviation: Math.sqrt(covariance[at]![at]!) }]))

/** Within what is safe, and no finer than anybody could tell. */
export const toApplied = (value: number): number => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100
