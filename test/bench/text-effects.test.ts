/** What of curves in sampled text is compared with prompts. */
import { expect, test } from 'vitest'
import { atPrompt, figureOf, ratioOf, turnedUp } from '../../bench/harness/text-effects.ts'
import type { TalliedSide } from '../../gpu-worker/evaluation/effect/compare.ts'
import type { Tally } from '../../gpu-worker/evaluation/effect/measured-text.ts'

const QUERIES = [0, 1, 2, 3]
/** Of every query: one text that moved so far, as surprising as that. */
const tallies = (change: number, surprise: number): Tally[] =>
  QUERIES.map(() => ({
    change: { sum: change, count: 1 },
    surprise: { sum: surprise, count: 1 },
    broken: { sum: 0, count: 1 },
  }))

/** Steered: 1 at the surprise of 2, 2 at that of 3; prompted: 1 at that of 2. */
const side = (sign: 1 | -1): TalliedSide => ({
  sign,
  plain: tallies(0, 1),
  curve: [
    { strength: sign * 0.5, tallies: tallies(sign * 1, 2) },
    { strength: sign * 1, tallies: tallies(sign * 2, 3) },
  ],
  prompt: tallies(sign * 1, 2),
})

test('where both are equally surprising, and at the strength that does most', () => {
  for (const sign of [1, -1] as const) {
    expect(atPrompt(side(sign), QUERIES)).toBeCloseTo(1, 9)
    expect(turnedUp(side(sign), QUERIES)).toBeCloseTo(2, 9)
  }
})

test('over signs together, and nothing beside a prompt that moves nothing', () => {
  expect(ratioOf([side(1), side(-1)], turnedUp)(QUERIES)).toBeCloseTo(2, 9)
  const idle = { ...side(1), prompt: tallies(0, 2) }
  expect(ratioOf([idle], turnedUp)(QUERIES)).toBeNaN()
  expect(figureOf('row', 'column', QUERIES, ratioOf([idle], turnedUp))).toEqual([])
  expect(figureOf('row', 'column', QUERIES, ratioOf([side(1)], atPrompt))).toMatchObject([
    { row: 'row', column: 'column', value: 1, range: [1, 1] },
  ])
})
