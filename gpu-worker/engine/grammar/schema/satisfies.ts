/** Whether a value fits a schema: what tells which of the values of an `enum` are left by the rest of a schema. */
import { isNumeral, isRecord, type Numeral, namesOf } from '../../../../shared/exact-json.ts'
import { matches } from '../automaton/automaton.ts'
import { compareValues, isMultiple, isWhole, valueKey } from '../decimal-value.ts'
import type { SchemaDocument, Subschema } from './document.ts'
import type { Keywords, Type } from './keywords.ts'
import { numberRange } from './numbers.ts'
import { type Patterns, stringPatterns } from './strings.ts'

export type Validation = { document: SchemaDocument; patterns: Patterns }

export function satisfies(value: unknown, schema: Subschema, validation: Validation): boolean {
  const { document } = validation
  const { keywords } = schema
  if (keywords === null) return false
  const fits = (part: Subschema) => satisfies(value, part, validation)
  const each = (keyword: 'allOf' | 'anyOf' | 'oneOf') =>
    (keywords[keyword] ?? []).map((_, i) => document.child(schema, keyword, i))
  return (
    satisfiesItself(value, schema, validation) &&
    (keywords.$ref === undefined || fits(document.resolve(schema, keywords.$ref))) &&
    each('allOf').every(fits) &&
    (!keywords.anyOf || each('anyOf').some(fits)) &&
    (!keywords.oneOf || each('oneOf').filter(fits).length === 1)
  )
}

/** The same, looking only at what the schema says by itself. */
export function satisfiesItself(value: unknown, schema: Subschema, validation: Validation): boolean {
  const { keywords } = schema
  if (keywords === null) return false
  if (keywords.type !== undefined && !hasType(value, keywords)) return false
  if (keywords.enum && !isListed(value, keywords.enum)) return false
  if (Object.hasOwn(keywords, 'const') && !isEqual(keywords.const, value)) return false
  if (typeof value === 'string') return fitsText(value, schema, validation)
  if (isNumeral(value)) return fitsNumber(value, keywords)
  if (Array.isArray(value)) return fitsItems(value, schema, validation)
  return isRecord(value) ? fitsMembers(value, schema, validation) : true
}

/** Lists may be long, and each of their values is asked for: those that are no objects are found at once. */
const simpleValues = new WeakMap<readonly unknown[], ReadonlySet<unknown>>()

function isListed(value: unknown, list: readonly unknown[]): boolean {
  if (Array.isArray(value) || isRecord(value)) return list.some((option) => isEqual(option, value))
  let simple = simpleValues.get(list)
  if (!simple) {
    simple = new Set(list.map(simpleKey))
    simpleValues.set(list, simple)
  }
  return simple.has(simpleKey(value))
}

/** Equal for equal values that are no lists and no objects; a list's or an object's is itself. */
const simpleKey = (value: unknown): unknown =>
  isNumeral(value) ? `number ${valueKey(value)}` : typeof value === 'string' ? `text ${value}` : value

function hasType(value: unknown, { type, nullable }: Keywords): boolean {
  const types = new Set<Type>([type ?? []].flat())
  if (value === null) return types.has('null') || nullable === true
  if (isNumeral(value)) return types.has('number') || (types.has('integer') && isWhole(value))
  if (Array.isArray(value)) return types.has('array')
  return types.has(typeof value as Type)
}

export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isNumeral(a) && isNumeral(b)) return valueKey(a) === valueKey(b)
  if (isNumeral(a) || isNumeral(b)) return false
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(memberOf(a, name), memberOf(b, name)))
  )
}

const memberOf = (value: object, name: string) => (value as Record<string, unknown>)[name]

function fitsText(value: string, { keywords, pointer }: Subschema, { patterns }: Validation): boolean {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = keywords!
  const length = Array.from(value).length
  return (
    length >= minLength &&
    length <= maxLength &&
    stringPatterns(keywords!, pointer, patterns).every((automaton) => matches(automaton, value))
  )
}

function fitsNumber(value: Numeral, keywords: Keywords): boolean {
  const { minimum, maximum, multipleOf } = numberRange([keywords])
  return (
    (!minimum || compareValues(value, minimum.value) >= Number(minimum.exclusive)) &&
    (!maximum || compareValues(maximum.value, value) >= Number(maximum.exclusive)) &&
    multipleOf.every((factor) => isMultiple(value, factor))
  )
}

function fitsItems(value: readonly unknown[], schema: Subschema, validation: Validation): boolean {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema.keywords!
  return (
    value.length >= minItems &&
    value.length <= maxItems &&
    value.every((item, i) => {
      const part = itemSchema(schema, i, validation.document)
      return part === null || satisfies(item, part, validation)
    })
  )
}

/** The schema of one item; null where anything goes. */
export function itemSchema(schema: Subschema, index: number, document: SchemaDocument): Subschema | null {
  const { items, prefixItems, additionalItems } = schema.keywords!
  // Before draft 2020-12, `items` could be a list, and `additionalItems` what comes after it.
  if (Array.isArray(items)) {
    if (index < items.length) return document.child(schema, 'items', index)
    return additionalItems === undefined ? null : document.child(schema, 'additionalItems')
  }
  if (prefixItems && index < prefixItems.length) return document.child(schema, 'prefixItems', index)
  return items === undefined ? null : document.child(schema, 'items')
}

function fitsMembers(value: Record<string, unknown>, schema: Subschema, validation: Validation): boolean {
  const { required = [], minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema.keywords!
  const names = Object.keys(value)
  return (
    names.length >= minProperties &&
    names.length <= maxProperties &&
    required.every((name) => Object.hasOwn(value, name)) &&
    names.every((name) =>
      memberSchemas(schema, name, validation).every((part) => satisfies(value[name], part, validation)),
    )
  )
}

/** The schemas of one member, all of which must hold. */
export function memberSchemas(schema: Subschema, name: string, { document, patterns }: Validation): Subschema[] {
  const { properties = {}, patternProperties = {}, additionalProperties } = schema.keywords!
  const found = Object.hasOwn(properties, name) ? [document.child(schema, 'properties', name)] : []
  for (const pattern of namesOf(patternProperties)) {
    const place = `${schema.pointer}/patternProperties`
    if (matches(patterns.of(pattern, place), name)) found.push(document.child(schema, 'patternProperties', pattern))
  }
  if (found.length > 0 || additionalProperties === undefined) return found
  return [document.child(schema, 'additionalProperties')]
}
