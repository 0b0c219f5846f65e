import { describe, expect, test } from 'vitest'
import { inferBelief } from '../../shared/learning/belief.ts'
import type { Evidence, Grade, WeightedEvidence } from '../../shared/learning/events.ts'
import { INFORMED } from '../../shared/learning/informed.ts'
import { widePrior } from '../../shared/learning/prior.ts'
import { createRandom } from '../support/random.ts'
import { answer, axesOf, event, position, STEP, stepsOf } from './axes.ts'

const axes = axesOf(3)
const steps = stepsOf(3)
const prior = widePrior(axes)
const infer = (events: readonly WeightedEvidence[], options = {}) => inferBelief(axes, steps, prior, events, options)

function mixed(count: number, seed: number): WeightedEvidence[] {
  const random = createRandom(seed)
  const taste = position(axes, random)
  const kinds = ['pick', 'thumb', 'grade', 'adjust', 'edit'] as const
  const user = { axes, taste, bias: 2, random }
  return Array.from({ length: count }, (_, n) =>
    event(n, answer(kinds[n % kinds.length]!, user), 0.25 + random.uniform()),
  )
}

describe('a belief is of the set of events', () => {
  const events = mixed(40, 1)
  const belief = infer(events)

  test('with none it is the prior, exactly', () => {
    expect(infer([])).toEqual({
      axes,
      mean: [0, 0, 0],
      covariance: prior.covariance,
      bias: { mean: 2, variance: 9 },
      informed: INFORMED,
    })
  })

  test.for([1, 2, 3])('the same to the bit in any order (%d)', (seed) => {
    const random = createRandom(seed)
    const shuffled = events.map((one) => ({ one, key: random.uniform() })).sort((a, b) => a.key - b.key)
    expect(infer(shuffled.map(({ one }) => one))).toEqual(belief)
  })

  test('the same to the bit however often an event stands there', () => {
    expect(infer([...events, ...events.slice(5, 20), structuredClone(events[7]!)])).toEqual(belief)
  })

  test('without a deleted event it is as if that had never been', () => {
    const less = events.filter((_, n) => n % 3)
    expect(infer(less)).not.toEqual(belief)
    expect(infer(events.filter(({ id }) => less.some((one) => one.id === id)))).toEqual(infer(less))
  })

  test('an event of weight 0 says nothing', () => {
    expect(infer([...events, event('zero', { kind: 'thumb', at: { axis0: 1 }, up: true }, 0)])).toEqual(belief)
  })

  test('two events of one id that differ are refused by name', () => {
    const [first] = events
    expect(() => infer([...events, { ...first!, weight: 0.1 }])).toThrow(`event '${first!.id}' stands there twice`)
  })

  test('axes that are none of its own are passed over', () => {
    const foreign = event('foreign', { kind: 'adjust', at: { other: 1 }, axis: 'other', more: true })
    expect(infer([...events, foreign])).toEqual(belief)
  })
})

describe('what an event moves', () => {
  const high = { axis0: 0.5 }
  const low = { axis0: -0.5 }
  const cases: [string, Evidence, 1 | -1][] = [
    ['a pick', { kind: 'pick', candidates: [high, low], picked: 0 }, 1],
    ['the other pick', { kind: 'pick', candidates: [high, low], picked: 1 }, -1],
    ['a pick among three', { kind: 'pick', candidates: [{}, high, low], picked: 2 }, -1],
    ['a thumb up', { kind: 'thumb', at: high, up: true }, 1],
    ['a thumb down', { kind: 'thumb', at: high, up: false }, -1],
    ['a good grade', { kind: 'grade', at: low, grade: 2 }, -1],
    ['a bad grade', { kind: 'grade', at: low, grade: -2 }, 1],
    ['more', { kind: 'adjust', at: {}, axis: 'axis0', more: true }, 1],
    ['less', { kind: 'adjust', at: {}, axis: 'axis0', more: false }, -1],
    ['an edit', { kind: 'edit', from: high, to: low }, -1],
    ['a copy', { kind: 'copy', at: high }, 1],
    ['asking again', { kind: 'regenerate', at: high }, -1],
    ['own texts', { kind: 'texts', mean: high, variance: { axis0: 0.1 } }, 1],
  ]
  test.for(cases)('%s moves its axis the right way, and no other', ([, evidence, sign]) => {
    const { mean, covariance } = infer([event(1, evidence)])
    expect(Math.sign(mean[0]!)).toBe(sign)
    expect(mean.slice(1)).toEqual([0, 0])
    // A text that is disliked says where the taste is not: that may leave it less sure than it was.
    expect(covariance[0]![0]!).toBeLessThan(2 * 0.25)
  })

  test('an edit is a pick of the new text over the old', () => {
    const pick: Evidence = { kind: 'pick', candidates: [high, low], picked: 1 }
    expect(infer([event(1, { kind: 'edit', from: high, to: low })])).toEqual(infer([event(1, pick)]))
  })

  test('texts are a Gaussian reading: the mean and variance known in closed form', () => {
    const { mean, covariance } = infer([event(1, { kind: 'texts', mean: { axis1: 0.6 }, variance: { axis1: 0.05 } })])
    const precision = 1 / 0.25 + 1 / 0.05
    expect(mean[1]).toBeCloseTo(0.6 / 0.05 / precision, 12)
    expect(covariance[1]![1]).toBeCloseTo(1 / precision, 12)
    expect(covariance[0]![0]).toBeCloseTo(0.25, 12)
  })

  test('half the weight moves less', () => {
    const move = (weight: number) =>
      infer([event(1, { kind: 'pick', candidates: [high, low], picked: 0 }, weight)]).mean[0]!
    expect(move(0.5)).toBeLessThan(move(1))
    expect(move(0.5)).toBeGreaterThan(0.3 * move(1))
  })

  test('who approves of everything is known by it, and their thumbs tell little', () => {
    const random = createRandom(4)
    const thumbs = Array.from({ length: 60 }, (_, n) =>
      event(n, { kind: 'thumb', at: position(axes, random), up: n % 10 > 0 }),
    )
    const { bias, mean } = infer(thumbs)
    expect(bias.mean).toBeGreaterThan(2.5)
    expect(Math.hypot(...mean)).toBeLessThan(0.35)
  })
})

describe('pins', () => {
  const events = mixed(40, 2)
  test('stay where they are, without variance, whatever is said', () => {
    const { mean, covariance } = infer(events, { pins: { axis1: -0.7, elsewhere: 1 } })
    expect(mean[1]).toBe(-0.7)
    expect(covariance[1]).toEqual([0, 0, 0])
    expect(covariance.map((row) => row[1])).toEqual([0, 0, 0])
    expect(covariance[0]![0]).toBeGreaterThan(0)
  })

  test('with all axes pinned the bias is still learnt', () => {
    const { mean, covariance, bias } = infer(events, { pins: { axis0: 0, axis1: 0.5, axis2: 1 } })
    expect(mean).toEqual([0, 0.5, 1])
    expect(covariance.flat().every((value) => value === 0)).toBe(true)
    expect(bias.variance).toBeLessThan(9)
  })

  test('what goes with a pinned axis in the prior goes with it', () => {
    const together = {
      mean: [0, 0, 0],
      covariance: [
        [0.25, 0.2, 0],
        [0.2, 0.25, 0],
        [0, 0, 0.25],
      ],
    }
    const { mean, covariance } = inferBelief(axes, steps, together, [], { pins: { axis0: 0.5 } })
    expect(mean[1]).toBeCloseTo((0.2 / 0.25) * 0.5, 12)
    expect(covariance[1]![1]).toBeCloseTo(0.25 - 0.2 ** 2 / 0.25, 12)
    expect(mean[2]).toBeCloseTo(0, 12)
  })
})

describe('beliefs are finite and in range', () => {
  const isSound = ({ mean, covariance, bias }: ReturnType<typeof infer>) => {
    expect(mean.every((value) => Math.abs(value) <= 1)).toBe(true)
    expect([...covariance.flat(), bias.mean, bias.variance].every(Number.isFinite)).toBe(true)
    for (const [a, row] of covariance.entries()) {
      expect(row[a]!).toBeGreaterThan(0)
      expect(row[a]!).toBeLessThanOrEqual(2 * 0.25 + 1e-12)
      for (const [b, value] of row.entries()) expect(value).toBe(covariance[b]![a])
    }
    expect(bias.variance).toBeGreaterThan(0)
  }

  const floods: [string, (n: number) => Evidence][] = [
    ['more and more', () => ({ kind: 'adjust', at: { axis0: 1 }, axis: 'axis0', more: true })],
    ['more and less', (n) => ({ kind: 'adjust', at: {}, axis: 'axis0', more: n % 2 === 0 })],
    ['picks that contradict', (n) => ({ kind: 'pick', candidates: [{ axis0: 1 }, { axis0: -1 }], picked: n % 2 })],
    [
      'picks of one side',
      () => ({
        kind: 'pick',
        candidates: [
          { axis0: 1, axis1: -1 },
          { axis0: -1, axis1: 1 },
        ],
        picked: 0,
      }),
    ],
    ['thumbs down where it stands', () => ({ kind: 'thumb', at: {}, up: false })],
    ['thumbs down everywhere', (n) => ({ kind: 'thumb', at: { axis0: Math.sin(n), axis1: Math.cos(n) }, up: false })],
    ['thumbs up everywhere', (n) => ({ kind: 'thumb', at: { axis0: Math.sin(n), axis1: Math.cos(n) }, up: true })],
    ['extreme grades', (n) => ({ kind: 'grade', at: { axis2: n % 2 ? 1 : -1 }, grade: n % 2 ? 2 : -2 })],
    ['grades in the middle', (n) => ({ kind: 'grade', at: { axis2: n % 2 ? 1 : -1 }, grade: 0 })],
    ['positions out of all measure', () => ({ kind: 'edit', from: { axis0: 1e300 }, to: { axis0: -1e300 } })],
    ['texts without doubt', () => ({ kind: 'texts', mean: { axis0: 4 }, variance: { axis0: 1e-300 } })],
  ]
  test.for(floods)('under 500 of %s', ([, make]) => {
    isSound(infer(Array.from({ length: 500 }, (_, n) => event(n, make(n)))))
  })

  test('of 200 users who do anything', () => {
    const random = createRandom(9)
    const far = () => Object.fromEntries(axes.map((axis) => [axis, 10 ** (4 * random.uniform() - 3) * random.normal()]))
    for (let user = 0; user < 200; user++) {
      const events = Array.from({ length: 1 + Math.floor(20 * random.uniform()) }, (_, n): WeightedEvidence => {
        const kinds: Evidence[] = [
          { kind: 'pick', candidates: [far(), far(), far()], picked: Math.floor(3 * random.uniform()) },
          { kind: 'thumb', at: far(), up: random.uniform() < 0.5 },
          { kind: 'grade', at: far(), grade: (Math.floor(5 * random.uniform()) - 2) as Grade },
          { kind: 'adjust', at: far(), axis: 'axis1', more: random.uniform() < 0.5 },
          { kind: 'edit', from: far(), to: far() },
        ]
        return event(n, kinds[Math.floor(kinds.length * random.uniform())]!, 100 ** (random.uniform() - 0.5))
      })
      isSound(infer(events))
    }
  })
})

describe('what is no number is refused, and the event named', () => {
  const bad: [string, Evidence][] = [
    ['a position', { kind: 'thumb', at: { axis0: Number.NaN }, up: true }],
    ['an infinite one', { kind: 'pick', candidates: [{}, { axis2: Number.POSITIVE_INFINITY }], picked: 0 }],
    ['one of a pinned axis', { kind: 'thumb', at: { axis1: Number.NaN }, up: true }],
    ['a pick of nobody', { kind: 'pick', candidates: [{}, {}], picked: 2 }],
    ['a pick of one', { kind: 'pick', candidates: [{}], picked: 0 }],
    ['a grade', { kind: 'grade', at: {}, grade: 3 as Grade }],
    ['a variance', { kind: 'texts', mean: { axis0: 0 }, variance: {} }],
    ['a variance of 0', { kind: 'texts', mean: { axis0: 0 }, variance: { axis0: 0 } }],
  ]
  test.for(bad)('%s', ([, evidence]) => {
    expect(() => infer([event('ev_7', evidence)], { pins: { axis1: 0 } })).toThrow("event 'ev_7'")
  })

  test.for([Number.NaN, -1, 101, Number.POSITIVE_INFINITY])('a weight of %d', (weight) => {
    expect(() => infer([event('ev_7', { kind: 'copy', at: {} }, weight)])).toThrow("event 'ev_7' has weight")
  })

  test('steps, pins, priors and noise that cannot be', () => {
    const one = (options: object) => () => inferBelief(['a'], [STEP], widePrior(['a']), [], options)
    expect(() => inferBelief(['a'], [0], widePrior(['a']), [])).toThrow("noticeable step of axis 'a' is 0")
    expect(() => inferBelief(['a'], [], widePrior(['a']), [])).toThrow('0 steps')
    expect(() => inferBelief(['a'], [STEP], widePrior(['a', 'b']), [])).toThrow('prior is of 2 axes')
    expect(() => inferBelief(['a'], [STEP], { mean: [0], covariance: [[0]] }, [])).toThrow('not positive definite')
    expect(() => inferBelief(['a'], [STEP], { mean: [Number.NaN], covariance: [[1]] }, [])).toThrow('not finite')
    expect(one({ pins: { a: Number.NaN } })).toThrow("axis 'a' is pinned at NaN")
    expect(one({ biasPrior: { mean: 0, variance: 0 } })).toThrow('variance 0')
    expect(one({ beta: 0 })).toThrow('beta is 0')
    expect(one({ lapse: 1 })).toThrow('lapse rate is 1')
  })
})
