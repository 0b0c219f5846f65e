/** What is believed of a user, for the user: how far each axis leans, how sure that is, and which events made it so. */
import { type BeliefOptions, type Model, settle } from './belief.ts'
import { factorise, solve } from './cholesky.ts'
import type { Climb } from './climb.ts'
import type { Prior, WeightedEvidence } from './events.ts'
import { sharesOf, uninformedLog } from './informed.ts'
import { type Likelihood, noSums } from './likelihood.ts'
import type { Observation } from './observation.ts'
import { LAPSE, noticeableSteps } from './utility.ts'

export type EffectSize = 'plain' | 'slight' | 'clear' | 'strong'

/** What leaving an event out would take away: `change` = the axis's mean as it is, less the mean without the event. */
export type Influence = { id: string; change: number }

export type AxisExplanation = {
  axis: string
  /** In strength. `low` to `high`: nine times in ten, by the belief, the user's liking lies there. */
  mean: number
  low: number
  high: number
  pinned: boolean
  size: EffectSize
  /** null where it leans to neither side that a reader would notice. */
  towards: 'positive' | 'negative' | null
  /** Of the most influence first. */
  influences: Influence[]
}

/** Of a Gaussian's middle 90 %. */
const NINETY = 1.6449

/**
 * Influences are by one Newton step from the mode, with the event left out and the others as the belief took them:
 * (curvature without the event)⁻¹ · its gradient. That is exact for readings; for others it goes with what a belief
 * without the event says (correlation above .95), and is mostly less than that, as the others would count for more. What
 * an event told of whether signals follow a liking at all counts with it, to first order.
 *
 * @param most how many events are named for each axis
 * @throws Error as inferBelief
 */
export function explain(
  axes: readonly string[],
  steps: ArrayLike<number>,
  prior: Prior,
  events: readonly WeightedEvidence[],
  options: BeliefOptions = {},
  { most = 3 }: { most?: number } = {},
): AxisExplanation[] {
  const { belief, frame, models } = settle(axes, steps, prior, events, options)
  const changes = changesOf(models, options.lapse ?? LAPSE)
  return axes.map((axis, a) => {
    const mean = belief.mean[a]!
    const deviation = Math.sqrt(belief.covariance[a]![a]!)
    const { size, towards } = sizeOf(mean, frame.steps[a]!)
    return {
      axis,
      mean,
      low: mean - NINETY * deviation,
      high: mean + NINETY * deviation,
      pinned: frame.pins.has(a),
      size,
      towards,
      influences: influencesOn(frame.places.indexOf(a), frame.steps[a]!, changes).slice(0, most),
    }
  })
}

/**
 * By event: how θ would change, [n + 1]; also by what it told of whether, and how closely, signals follow a liking.
 */
function changesOf(models: readonly Model[], lapse: number): Map<string, Float64Array> {
  const [{ climb, observations }] = models as [Model]
  const size = climb.theta.length
  const changes = new Map<string, Float64Array>()
  for (const { id } of observations) {
    const change = new Float64Array(size)
    const its = models.map((model) => model.observations.find((observation) => observation.id === id))
    const told = models.map(({ likelihood, climb: { theta }, uninformed }, n) => {
      if (its[n]) return likelihood.logOf(its[n], theta)
      return uninformed
        ? uninformedLog(observations.find((observation) => observation.id === id)!, uninformed.mean, lapse)
        : 0
    })
    const without = sharesOf(
      models.map(({ share }) => share),
      told.map((log) => -log),
    )
    for (const [n, model] of models.entries()) {
      const own = its[n] ? changeOf(model.likelihood, model.climb, its[n]) : null
      for (let i = 0; i < size; i++) {
        change[i]! += model.share * (own?.[i] ?? 0) + (model.share - without[n]!) * model.climb.theta[i]!
      }
    }
    changes.set(id, change)
  }
  return changes
}

function changeOf(likelihood: Likelihood, climb: Climb, observation: Observation): Float64Array {
  const size = climb.theta.length
  const its = noSums(size)
  likelihood.add(observation, climb.theta, its)
  const without = climb.curvature.map((value, i) => value - its.curvature[i]!)
  // The prior's precision and other events': positive definite, but for rounding.
  if (!factorise(without, size, without)) return new Float64Array(size)
  solve(without, size, its.gradient)
  return its.gradient
}

function influencesOn(place: number, step: number, changes: ReadonlyMap<string, Float64Array>): Influence[] {
  if (place < 0) return []
  return [...changes]
    .map(([id, change]) => ({ id, change: change[place]! * step }))
    .sort((one, other) => Math.abs(other.change) - Math.abs(one.change) || (one.id < other.id ? -1 : 1))
}

/** Under half a noticeable step nobody would see it; from one on it is clear, from two and a half on strong. */
export function sizeOf(strength: number, step: number): Pick<AxisExplanation, 'size' | 'towards'> {
  const steps = noticeableSteps(strength, 0, step)
  if (Math.abs(steps) < 0.5) return { size: 'plain', towards: null }
  const size = Math.abs(steps) < 1 ? 'slight' : Math.abs(steps) < 2.5 ? 'clear' : 'strong'
  return { size, towards: steps > 0 ? 'positive' : 'negative' }
}

const ADVERBS = { slight: 'slightly', clear: 'clearly', strong: 'strongly' } as const

/** Such as 'clearly more formal'; poles as adjectives. */
export function inWords(
  { size, towards }: Pick<AxisExplanation, 'size' | 'towards'>,
  poles: { positive: string; negative: string },
): string {
  if (size === 'plain' || towards === null) return `neither more ${poles.positive} nor more ${poles.negative}`
  return `${ADVERBS[size]} more ${poles[towards]}`
}
