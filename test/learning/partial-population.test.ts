/** What users have in common, where not everybody says something of everything. */
import { describe, expect, it } from 'vitest'
import { factorise } from '../../shared/learning/cholesky.ts'
import {
  addPartialBelief,
  estimatePartialPopulation,
  noPartialStatistics,
  type PartialBelief,
} from '../../shared/learning/partial-population.ts'
import { addBelief, estimatePopulation, noStatistics } from '../../shared/learning/population.ts'
import { hasMoved } from '../../shared/learning/population-moved.ts'
import { mulberry32, normalFrom } from '../../shared/mulberry32.ts'

const AXES = ['a', 'b', 'c']

/** Who likes a likes b; c is on its own. */
function beliefs(count: number, seed = 1): PartialBelief[] {
  const normal = normalFrom(mulberry32(seed))
  return Array.from({ length: count }, () => {
    const shared = normal()
    const mean = { a: 0.3 + 0.3 * shared, b: -0.2 + 0.25 * shared + 0.1 * normal(), c: 0.2 * normal() }
    return {
      mean,
      covariance: [
        [0.01, 0.002, 0],
        [0.002, 0.02, 0],
        [0, 0, 0.03],
      ],
    }
  })
}

const without = ({ mean, covariance }: PartialBelief, left: string): PartialBelief => {
  const kept = Object.keys(mean).flatMap((axis, at) => (axis === left ? [] : [at]))
  const names = Object.keys(mean)
  return {
    mean: Object.fromEntries(kept.map((at) => [names[at]!, mean[names[at]!]!])),
    covariance: kept.map((row) => kept.map((column) => covariance[row]![column]!)),
  }
}

const estimate = (users: readonly PartialBelief[], least = 1, axes = AXES) => {
  const statistics = noPartialStatistics(axes)
  for (const user of users) addPartialBelief(statistics, user)
  return estimatePartialPopulation(statistics, least)
}

describe('a population', () => {
  it('of users with all axes is what is estimated of whole beliefs', () => {
    const users = beliefs(2000)
    let whole = noStatistics(AXES)
    for (const { mean, covariance } of users) {
      const belief = {
        axes: AXES,
        mean: AXES.map((axis) => mean[axis]!),
        covariance: covariance.map((row) => [...row]),
      }
      whole = addBelief(whole, belief)
    }
    const expected = estimatePopulation(whole)
    const found = estimate(users)!
    expect(found.users).toBe(2000)
    for (const [a] of AXES.entries()) {
      expect(found.mean[a]).toBeCloseTo(expected.mean[a]!, 10)
      for (const [b] of AXES.entries()) expect(found.covariance[a]![b]).toBeCloseTo(expected.covariance[a]![b]!, 10)
    }
    expect(found.covariance[0]![1]).toBeGreaterThan(0.05)
  })

  it('of an axis is what those say who have it: the others are not counted as average', () => {
    const users = beliefs(60)
    const some = users.map((user, at) => (at % 3 ? without(user, 'a') : user))
    const [found, alone] = [estimate(some)!, estimate(users.filter((_, at) => at % 3 === 0))!]
    expect(found.mean[0]).toBeCloseTo(alone.mean[0]!, 12)
    expect(found.covariance[0]![0]).toBeCloseTo(alone.covariance[0]![0]!, 12)
    expect(found.mean[1]).toBeCloseTo(estimate(users)!.mean[1]!, 12)
    expect(found.users).toBe(60)
  })

  it('tells of an axis from the least number of users on, and of a pair too', () => {
    const users = beliefs(9)
    expect(estimate(users, 10)).toBeNull()
    expect(estimate([], 10)).toBeNull()
    const tenth = without(beliefs(1, 2)[0]!, 'c')
    const found = estimate([...users, tenth], 10)!
    expect([found.axes, found.users]).toEqual([['a', 'b'], 10])
    const apart = [...users.map((user) => without(user, 'a')), ...users.map((user) => without(user, 'b'))]
    expect(estimate([...apart, ...beliefs(3)], 10)!.covariance[0]![1]).toBe(0)
  })

  it('is the same in whichever order users are counted', () => {
    const users = beliefs(40).map((user, at) => (at % 2 ? without(user, 'b') : user))
    const [one, other] = [estimate(users)!, estimate(users.toReversed())!]
    expect(one.mean).toEqual(other.mean.map((value) => expect.closeTo(value, 12)))
  })

  it('is a Gaussian whoever leaves out what', () => {
    const axes = Array.from({ length: 12 }, (_, n) => `x${n}`)
    for (let seed = 1; seed <= 40; seed++) {
      const uniform = mulberry32(seed)
      const normal = normalFrom(uniform)
      const users = Array.from({ length: 30 }, () => {
        const shared = normal()
        const had = axes.filter(() => uniform() < 0.5)
        const mean = Object.fromEntries(
          had.map((axis, n) => [axis, Math.tanh(shared * (n % 2 ? 1 : -1) + 0.1 * normal())]),
        )
        return { mean, covariance: had.map((_, i) => had.map((__, k) => (i === k ? 1e-4 : 0))) }
      })
      const found = estimate(users, 5, axes)
      if (!found) throw new Error('too few had any axis')
      const size = found.axes.length
      const matrix = Float64Array.from(found.covariance.flat())
      expect(factorise(matrix, size, matrix)).toBe(true)
    }
  })

  it('passes over axes that it is not of, and what is no number', () => {
    const users = [
      ...beliefs(20),
      { mean: { other: 1 }, covariance: [[1]] },
      { mean: { a: Number.NaN }, covariance: [[1]] },
    ]
    expect(estimate(users)).toEqual(estimate(beliefs(20)))
  })
})

describe('a move', () => {
  const steps = new Map([
    ['a', 0.2],
    ['b', 0.2],
  ])
  const at = (mean: number[], deviation = 0.3, between = 0) => ({
    axes: ['a', 'b'],
    mean,
    covariance: [
      [deviation ** 2, between],
      [between, deviation ** 2],
    ],
  })

  it.each([
    ['a mean by a tenth of a noticeable step', at([0.021, 0]), true],
    ['a mean by less', at([0.019, 0]), false],
    ['a deviation by a tenth', at([0, 0], 0.331), true],
    ['a deviation by less', at([0, 0], 0.32), false],
    ['a correlation by .1', at([0, 0], 0.3, 0.0091), true],
    ['a correlation by less', at([0, 0], 0.3, 0.005), false],
    ['axes the other way round', { ...at([0, 0]), axes: ['b', 'a'] }, false],
    ['another axis', { ...at([0, 0]), axes: ['a', 'c'] }, true],
    ['nobody any more', null, true],
  ])('is told: %s', (_, after, moved) => {
    expect(hasMoved(at([0, 0]), after, steps)).toBe(moved)
  })

  it('from nothing to nothing is none', () => {
    expect([hasMoved(null, null, steps), hasMoved(null, at([0, 0]), steps)]).toEqual([false, true])
  })
})
