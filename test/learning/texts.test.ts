/** A user's texts → where they are taken to stand: surer with more and longer texts, and silent where they say nothing. */
import { describe, expect, test } from 'vitest'
import { inferBelief } from '../../shared/learning/belief.ts'
import { widePrior } from '../../shared/learning/prior.ts'
import { FLOOR, type ReadText, STRENGTH_PER_LEAN, tasteOf, withOneFloor } from '../../shared/learning/texts.ts'
import { mulberry32, normalFrom } from '../../shared/mulberry32.ts'

const AXES = ['formal', 'warm']
/** A long text of plain English that leans by `leans`, its plain version by 0. */
const text = (leans: (number | null)[], more: Partial<ReadText> = {}): ReadText => ({
  leans,
  tokens: 100,
  surprise: 3,
  characters: 430,
  plain: { leans: leans.map((lean) => lean && 0) },
  ...more,
})
const many = (count: number, leans: number[], more: Partial<ReadText> = {}) =>
  Array.from({ length: count }, () => text(leans, more))
const deviation = (texts: ReadText[]) => Math.sqrt(tasteOf(AXES, texts).variance.formal!)

describe('what texts say', () => {
  test('is how much further they lean than their plain versions, shrunk', () => {
    const { mean, variance, problems } = tasteOf(AXES, [
      text([0.6, -0.1], { plain: { leans: [0.1, 0.1] } }),
      text([0.2, -0.3], { plain: { leans: [0.1, -0.1] } }),
    ])
    expect(mean.formal).toBeCloseTo(STRENGTH_PER_LEAN * 0.3)
    expect(mean.warm).toBeCloseTo(STRENGTH_PER_LEAN * -0.2)
    expect(problems).toEqual([null, null])
    for (const axis of AXES) expect(variance[axis]).toBeGreaterThan(FLOOR)
  })

  test('is the same in any order', () => {
    const texts = [text([0.5, 0]), text([0.1, 0.2], { tokens: 30, characters: 130 }), text([-0.2, 0.4])]
    const [one, other] = [tasteOf(AXES, texts), tasteOf(AXES, texts.toReversed())]
    for (const axis of AXES) {
      expect(other.mean[axis]).toBeCloseTo(one.mean[axis]!, 12)
      expect(other.variance[axis]).toBeCloseTo(one.variance[axis]!, 12)
    }
  })

  test('is surer the more there are, though never quite sure', () => {
    const [one, four, sixty] = [1, 4, 60].map((count) => deviation(many(count, [0.3, 0])))
    expect(four).toBeLessThan(one!)
    expect(sixty).toBeLessThan(four!)
    expect(sixty).toBeGreaterThan(Math.sqrt(FLOOR))
  })

  test('is less sure of short texts, of those that differ, and of those that the model finds strange', () => {
    const long = deviation(many(4, [0.3, 0]))
    expect(deviation(many(4, [0.3, 0], { tokens: 12, characters: 50 }))).toBeGreaterThan(long)
    expect(deviation([-0.6, 0.9, -0.2, 1.1].map((lean) => text([lean, 0])))).toBeGreaterThan(long)
    expect(deviation(many(4, [0.3, 0], { surprise: 6 }))).toBeGreaterThan(long)
  })

  test('is off by no more than it says, in 95 of 100 writers', () => {
    const normal = normalFrom(mulberry32(7))
    let within = 0
    for (let writer = 0; writer < 400; writer++) {
      const leaning = 0.1 * normal()
      const taste = STRENGTH_PER_LEAN * leaning + Math.sqrt(FLOOR) * normal()
      const texts = Array.from({ length: 3 }, () => text([leaning + 0.12 * normal(), 0]))
      const { mean, variance } = tasteOf(AXES, texts)
      if (Math.abs(mean.formal! - taste) < 1.96 * Math.sqrt(variance.formal!)) within++
    }
    expect(within / 400).toBeGreaterThan(0.92)
    expect(within / 400).toBeLessThan(0.98)
  })

  test('makes a belief as an event', () => {
    const { mean, variance } = tasteOf(AXES, many(8, [0.8, 0]))
    const event = { kind: 'texts' as const, id: 'sig_1', weight: 1, mean, variance }
    const belief = inferBelief(AXES, [0.25, 0.25], widePrior(AXES), [event])
    expect(belief.mean[0]).toBeGreaterThan(0.3 * STRENGTH_PER_LEAN)
    expect(belief.mean[1]).toBeCloseTo(0)
    expect(belief.covariance[0]![0]).toBeLessThan(0.25)
  })
})

describe('what cannot be used', () => {
  test('is told, text by text, and the rest is used', () => {
    const { problems, mean } = tasteOf(AXES, [
      text([0.4, 0]),
      text([9, 9], { tokens: 3, characters: 12 }),
      text([9, 9], { tokens: 73, surprise: 2.6, characters: 95 }),
      text([9, 9], { plain: null }),
    ])
    expect(problems).toEqual([null, 'short', 'foreign', 'no_plain_version'])
    expect(mean.formal).toBeCloseTo(STRENGTH_PER_LEAN * 0.4)
  })

  test('says nothing where it is all there is', () => {
    expect(tasteOf(AXES, [text([1, 1], { tokens: 1 })])).toEqual({ mean: {}, variance: {}, problems: ['short'] })
    expect(tasteOf(AXES, [])).toEqual({ mean: {}, variance: {}, problems: [] })
  })

  test('an axis whose direction cannot say is left out', () => {
    const { mean, variance } = tasteOf(AXES, [text([0.4, null])])
    expect(Object.keys(mean)).toEqual(['formal'])
    expect(Object.keys(variance)).toEqual(['formal'])
  })

  test.each([
    ['a lean', { leans: [Number.NaN, 0] }],
    ['a surprise', { surprise: Number.POSITIVE_INFINITY }],
    ['a plain version', { plain: { leans: [Number.NaN, 0] } }],
  ])('%s that is no finite number is an error that names the text', (_, more) => {
    expect(() => tasteOf(AXES, [text([0, 0]), text([0, 0], more)])).toThrow(/text 1 /)
  })
})

describe('texts that came one after another', () => {
  const prior = widePrior(AXES)
  const read = (texts: ReadText[], id: string, weight = 1) => {
    const { mean, variance } = tasteOf(AXES, texts)
    return { kind: 'texts' as const, id, weight, mean, variance }
  }
  const believed = (events: ReturnType<typeof read>[]) => inferBelief(AXES, [0.25, 0.25], prior, withOneFloor(events))
  const deviationOf = ({ covariance }: ReturnType<typeof believed>) => Math.sqrt(covariance[0]![0]!)

  test('one time: as they were read', () => {
    const [event] = [read(many(3, [0.4, 0.1]), 'a')]
    const [same] = withOneFloor([event])
    for (const axis of AXES) expect(same!.variance[axis]).toBeCloseTo(event.variance[axis]!, 12)
  })

  test('however many, leave the floor: of a hundred no more is believed than of all that there could be', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => read(many(1, [0.4, 0.1]), `t${at}`))
    const belief = believed(hundred)
    const floor = 1 / Math.sqrt(1 / FLOOR + 1 / prior.covariance[0]![0]!)
    expect(deviationOf(belief)).toBeGreaterThan(floor)
    expect(deviationOf(belief)).toBeLessThan(deviationOf(believed(hundred.slice(0, 1))))
    expect(belief.mean[0]!).toBeGreaterThan(0)
    expect(belief.mean[0]!).toBeLessThan(0.4)
  })

  test('weigh by how sure each is', () => {
    const [sure, unsure] = [
      read(many(20, [0.5, 0]), 'a'),
      read(many(1, [-0.5, 0], { tokens: 10, characters: 43 }), 'b'),
    ]
    expect(believed([sure, unsure]).mean[0]!).toBeGreaterThan(0.1)
  })

  test('leave other signals, and axes that they say nothing of, as they are', () => {
    const thumb = { kind: 'thumb' as const, id: 'z', weight: 1, at: { formal: 0.5 }, up: true }
    const half = { kind: 'texts' as const, id: 'b', weight: 1, mean: { warm: 0.2 }, variance: { warm: 0.3 } }
    const [one, other, third] = withOneFloor([thumb, read(many(2, [0.1, 0.1]), 'a'), half])
    expect(one).toBe(thumb)
    expect(Object.keys((third as typeof half).variance)).toEqual(['warm'])
    expect((other as typeof half).variance).toHaveProperty('formal')
  })
})
