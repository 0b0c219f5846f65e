/** What is believed of a user's preferred strengths, after the events that are known of them. */
import { Climb } from './climb.ts'
import type { Belief, Bias, Prior, WeightedEvidence } from './events.ts'
import { INFORMED, ROUGH, ROUGHLY, sharesOf, uninformed } from './informed.ts'
import { Likelihood } from './likelihood.ts'
import { type Frame, type Observation, observe } from './observation.ts'
import { frameOf, type Start, startOf } from './start.ts'
import { BETA, LAPSE, SAFE } from './utility.ts'

/** Approval at the very strengths a user likes: likely, and some users approve of all, others of hardly anything. */
export const BIAS_PRIOR: Bias = { mean: 2, variance: 9 }

export type BeliefOptions = {
  /** Strengths set by hand, by axis: no event moves them. Names of other axes are passed over. */
  pins?: Readonly<Record<string, number>>
  biasPrior?: Bias
  beta?: number
  lapse?: number
  /** The chance, before any signal, that signals follow the liking; 1: they are taken to. */
  informed?: number
}

const MOST_PASSES = 12
/** In noticeable steps: a pass that moves the mode by less is the last. */
const SETTLED = 1e-3

/**
 * The belief over preferred strengths: the mode of prior and likelihood within the safe range, and as covariance the
 * inverse of the curvature there (Laplace's method: MacKay 2003, Information Theory, Inference, and Learning
 * Algorithms, chapter 27). Answers that compare count as their expectation over the belief (likelihood.ts, moderate),
 * pass after pass until the two agree: a plain mode lies too near the prior where a pick between far candidates cuts
 * the range in two. It is the same to the bit for the same events in any order, however often each stands there.
 *
 * What is said so far holds if the signals follow a liking. The belief is the mean over that, over signals that
 * follow it roughly, and over signals that follow nothing, weighed by how well each explains them (informed.ts).
 *
 * Beliefs are as sure as they may be (calibrated: test/learning/calibration.test.ts) of picks, grades, adjustments and
 * thumbs while the prior is a few steps wide; from thumbs alone under a prior much wider than that, where most texts
 * miss and the likelihood has several modes, they are too sure.
 *
 * @param axes what the prior's rows and the steps stand for
 * @param steps [axes], the noticeable step of each, in strength
 * @throws Error that names the event, axis or part of the prior that holds no possible number
 */
export function inferBelief(
  axes: readonly string[],
  steps: ArrayLike<number>,
  prior: Prior,
  events: readonly WeightedEvidence[],
  options: BeliefOptions = {},
): Belief {
  return settle(axes, steps, prior, events, options).belief
}

/** A belief with what it was made of, for those who ask how it came about. */
export type Settled = {
  belief: Belief
  frame: Frame
  /** What the signals may be; where there are none, one. */
  models: readonly Model[]
}

/** `share` of a belief. `uninformed`: the bias that is all there is to the signals; null where they follow a liking. */
export type Model = {
  share: number
  observations: readonly Observation[]
  likelihood: Likelihood
  climb: Climb
  uninformed: Bias | null
}

/** @throws Error as inferBelief */
export function settle(
  axes: readonly string[],
  steps: ArrayLike<number>,
  prior: Prior,
  events: readonly WeightedEvidence[],
  { pins = {}, biasPrior = BIAS_PRIOR, beta = BETA, lapse = LAPSE, informed = INFORMED }: BeliefOptions = {},
): Settled {
  if (!(Number.isFinite(beta) && beta > 0)) throw new Error(`beta is ${beta}; a number above 0 can be one`)
  if (!(lapse >= 0 && lapse < 1)) throw new Error(`the lapse rate is ${lapse}; 0 to below 1 are possible`)
  if (!(informed > 0 && informed <= 1))
    throw new Error(`signals follow a liking with chance ${informed}; above 0 to 1 are possible`)
  const frame = frameOf(axes, steps, pins)
  const start = startOf(frame, prior, biasPrior)
  const observations = observe(frame, events)
  const follow = (its: number): Omit<Model, 'share'> => {
    // Each moderates its own.
    const own = observations.map((observation) => ({ ...observation }))
    const likelihood = new Likelihood(frame.places.length, { beta: its, lapse })
    return { observations: own, likelihood, climb: climbOf(likelihood, own, start), uninformed: null }
  }
  const readings = observations.filter(({ form }) => form === 'reading')
  const sharp = follow(beta)
  if (informed === 1 || readings.length === observations.length) {
    return { belief: beliefOf(frame, stateOf(sharp.climb), informed), frame, models: [{ ...sharp, share: 1 }] }
  }
  const rough = follow(beta * ROUGHLY)
  const silent = climbOf(sharp.likelihood, readings, start)
  const { log, bias } = uninformed(observations, biasPrior, lapse)
  const shares = sharesOf(
    [informed * (1 - ROUGH), informed * ROUGH, 1 - informed],
    [sharp.climb.logEvidence(), rough.climb.logEvidence(), silent.logEvidence() + log],
  )
  const nothing = { observations: readings, likelihood: sharp.likelihood, climb: silent, uninformed: bias }
  const models = [sharp, rough, nothing].map((model, n): Model => ({ ...model, share: shares[n]! }))
  return { belief: beliefOf(frame, mixed(models), 1 - shares[2]!), frame, models }
}

function climbOf(likelihood: Likelihood, observations: Observation[], start: Start): Climb {
  const climb = new Climb(likelihood, observations, start)
  for (let pass = 0; observations.length && pass < MOST_PASSES; pass++) {
    let moderated = 0
    for (const observation of observations) if (likelihood.moderate(observation, climb.covariance)) moderated++
    const moved = climb.toTheTop()
    if (!moderated || (pass > 0 && moved < SETTLED)) break
  }
  return climb
}

/** A Gaussian of θ: mean [n + 1], covariance [n + 1, n + 1]. */
type State = { mean: Float64Array; covariance: Float64Array }

const stateOf = ({ theta, covariance }: Climb): State => ({ mean: theta, covariance })

function stateIn({ climb, uninformed: bias }: Model): State {
  const { mean, covariance } = stateOf(climb)
  if (!bias) return { mean, covariance }
  const last = mean.length - 1
  return { mean: mean.with(last, bias.mean), covariance: covariance.with(last * mean.length + last, bias.variance) }
}

/** The mean and covariance of all models together. */
function mixed(models: readonly Model[]): State {
  const states = models.map((model) => ({ share: model.share, ...stateIn(model) }))
  const size = states[0]!.mean.length
  const mean = new Float64Array(size)
  for (const state of states) for (let i = 0; i < size; i++) mean[i]! += state.share * state.mean[i]!
  const covariance = new Float64Array(size * size)
  for (const state of states) {
    const off = state.mean.map((value, i) => value - mean[i]!)
    for (let n = 0; n < covariance.length; n++) {
      covariance[n]! += state.share * (state.covariance[n]! + off[Math.floor(n / size)]! * off[n % size]!)
    }
  }
  return { mean, covariance }
}

function beliefOf({ axes, steps, places, pins }: Frame, { mean: theta, covariance }: State, informed: number): Belief {
  const n = places.length
  const size = n + 1
  const mean = axes.map((_, a) => pins.get(a) ?? 0)
  const rows = axes.map(() => axes.map(() => 0))
  for (const [i, a] of places.entries()) {
    mean[a] = Math.min(Math.max(theta[i]! * steps[a]!, -SAFE), SAFE)
    for (const [k, b] of places.entries()) rows[a]![b] = covariance[i * size + k]! * steps[a]! * steps[b]!
  }
  return { axes, mean, covariance: rows, bias: { mean: theta[n]!, variance: covariance[n * size + n]! }, informed }
}
