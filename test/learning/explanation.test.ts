import { describe, expect, test } from 'vitest'
import { inferBelief } from '../../shared/learning/belief.ts'
import { explain, inWords, sizeOf } from '../../shared/learning/explanation.ts'
import { widePrior } from '../../shared/learning/prior.ts'
import { createRandom } from '../support/random.ts'
import { answer, axesOf, event, position, stepsOf } from './axes.ts'

const axes = axesOf(3)
const steps = stepsOf(3)
const prior = widePrior(axes)

function eventsOf(seed: number, count: number) {
  const random = createRandom(seed)
  const user = { axes, taste: position(axes, random, 0.5), bias: 2, random }
  const kinds = ['pick', 'adjust', 'edit', 'pick', 'thumb'] as const
  return Array.from({ length: count }, (_, n) => event(n, answer(kinds[n % kinds.length]!, user)))
}

describe('influences', () => {
  /** By one step, with the others as the belief took them: the right events in the right order, sizes within two fifths. */
  test('agree with beliefs that never had the event', () => {
    const pairs: [number, number][] = []
    for (let seed = 0; seed < 8; seed++) {
      const events = eventsOf(seed, 25)
      const belief = inferBelief(axes, steps, prior, events)
      const explained = explain(axes, steps, prior, events, {}, { most: 25 })
      for (const { id } of events) {
        const without = inferBelief(
          axes,
          steps,
          prior,
          events.filter((one) => one.id !== id),
        )
        for (const [a, { influences }] of explained.entries()) {
          pairs.push([influences.find((one) => one.id === id)!.change, belief.mean[a]! - without.mean[a]!])
        }
      }
    }
    const norm = (of: (pair: [number, number]) => number) =>
      Math.sqrt(pairs.reduce((sum, pair) => sum + of(pair) ** 2, 0))
    const inner = pairs.reduce((sum, [one, other]) => sum + one * other, 0)
    expect(inner / (norm(([one]) => one) * norm(([, other]) => other))).toBeGreaterThan(0.95)
    expect(norm(([one, other]) => one - other) / norm(([, other]) => other)).toBeLessThan(0.4)
  })

  test('are exact for readings of own texts', () => {
    const events = [0.1, 0.6, -0.3].map((value, n) =>
      event(n, { kind: 'texts', mean: { axis0: value }, variance: { axis0: 0.1 } }),
    )
    const belief = inferBelief(axes, steps, prior, events)
    const [first] = explain(axes, steps, prior, events)
    for (const { id, change } of first!.influences) {
      const without = inferBelief(
        axes,
        steps,
        prior,
        events.filter((one) => one.id !== id),
      )
      expect(change).toBeCloseTo(belief.mean[0]! - without.mean[0]!, 10)
    }
  })

  test('name the greatest first, and no more than asked for', () => {
    for (const { influences } of explain(axes, steps, prior, eventsOf(1, 30), {}, { most: 4 })) {
      expect(influences).toHaveLength(4)
      const sizes = influences.map(({ change }) => Math.abs(change))
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    }
  })
})

describe('what is said of an axis', () => {
  test('the mean and the middle 90 % of the belief; a pin as such', () => {
    const events = eventsOf(2, 20)
    const belief = inferBelief(axes, steps, prior, events, { pins: { axis1: 0.5 } })
    const [first, second] = explain(axes, steps, prior, events, { pins: { axis1: 0.5 } })
    const deviation = Math.sqrt(belief.covariance[0]![0]!)
    expect(first).toMatchObject({ axis: 'axis0', mean: belief.mean[0], pinned: false })
    expect(first!.low).toBeCloseTo(belief.mean[0]! - 1.6449 * deviation, 12)
    expect(first!.high).toBeCloseTo(belief.mean[0]! + 1.6449 * deviation, 12)
    expect(second).toMatchObject({ mean: 0.5, low: 0.5, high: 0.5, pinned: true, size: 'clear', influences: [] })
  })

  test.for([
    [0, 'neither more formal nor more casual'],
    [0.12, 'neither more formal nor more casual'],
    [0.13, 'slightly more formal'],
    [-0.25, 'clearly more casual'],
    [0.6, 'clearly more formal'],
    [-0.9, 'strongly more casual'],
  ] as const)('%d of steps of .25 is %s', ([strength, words]) => {
    expect(inWords(sizeOf(strength, 0.25), { positive: 'formal', negative: 'casual' })).toBe(words)
  })

  test('where nothing was said, nothing is explained by anything', () => {
    for (const { influences, size, low, high } of explain(axes, steps, prior, [])) {
      expect(influences).toEqual([])
      expect(size).toBe('plain')
      expect(high - low).toBeCloseTo(2 * 1.6449 * 0.5, 12)
    }
  })
})
