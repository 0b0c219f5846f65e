/** Sampling: the distribution after each setting, and that a seed alone decides. */
import { describe, expect, test, vi } from 'vitest'
import { largest, PLAIN_SAMPLING, Sampler, type SamplerOptions } from '../../gpu-worker/engine/sampler.ts'
import { createRandom } from '../support/random.ts'

const PLAIN: SamplerOptions = { ...PLAIN_SAMPLING, seed: 1 }

/** Logits whose probabilities are these. */
const logitsOf = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log)

const DRAWS = 40_000

/** How often each token comes, drawing from the same logits with penalties off. */
function frequencies(options: Partial<SamplerOptions>, logits: Float32Array): number[] {
  const sampler = new Sampler({ ...PLAIN, ...options }, [])
  const counts = new Array<number>(logits.length).fill(0)
  for (let i = 0; i < DRAWS; i++) counts[sampler.next(logits.slice())]!++
  return counts.map((count) => count / DRAWS)
}

/** Tokens of probability 0 never come; the rest pass a chi-square test. */
function expectDistribution(options: Partial<SamplerOptions>, logits: Float32Array, weights: readonly number[]) {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const got = frequencies(options, logits)
  let chiSquare = 0
  let degrees = -1
  weights.forEach((weight, id) => {
    if (weight === 0) {
      expect(got[id], `token ${id} was cut`).toBe(0)
      return
    }
    const expected = weight / total
    chiSquare += (DRAWS * (got[id]! - expected) ** 2) / expected
    degrees++
  })
  // Four standard deviations above the mean of the distribution: the seed is fixed, so it holds or it does not.
  expect(chiSquare).toBeLessThan(degrees + 4 * Math.sqrt(2 * degrees) + 1)
}

describe('the distribution', () => {
  const probabilities = [0.02, 0.4, 0.08, 0.3, 0.15, 0.05]
  const logits = logitsOf(...probabilities)

  test('is that of the logits', () => expectDistribution({}, logits, probabilities))

  test.each([0.25, 0.5, 2])('at temperature %d is that of the logits divided by it', (temperature) => {
    const weights = probabilities.map((p) => p ** (1 / temperature))
    expectDistribution({ temperature }, logits, weights)
  })

  test('does not change when all logits shift', () => {
    expectDistribution(
      {},
      logits.map((logit) => logit + 300),
      probabilities,
    )
  })

  test.each([
    ['top_k 1', { top_k: 1 }, [0, 1, 0, 0, 0, 0]],
    ['top_k 3', { top_k: 3 }, [0, 0.4, 0, 0.3, 0.15, 0]],
    ['top_k beyond the vocabulary', { top_k: 99 }, probabilities],
    ['top_p .3', { top_p: 0.3 }, [0, 1, 0, 0, 0, 0]],
    ['top_p .69', { top_p: 0.69 }, [0, 0.4, 0, 0.3, 0, 0]],
    ['top_p .71', { top_p: 0.71 }, [0, 0.4, 0, 0.3, 0.15, 0]],
    ['top_p 1', { top_p: 1 }, probabilities],
    ['a tiny top_p', { top_p: 1e-9 }, [0, 1, 0, 0, 0, 0]],
    ['min_p .19', { min_p: 0.19 }, [0, 0.4, 0.08, 0.3, 0.15, 0]],
    ['min_p .21', { min_p: 0.21 }, [0, 0.4, 0, 0.3, 0.15, 0]],
    ['min_p .99', { min_p: 0.99 }, [0, 1, 0, 0, 0, 0]],
    ['top_k 4 and top_p .75: the share is of what top_k leaves', { top_k: 4, top_p: 0.75 }, [0, 0.4, 0, 0.3, 0, 0]],
    ['top_k 2 and min_p .3', { top_k: 2, min_p: 0.3 }, [0, 0.4, 0, 0.3, 0, 0]],
    ['top_p .8 and min_p .6: the share is of what min_p leaves', { top_p: 0.8, min_p: 0.6 }, [0, 0.4, 0, 0.3, 0, 0]],
  ] as [string, Partial<SamplerOptions>, number[]][])('%s cuts exactly', (_what, options, weights) => {
    expectDistribution(options, logits, weights)
  })

  test('cuts come after the temperature', () => {
    // At temperature 2 the ratio .15/.4 becomes its square root, .61.
    expectDistribution({ temperature: 2, min_p: 0.5 }, logits, [0, 0.4 ** 0.5, 0, 0.3 ** 0.5, 0.15 ** 0.5, 0])
    expectDistribution({ temperature: 0.5, top_p: 0.88 }, logits, [0, 0.16, 0, 0.09, 0, 0])
  })

  test('of a large vocabulary, whose nucleus is wide', () => {
    const V = 3000
    const flat = new Float32Array(V)
    const sampler = new Sampler({ ...PLAIN, top_p: 0.5 }, [])
    const seen = new Set(Array.from({ length: 20_000 }, () => sampler.next(flat.slice())))
    // Among equals the lowest ids are kept: half of them hold half the probability.
    expect(Math.max(...seen)).toBe(V / 2 - 1)
    expect(seen.size).toBeGreaterThan(V / 2 - 10)
  })
})

describe('temperature 0', () => {
  test('is the largest logit, whatever the cuts and the seed', () => {
    const random = createRandom(3)
    for (let seed = 0; seed < 20; seed++) {
      const logits = Float32Array.from({ length: 500 }, () => random.normal())
      const greedy = new Sampler({ ...PLAIN, temperature: 0, top_k: 40, top_p: 0.9, min_p: 0.1, seed }, [])
      expect(greedy.next(logits.slice())).toBe(logits.indexOf(Math.max(...logits)))
    }
  })

  test('takes the first among equals', () => {
    expect(new Sampler({ ...PLAIN, temperature: 0 }, []).next(Float32Array.of(1, 2, 2))).toBe(1)
    expect(largest(Float32Array.of(-3, -1, -1))).toBe(1)
  })

  test('a tiny temperature is as good as 0', () => {
    const logits = Float32Array.of(1, 1.001, 0.999)
    expectDistribution({ temperature: 1e-6 }, logits, [0, 1, 0])
  })
})

describe('penalties', () => {
  const greedy = (options: Partial<SamplerOptions>, prompt: number[] = []) =>
    new Sampler({ ...PLAIN, temperature: 0, ...options }, prompt)

  /** The logits after penalties, for tokens as written so far. */
  function penalised(options: Partial<SamplerOptions>, prompt: number[], written: number[], logits: number[]) {
    const sampler = greedy(options, prompt)
    for (const id of written) sampler.next(Float32Array.from(logits, (_, i) => (i === id ? 1e6 : -1e6)))
    const row = Float32Array.from(logits)
    sampler.next(row)
    return [...row]
  }

  test('presence counts once what was written, frequency each time; the prompt counts for neither', () => {
    expect(penalised({ presence_penalty: 0.5 }, [0], [1, 1, 2], [3, 3, 3, 3])).toEqual([3, 2.5, 2.5, 3])
    expect(penalised({ frequency_penalty: 0.5 }, [0], [1, 1, 2], [3, 3, 3, 3])).toEqual([3, 2, 2.5, 3])
    expect(penalised({ presence_penalty: 1, frequency_penalty: 0.25 }, [], [1, 1], [0, 0])).toEqual([0, -1.5])
  })

  test('negative ones reward', () => {
    expect(penalised({ frequency_penalty: -1 }, [], [1, 1], [0, 0])).toEqual([0, 2])
  })

  test('repetition divides what is positive and multiplies what is negative, in prompt and answer alike', () => {
    expect(penalised({ repetition_penalty: 2 }, [0, 2], [1], [4, 4, -4, 4])).toEqual([2, 2, -8, 4])
  })

  test('repetition counts once, however often a token came', () => {
    expect(penalised({ repetition_penalty: 2 }, [0, 0, 0], [0, 0], [4, 4])).toEqual([2, 4])
  })

  test('all three together: repetition first', () => {
    const options = { repetition_penalty: 2, presence_penalty: 0.5, frequency_penalty: 0.25 }
    expect(penalised(options, [], [1, 1], [4, 4])).toEqual([4, 2 - 0.5 - 0.5])
  })

  test('without any, logits stay as they are', () => {
    expect(penalised({}, [0, 1], [0, 1], [4, -4, 1])).toEqual([4, -4, 1])
  })

  test('a greedy answer leaves a token that it repeated', () => {
    const sampler = greedy({ frequency_penalty: 0.4 })
    const tokens = Array.from({ length: 4 }, () => sampler.next(Float32Array.of(1, 0.5)))
    expect(tokens).toEqual([0, 0, 1, 0])
  })
})

describe('biases', () => {
  const logits = Float32Array.of(1, 2, 3, 0)

  test('are added before everything else', () => {
    const biased = (options: Partial<SamplerOptions>) => {
      const row = logits.slice()
      new Sampler({ ...PLAIN, ...options }, [1]).next(row)
      return [...row]
    }
    expect(biased({ logit_bias: { 0: 5, 3: -2 } })).toEqual([6, 2, 3, -2])
    expect(biased({ logit_bias: { 1: 2 }, repetition_penalty: 2 })).toEqual([1, 2, 3, 0])
  })

  test('shape the distribution', () => {
    expectDistribution({ logit_bias: { 0: 1, 2: -100 } }, logits, [Math.E ** 2, Math.E ** 2, 0, 1])
  })

  test('are felt where only the likeliest tokens are looked at', () => {
    const random = createRandom(8)
    for (let i = 0; i < 200; i++) {
      const row = Float32Array.from({ length: 300 }, () => random.normal() * 3)
      const ids = [...row.keys()].sort((a, b) => row[b]! - row[a]!).slice(0, 20)
      const bound = row[ids[19]!]!
      const logit_bias = { [ids[0]!]: -100, [ids[1]!]: -2, 7: 4, 250: 9 }
      const sampler = () => new Sampler({ ...PLAIN, temperature: 0, logit_bias, seed: i }, [])
      expect(sampler().next(row.slice(), { ids: Int32Array.from(ids), bound })).toBe(sampler().next(row.slice()))
    }
    // A token that was not listed is lifted over those that were.
    const sampler = new Sampler({ ...PLAIN, top_k: 2, logit_bias: { 3: 3 } }, [])
    const seen = new Set<number>()
    for (let i = 0; i < 200; i++) seen.add(sampler.next(logits.slice(), { ids: Int32Array.of(2, 1), bound: 1 }))
    expect([...seen].sort()).toEqual([2, 3])
  })
})

describe('a seed', () => {
  const random = createRandom(6)
  const rows = Array.from({ length: 60 }, () => Float32Array.from({ length: 400 }, () => random.normal()))
  const draw = (options: Partial<SamplerOptions>) => {
    const sampler = new Sampler({ ...PLAIN, ...options }, [])
    return rows.map((row) => sampler.next(row.slice()))
  }

  test.each<[string, Partial<SamplerOptions>]>([
    ['plain', {}],
    ['top_k', { top_k: 20 }],
    ['top_p', { top_p: 0.9 }],
    ['penalties', { frequency_penalty: 1, repetition_penalty: 1.2 }],
  ])('decides all tokens: %s', (_what, options) => {
    expect(draw({ ...options, seed: 5 })).toEqual(draw({ ...options, seed: 5 }))
    expect(draw({ ...options, seed: 5 })).not.toEqual(draw({ ...options, seed: 6 }))
  })

  test('decides whatever other samplers draw in between', () => {
    const expected = draw({ top_p: 0.9, seed: 5 })
    const [one, other] = [5, 8].map((seed) => new Sampler({ ...PLAIN, top_p: 0.9, seed }, []))
    const tokens = rows.map((row, i) => {
      other!.next(rows[(i + 7) % rows.length]!.slice())
      return one!.next(row.slice())
    })
    expect(tokens).toEqual(expected)
  })

  test('decides whatever was drawn before, from whatever vocabulary and with whatever settings', async () => {
    const settings: Partial<SamplerOptions>[] = [
      {},
      { top_k: 20 },
      { top_p: 0.9 },
      { min_p: 0.1, temperature: 0.6 },
      { top_k: 30, top_p: 0.8, temperature: 1.4 },
    ]
    for (const options of settings) {
      vi.resetModules()
      const fresh = await import('../../gpu-worker/engine/sampler.ts')
      const alone = new fresh.Sampler({ ...PLAIN, ...options, seed: 9 }, [])
      const expected = rows.map((row) => alone.next(row.slice()))

      const sampler = new Sampler({ ...PLAIN, ...options, seed: 9 }, [])
      const others = settings.map((other) => new Sampler({ ...PLAIN, ...other, top_k: (other.top_k ?? 0) * 3 }, []))
      const large = Float32Array.from({ length: 3000 }, () => 3 * random.normal())
      const tokens = rows.map((row, i) => {
        for (const other of others) other.next(i % 2 ? large.slice() : row.slice(0, 50))
        return sampler.next(row.slice())
      })
      expect(tokens).toEqual(expected)
    }
  })
})

describe('logits that are not numbers', () => {
  test.each([0, 1])('fail the generation at temperature %d', (temperature) => {
    const sampler = new Sampler({ ...PLAIN, temperature }, [])
    expect(() => sampler.next(new Float32Array(9).fill(Number.NaN))).toThrow('the logits are not numbers')
  })

  test('are passed over where others are', () => {
    expect(largest(Float32Array.of(Number.NaN, 1, 2, Number.NaN, 2))).toBe(2)
    expect(largest(new Float32Array(5).fill(Number.NEGATIVE_INFINITY))).toBe(0)
    expect(largest(new Float32Array(3).fill(Number.NaN))).toBe(-1)
  })
})

test('the largest is found at every place of rows of every length', () => {
  for (let length = 1; length < 14; length++) {
    for (let at = 0; at < length; at++) {
      expect(largest(Float32Array.from({ length }, (_, i) => (i === at ? -1 : -2)))).toBe(at)
    }
  }
})
