/**
 * The decimal numerals that lie in a range, and those that are multiples of a number. Numerals are as JSON has them,
 * written without an exponent.
 *
 * In a range, numbers that are no integers have at most 15 digits: so many a double tells apart, so that no rounding when
 * they are read can move them over a bound.
 */
import type { Numeral } from '../../../../shared/exact-json.ts'
import { type Budget, BudgetExceeded } from '../budget.ts'
import { decimalValue, ZERO } from '../decimal-value.ts'
import { Alphabet } from './alphabet.ts'
import { type Automaton, explore, minimised } from './automaton.ts'
import { charSetOf } from './char-set.ts'

export type Bound = { value: Numeral; exclusive: boolean }

/** Digits of an integer, unless a bound has more: all of 64 bits. */
const INTEGER_DIGITS = 19
const EXACT_DIGITS = 15

const SYMBOLS = '-.0123456789'

/** All numerals have the same alphabet, one class for each symbol. */
function numeralAlphabet(budget: Budget): { alphabet: Alphabet; symbols: readonly string[] } {
  const { alphabet, members } = Alphabet.of([...SYMBOLS].map(charSetOf), budget)
  const symbols = Array.from({ length: alphabet.size }, () => '')
  members.forEach(([cls], i) => {
    symbols[cls] = SYMBOLS[i]
  })
  return { alphabet, symbols }
}

type Reading = {
  phase: 'begin' | 'sign' | 'zero' | 'integer' | 'point' | 'fraction'
  negative: boolean
  /** Read so far, before and after the point. */
  digits: number
  low: Comparison | null
  high: Comparison | null
}

/** The integers, or numbers, from `minimum` to `maximum`; null: no bound. */
export function rangeAutomaton(
  integer: boolean,
  minimum: Bound | null,
  maximum: Bound | null,
  budget: Budget,
): Automaton {
  const low = minimum && digitsOf(minimum.value)
  const high = maximum && digitsOf(maximum.value)
  const most = Math.max(integer ? INTEGER_DIGITS : EXACT_DIGITS, low?.integer.length ?? 0, high?.integer.length ?? 0)
  const { alphabet, symbols } = numeralAlphabet(budget)

  const withDigit = (reading: Reading, phase: Reading['phase'], digit: number): Reading | null => {
    if (reading.digits === most) return null
    const compared = (comparison: Comparison | null, bound: Digits | null) =>
      comparison && compareDigit(comparison, bound!, digit, phase === 'fraction')
    return {
      ...reading,
      phase,
      digits: reading.digits + 1,
      low: compared(reading.low, low),
      high: compared(reading.high, high),
    }
  }

  const next = (reading: Reading, cls: number): Reading | null => {
    const { phase } = reading
    if (symbols[cls] === '-') return phase === 'begin' ? { ...reading, phase: 'sign', negative: true } : null
    if (symbols[cls] === '.') {
      if (integer || (phase !== 'zero' && phase !== 'integer')) return null
      const compared = (comparison: Comparison | null, bound: Digits | null) =>
        comparison && atPoint(comparison, bound!)
      return { ...reading, phase: 'point', low: compared(reading.low, low), high: compared(reading.high, high) }
    }
    const digit = Number(symbols[cls])
    if (phase === 'begin' || phase === 'sign') return withDigit(reading, digit === 0 ? 'zero' : 'integer', digit)
    if (phase === 'integer') return withDigit(reading, 'integer', digit)
    return phase === 'zero' ? null : withDigit(reading, 'fraction', digit)
  }

  const accepts = ({ phase, negative, low: toLow, high: toHigh }: Reading): boolean => {
    if (phase !== 'zero' && phase !== 'integer' && phase !== 'fraction') return false
    const order = (comparison: Comparison, digits: Digits) =>
      signedOrder(negative, digits, verdict(comparison, digits, phase === 'fraction'))
    if (minimum) {
      const toMinimum = order(toLow!, low!)
      if (toMinimum < 0 || (toMinimum === 0 && minimum.exclusive)) return false
    }
    if (maximum) {
      const toMaximum = order(toHigh!, high!)
      if (toMaximum > 0 || (toMaximum === 0 && maximum.exclusive)) return false
    }
    return true
  }

  const start: Reading = { phase: 'begin', negative: false, digits: 0, low: low && UNREAD, high: high && UNREAD }
  const key = (reading: Reading) =>
    `${reading.phase} ${reading.negative} ${reading.digits} ${reading.low?.order} ${reading.low?.place} ` +
    `${reading.high?.order} ${reading.high?.place}`
  return explore(alphabet, { start, key, next, accepts }, budget)
}

/** Any digits, with or without sign and point, that make a multiple of `factor`. It does not look at their form. */
export function multiplesAutomaton(factor: Numeral, budget: Budget): Automaton {
  const { integer, fraction } = digitsOf(factor)
  // The factor is so many units of the last of its decimals. More decimals than that, no multiple needs.
  const units = Number(integer + fraction)
  // Remainders of more would not be exact; an automaton that large is beyond any budget anyway.
  if (!Number.isSafeInteger(units * 10)) throw new BudgetExceeded()
  const decimals = fraction.length
  const { alphabet, symbols } = numeralAlphabet(budget)
  /** The digits so far, as one integer, modulo `units`; and how many decimals there were, -1 before the point. */
  type Remainder = { remainder: number; place: number }
  const multiples = explore<Remainder>(
    alphabet,
    {
      start: { remainder: 0, place: -1 },
      key: ({ remainder, place }) => remainder * (decimals + 2) + place + 1,
      next({ remainder, place }, cls) {
        if (symbols[cls] === '-') return { remainder, place }
        if (symbols[cls] === '.') return place < 0 && decimals > 0 ? { remainder, place: 0 } : null
        if (place === decimals) return null
        return { remainder: (remainder * 10 + Number(symbols[cls])) % units, place: place < 0 ? place : place + 1 }
      },
      accepts({ remainder, place }) {
        let shifted = remainder
        for (let missing = decimals - Math.max(place, 0); missing > 0; missing--) shifted = (shifted * 10) % units
        return shifted === 0
      },
    },
    budget,
  )
  return minimised(multiples, budget)
}

/** The digits of a bound and its sign, 0 for zero: neither begin with needless zeros nor end in them. */
type Digits = { integer: string; fraction: string; sign: number }

function digitsOf(numeral: Numeral): Digits {
  const value = decimalValue(numeral)
  if (value === ZERO) return { integer: '0', fraction: '', sign: 0 }
  const { negative, digits, exponent } = value
  const sign = negative ? -1 : 1
  const point = digits.length + exponent
  if (point <= 0) return { integer: '0', fraction: '0'.repeat(-point) + digits, sign }
  return { integer: digits.slice(0, point).padEnd(point, '0'), fraction: digits.slice(point), sign }
}

/** How the digits read so far stand to a bound's; `place` is how many of its digits they were compared with. */
type Comparison = { order: number; place: number }
const UNREAD: Comparison = { order: 0, place: 0 }

function compareDigit(before: Comparison, bound: Digits, digit: number, inFraction: boolean): Comparison {
  // Of two numerals without needless zeros, the longer one is larger, whatever the digits; see `atPoint`.
  if (!inFraction) {
    const { order, place } = before
    if (place >= bound.integer.length) return { order: 1, place: bound.integer.length + 1 }
    return { order: order || Math.sign(digit - Number(bound.integer[place])), place: place + 1 }
  }
  if (before.order !== 0) return before
  const order = Math.sign(digit - Number(bound.fraction[before.place] ?? 0))
  return order === 0 ? { order, place: Math.min(before.place + 1, bound.fraction.length) } : { order, place: 0 }
}

/** All digits before the point are read. */
function atPoint({ order, place }: Comparison, bound: Digits): Comparison {
  if (place < bound.integer.length) return { order: -1, place: 0 }
  return { order, place: 0 }
}

/** How the magnitude that was read stands to the bound's. */
function verdict(comparison: Comparison, bound: Digits, inFraction: boolean): number {
  const { order, place } = inFraction ? comparison : atPoint(comparison, bound)
  return order || (place < bound.fraction.length ? -1 : 0)
}

/** How a number stands to a bound, given its sign and how their magnitudes stand to each other. */
function signedOrder(negative: boolean, { sign }: Digits, magnitudes: number): number {
  if (!negative) return sign < 0 ? 1 : magnitudes
  return sign > 0 ? -1 : -magnitudes
}
