/**
 * Keywords that cannot be enforced, where they rule nothing out: by their own value (`not: false`), by what stands beside
 * them (`uniqueItems` with `maxItems: 1`), or because they speak of values of another type. Schemas that programs make
 * are full of those, and they are no reason to refuse one.
 */
import { isNumeral, isRecord } from '../../../../shared/exact-json.ts'
import { compareValues } from '../decimal-value.ts'

type Written = Readonly<Record<string, unknown>>

/** Keywords that are not enforced, each with whether it rules nothing out in a schema. */
const RULES = new Map<string, (schema: Written) => boolean>([
  ['not', ({ not }) => not === false],
  ['if', (schema) => isOpen(schema.then) && isOpen(schema.else)],
  // Without `if` they mean nothing.
  ['then', (schema) => schema.if === undefined || isOpen(schema.then)],
  ['else', (schema) => schema.if === undefined || isOpen(schema.else)],
  ['dependentRequired', ({ dependentRequired: lists }) => isRecord(lists) && Object.values(lists).every(isEmptyList)],
  ['dependentSchemas', ({ dependentSchemas: schemas }) => isRecord(schemas) && Object.values(schemas).every(isOpen)],
  [
    'dependencies',
    ({ dependencies: either }) =>
      isRecord(either) && Object.values(either).every((one) => isEmptyList(one) || isOpen(one)),
  ],
  ['contains', needsNone],
  ['minContains', (schema) => schema.contains === undefined || needsNone(schema)],
  ['maxContains', ({ contains }) => contains === undefined],
  [
    'uniqueItems',
    ({ uniqueItems, maxItems }) => uniqueItems === false || (isNumeral(maxItems) && compareValues(maxItems, 1) <= 0),
  ],
  [
    'propertyNames',
    ({ propertyNames: names }) =>
      isOpen(names) || (isRecord(names) && names.type === 'string' && isOpen({ ...names, type: undefined })),
  ],
  ['unevaluatedProperties', ({ unevaluatedProperties: rest }) => isOpen(rest)],
  ['unevaluatedItems', ({ unevaluatedItems: rest }) => isOpen(rest)],
])

/** The type that each of them speaks of; the others speak of all values. */
const TYPE_OF: Record<string, string> = {
  dependentRequired: 'object',
  dependentSchemas: 'object',
  dependencies: 'object',
  propertyNames: 'object',
  unevaluatedProperties: 'object',
  contains: 'array',
  minContains: 'array',
  maxContains: 'array',
  uniqueItems: 'array',
  unevaluatedItems: 'array',
}

export function isVacuous(name: string, schema: Written): boolean {
  const { type } = schema
  const isOfOther = TYPE_OF[name] !== undefined && type !== undefined && ![type].flat().includes(TYPE_OF[name])
  return isOfOther || (RULES.get(name)?.(schema) ?? false)
}

/** Whether a list may have no item of those that `contains` asks for. */
function needsNone({ minContains, maxContains }: Written): boolean {
  return maxContains === undefined && isNumeral(minContains) && compareValues(minContains, 0) === 0
}
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** Words about a schema, which say nothing of values. */
const ANNOTATIONS = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$comment',
])

/** Whether a schema, or none, surely allows anything. */
const isOpen = (schema: unknown): boolean =>
  schema === undefined ||
  schema === true ||
  (isRecord(schema) && Object.entries(schema).every(([name, value]) => value === undefined || ANNOTATIONS.has(name)))
