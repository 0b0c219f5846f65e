/** What is believed of a user's preferred strengths, after the events that are known of them. */
import { Climb } from './climb.ts'
import type { Belief, Bias, Prior, WeightedEvidence } from './events.ts'
import { INFORMED, shareOf, uninformed } from './informed.ts'
import { Likelihood } from './likelihood.ts'
import { type Frame, type Observation, observe } from './observation.ts'
import { frameOf, startOf } from './start.ts'
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
 * What is said so far holds if the signals follow a liking. The belief is the mean over that and over signals that follow
 * nothing, weighed by how well either explains them (informed.ts).
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
  likelihood: Likelihood
  /** That the signals follow a liking, and, where there are any, that they follow nothing. */
  models: readonly Model[]
}

/** `share` of a belief. `uninformed`: the bias that is all there is to the signals; null where they follow a liking. */
export type Model = { share: number; observations: readonly Observation[]; climb: Climb; uninformed: Bias | null }

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
  const observations = observe(frame, events)
  const likelihood = new Likelihood(frame.places.length, { beta, lapse })
  const start = startOf(frame, prior, biasPrior)
  const climb = new Climb(likelihood, observations, start)
  for (let pass = 0; observations.length && pass < MOST_PASSES; pass++) {
    let moderated = 0
    for (const observation of observations) if (likelihood.moderate(observation, climb.covariance)) moderated++
    const moved = climb.toTheTop()
    if (!moderated || (pass > 0 && moved < SETTLED)) break
  }
  const readings = observations.filter(({ form }) => form === 'reading')
  if (informed === 1 || readings.length === observations.length) {
    const models = [{ share: 1, observations, climb, uninformed: null }]
    return { belief: beliefOf(frame, stateOf(climb), informed), frame, likelihood, models }
  }
  const silent = new Climb(likelihood, readings, start)
  silent.toTheTop()
  const { log, bias } = uninformed(observations, biasPrior, lapse)
  const share = shareOf(informed, climb.logEvidence() - silent.logEvidence(), log)
  const models = [
    { share, observations, climb, uninformed: null },
    { share: 1 - share, observations: readings, climb: silent, uninformed: bias },
  ]
  const state = mixed(share, stateOf(climb), withBias(stateOf(silent), bias))
  return { belief: beliefOf(frame, state, share), frame, likelihood, models }
}

/** A Gaussian of θ: mean [n + 1], covariance [n + 1, n + 1]. */
type State = { mean: Float64Array; covariance: Float64Array }

const stateOf = ({ theta, covariance }: Climb): State => ({ mean: theta, covariance })

function withBias({ mean, covariance }: State, bias: Bias): State {
  const last = mean.length - 1
  return {
    mean: mean.with(last, bias.mean),
    covariance: covariance.with(last * mean.length + last, bias.variance),
  }
}

/** The mean and covariance of a mixture of two. */
function mixed(share: number, one: State, other: State): State {
  const size = one.mean.length
  const off = one.mean.map((value, i) => value - other.mean[i]!)
  return {
    mean: other.mean.map((value, i) => value + share * off[i]!),
    covariance: one.covariance.map((value, n) => {
      const between = off[Math.floor(n / size)]! * off[n % size]!
      return share * value + (1 - share) * other.covariance[n]! + share * (1 - share) * between
    }),
  }
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
