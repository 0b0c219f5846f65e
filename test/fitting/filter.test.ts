import { describe, expect, test } from 'vitest'
import { whyDrop } from '../../gpu-worker/fitting/stages/filter.ts'
import type { Answer } from '../../gpu-worker/fitting/stages/pairs.ts'
import { isRefusal } from '../../gpu-worker/language/refusal.ts'
import { isRepeating } from '../../gpu-worker/language/repetition.ts'
import { traitsIn } from '../../shared/characteristics.ts'

describe('repetition', () => {
  test.for([
    'very very very very good',
    'I am here. I am here. I am here. I am here. I am here.',
    'Great! 🎉🎉🎉🎉🎉🎉🎉🎉🎉',
    'Haaaaaaaaaaaaaaa',
    '我很好我很好我很好我很好我很好我很好',
    'the egg in the water and the egg in the water and the egg in the water and the egg',
  ])('stuck: %s', (text) => expect(isRepeating(text)).toBe(true))

  test.for([
    '',
    'Yes.',
    'Put the egg in hot water, wait ten minutes, take the egg out of the water and let it cool.',
    '1. Buy eggs\n2. Boil eggs\n3. Cool eggs\n4. Peel eggs\n5. Eat eggs',
    'No, no, no! You should not do that.',
    '天空是蓝色的，因为空气把蓝光散射得更多。',
    '| a | b |\n|------------|------------|\n| 1 | 2 |',
  ])('not stuck: %s', (text) => expect(isRepeating(text)).toBe(false))
})

describe('refusals', () => {
  test.for([
    "I'm sorry, but I can't help with that.",
    'I’m sorry, but I cannot assist with this request.',
    'Sorry, as an AI language model I have no feelings.',
    'As an AI, I do not eat dinner.',
    'I cannot provide medical advice.',
    'Unfortunately, I am unable to answer this.',
    'I must decline.',
  ])('refused: %s', (text) => expect(isRefusal(text)).toBe(true))

  test.for([
    'I am sorry to hear about your exam. You can try again.',
    "You can't go wrong with pasta.",
    'I cannot wait for winter! Snow is wonderful.',
    'Boil the egg for ten minutes. As an aid, use a timer.',
    'My friend told me a long story, and it went on and on for an hour, and then she said: I must refuse.',
  ])('not refused: %s', (text) => expect(isRefusal(text)).toBe(false))
})

describe('what a pair is dropped for', () => {
  const prompt = [{ role: 'user' as const, content: 'Why?' }]
  const written = (text: string): Answer => ({ messages: prompt, text, sampled: null })
  const sampled = (text: string, tokens = 20, finish: 'stop' | 'length' = 'stop'): Answer => ({
    messages: [{ role: 'system', content: 'x' }, ...prompt],
    text,
    sampled: { tokens, finish },
  })
  const drop = (positive: Answer, negative: Answer) => whyDrop({ query: 'Why?', positive, negative })
  const fine = sampled('Because light is scattered by the air.')

  test('empty', () => expect(drop(fine, sampled(' \n'))).toBe('empty'))
  test('alike', () => expect(drop(fine, sampled(' because light is  scattered by the air.'))).toBe('alike'))
  test('repeating', () => expect(drop(sampled('no no no no'), fine)).toBe('repeating'))
  test('refused', () => expect(drop(fine, sampled("I'm sorry, I can't help you."))).toBe('refused'))
  test('cut off after a few tokens', () => expect(drop(fine, sampled('It is be', 3, 'length'))).toBe('cut too short'))
  test('kept: cut at its limit', () => expect(drop(fine, sampled('The sky is a', 40, 'length'))).toBeNull())
  test('kept: short but complete', () => expect(drop(fine, sampled('Dunno.', 3))).toBeNull())
  test('kept: what somebody wrote, even a refusal', () =>
    expect(drop(written("I'm sorry, I can't help you."), written('no no no no'))).toBeNull())
  test('kept: the same text under two prompts', () => {
    const other = { ...written('Text.'), messages: [{ role: 'user' as const, content: 'Other' }] }
    expect(drop(written('Text.'), other)).toBeNull()
  })
})

test("a list's lines become traits", () => {
  expect(traitsIn('1. Short words.\n2) **Warm tone**;\n\n- Few clauses\n* ok')).toEqual([
    'Short words',
    'Warm tone',
    'Few clauses',
  ])
  expect(traitsIn('• Ok so\n• Ok so\n(3) Names, places and dates\n4: Plain')).toEqual(['Ok so', 'Plain'])
  expect(traitsIn(Array.from({ length: 9 }, (_, i) => `trait ${i}`).join('\n'))).toHaveLength(3)
  expect(traitsIn('')).toEqual([])
})
