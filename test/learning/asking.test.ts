/** What a user is asked, and what they are answered with meanwhile. */
import { describe, expect, test } from 'vitest'
import { inferBelief } from '../../shared/learning/belief.ts'
import type { Belief } from '../../shared/learning/events.ts'
import { entropy, pickInformation } from '../../shared/learning/information.ts'
import { informativeCandidates, REACH } from '../../shared/learning/informative-pair.ts'
import { widePrior } from '../../shared/learning/prior.ts'
import { drawStrengths } from '../../shared/learning/thompson.ts'
import { BETA, LAPSE } from '../../shared/learning/utility.ts'
import { createRandom } from '../support/random.ts'
import { answer, axesOf, event, position, STEP, stepsOf } from './axes.ts'

const axes = axesOf(4)
const steps = stepsOf(4)

function beliefAfter(picks: number, seed: number, pins = {}): Belief {
  const random = createRandom(seed)
  const taste = position(axes, random, 0.5)
  const events = Array.from({ length: picks }, (_, n) => event(n, answer('pick', { axes, taste, bias: 2, random })))
  return inferBelief(axes, steps, widePrior(axes), events, { pins })
}

/** By a fine sum over z. */
function integratedInformation(mean: number, variance: number, lapse: number): number {
  let [total, yes, left] = [0, 0, 0]
  for (let t = -8; t <= 8; t += 0.002) {
    const weight = Math.exp((-t * t) / 2)
    const p = (1 - lapse) / (1 + Math.exp(-(mean + Math.sqrt(variance) * t))) + lapse / 2
    total += weight
    yes += weight * p
    left += weight * entropy(p)
  }
  return entropy(yes / total) - left / total
}

describe('the information of a pick', () => {
  test('agrees with its integral within .05 bits, where the answer is not known beforehand', () => {
    for (const lapse of [0, 0.1, 0.3]) {
      for (const mean of [0, 0.5, 1, 2]) {
        for (const variance of [0.01, 0.3, 1, 4, 30, 400]) {
          const difference = pickInformation(mean, variance, lapse) - integratedInformation(mean, variance, lapse)
          expect(Math.abs(difference), `${mean} ${variance} ${lapse}`).toBeLessThan(0.05)
        }
      }
    }
  })

  test('grows with what is unknown, and is nothing where all is known', () => {
    expect(pickInformation(0, 0, 0)).toBeCloseTo(0, 2)
    expect(pickInformation(0, 1, 0.1)).toBeLessThan(pickInformation(0, 4, 0.1))
    expect(pickInformation(3, 1, 0.1)).toBeLessThan(pickInformation(0, 1, 0.1))
  })
})

describe('candidates to pick from', () => {
  const users = Array.from({ length: 30 }, (_, seed) => beliefAfter(seed, seed))

  test.for([2, 3, 4])('%d of them are in the safe range, near the mean, and far enough apart', (count) => {
    for (const [seed, belief] of users.entries()) {
      const { candidates, information } = informativeCandidates(belief, steps, { seed, count })!
      expect(candidates).toHaveLength(count)
      expect(information).toBeGreaterThan(0)
      expect(information).toBeLessThanOrEqual(Math.log2(count))
      for (const [j, one] of candidates.entries()) {
        for (const [a, axis] of axes.entries()) {
          expect(Math.abs(one[axis]!)).toBeLessThanOrEqual(1)
          // At a wall the reach is to the inner side.
          expect(Math.abs(one[axis]! - belief.mean[a]!)).toBeLessThanOrEqual(2 * REACH * STEP + 1e-9)
        }
        for (const other of candidates.slice(0, j)) {
          const apart = Math.max(...axes.map((axis) => Math.abs(one[axis]! - other[axis]!)))
          expect(apart).toBeGreaterThanOrEqual(STEP - 1e-9)
        }
      }
    }
  })

  test('two tell more than two at random within the same reach, nearly always and by far on average', () => {
    const random = createRandom(5)
    let [better, chosen, atRandom, trials] = [0, 0, 0, 0]
    for (const [seed, belief] of users.entries()) {
      const best = informativeCandidates(belief, steps, { seed })!.information
      for (let n = 0; n < 20; n++) {
        const near = () =>
          belief.mean.map((mean) => Math.min(Math.max(mean + REACH * STEP * (2 * random.uniform() - 1), -1), 1))
        const [one, other] = [near(), near()]
        const g = one.map((value, a) => (BETA * (value - other[a]!)) / STEP)
        const odds = g.reduce(
          (sum, value, a) => sum + (value * (belief.mean[a]! - (one[a]! + other[a]!) / 2)) / STEP,
          0,
        )
        let variance = 0
        for (const [a, row] of belief.covariance.entries()) {
          for (const [b, value] of row.entries()) variance += (g[a]! * g[b]! * value) / STEP ** 2
        }
        const its = integratedInformation(odds, variance, LAPSE)
        trials++
        chosen += best
        atRandom += its
        if (best > its) better++
      }
    }
    expect(better / trials).toBeGreaterThan(0.98)
    expect(chosen).toBeGreaterThan(1.5 * atRandom)
  })

  test('four tell more than two', () => {
    const [belief] = users
    const two = informativeCandidates(belief!, steps, { seed: 1 })!.information
    expect(informativeCandidates(belief!, steps, { seed: 1, count: 4 })!.information).toBeGreaterThan(1.2 * two)
  })

  test('are the same for the same seed, and others for another', () => {
    const [belief] = users
    const ask = (seed: number, count: number) => informativeCandidates(belief!, steps, { seed, count })
    expect(ask(3, 2)).toEqual(ask(3, 2))
    expect(ask(3, 4)).toEqual(ask(3, 4))
    expect(ask(3, 4)).not.toEqual(ask(4, 4))
  })

  test('leave pinned axes where they are; where all are pinned there is nothing to ask', () => {
    const belief = beliefAfter(10, 1, { axis2: 0.8 })
    for (const candidate of informativeCandidates(belief, steps, { seed: 1, count: 4 })!.candidates) {
      expect(candidate.axis2).toBe(0.8)
    }
    const pinned = beliefAfter(10, 1, { axis0: 0, axis1: 0, axis2: 0, axis3: 0 })
    expect(informativeCandidates(pinned, steps, { seed: 1 })).toBeNull()
  })

  test('are found at a wall too', () => {
    const more = event(1, { kind: 'texts', mean: { axis0: 4 }, variance: { axis0: 1e-4 } })
    const belief = inferBelief(axes, steps, widePrior(axes), [more], { pins: { axis1: 0, axis2: 0, axis3: 0 } })
    expect(belief.mean[0]).toBe(1)
    const { candidates } = informativeCandidates(belief, steps, { seed: 1 })!
    expect(Math.abs(candidates[0]!.axis0! - candidates[1]!.axis0!)).toBeGreaterThanOrEqual(STEP - 1e-9)
  })

  test('cannot be one, nor nearer than a step', () => {
    expect(() => informativeCandidates(users[0]!, steps, { seed: 1, count: 1 })).toThrow('1 candidates')
    expect(() => informativeCandidates(users[0]!, steps, { seed: 1, reach: 0.4 })).toThrow('a reach of 0.4')
  })
})

describe('a draw from the belief', () => {
  const belief = beliefAfter(12, 3)

  test('has its mean and covariance, over many seeds', () => {
    const narrow = {
      ...belief,
      mean: [0.1, 0, 0, 0],
      covariance: belief.covariance.map((row) => row.map((value) => value / 20)),
    }
    const draws = Array.from({ length: 4000 }, (_, seed) =>
      axes.map((axis) => drawStrengths(narrow, steps, seed)[axis]!),
    )
    for (const a of axes.keys()) {
      const deviation = Math.sqrt(narrow.covariance[a]![a]!)
      expect(Math.abs(draws.reduce((sum, draw) => sum + draw[a]!, 0) / 4000 - narrow.mean[a]!)).toBeLessThan(
        0.07 * deviation,
      )
      for (const b of axes.keys()) {
        const both =
          draws.reduce((sum, draw) => sum + (draw[a]! - narrow.mean[a]!) * (draw[b]! - narrow.mean[b]!), 0) / 4000
        const scale = deviation * Math.sqrt(narrow.covariance[b]![b]!)
        expect(Math.abs(both - narrow.covariance[a]![b]!)).toBeLessThan(0.08 * scale)
      }
    }
  })

  test('is the same for the same seed, in the safe range, and within the steps asked for', () => {
    expect(drawStrengths(belief, steps, 7)).toEqual(drawStrengths(belief, steps, 7))
    for (let seed = 0; seed < 200; seed++) {
      for (const [a, axis] of axes.entries()) {
        expect(Math.abs(drawStrengths(belief, steps, seed)[axis]!)).toBeLessThanOrEqual(1)
        const off = drawStrengths(belief, steps, seed, { within: 0.5 })[axis]! - belief.mean[a]!
        expect(Math.abs(off)).toBeLessThanOrEqual(0.5 * STEP + 1e-12)
      }
    }
    expect(drawStrengths(belief, steps, 7, { within: 0 })).toEqual(
      Object.fromEntries(axes.map((axis, a) => [axis, belief.mean[a]!])),
    )
  })

  test('leaves pins alone', () => {
    const pinned = beliefAfter(12, 3, { axis1: 0.9, axis2: -1, axis0: 0, axis3: 0.25 })
    expect(drawStrengths(pinned, steps, 1)).toEqual({ axis0: 0, axis1: 0.9, axis2: -1, axis3: 0.25 })
  })

  test('within less than nothing is refused', () => {
    expect(() => drawStrengths(belief, steps, 1, { within: -1 })).toThrow('within -1')
    expect(() => drawStrengths(belief, steps, 1, { within: Number.NaN })).toThrow('within NaN')
  })
})
