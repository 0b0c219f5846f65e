/** Beliefs of one and two axes against the posterior itself, integrated over a grid. */
import { describe, expect, test } from 'vitest'
import { inferBelief } from '../../shared/learning/belief.ts'
import type { Evidence, Position, WeightedEvidence } from '../../shared/learning/events.ts'
import { INFORMED, ROUGH, ROUGHLY } from '../../shared/learning/informed.ts'
import { widePrior } from '../../shared/learning/prior.ts'
import { BETA, LAPSE } from '../../shared/learning/utility.ts'
import { createRandom } from '../support/random.ts'
import { answer, axesOf, event, position, STEP, stepsOf } from './axes.ts'

const BIAS = { mean: 2, variance: 2 }
const DEVIATION = 0.3
const logistic = (x: number) => 1 / (1 + Math.exp(-x))
const CUTS = [Number.NEGATIVE_INFINITY, -2, -0.7, 0.7, 2, Number.POSITIVE_INFINITY]

/** The model once more, as plainly as can be. */
function probability(evidence: Evidence, m: Position, bias: number, beta = BETA): number {
  const liking = (at: Position) =>
    Object.keys(m).reduce((sum, axis) => sum - (beta * (((at[axis] ?? 0) - m[axis]!) / STEP) ** 2) / 2, 0)
  const lapsing = (p: number, outcomes: number) => (1 - LAPSE) * p + LAPSE / outcomes
  switch (evidence.kind) {
    case 'pick': {
      const all = evidence.candidates.map((at) => Math.exp(liking(at)))
      return lapsing(all[evidence.picked]! / all.reduce((sum, one) => sum + one, 0), all.length)
    }
    case 'edit':
      return lapsing(logistic(liking(evidence.to) - liking(evidence.from)), 2)
    case 'thumb':
      return lapsing(logistic((evidence.up ? 1 : -1) * (bias + liking(evidence.at))), 2)
    case 'adjust': {
      const off = (m[evidence.axis]! - evidence.at[evidence.axis]!) / STEP
      return lapsing(logistic((evidence.more ? 1 : -1) * beta * off), 2)
    }
    case 'grade': {
      const f = bias + liking(evidence.at)
      const place = evidence.grade + 2
      return lapsing(logistic(f - CUTS[place]!) - logistic(f - CUTS[place + 1]!), 5)
    }
    default:
      throw new Error(`not integrated: ${evidence.kind}`)
  }
}

/** If it follows nothing: any pick is as likely; verdicts are by the bias alone. */
function uninformedProbability(evidence: Evidence, bias: number): number {
  if (evidence.kind === 'thumb' || evidence.kind === 'grade') return probability({ ...evidence, at: {} }, {}, bias)
  return evidence.kind === 'pick' ? 1 / evidence.candidates.length : 1 / 2
}

/**
 * Mean and variance of the first axis, by sums over a grid of strengths within ±1.2 and biases within 4 deviations; and the
 * chance that the events follow a liking.
 */
function integrate(axes: readonly string[], events: readonly WeightedEvidence[]) {
  const isBiased = events.some(({ kind }) => kind === 'thumb' || kind === 'grade')
  const places = axes.length === 1 ? 81 : 41
  const strengths = Array.from({ length: places }, (_, n) => -1.2 + (2.4 * n) / (places - 1))
  const biases = isBiased
    ? Array.from({ length: 21 }, (_, n) => BIAS.mean + Math.sqrt(BIAS.variance) * (n / 2.5 - 4))
    : [0]
  const points = axes.length === 1 ? strengths.map((s) => [s]) : strengths.flatMap((s) => strengths.map((t) => [s, t]))
  const over = (beta: number) => {
    let [total, first, second, prior] = [0, 0, 0, 0]
    for (const point of points) {
      const m = Object.fromEntries(axes.map((axis, a) => [axis, point[a]!]))
      for (const bias of biases) {
        let log = point.reduce((sum, s) => sum - (s / DEVIATION) ** 2 / 2, 0)
        if (isBiased) log -= (bias - BIAS.mean) ** 2 / BIAS.variance / 2
        prior += Math.exp(log)
        for (const one of events) log += one.weight * Math.log(probability(one, m, bias, beta))
        const weight = Math.exp(log)
        total += weight
        first += weight * point[0]!
        second += weight * point[0]! ** 2
      }
    }
    return { evidence: total / prior, mean: first / total, square: second / total }
  }
  let [nothing, all] = [0, 0]
  for (const bias of biases) {
    let log = isBiased ? -((bias - BIAS.mean) ** 2) / BIAS.variance / 2 : 0
    all += Math.exp(log)
    for (const one of events) log += one.weight * Math.log(uninformedProbability(one, bias))
    nothing += Math.exp(log)
  }
  const models = [
    { chance: INFORMED * (1 - ROUGH), ...over(BETA) },
    { chance: INFORMED * ROUGH, ...over(BETA * ROUGHLY) },
    { chance: 1 - INFORMED, evidence: nothing / all, mean: 0, square: DEVIATION ** 2 },
  ]
  const evidence = models.reduce((sum, model) => sum + model.chance * model.evidence, 0)
  const average = (of: (model: (typeof models)[number]) => number) =>
    models.reduce((sum, model) => sum + model.chance * model.evidence * of(model), 0) / evidence
  const mean = average((model) => model.mean)
  const informed = 1 - (models[2]!.chance * models[2]!.evidence) / evidence
  return { informed, mean, variance: average((model) => model.square) - mean ** 2 }
}

type Kind = Parameters<typeof answer>[0]

/**
 * Over users whose taste is drawn from the prior: how far the belief's mean lies from the exact one, in exact
 * deviations (root mean square), the ratio of the variances (of their sums), and by how much the chance that their events
 * follow a liking is off at most.
 */
function compare(kind: Kind, dimensions: number, count: number, users: number) {
  const axes = axesOf(dimensions)
  let [off, ours, exact, unlike] = [0, 0, 0, 0]
  for (let user = 0; user < users; user++) {
    const random = createRandom(1000 + user)
    const taste = position(axes, random, DEVIATION)
    const bias = BIAS.mean + Math.sqrt(BIAS.variance) * random.normal()
    const events = Array.from({ length: count }, (_, n) => event(n, answer(kind, { axes, taste, bias, random })))
    const { mean, variance, informed } = integrate(axes, events)
    const belief = inferBelief(axes, stepsOf(dimensions), widePrior(axes, DEVIATION), events, { biasPrior: BIAS })
    off += (belief.mean[0]! - mean) ** 2 / variance / users
    ours += belief.covariance[0]![0]!
    exact += variance
    unlike = Math.max(unlike, Math.abs(belief.informed - informed))
  }
  return { off: Math.sqrt(off), ratio: ours / exact, unlike }
}

describe('the belief beside the exact posterior', () => {
  /** Comparisons are nearly Gaussian; the likelihood of approval is a ring around the taste. */
  const cases: [Kind, number, number, number, number][] = [
    ['pick', 1, 3, 0.12, 0.1],
    ['pick', 1, 15, 0.12, 0.1],
    ['pick', 2, 15, 0.12, 0.1],
    ['edit', 1, 10, 0.12, 0.1],
    ['adjust', 1, 10, 0.12, 0.1],
    ['adjust', 2, 10, 0.12, 0.1],
    ['thumb', 1, 3, 0.3, 0.2],
    ['thumb', 1, 20, 0.3, 0.2],
    ['grade', 1, 20, 0.3, 0.2],
  ]
  test.for(cases)(
    'after %s, %d axes, %d events: mean within %f deviations, variance within %f',
    ([kind, axes, count, far, unlike]) => {
      const { off, ratio, unlike: chance } = compare(kind, axes, count, axes === 1 ? 60 : 20)
      expect(off).toBeLessThan(far)
      expect(Math.abs(ratio - 1)).toBeLessThan(unlike)
      expect(chance).toBeLessThan(0.06)
    },
  )
})
