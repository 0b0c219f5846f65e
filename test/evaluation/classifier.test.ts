import { describe, expect, test } from 'vitest'
import { LEAST_ACCURACY, type StatePair, trainClassifier } from '../../gpu-worker/evaluation/effect/classifier.ts'
import { createRng } from '../../gpu-worker/language/rng.ts'

const HIDDEN = 40

/** Texts of one query lie near each other; along the first dimension the poles lie `apart`. */
function pairs(apart: number, seed: number, queries = 12): StatePair[] {
  const rng = createRng(seed)
  const noise = (size: number) => Float32Array.from({ length: HIDDEN }, () => size * (rng.float() + rng.float() - 1))
  return Array.from({ length: queries }, (_, query) => {
    const topic = noise(4)
    return [0, 1].map((): StatePair => {
      const at = (sign: number) => {
        const state = noise(1).map((x, i) => x + topic[i]!)
        state[0]! += (sign * apart) / 2
        return state
      }
      return { query: `query ${query}`, positive: at(1), negative: at(-1) }
    })
  }).flat()
}

describe('the classifier', () => {
  test('tells held-out texts of either pole apart, and new ones', () => {
    const { accuracy, score, heldOut } = trainClassifier(pairs(8, 1))
    expect(accuracy).toBeGreaterThan(0.85)
    expect(heldOut.positive).toHaveLength(24)
    expect(heldOut.negative).toHaveLength(24)
    const ordered = pairs(8, 2).filter(({ positive, negative }) => score(positive) > score(negative))
    expect(ordered.length).toBeGreaterThanOrEqual(23)
  })

  test('is near chance on held-out texts where the poles do not differ, however well it fits its own', () => {
    const accuracies = [1, 2, 3, 4, 5, 6].map((seed) => trainClassifier(pairs(0, seed)).accuracy)
    const overall = accuracies.reduce((a, b) => a + b) / accuracies.length
    expect(Math.abs(overall - 0.5)).toBeLessThan(0.1)
    expect(accuracies.filter((accuracy) => accuracy >= LEAST_ACCURACY).length).toBeLessThanOrEqual(1)
  })

  test('never scores a text that it was trained on: one query of another kind is scored wrong', () => {
    const turned = pairs(8, 3).map((pair) =>
      pair.query === 'query 0' ? { ...pair, positive: pair.negative, negative: pair.positive } : pair,
    )
    const { heldOut } = trainClassifier(turned)
    expect(heldOut.positive.slice(0, 2).every((score, i) => score < heldOut.negative[i]!)).toBe(true)
  })

  test('needs two queries', () => {
    expect(() => trainClassifier(pairs(8, 1, 1))).toThrow('two queries at least')
    expect(() => trainClassifier([])).toThrow('two queries at least')
  })
})
