import { describe, expect, it } from 'vitest'
import {
  agreements,
  anchorsOf,
  openQuestion,
  type Picks,
  pick,
  startPicks,
  undo,
} from '../../edge/dashboard/src/fits/anchors/picks.ts'

const CHOICES = Array.from({ length: 8 }, (_, i) => ({
  prompt: `Query ${i}?`,
  chosen: `Formal ${i}`,
  rejected: `Casual ${i}`,
}))

/** Answers every question that is left by its text. */
function judged(state: Picks, isPicked: (text: string) => boolean): Picks {
  const question = openQuestion(state)
  return question ? judged(pick(state, isPicked(question.first) ? 'first' : 'second'), isPicked) : state
}

describe('picking anchors', () => {
  it('asks about every pair once, its query with its own two answers', () => {
    const { questions } = startPicks(CHOICES, 7)
    expect(questions.map(({ pair }) => pair.prompt).toSorted()).toEqual(CHOICES.map(({ prompt }) => prompt))
    for (const { pair, first, second } of questions) {
      expect([first, second].toSorted()).toEqual([pair.rejected, pair.chosen])
    }
  })

  it('shows the positive answer first in half of the questions, in an order that the seed decides', () => {
    const sides = (seed: number) => startPicks(CHOICES, seed).questions.map(({ pair, first }) => first === pair.chosen)
    for (const seed of [0, 1, 2 ** 32 - 1]) expect(sides(seed).filter(Boolean)).toHaveLength(4)
    expect(startPicks(CHOICES, 5)).toEqual(startPicks(CHOICES, 5))
    expect(new Set(Array.from({ length: 20 }, (_, seed) => sides(seed).join())).size).toBeGreaterThan(10)
  })

  it('asks eight times at most', () => {
    expect(startPicks([...CHOICES, ...CHOICES, ...CHOICES], 1).questions).toHaveLength(8)
  })

  it('makes the picked answer chosen and the other rejected, on whichever side they stood', () => {
    const state = judged(startPicks(CHOICES, 3), (text) => text.startsWith('Formal'))
    expect(openQuestion(state)).toBeNull()
    expect(anchorsOf(state).toSorted((a, b) => a.prompt.localeCompare(b.prompt))).toEqual(CHOICES)
    expect(agreements(state)).toBe(8)
  })

  it('believes the person where the model meant it the other way round', () => {
    const state = judged(startPicks(CHOICES, 3), (text) => text.startsWith('Casual'))
    expect(anchorsOf(state)).toHaveLength(8)
    for (const { chosen, rejected } of anchorsOf(state)) {
      expect([chosen.slice(0, 6), rejected.slice(0, 6)]).toEqual(['Casual', 'Formal'])
    }
    expect(agreements(state)).toBe(0)
  })

  it('makes nothing of what was skipped, and takes the last answer back', () => {
    const start = startPicks(CHOICES, 3)
    const answered = pick(pick(pick(start, 'first'), 'skipped'), 'second')
    expect(anchorsOf(answered)).toHaveLength(2)
    expect(openQuestion(undo(answered))).toBe(start.questions[2])
    expect(undo(undo(undo(undo(answered))))).toEqual(start)
  })

  it('takes no answer to a question that is not there', () => {
    const done = judged(startPicks(CHOICES, 3), () => true)
    expect(pick(done, 'first')).toBe(done)
    expect(openQuestion(startPicks([], 1))).toBeNull()
  })
})
