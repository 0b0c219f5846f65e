/** Texts that nobody paired, as pairs: none on both sides of what is held out. */
import { expect, test } from 'vitest'
import { NEUTRAL_PROMPTS, pairTexts } from '../../gpu-worker/fitting/text-pairs.ts'

const texts = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i}`)

test.each([
  [8, 8],
  [5, 21],
  [40, 4],
])('%i texts against %i: all are used, each in one half, behind one prompt with another pole’s', (many, few) => {
  const lists = { positive: texts('good', many), negative: texts('bad', few) }
  const pairs = pairTexts(lists, [], 3)
  expect(new Set(pairs.map(({ chosen }) => chosen))).toEqual(new Set(lists.positive))
  expect(new Set(pairs.map(({ rejected }) => rejected))).toEqual(new Set(lists.negative))
  const halves = new Map<string, Set<number>>()
  for (const { chosen, rejected, fold } of pairs) {
    for (const text of [chosen, rejected]) halves.set(text, (halves.get(text) ?? new Set()).add(fold))
  }
  expect([...halves.values()].filter(({ size }) => size > 1)).toEqual([])
  const sizes = [0, 1].map((half) => pairs.filter(({ fold }) => fold === half).length)
  expect(Math.abs(sizes[0]! - sizes[1]!)).toBeLessThanOrEqual(1)
  for (const { prompt } of pairs) expect(NEUTRAL_PROMPTS).toContain(prompt)
})

test('equal texts count once, and those that are taken not at all', () => {
  const lists = { positive: [...texts('good', 4), ' Good  0'], negative: texts('bad', 4) }
  const pairs = pairTexts(lists, ['bad 1', 'GOOD 2'], 3)
  expect(pairs.map(({ chosen }) => chosen).filter((text) => /good +0/i.test(text))).toHaveLength(1)
  expect(new Set(pairs.flatMap(({ chosen, rejected }) => [chosen, rejected])).size).toBe(6)
})

test('the same seed makes the same pairs, another one others', () => {
  const lists = { positive: texts('good', 20), negative: texts('bad', 20) }
  expect(pairTexts(lists, [], 5)).toEqual(pairTexts(lists, [], 5))
  expect(pairTexts(lists, [], 5)).not.toEqual(pairTexts(lists, [], 6))
})
