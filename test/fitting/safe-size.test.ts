/** The estimate of the safe maximum, on answers whose perplexity is known to grow at a known rate. */
import { describe, expect, test } from 'vitest'
import { estimateSafeSizes, FLUENCY, type SampledAnswer } from '../../gpu-worker/fitting/safe-size.ts'
import { createRng } from '../../gpu-worker/language/rng.ts'
import { mean } from '../../gpu-worker/language/vector.ts'

const SIZES = [0.1, 0.2, 0.25]
const PLAIN = 1.4
/** Nats: how much single answers of the default model differ in surprise. */
const NOISE = 0.45

/** The size at which a growth of `a` reaches FLUENCY, and the growth that reaches it at a size. */
const sizeOf = (a: number) => Math.sqrt(Math.log(FLUENCY) / a)
const growthTo = (size: number) => Math.log(FLUENCY) / size ** 2

/** `count` answers plain and at every size, their surprise growing by `a` · s² on average, with Gaussian noise. */
function sampled(a: { positive: number; negative: number }, count: number, noise = 0, seed = 1): SampledAnswer[] {
  const rng = createRng(seed)
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - rng.float())) * Math.cos(2 * Math.PI * rng.float())
  return [0, ...SIZES.flatMap((size) => [size, -size])].flatMap((size) =>
    Array.from({ length: count }, () => ({
      size,
      surprise: PLAIN + (size > 0 ? a.positive : a.negative) * size ** 2 + noise * gaussian(),
      broken: false,
    })),
  )
}

describe('the size that perplexity allows', () => {
  test.for([
    [0.1225, 0.12],
    [0.1525, 0.15],
    [0.2025, 0.2],
    [0.2425, 0.24],
    [0.3, 0.25],
  ])('is known from many answers: true %f, found %f', ([truth, found]) => {
    const { plain, positive, negative } = estimateSafeSizes(
      sampled({ positive: growthTo(truth!), negative: 10 }, 20_000, NOISE),
    )
    expect(positive.size).toBe(found)
    expect(negative.size).toBe(0.215)
    expect(plain).toBeCloseTo(Math.exp(PLAIN), 1)
  })

  test('is rounded down, so that perplexity stays within what is allowed', () => {
    const { plain, positive, negative } = estimateSafeSizes(sampled({ positive: 10, negative: growthTo(0.2) }, 5000))
    expect(positive).toEqual({ size: 0.215, perplexity: expect.closeTo(Math.exp(PLAIN + 10 * 0.215 ** 2)) })
    for (const { perplexity } of [positive, negative]) expect(perplexity / plain).toBeLessThanOrEqual(FLUENCY)
  })

  test('is the largest tried where text gets no worse, or better', () => {
    const { positive, negative } = estimateSafeSizes(sampled({ positive: 0, negative: -4 }, 50))
    expect([positive.size, negative.size]).toEqual([0.25, 0.25])
  })

  test('does not depend on how odd plain text is, nor on the order of the answers', () => {
    const answers = sampled({ positive: 9, negative: 12 }, 9, NOISE)
    const sizes = ({ positive, negative }: ReturnType<typeof estimateSafeSizes>) => [positive.size, negative.size]
    const expected = sizes(estimateSafeSizes(answers))
    const odder = answers.map((answer) => ({ ...answer, surprise: answer.surprise! + 3 }))
    expect(sizes(estimateSafeSizes(odder))).toEqual(expected)
    expect(sizes(estimateSafeSizes(answers.toReversed()))).toEqual(expected)
  })

  test('there is none where text breaks below the smallest size tried', () => {
    const { plain, positive, negative } = estimateSafeSizes(sampled({ positive: 100, negative: 10 }, 50))
    expect(positive).toMatchObject({ size: 0, problem: expect.stringMatching(/past 1\.6 times plain, even at 0\.1/) })
    expect(positive.perplexity).toBeGreaterThan(FLUENCY * plain)
    expect(negative).toEqual({ size: 0.215, perplexity: expect.any(Number) })
  })

  test.for([1.5, 2, 5, 1e6])('there is none where text breaks at once, by %f nats at any size', (rise) => {
    const answers = sampled({ positive: 0, negative: 10 }, 9, NOISE)
    const { positive } = estimateSafeSizes(
      answers.map((answer) => (answer.size > 0 ? { ...answer, surprise: answer.surprise! + rise } : answer)),
    )
    expect(positive.size).toBe(0)
    expect(Number.isFinite(positive.perplexity)).toBe(true)
  })

  test.for([30, 60, 200])(
    'a sign that breaks the text fast, at a rate of %f, does not make the other look safe',
    (rate) => {
      const sizes = Array.from({ length: 200 }, (_, seed) => {
        const { negative } = estimateSafeSizes(sampled({ positive: rate, negative: growthTo(0.2) }, 9, NOISE, seed))
        return negative.size
      })
      expect(Math.abs(mean(sizes) - 0.2)).toBeLessThan(0.01)
    },
  )
})

describe('over many fits', () => {
  const fits = Array.from({ length: 400 }, (_, seed) => seed)
  const found = (truth: number, count: number) =>
    fits.map((seed) => estimateSafeSizes(sampled({ positive: growthTo(truth), negative: 10 }, count, NOISE, seed)))
  const positive = (all: ReturnType<typeof found>) => all.map(({ positive }) => positive.size)
  const spread = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))

  test.for([0.17, 0.19, 0.21])('nine answers a size give %f on average, within .02 mostly', (truth) => {
    const sizes = positive(found(truth, 9))
    expect(Math.abs(mean(sizes) - truth)).toBeLessThan(0.015)
    expect(spread(sizes)).toBeLessThan(0.02)
  })

  test('more answers spread less', () => {
    const [few, some, many] = [3, 12, 48].map((count) => spread(positive(found(0.19, count))))
    expect(some).toBeLessThan(few! * 0.8)
    expect(many).toBeLessThan(some! * 0.7)
  })

  test('one bad draw does not throw a size away', () => {
    expect(Math.min(...positive(found(sizeOf(10), 8)))).toBeGreaterThan(0.13)
  })
})

describe('broken answers', () => {
  const answers = (brokenAt: (size: number) => number, plainBroken = 0) => {
    const left = new Map<number, number>()
    return sampled({ positive: 4, negative: 4 }, 9).map((answer): SampledAnswer => {
      const before = left.get(answer.size) ?? 0
      left.set(answer.size, before + 1)
      return { ...answer, broken: before < (answer.size === 0 ? plainBroken : brokenAt(answer.size)) }
    })
  }
  const sizes = (...args: Parameters<typeof answers>) => {
    const { positive, negative } = estimateSafeSizes(answers(...args))
    return [positive.size, negative.size]
  }

  test('bound the size of their own sign, however likely they are', () => {
    expect(sizes((size) => (size > 0.2 ? 9 : 0))).toEqual([0.2, 0.25])
    expect(sizes((size) => (size < -0.1 ? 2 : 0))).toEqual([0.25, 0.1])
  })

  test('one alone is chance; two are not, at whatever sizes', () => {
    expect(sizes((size) => (size === 0.1 ? 1 : 0))).toEqual([0.25, 0.25])
    expect(sizes((size) => (size === 0.1 || size === 0.25 ? 1 : 0))).toEqual([0.2, 0.25])
  })

  test('count only beyond what plain answers do', () => {
    expect(sizes(() => 4, 4)).toEqual([0.25, 0.25])
    expect(sizes((size) => (size > 0 ? 7 : 4), 4)).toEqual([0, 0.25])
  })

  test('at the smallest size leave none', () => {
    expect(estimateSafeSizes(answers((size) => (size < 0 ? 9 : 0))).negative).toMatchObject({
      size: 0,
      problem: expect.stringMatching(/empty or stuck in repetition, even at 0\.1/),
    })
  })

  test('without text are no answers of low perplexity', () => {
    const silent = sampled({ positive: 4, negative: 4 }, 9).map(
      (answer): SampledAnswer => (answer.size < 0 ? { ...answer, surprise: null, broken: true } : answer),
    )
    const { positive, negative } = estimateSafeSizes(silent)
    expect(positive.size).toBe(0.25)
    expect(negative.size).toBe(0)
    expect(negative.perplexity).toBeGreaterThan(0)
  })
})
