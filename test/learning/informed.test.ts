/** Whether signals follow a liking at all, and what is believed where they do not. */
import { describe, expect, test } from 'vitest'
import { inferBelief } from '../../shared/learning/belief.ts'
import type { Evidence, WeightedEvidence } from '../../shared/learning/events.ts'
import { trustInformation } from '../../shared/learning/information.ts'
import { informativeCandidates } from '../../shared/learning/informative-pair.ts'
import { INFORMED, sharesOf, uninformed } from '../../shared/learning/informed.ts'
import { observe } from '../../shared/learning/observation.ts'
import { widePrior } from '../../shared/learning/prior.ts'
import { frameOf } from '../../shared/learning/start.ts'
import { createRandom } from '../support/random.ts'
import { answer, axesOf, event, position, stepsOf } from './axes.ts'

const axes = axesOf(3)
const steps = stepsOf(3)
const prior = widePrior(axes)
const infer = (events: readonly WeightedEvidence[], options = {}) => inferBelief(axes, steps, prior, events, options)
const far = (mean: readonly number[]) => Math.hypot(...mean)

type Random = ReturnType<typeof createRandom>
const atRandom: [string, (random: Random) => Evidence][] = [
  [
    'picks',
    (random) => ({
      kind: 'pick',
      candidates: [position(axes, random, 0.5), position(axes, random, 0.5), position(axes, random, 0.5)],
      picked: Math.floor(3 * random.uniform()),
    }),
  ],
  ['thumbs', (random) => ({ kind: 'thumb', at: position(axes, random, 0.5), up: random.uniform() < 0.5 })],
  [
    'thumbs, nine of ten up',
    (random) => ({ kind: 'thumb', at: position(axes, random, 0.5), up: random.uniform() < 0.9 }),
  ],
  [
    'adjustments',
    (random) => ({ kind: 'adjust', at: position(axes, random, 0.5), axis: 'axis1', more: random.uniform() < 0.5 }),
  ],
  [
    'grades',
    (random) => ({
      kind: 'grade',
      at: position(axes, random, 0.5),
      grade: ([-2, -1, 0, 1, 2] as const)[Math.floor(5 * random.uniform())]!,
    }),
  ],
]

describe('signals that follow nothing', () => {
  test.for(atRandom)('%s are believed less, and leave the user nearer to where they began', ([, make]) => {
    let [guarded, plain, believed] = [0, 0, 0]
    for (let user = 0; user < 20; user++) {
      const random = createRandom(300 + user)
      const events = Array.from({ length: 60 }, (_, n) => event(n, make(random)))
      const belief = infer(events)
      believed += belief.informed / 20
      guarded += far(belief.mean)
      plain += far(infer(events, { informed: 1 }).mean)
    }
    expect(believed).toBeLessThan(INFORMED)
    expect(guarded).toBeLessThan(0.8 * plain)
  })

  test('leave what own texts say in full', () => {
    const texts = event('texts', { kind: 'texts', mean: { axis0: 0.5 }, variance: { axis0: 0.01 } })
    const random = createRandom(1)
    const noise = Array.from({ length: 80 }, (_, n) => event(n, atRandom[0]![1](random)))
    const { mean, covariance, informed } = infer([...noise, texts])
    expect(informed).toBeLessThan(0.1)
    expect(mean[0]).toBeCloseTo(infer([texts]).mean[0]!, 1)
    expect(covariance[0]![0]).toBeLessThan(0.02)
  })
})

describe('signals that follow a liking', () => {
  test.for(['pick', 'grade', 'adjust', 'edit'] as const)('%s: are believed, and hardly anything changes', (kind) => {
    let believed = 0
    for (let user = 0; user < 20; user++) {
      const random = createRandom(500 + user)
      const taste = { axis0: 0.7, axis1: -0.7, axis2: 0.5 }
      const events = Array.from({ length: 60 }, (_, n) => event(n, answer(kind, { axes, taste, bias: 4, random })))
      const { mean, informed } = infer(events)
      believed += informed / 20
      for (const [a, plain] of infer(events, { informed: 1 }).mean.entries()) {
        expect(Math.abs(mean[a]! - plain)).toBeLessThan(0.1)
      }
    }
    expect(believed).toBeGreaterThan(0.98)
  })

  test('before any, and from texts alone, the chance is the one given', () => {
    const texts = event('texts', { kind: 'texts', mean: { axis0: 0.5 }, variance: { axis0: 0.01 } })
    expect(infer([]).informed).toBe(INFORMED)
    expect(infer([texts]).informed).toBe(INFORMED)
    expect(infer([texts], { informed: 0.4 })).toEqual({ ...infer([texts]), informed: 0.4 })
  })

  test.for([0, -0.1, 1.1, Number.NaN])('a chance of %d is refused', (informed) => {
    expect(() => infer([], { informed })).toThrow(`with chance ${informed}`)
  })
})

describe('the evidence of nothing', () => {
  const frame = frameOf(axes, steps, {})
  const of = (events: WeightedEvidence[]) => uninformed(observe(frame, events), { mean: 1, variance: 4 }, 0.1)

  test('of picks is what chance has it, by weight', () => {
    const pick = (n: number, count: number, weight: number) =>
      event(
        n,
        { kind: 'pick', candidates: Array.from({ length: count }, (_, i) => ({ axis0: i / 4 })), picked: 1 },
        weight,
      )
    expect(of([pick(1, 2, 1), pick(2, 4, 0.5)]).log).toBeCloseTo(-Math.log(2) - 0.5 * Math.log(4), 12)
    expect(of([pick(1, 2, 1)]).bias).toEqual({ mean: 1, variance: 4 })
  })

  test('of thumbs is summed over the bias, whatever they are many', () => {
    for (const [ups, downs] of [
      [1, 0],
      [3, 9],
      [450, 50],
    ] as const) {
      const events = Array.from({ length: ups + downs }, (_, n) => event(n, { kind: 'thumb', at: {}, up: n < ups }))
      const { log, bias } = of(events)
      const p = (b: number) => 0.9 / (1 + Math.exp(-b)) + 0.05
      const terms: [number, number][] = []
      for (let b = -15; b <= 15; b += 0.001) {
        terms.push([b, -((b - 1) ** 2) / 8 + ups * Math.log(p(b)) + downs * Math.log(1 - p(b))])
      }
      const most = Math.max(...terms.map(([, value]) => value))
      const total = terms.reduce((sum, [, value]) => sum + Math.exp(value - most), 0)
      expect(log).toBeCloseTo(most + Math.log((total * 0.001) / Math.sqrt(8 * Math.PI)), 4)
      expect(bias.mean).toBeCloseTo(terms.reduce((sum, [b, value]) => sum + b * Math.exp(value - most), 0) / total, 3)
    }
  })

  test('is weighed by the chances before', () => {
    expect(sharesOf([0.9, 0.1], [0, 0])[0]).toBeCloseTo(0.9, 12)
    expect(sharesOf([0.5, 0.5], [Math.log(3), 0])[0]).toBeCloseTo(0.75, 12)
    expect(sharesOf([0.9, 0.1], [-1e5, 0])).toEqual([0, 1])
  })
})

describe('a question that finds out', () => {
  const sure = {
    ...infer([event(1, { kind: 'texts', mean: { axis0: 0.75, axis1: 0.5 }, variance: { axis0: 0.01, axis1: 0.01 } })]),
  }
  const plain = { axis0: 0, axis1: 0, axis2: 0 }
  const has = (informed: number | undefined, count: number, belief = sure) =>
    informativeCandidates(belief, steps, { seed: 1, count, informed })!.candidates.some(
      (candidate) => JSON.stringify(candidate) === JSON.stringify(plain),
    )

  test.for([2, 4])('puts what is liked beside no steering, among %d, where that is open', (count) => {
    expect(has(0.8, count)).toBe(true)
  })

  test('is not asked where the user is known to mean it, or nothing is known yet, or nobody wants to know', () => {
    expect(has(0.9999, 2)).toBe(false)
    expect(has(0.8, 2, infer([]))).toBe(false)
    expect(has(undefined, 2)).toBe(false)
  })

  test('tells most where the answer is foreseen, nothing where chance says the same', () => {
    expect(trustInformation(0.5, 2, 0.8)).toBeCloseTo(0, 12)
    expect(trustInformation(0.05, 2, 0.8)).toBeGreaterThan(trustInformation(0.2, 2, 0.8))
    expect(trustInformation(0.05, 2, 1)).toBe(0)
  })

  test('a pair about the mean comes out either way, whoever answers', () => {
    const random = createRandom(4)
    const taste = position(axes, random, 0.5)
    const events: WeightedEvidence[] = []
    for (let n = 0; n < 12; n++) {
      const belief = infer(events)
      const { candidates } = informativeCandidates(belief, steps, { seed: n })!
      const liking = candidates.map((at) => axes.reduce((sum, axis) => sum - (at[axis]! - taste[axis]!) ** 2, 0))
      events.push(event(n, { kind: 'pick', candidates, picked: liking[1]! > liking[0]! ? 1 : 0 }))
    }
    expect(Math.abs(infer(events).informed - INFORMED)).toBeLessThan(0.05)
  })
})
