/** Steered against prompted, on texts whose measures are made up. */
import { describe, expect, test } from 'vitest'
import { compareAtPrompt, type Side } from '../../gpu-worker/evaluation/effect/compare.ts'
import type { MeasuredText, MeasuredTexts } from '../../gpu-worker/evaluation/effect/measured-text.ts'
import { createRng } from '../../gpu-worker/language/rng.ts'

const QUERIES = 12

/** Two seeds a query. Queries differ in what plain answers measure, a little in how far they move, and in surprise. */
function texts(effect: number, surprise: number, broken = 0): MeasuredTexts {
  const rng = createRng(1)
  return Array.from({ length: QUERIES }, (_, query) => {
    const [base, moved, odd] = [4 * rng.float(), 0.8 + 0.4 * rng.float(), rng.float() / 10]
    return [0, 1].map(
      (seed): MeasuredText => ({
        broken: (2 * query + seed) / (2 * QUERIES) < broken,
        surprise: surprise + odd,
        distinct2: 1,
        measures: { features: base + seed + effect * moved, classifier: null },
      }),
    )
  })
}

const side = (sign: 1 | -1, promptEffect: number, promptSurprise: number): Side => ({
  sign,
  plain: texts(0, 1),
  curve: [0.5, 1, 1.5].map((size) => ({ strength: sign * size, texts: texts(sign * size, 1 + 0.4 * size ** 2) })),
  prompt: texts(sign * promptEffect, promptSurprise),
})

describe('steered against prompted at equal perplexity', () => {
  test.for([1, -1] as const)('sign %d: effects point to the pole, read where the perplexities are the same', (sign) => {
    const found = compareAtPrompt(side(sign, 0.4, 1.4), 1)
    expect(found.strength).toBeCloseTo(sign)
    expect(found.clamped).toBeNull()
    expect(found.perplexity).toBeGreaterThan(Math.exp(1.4))
    expect(found.perplexity).toBeLessThan(Math.exp(1.5))
    expect(found.steered.features!.value).toBeGreaterThan(0.9)
    expect(found.steered.features!.value).toBeLessThan(1.1)
    expect(found.prompt.features!.value).toBeGreaterThan(0.35)
    expect(found.prompt.features!.value).toBeLessThan(0.45)
  })

  test('what belongs to a query is resampled together: its ease moves both, and so not who is ahead', () => {
    const { steered, prompt, ahead } = compareAtPrompt(side(1, 1, 1.4), 1)
    expect(steered.features!.high - steered.features!.low).toBeGreaterThan(0.05)
    expect(prompt.features!.high - prompt.features!.low).toBeGreaterThan(0.05)
    expect(ahead.features!.high - ahead.features!.low).toBeLessThan(0.02)
    expect(ahead.features!.value).toBeCloseTo(0)
  })

  test('a direction that leads the wrong way is behind', () => {
    const wrong = side(1, 0.4, 1.4)
    wrong.curve = wrong.curve.map(({ strength, texts: steered }) => ({
      strength,
      texts: steered.map((answers, query) =>
        answers.map((text, seed) => {
          const plain = wrong.plain[query]![seed]!.measures.features!
          return { ...text, measures: { features: 2 * plain - text.measures.features!, classifier: null } }
        }),
      ),
    }))
    const { steered, ahead } = compareAtPrompt(wrong, 1)
    expect(steered.features!.high).toBeLessThan(-0.8)
    expect(ahead.features!.high).toBeLessThan(-1.2)
  })

  test('a prompt more fluent than plain leaves nothing to steer with, a wild one all of the curve', () => {
    const fluent = compareAtPrompt(side(1, 0.4, 0.8), 1)
    expect(fluent).toMatchObject({ strength: 0, clamped: 'plain', steered: { features: { value: 0 } } })
    expect(compareAtPrompt(side(-1, 0.4, 3), 1)).toMatchObject({ strength: -1.5, clamped: 'end' })
  })

  test('where the text gets stuck, which reads as fluent, the curve ends', () => {
    const stuck = side(1, 0.4, 1.2)
    stuck.curve[2] = { strength: 1.5, texts: texts(9, 0.5, 0.5) }
    const { strength } = compareAtPrompt(stuck, 1)
    expect(strength).toBeLessThan(1)
    expect(strength).toBeGreaterThan(0.5)
  })

  test('what nothing measures is null', () => {
    const { steered, prompt, ahead } = compareAtPrompt(side(1, 0.4, 1.4), 1)
    expect([steered.classifier, prompt.classifier, ahead.classifier]).toEqual([null, null, null])
  })
})
