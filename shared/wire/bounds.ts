/**
 * Values with bounds. Whatever is wrong with one, the message says what would be right, both ends of it; the parameter's
 * name comes before it (`invalidRequest`, shared/errors.ts).
 */
import { z } from 'zod'

export function numberBetween(least: number, most: number) {
  const expected = `a number between ${least} and ${most} is expected`
  return z.number(expected).min(least, expected).max(most, expected)
}

export function wholeBetween(least: number, most: number) {
  const expected = `a whole number between ${least} and ${most} is expected`
  return z.int(expected).min(least, expected).max(most, expected)
}

/** Up to the largest number that is surely whole. */
export function wholeFrom(least: number) {
  const expected = `a whole number, at least ${least}, is expected`
  return z.int(expected).min(least, expected)
}

/** Kept as it is, its white space too. */
export const textOf = (least: number, most: number) => bounded(z.string, least, most)

/** Without the white space around it, which does not count. */
export const trimmedTextOf = (least: number, most: number) =>
  bounded((expected) => z.string(expected).trim(), least, most)

function bounded(string: (expected: string) => z.ZodString, least: number, most: number) {
  const expected = `a text of ${least} to ${most} characters is expected`
  return string(expected).min(least, expected).max(most, expected)
}

export function listOf<Item extends z.ZodType>(item: Item, least: number, most: number) {
  const expected = `a list of ${least > 0 ? `${least} to` : 'at most'} ${most} is expected`
  return z.array(item, expected).min(least, expected).max(most, expected)
}
