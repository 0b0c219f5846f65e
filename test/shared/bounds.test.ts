import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { invalidRequest } from '../../shared/errors.ts'
import { listOf, numberBetween, textOf, trimmedTextOf, wholeBetween, wholeFrom } from '../../shared/wire/bounds.ts'

/** What a client is told of a value in the parameter `x`; null if it is taken. */
function told(schema: z.ZodType, x: unknown): string | null {
  const parsed = z.strictObject({ x: schema }).safeParse({ x })
  return parsed.success ? null : invalidRequest(parsed.error.issues).message
}

describe('whatever is wrong, both bounds are told', () => {
  test.for([
    ['x: a number between 0 and 2 is expected', numberBetween(0, 2), [-0.1, 2.1, '1', null, Number.NaN, Infinity]],
    ['x: a whole number between 0 and 9 is expected', wholeBetween(0, 9), [-1, 10, 0.5, '1', undefined]],
    ['x: a whole number, at least 1, is expected', wholeFrom(1), [0, 1.5, 2 ** 60, true]],
    ['x: a text of 1 to 3 characters is expected', textOf(1, 3), ['', 'four', 4, {}]],
    ['x: a text of 1 to 3 characters is expected', trimmedTextOf(1, 3), ['   ', 'four', []]],
    ['x: a list of 1 to 2 is expected', listOf(z.string(), 1, 2), [[], ['a', 'b', 'c'], 'a']],
    ['x: a list of at most 2 is expected', listOf(z.string(), 0, 2), [['a', 'b', 'c'], {}]],
  ] as const)('%s', ([expected, schema, wrong]) => {
    for (const value of wrong) expect(told(schema, value)).toBe(expected)
  })
})

test('what lies within is taken, the bounds too', () => {
  for (const value of [0, 2, 1.5]) expect(told(numberBetween(0, 2), value)).toBeNull()
  for (const value of [0, 9]) expect(told(wholeBetween(0, 9), value)).toBeNull()
  expect(told(wholeFrom(1), 2 ** 53 - 1)).toBeNull()
  expect(told(listOf(z.string(), 0, 2), [])).toBeNull()
})

test('only names lose the white space around them', () => {
  expect(textOf(1, 9).parse(' a\n')).toBe(' a\n')
  expect(trimmedTextOf(1, 9).parse(' a\n')).toBe('a')
})
