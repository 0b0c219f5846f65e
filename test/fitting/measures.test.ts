import { describe, expect, test } from 'vitest'
import { CALIBRATION_QUERIES } from '../../gpu-worker/fitting/budget.ts'
import { BUILTIN_AXES, builtinFitSpec, DESCRIBED_AXES, HELPFUL } from '../../gpu-worker/fitting/builtin-axes.ts'
import { candidateLayers } from '../../gpu-worker/fitting/candidate-layers.ts'
import { FOLDS, foldsByQuery } from '../../gpu-worker/fitting/folds.ts'
import { margins } from '../../gpu-worker/fitting/margin.ts'
import { meanDifference } from '../../gpu-worker/fitting/methods/mean-difference.ts'
import { NEUTRAL_TEXTS } from '../../gpu-worker/fitting/neutral-texts.ts'
import { agreement, selectPairs } from '../../gpu-worker/fitting/pair-states.ts'
import { BUILTIN_QUERIES, splitQueries } from '../../gpu-worker/fitting/queries.ts'
import type { LanguageModel } from '../../gpu-worker/language/language-model.ts'
import { perplexity, surprise } from '../../gpu-worker/language/perplexity.ts'
import { createRng, deriveSeed } from '../../gpu-worker/language/rng.ts'
import { normalised } from '../../shared/normalised.ts'
import { fitSpec } from '../../shared/wire/fit.ts'

const states = (positive: number[], negative: number[], hidden: number) => ({
  count: positive.length / hidden,
  hidden,
  positive: Float32Array.from(positive),
  negative: Float32Array.from(negative),
})

describe('mean difference', () => {
  test('is the unit vector from the negative to the positive mean', () => {
    const v = meanDifference(states([4, 1, 2, 7], [1, 1, -1, -1], 2))
    expect([...v]).toEqual([Math.fround(6 / 10), Math.fround(8 / 10)])
  })

  test('is zero where the poles do not differ but for rounding', () => {
    expect([...meanDifference(states([100, 3], [100, 3], 2))]).toEqual([0, 0])
    expect([...meanDifference(states([100, 3], [100.00001, 3], 2))]).toEqual([0, 0])
  })
})

describe('pair states', () => {
  const four = states([1, 2, 3, 4], [-1, -2, -3, -4], 1)

  test('selects pairs and turns some round', () => {
    const selected = selectPairs(four, [0, 2], new Set([2, 3]))
    expect([...selected.positive]).toEqual([1, -3])
    expect([...selected.negative]).toEqual([-1, 3])
    expect(selected.count).toBe(2)
  })

  test('agreement is the mean cosine between differences', () => {
    expect(agreement(four)).toBeCloseTo(1)
    expect(agreement(states([1, 0, 0, 1], [0, 0, 0, 0], 2))).toBeCloseTo(0)
    expect(agreement(states([1, -1], [0, 0], 1))).toBeCloseTo(-1)
  })
})

describe('margins and perplexity', () => {
  const scoring = (logProbs: Record<string, number[]>): LanguageModel =>
    ({
      score: async (requests: { answer: string }[]) =>
        requests.map(({ answer }) => ({ logProbs: Float32Array.from(logProbs[answer]!) })),
    }) as unknown as LanguageModel

  test('a margin is per token and leaves the first token out, unless it is the only one', async () => {
    const model = scoring({ long: [-90, -1, -3], short: [-90, -4], word: [-5] })
    const pair = (chosen: string, rejected: string) => ({ pair: { prompt: '?', chosen, rejected } })
    expect(await margins(model, [pair('long', 'short'), pair('word', 'long')], {})).toEqual([2, -3])
  })

  test('surprise is per token and leaves the first token out, unless it is the only one', () => {
    expect(surprise({ logProbs: Float32Array.of(-9, -1, -1, -4) })).toBe(2)
    expect(surprise({ logProbs: Float32Array.of(-9) })).toBe(9)
  })

  test('perplexity is its exponential, and finite', () => {
    expect(perplexity(1.5)).toBeCloseTo(Math.exp(1.5))
    expect(perplexity(5000)).toBe(1e6)
  })
})

describe('seeded randomness', () => {
  test('is a matter of the seed', () => {
    const draw = (seed: number) => createRng(seed).shuffled(Array.from({ length: 50 }, (_, i) => i))
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    expect(draw(1).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  test('is even', () => {
    const rng = createRng(3)
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) counts[rng.int(10)]!++
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  test('each purpose has a 32-bit seed of its own', () => {
    const seeds = [
      deriveSeed(1, 'a'),
      deriveSeed(1, 'b'),
      deriveSeed(2, 'a'),
      deriveSeed(1, 'a', 0),
      deriveSeed(1, 'a', 1),
    ]
    expect(new Set(seeds).size).toBe(seeds.length)
    for (const seed of seeds) expect(seed >>> 0).toBe(seed)
  })
})

describe('folds', () => {
  test('keep equal queries together and are about even', () => {
    const queries = ['a', 'b', ' A', 'c', 'd', 'e', 'B ', 'f']
    for (let seed = 0; seed < 20; seed++) {
      const folds = foldsByQuery(queries, seed)
      expect(folds[0]).toBe(folds[2])
      expect(folds[1]).toBe(folds[6])
      const sizes = Array.from({ length: FOLDS }, (_, fold) => folds.filter((each) => each === fold).length)
      expect(Math.abs(sizes[0]! - sizes[1]!)).toBeLessThanOrEqual(2)
    }
  })
})

describe('queries', () => {
  const poles = { positive: { name: 'a', description: 'x' }, negative: { name: 'b', description: 'y' } }
  const split = (fields: object) => splitQueries(fitSpec.parse({ axis: 'a', ...poles, ...fields }))
  const many = Array.from({ length: 40 }, (_, i) => `Own question ${i}?`)

  test('48 built-in ones, all different, none of them a neutral text or a prompt of the written pairs', () => {
    const taken = [
      ...NEUTRAL_TEXTS.map(({ query }) => query),
      ...DESCRIBED_AXES.flatMap((axis) => builtinFitSpec(axis).pairs.map(({ prompt }) => prompt)),
    ]
    expect(new Set(BUILTIN_QUERIES.map(normalised)).size).toBe(48)
    for (const query of taken) expect(BUILTIN_QUERIES.map(normalised)).not.toContain(normalised(query))
  })

  test.for([
    ['built-in', {}],
    ["the admin's", { queries: many }],
    ["a few of the admin's", { queries: many.slice(0, 6) }],
    [
      'given pairs',
      {
        source: 'given',
        pairs: BUILTIN_QUERIES.slice(0, 36).map((prompt) => ({ prompt, chosen: 'a', rejected: 'b' })),
      },
    ],
  ] as const)('%s: none for calibration that the pairs are made of', ([, fields]) => {
    const spec = fields as { queries?: string[]; pairs?: { prompt: string }[] }
    const { pairs, calibration } = split(fields)
    expect(calibration).toHaveLength(CALIBRATION_QUERIES)
    const made = new Set(spec.pairs?.map(({ prompt }) => prompt) ?? pairs)
    for (const query of calibration) expect(made.has(query)).toBe(false)
    if (spec.queries) for (const query of pairs) expect(spec.queries).toContain(query)
  })

  test('are drawn from the seed', () => {
    expect(split({ seed: 1 })).toEqual(split({ seed: 1 }))
    expect(split({ seed: 1 })).not.toEqual(split({ seed: 2 }))
  })
})

describe('candidate layers', () => {
  const vector = (layers: number[]) => ({ layers, method: 'mean-difference' as const })
  test('lie around two thirds of the depth', () => expect(candidateLayers(vector([]), 30)).toEqual([16, 20, 24]))
  test('exist in the smallest model', () => expect(candidateLayers(vector([]), 1)).toEqual([0]))
  test('of an operator are all: it takes its own', () =>
    expect(candidateLayers({ layers: [], method: 'alignez-v1' }, 4)).toEqual([0, 1, 2, 3]))
  test("are the admin's, each once", () => expect(candidateLayers(vector([9, 3, 9]), 30)).toEqual([3, 9]))
})

describe('built-in axes', () => {
  test.for(BUILTIN_AXES.map(({ id }) => id))('%s: ten written pairs, poles in words', (id) => {
    const spec = builtinFitSpec(BUILTIN_AXES.find((axis) => axis.id === id)!)
    expect(spec).toMatchObject({ axis: id, source: 'given', method: 'mean-difference', seed: 1 })
    expect(spec.pairs).toHaveLength(10)
    expect(spec.positive.description).not.toBe(spec.negative.description)
  })

  test('helpful is described beside them, with ten pairs of twenty different answers', () => {
    expect(DESCRIBED_AXES.map(({ id }) => id)).toEqual([...BUILTIN_AXES.map(({ id }) => id), HELPFUL.id])
    const { pairs } = builtinFitSpec(HELPFUL)
    expect(pairs).toHaveLength(10)
    expect(new Set(pairs.flatMap(({ chosen, rejected }) => [chosen, rejected])).size).toBe(20)
  })

  test('are the six of the contract', () => {
    expect(BUILTIN_AXES.map(({ id }) => id)).toEqual([
      'formal',
      'simple',
      'optimistic',
      'enthusiastic',
      'warm',
      'story',
    ])
  })
})
