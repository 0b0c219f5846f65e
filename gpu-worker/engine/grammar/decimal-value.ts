/** The value of a number, exactly: two may be written in different ways and still be the same. */
import { type Numeral, WrittenNumber } from '../../../shared/exact-json.ts'

/** digits × 10^exponent. The digits neither begin nor end with zeros; zero has none, no sign, and the exponent 0. */
export type DecimalValue = { readonly negative: boolean; readonly digits: string; readonly exponent: number }

/** Exponents beyond this are not told apart: those are numbers that nobody means, and arithmetic stays exact. */
const FURTHEST = 10 ** 15

export const ZERO: DecimalValue = { negative: false, digits: '', exponent: 0 }

export const textOf = (numeral: Numeral): string => (numeral instanceof WrittenNumber ? numeral.text : String(numeral))

export function decimalValue(numeral: Numeral): DecimalValue {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(
    textOf(numeral),
  )!
  const trimmed = (whole + fraction).replace(/0+$/, '')
  const digits = trimmed.replace(/^0+/, '')
  if (digits === '') return ZERO
  const last =
    Math.max(-FURTHEST, Math.min(Number(exponent), FURTHEST)) -
    fraction.length +
    (whole.length + fraction.length - trimmed.length)
  return { negative: sign === '-', digits, exponent: last }
}

/** Equal for numbers of the same value. */
export const valueKey = (numeral: Numeral): string => {
  const { negative, digits, exponent } = decimalValue(numeral)
  return `${negative ? '-' : ''}${digits}e${exponent}`
}

export const isWhole = (numeral: Numeral): boolean => decimalValue(numeral).exponent >= 0

/** Below 0 where `a` is less than `b`, above 0 where it is more. */
export function compareValues(a: Numeral, b: Numeral): number {
  const [left, right] = [decimalValue(a), decimalValue(b)]
  const signs = signOf(left) - signOf(right)
  if (signs !== 0) return signs
  return left.negative ? compareMagnitudes(right, left) : compareMagnitudes(left, right)
}

const signOf = ({ negative, digits }: DecimalValue): number => (digits === '' ? 0 : negative ? -1 : 1)

function compareMagnitudes(a: DecimalValue, b: DecimalValue): number {
  const places = a.digits.length + a.exponent - (b.digits.length + b.exponent)
  if (places !== 0) return places
  return a.digits < b.digits ? -1 : Number(a.digits > b.digits)
}

/** Whether a number is a whole multiple of a factor other than 0. */
export function isMultiple(numeral: Numeral, factor: Numeral): boolean {
  const value = decimalValue(numeral)
  const unit = decimalValue(factor)
  if (value.digits === '') return true
  const shift = value.exponent - unit.exponent
  // More decimals than it has digits that could be zeros: no multiple, and 10 to that power need not be made.
  if (-shift > value.digits.length + unit.digits.length) return false
  const [amount, step] = [BigInt(value.digits), BigInt(unit.digits)]
  if (shift < 0) return amount % (step * 10n ** BigInt(-shift)) === 0n
  return (amount * powerOfTen(shift, step)) % step === 0n
}

/** 10^exponent modulo `modulus`. */
function powerOfTen(exponent: number, modulus: bigint): bigint {
  let power = 1n
  let square = 10n % modulus
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = (power * square) % modulus
    square = (square * square) % modulus
  }
  return power
}

/** Exponents of numbers that may bound others: those of a double, whose digits can be written out. */
const LEAST_EXPONENT = -400

/** Whether its digits before and after the point may be written out. */
export function isInReach(numeral: Numeral): boolean {
  return Number.isFinite(Number(textOf(numeral))) && decimalValue(numeral).exponent >= LEAST_EXPONENT
}
