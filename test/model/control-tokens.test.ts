/** Tokens that begin or end a turn are control tokens, whatever a file calls them: a user's text never becomes one. */
import { expect, test } from 'vitest'
import { classify } from '../../gpu-worker/model/vocabulary/vocabulary.ts'

test.each(['<|im_start|>', '<start_of_turn>', '<｜User｜>', '<｜Assistant｜>'])('%s', (token) => {
  const { control, userDefined } = classify({ tokens: ['a', token], control: [], userDefined: [1], eos: [] })
  expect([...control]).toEqual([1])
  expect([...userDefined]).toEqual([])
})

test.each(['<think>', '<|', '<|>', '|x|', '<｜a|>'])('%s is none', (token) => {
  const { control, userDefined } = classify({ tokens: ['a', token], control: [], userDefined: [1], eos: [] })
  expect([...control]).toEqual([])
  expect([...userDefined]).toEqual([1])
})
