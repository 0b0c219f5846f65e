/** What one schema says that can never hold: a mistake, to be told wherever it stands. */
import { compareValues, textOf } from '../decimal-value.ts'
import { unsatisfiable } from '../grammar-error.ts'
import type { Keywords } from './keywords.ts'
import { numberRange } from './numbers.ts'

const PAIRS = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const

/** @throws GrammarError */
export function checkContradictions(pointer: string, keywords: Keywords): void {
  for (const [least, most] of PAIRS) {
    const [min = 0, max = Number.POSITIVE_INFINITY] = [keywords[least], keywords[most]]
    if (min > max) throw unsatisfiable(pointer, `${least} ${min} is more than ${most} ${max}`)
  }
  const { minimum, maximum } = numberRange([keywords])
  if (minimum && maximum) {
    const order = compareValues(minimum.value, maximum.value)
    if (order > 0 || (order === 0 && (minimum.exclusive || maximum.exclusive))) {
      throw unsatisfiable(
        pointer,
        `there is no number from ${textOf(minimum.value)} to ${textOf(maximum.value)} as these bounds have it`,
      )
    }
  }
  if (keywords.enum?.length === 0) throw unsatisfiable(`${pointer}/enum`, 'no value is allowed; list at least one')
}
