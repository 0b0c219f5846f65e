/**
 * Simulation-based calibration (Talts et al. 2018, arXiv 1804.06788): where tastes are drawn from the prior and answers
 * from the model, the rank of the true strength among draws from the belief is uniform.
 */
import { describe, expect, test } from 'vitest'
import { inferBelief } from '../../shared/learning/belief.ts'
import { widePrior } from '../../shared/learning/prior.ts'
import { drawStrengths } from '../../shared/learning/thompson.ts'
import { createRandom } from '../support/random.ts'
import { answer, axesOf, event, position, stepsOf } from './axes.ts'

const BIAS = { mean: 2, variance: 2 }
const DEVIATION = 0.3
const axes = axesOf(3)
const steps = stepsOf(3)
const prior = widePrior(axes, DEVIATION)
const USERS = 500
const DRAWS = 9
/** Of χ² with 9 degrees of freedom: one of a thousand is greater. */
const CRITICAL = 27.88

function ranks(kinds: readonly Parameters<typeof answer>[0][], events: number, options = {}): number[] {
  const counts = new Array<number>(DRAWS + 1).fill(0)
  for (let user = 0; user < USERS; user++) {
    const random = createRandom(50_000 + user)
    const taste = position(axes, random, DEVIATION)
    const bias = BIAS.mean + Math.sqrt(BIAS.variance) * random.normal()
    const seen = Array.from({ length: events }, (_, n) =>
      event(n, answer(kinds[n % kinds.length]!, { axes, taste, bias, random })),
    )
    const belief = inferBelief(axes, steps, prior, seen, { biasPrior: BIAS, ...options })
    const draws = Array.from({ length: DRAWS }, (_, d) => drawStrengths(belief, steps, user * DRAWS + d))
    for (const axis of axes) counts[draws.filter((draw) => draw[axis]! < taste[axis]!).length]!++
  }
  return counts
}

function chiSquared(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

describe('beliefs are as sure as they may be', () => {
  const cases: [string, Parameters<typeof answer>[0][], number][] = [
    ['20 picks', ['pick'], 20],
    ['25 thumbs', ['thumb'], 25],
    ['25 grades', ['grade'], 25],
    ['20 adjustments', ['adjust'], 20],
    ['40 of every kind', ['pick', 'thumb', 'grade', 'adjust', 'edit'], 40],
  ]
  test.for(cases)('after %s', ([, kinds, events]) => {
    expect(chiSquared(ranks(kinds, events))).toBeLessThan(CRITICAL)
  })

  test('and the measure would tell: of a model that takes answers for surer than they are', () => {
    expect(chiSquared(ranks(['pick'], 20, { beta: 1.5, lapse: 0 }))).toBeGreaterThan(CRITICAL)
  })
})
