/** What is believed of a user's preferred strengths, after the events that are known of them. */
import { Climb } from './climb.ts'
import type { Belief, Bias, Prior, WeightedEvidence } from './events.ts'
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
  observations: readonly Observation[]
  likelihood: Likelihood
  climb: Climb
}

/** @throws Error as inferBelief */
export function settle(
  axes: readonly string[],
  steps: ArrayLike<number>,
  prior: Prior,
  events: readonly WeightedEvidence[],
  { pins = {}, biasPrior = BIAS_PRIOR, beta = BETA, lapse = LAPSE }: BeliefOptions = {},
): Settled {
  if (!(Number.isFinite(beta) && beta > 0)) throw new Error(`beta is ${beta}; a number above 0 can be one`)
  if (!(lapse >= 0 && lapse < 1)) throw new Error(`the lapse rate is ${lapse}; 0 to below 1 are possible`)
  const frame = frameOf(axes, steps, pins)
  const observations = observe(frame, events)
  const likelihood = new Likelihood(frame.places.length, { beta, lapse })
  const climb = new Climb(likelihood, observations, startOf(frame, prior, biasPrior))
  for (let pass = 0; observations.length && pass < MOST_PASSES; pass++) {
    let moderated = 0
    for (const observation of observations) if (likelihood.moderate(observation, climb.covariance)) moderated++
    const moved = climb.toTheTop()
    if (!moderated || (pass > 0 && moved < SETTLED)) break
  }
  return { belief: beliefOf(frame, climb), frame, observations, likelihood, climb }
}

function beliefOf({ axes, steps, places, pins }: Frame, { theta, covariance }: Climb): Belief {
  const n = places.length
  const size = n + 1
  const mean = axes.map((_, a) => pins.get(a) ?? 0)
  const rows = axes.map(() => axes.map(() => 0))
  for (const [i, a] of places.entries()) {
    mean[a] = Math.min(Math.max(theta[i]! * steps[a]!, -SAFE), SAFE)
    for (const [k, b] of places.entries()) rows[a]![b] = covariance[i * size + k]! * steps[a]! * steps[b]!
  }
  return { axes, mean, covariance: rows, bias: { mean: theta[n]!, variance: covariance[n * size + n]! } }
}
