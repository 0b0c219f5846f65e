/** Numbers of a schema: ranges and multiples. */
import type { Numeral } from '../../../../shared/exact-json.ts'
import { intersection } from '../automaton/automaton.ts'
import { type Bound, multiplesAutomaton, rangeAutomaton } from '../automaton/decimal.ts'
import type { Budget } from '../budget.ts'
import { compareValues, textOf, valueKey } from '../decimal-value.ts'
import { unsupported } from '../grammar-error.ts'
import type { Json } from '../json.ts'
import type { NodeId } from '../nodes.ts'
import type { Subschema } from './document.ts'
import { formatRange } from './formats.ts'
import type { Keywords } from './keywords.ts'
import { affordable } from './strings.ts'

export type NumberRange = { minimum: Bound | null; maximum: Bound | null; multipleOf: Numeral[] }

/** What holds where all of the schemas do. */
export function numberRange(schemas: readonly Keywords[]): NumberRange {
  const bounds = (inclusive: 'minimum' | 'maximum', exclusive: 'exclusiveMinimum' | 'exclusiveMaximum') =>
    schemas.flatMap((keywords) => {
      const range = formatRange(keywords.format ?? '')
      const values: [Numeral | undefined, boolean][] = [
        [keywords[inclusive], false],
        [keywords[exclusive], true],
        [range?.[inclusive === 'minimum' ? 0 : 1], false],
      ]
      return values.flatMap(([value, isExclusive]) => (value === undefined ? [] : { value, exclusive: isExclusive }))
    })
  /** The bound that leaves least. */
  const tightest = (list: Bound[], sign: 1 | -1): Bound | null =>
    list.sort((a, b) => sign * compareValues(b.value, a.value) || Number(b.exclusive) - Number(a.exclusive))[0] ?? null
  return {
    minimum: tightest(bounds('minimum', 'exclusiveMinimum'), 1),
    maximum: tightest(bounds('maximum', 'exclusiveMaximum'), -1),
    multipleOf: [
      ...new Map(
        schemas.flatMap(({ multipleOf }) => multipleOf ?? []).map((factor) => [valueKey(factor), factor]),
      ).values(),
    ],
  }
}

/** A number that all of the schemas allow, or an integer. */
export function numberNode(schemas: readonly Subschema[], integer: boolean, json: Json, budget: Budget): NodeId {
  const { minimum, maximum, multipleOf } = numberRange(schemas.map(({ keywords }) => keywords!))
  if (!minimum && !maximum && multipleOf.length === 0) return integer ? json.integer : json.number
  const { pointer } = schemas.find((schema) => schema.keywords!.multipleOf) ?? schemas[0]
  if (multipleOf.length > 1) {
    throw unsupported(
      pointer,
      `there are several 'multipleOf' (${multipleOf.map(textOf).join(', ')}); give their common multiple`,
    )
  }
  const [factor] = multipleOf
  const automaton = affordable(pointer, () => {
    const inRange = rangeAutomaton(integer, minimum, maximum, budget)
    return factor === undefined ? inRange : intersection(inRange, multiplesAutomaton(factor, budget), budget)
  })
  return affordable(pointer, () => json.plain(automaton, JSON.stringify([integer, minimum, maximum, factor])))
}
