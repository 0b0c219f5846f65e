import { describe, expect, test } from 'vitest'
import { inferBelief } from '../../shared/learning/belief.ts'
import type { Position, Preferences } from '../../shared/learning/events.ts'
import {
  addBelief,
  addStatistics,
  estimatePopulation,
  noStatistics,
  type Population,
} from '../../shared/learning/population.ts'
import { priorOf, widePrior } from '../../shared/learning/prior.ts'
import { createRandom } from '../support/random.ts'
import { answer, axesOf, event, stepsOf } from './axes.ts'

const axes = axesOf(3)
const steps = stepsOf(3)
const MEAN = [0.4, -0.2, 0]
const DEVIATION = 0.2
/** Of the first two axes. */
const CORRELATION = 0.8

function tastes(users: number, seed: number): Position[] {
  const random = createRandom(seed)
  return Array.from({ length: users }, () => {
    const [x, y, z] = [random.normal(), random.normal(), random.normal()]
    const second = CORRELATION * x + Math.sqrt(1 - CORRELATION ** 2) * y
    return Object.fromEntries([x, second, z].map((value, a) => [axes[a]!, MEAN[a]! + DEVIATION * value]))
  })
}

/** Rounds of expectation and maximisation, each user having picked that often. */
function estimate(users: number, picks: number, rounds: number): Population {
  const random = createRandom(77)
  const seen = tastes(users, 7).map((taste) =>
    Array.from({ length: picks }, (_, n) => event(n, answer('pick', { axes, taste, bias: 2, random }))),
  )
  let population: Population | null = null
  for (let round = 0; round < rounds; round++) {
    const prior = priorOf(axes, { population })
    const beliefs = seen.map((events) => inferBelief(axes, steps, prior, events))
    population = estimatePopulation(beliefs.reduce(addBelief, noStatistics(axes)))
  }
  return population!
}

const known = (mean: number[]): Preferences => ({
  axes,
  mean,
  covariance: axes.map(() => [0, 0, 0]),
})

describe('the population', () => {
  test('of many users is found: its middle, its spread, and which axes go together', () => {
    const { users, mean, covariance } = estimate(200, 40, 10)
    expect(users).toBe(200)
    for (const a of axes.keys()) {
      expect(Math.abs(mean[a]! - MEAN[a]!)).toBeLessThan(0.06)
      expect(Math.sqrt(covariance[a]![a]!) / DEVIATION).toBeGreaterThan(0.75)
      expect(Math.sqrt(covariance[a]![a]!) / DEVIATION).toBeLessThan(1.35)
    }
    const correlation = (a: number, b: number) =>
      covariance[a]![b]! / Math.sqrt(covariance[a]![a]! * covariance[b]![b]!)
    expect(correlation(0, 1)).toBeGreaterThan(0.3)
    expect(Math.abs(correlation(0, 2))).toBeLessThan(0.2)
  })

  test('of few users stays near the wide prior, with hardly anything between axes', () => {
    const { covariance, mean } = estimate(3, 20, 3)
    for (const a of axes.keys()) expect(Math.sqrt(covariance[a]![a]!)).toBeGreaterThan(0.3)
    const correlation = covariance[0]![1]! / Math.sqrt(covariance[0]![0]! * covariance[1]![1]!)
    expect(Math.abs(correlation)).toBeLessThan(0.35)
    expect(Math.abs(mean[0]!)).toBeLessThan(0.5)
  })

  test('of nobody is the wide prior', () => {
    const { mean, covariance, users } = estimatePopulation(noStatistics(axes))
    expect({ mean, covariance }).toEqual(widePrior(axes))
    expect(users).toBe(0)
  })

  test('of users who are known exactly is their mean and covariance, as they become many', () => {
    const all = tastes(20_000, 3).map((taste) => known(axes.map((axis) => taste[axis]!)))
    const { mean, covariance } = estimatePopulation(all.reduce(addBelief, noStatistics(axes)))
    expect(mean[0]).toBeCloseTo(MEAN[0]!, 2)
    expect(covariance[0]![0]).toBeCloseTo(DEVIATION ** 2, 2)
    expect(covariance[0]![1]! / DEVIATION ** 2).toBeCloseTo(CORRELATION, 1)
  })

  test('of users who are all alike keeps some spread, so that one may still be different', () => {
    const all = Array.from({ length: 100_000 }, () => known([0.5, 0.5, 0.5]))
    const { covariance } = estimatePopulation(all.reduce(addBelief, noStatistics(axes)))
    for (const a of axes.keys()) expect(covariance[a]![a]).toBeGreaterThanOrEqual(0.05 ** 2)
    expect(() => inferBelief(axes, steps, { mean: [0, 0, 0], covariance }, [])).not.toThrow()
  })

  test('can be summed up page by page', () => {
    const beliefs = tastes(60, 1).map((taste) => known(axes.map((axis) => taste[axis]!)))
    const whole = beliefs.reduce(addBelief, noStatistics(axes))
    const pages = [0, 20, 40].map((from) => beliefs.slice(from, from + 20).reduce(addBelief, noStatistics(axes)))
    const summed = estimatePopulation(pages.reduce(addStatistics))
    for (const [a, row] of estimatePopulation(whole).covariance.entries()) {
      for (const [b, value] of row.entries()) expect(summed.covariance[a]![b]).toBeCloseTo(value, 12)
    }
    expect(JSON.parse(JSON.stringify(whole))).toEqual(whole)
  })

  test('takes in no other axes, and nothing that is no number', () => {
    const none = noStatistics(axes)
    expect(() => addBelief(none, { ...known([0, 0, 0]), axes: axesOf(2) })).toThrow('axis0, axis1')
    expect(() => addBelief(none, known([Number.NaN, 0, 0]))).toThrow('no finite number')
  })

  test("as a prior, brings a new user's belief nearer to their taste than the wide one, after few picks", () => {
    const population = estimate(200, 15, 5)
    const random = createRandom(8)
    let [wide, known] = [0, 0]
    for (const taste of tastes(40, 99)) {
      const events = Array.from({ length: 4 }, (_, n) => event(n, answer('pick', { axes, taste, bias: 2, random })))
      const off = ({ mean }: Preferences) => axes.reduce((sum, axis, a) => sum + (mean[a]! - taste[axis]!) ** 2, 0)
      wide += off(inferBelief(axes, steps, widePrior(axes), events))
      known += off(inferBelief(axes, steps, priorOf(axes, { population }), events))
    }
    expect(known).toBeLessThan(0.6 * wide)
  })
})

describe('the prior of a new user', () => {
  const population = {
    axes: ['b', 'a'],
    mean: [0.2, 0.1],
    covariance: [
      [0.04, 0.01],
      [0.01, 0.09],
    ],
  }

  test('without anything is wide and in the middle', () => {
    expect(priorOf(['a', 'b'])).toEqual({
      mean: [0, 0],
      covariance: [
        [0.25, 0],
        [0, 0.25],
      ],
    })
  })

  test('is that of the population where it knows the axis, in the order asked for', () => {
    expect(priorOf(['a', 'new', 'b'], { population })).toEqual({
      mean: [0.1, 0, 0.2],
      covariance: [
        [0.09, 0, 0.01],
        [0, 0.25, 0],
        [0.01, 0, 0.04],
      ],
    })
  })

  test('begins at the default profile where that says something', () => {
    expect(priorOf(['a', 'b'], { population, defaults: { a: 0, c: 1 } }).mean).toEqual([0, 0.2])
  })
})
