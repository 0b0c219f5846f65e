/** What an answer is steered by that is to find out what its user likes: strengths about what is believed of them. */
import { ApiError } from '../../shared/errors.ts'
import type { Preferences } from '../../shared/learning/events.ts'
import { informativeCandidates } from '../../shared/learning/informative-pair.ts'
import { drawStrengths } from '../../shared/learning/thompson.ts'
import { type GenerateRequest, MAX_OBSERVED } from '../../shared/wire/generate.ts'
import type { Steering, Strength } from '../../shared/wire/steering.ts'
import { type AxesByName, actsAlways, type Stored } from './resolve.ts'

/** What is believed of a user, by the names of the axes that no hand has set. */
export type Explorable = Preferences & {
  /** [axes], the noticeable step of each. */
  steps: number[]
  /** No strength is further from the mean, in noticeable steps. */
  reach: number
  /** The chance that the user's signals follow their liking at all: where that is open, it is asked for too. */
  informed: number
}

export type Explored = {
  /** Of each choice, by axis; all other axes are as they are. */
  strengths: Record<string, number>[]
  /** Bits that a pick is expected to tell; null where not all choices were chosen for that. */
  information: number | null
}

/** As many as are read of every answer (observed.ts): each more makes the edits' sum larger, and says less of the others. */
const MOST_EXPLORED = MAX_OBSERVED

type Structure = Pick<GenerateRequest, 'response_format' | 'tools'>

/**
 * Whether an answer explores: not where its text is read by a program.
 * @throws ApiError 400 `invalid_value` where something else that is asked for goes against it, or against steering.live
 */
export function explores({ explore, live, profile }: Steering, { response_format, tools }: Structure): boolean {
  if (live && !profile) {
    throw contradicts('live', "profile: false leaves aside what the user's signals change, which live follows")
  }
  if (!explore) return false
  if (!profile)
    throw contradicts('explore', 'profile: false leaves aside what is believed of the user, which explore draws from')
  if (live) throw contradicts('explore', 'live: true moves an answer to what is believed, and explore away from it')
  return response_format.type === 'text' && tools.length === 0
}

const contradicts = (field: 'explore' | 'live', why: string) =>
  new ApiError(400, 'invalid_value', `steering.${field}: ${why}; leave one of them out`, { param: `steering.${field}` })

/** @param isComparison whether choices that cannot be told apart are left out */
type Wanted = { n: number; seed: number; isComparison: boolean }

/**
 * By model, as it is drawn for an answer: the same for the same seed. null where there is nothing to find out.
 * @throws ApiError 409 `nothing_to_learn`, for comparisons
 */
export function exploredOn(
  models: ReadonlySet<string>,
  { explorable, axes }: { explorable: Explorable | null; axes: AxesByName },
  steering: Steering,
  { n, seed, isComparison }: Wanted,
): Map<string, Explored | null> {
  if (!explorable) return new Map()
  return new Map(
    [...models].map((hash) => {
      const preferences = openIn(explorable, (axis) => actsAlways(axes, axis, hash) && !isSet(steering, axis))
      if (preferences) return [hash, isComparison ? draw(preferences, n, seed) : drawAll(preferences, n, seed)]
      if (isComparison) throw nothingToLearn([...axes.keys()].some((axis) => actsAlways(axes, axis, hash)))
      return [hash, null]
    }),
  )
}

const isSet = ({ strengths }: Steering, axis: string) => Object.hasOwn(strengths, axis)

/**
 * Of the axes that are open, the least certain ones; null: there are none. The others are the same in all choices, so that
 * only how the open ones lie matters to what is asked.
 */
function openIn({ axes, mean, covariance, steps, reach, informed }: Explorable, isOpen: (axis: string) => boolean) {
  const spread = (at: number) => covariance[at]![at]! / steps[at]! ** 2
  const open = axes
    .flatMap((axis, at) => (isOpen(axis) && covariance[at]![at]! > 0 ? [at] : []))
    .sort((one, other) => spread(other) - spread(one))
    .slice(0, MOST_EXPLORED)
  if (!open.length) return null
  return {
    axes: open.map((at) => axes[at]!),
    mean: open.map((at) => mean[at]!),
    covariance: open.map((row) => open.map((column) => covariance[row]![column]!)),
    steps: open.map((at) => steps[at]!),
    reach,
    informed,
  } satisfies Explorable
}

/** One draw for one choice. For more, those whose comparison tells most: fewer, where no more can be told apart. */
function draw(known: Explorable, count: number, seed: number): Explored {
  const { steps, reach, informed } = known
  const question = count > 1 ? informativeCandidates(known, steps, { seed, count, reach, informed }) : null
  if (question) return { strengths: question.candidates.map(shown), information: question.information }
  return { strengths: [shown(drawStrengths(known, steps, seed, { within: reach }))], information: null }
}

/** As many as there are choices. */
function drawAll(known: Explorable, n: number, seed: number): Explored {
  const { strengths, information } = draw(known, n, seed)
  const rest = Array.from({ length: n - strengths.length }, (_, at) => draw(known, 1, seed + 1 + at).strengths[0]!)
  return { strengths: [...strengths, ...rest], information: rest.length ? null : information }
}

/** Far finer than anybody could tell: candidates that are a noticeable step apart stay so. */
const shown = (strengths: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(strengths).map(([axis, value]) => [axis, Math.round(value * 1e4) / 1e4]))

/** What is stored, with these strengths in place of the profile's. */
export const steeredBy = ({ defaults, profile }: Stored, strengths: Record<string, number>): Stored => ({
  defaults,
  profile: new Map([
    ...profile,
    ...Object.entries(strengths).map(([axis, value]): [string, Strength] => [axis, { value, mode: 'add' }]),
  ]),
})

const nothingToLearn = (areThereAxes: boolean) =>
  new ApiError(
    409,
    'nothing_to_learn',
    areThereAxes
      ? 'All axes are set by hand, in the profile or in this request, so that there is nothing to compare: leave one of ' +
          'steering.strengths out, or let go of one with PATCH /v1/profiles/{user} {"strengths": {"formal": null}}.'
      : 'No axis acts on this model, whatever the prompt, so that there is nothing to compare: fit one, and activate it.',
  )
