/**
 * Which keywords of JSON Schema there are, and what their values must be. Draft 2020-12, with what older drafts and
 * OpenAPI still have in use: `definitions`, a list as `items`, `nullable`.
 *
 * A keyword that restricts answers is enforced or refused, never ignored; one that rules nothing out where it stands is
 * neither. Annotations, and words that JSON Schema does
 * not know, are ignored, as it says they should be.
 */
import { isNumeral, isRecord, type Numeral } from '../../../../shared/exact-json.ts'
import { compareValues, isInReach, textOf } from '../decimal-value.ts'
import { unsupported } from '../grammar-error.ts'
import { isVacuous } from './vacuous.ts'

export const TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'] as const
export type Type = (typeof TYPES)[number]

export type Keywords = {
  type?: Type | Type[]
  nullable?: boolean
  enum?: unknown[]
  const?: unknown
  $ref?: string
  allOf?: unknown[]
  anyOf?: unknown[]
  oneOf?: unknown[]
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  minimum?: Numeral
  maximum?: Numeral
  exclusiveMinimum?: Numeral
  exclusiveMaximum?: Numeral
  multipleOf?: Numeral
  items?: unknown
  prefixItems?: unknown[]
  additionalItems?: unknown
  minItems?: number
  maxItems?: number
  properties?: Record<string, unknown>
  patternProperties?: Record<string, unknown>
  additionalProperties?: unknown
  required?: string[]
  minProperties?: number
  maxProperties?: number
}

type Check = readonly [holds: (value: unknown) => boolean, expected: string]

export const isSchema = (value: unknown): boolean => typeof value === 'boolean' || isRecord(value)
const isText = (value: unknown) => typeof value === 'string'
const isType = (value: unknown) => TYPES.includes(value as Type)

/** A count may be written as 3.0. */
const countOf = (value: unknown): number => (isNumeral(value) ? Number(textOf(value)) : Number.NaN)
const isCount = (value: unknown) => Number.isSafeInteger(countOf(value)) && countOf(value) >= 0
const COUNT: Check = [isCount, 'a whole number from 0 on']
/** Of what an answer must have; more would never fit. */
const MOST = 100_000
const LEAST_COUNT: Check = [(value) => isCount(value) && countOf(value) <= MOST, `a whole number from 0 to ${MOST}`]
const NUMBER: Check = [isNumeral, 'a number']
/** In draft 4, they said of the other bound whether it is excluded. */
const LIMIT: Check = [(value) => isNumeral(value) || typeof value === 'boolean', 'a number']
const TEXT: Check = [isText, 'a string']
const SCHEMA: Check = [isSchema, 'a schema, that is an object or a boolean']
const SCHEMAS: Check = [(value) => Array.isArray(value) && value.length > 0, 'a list of at least one schema']
const NAMED: Check = [isRecord, 'an object of schemas']

const CHECKS: { [Name in keyof Keywords]-?: Check } = {
  type: [
    (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType)),
    `one or several of ${TYPES.join(', ')}`,
  ],
  nullable: [(value) => typeof value === 'boolean', 'true or false'],
  enum: [Array.isArray, 'a list of values'],
  const: [() => true, 'a value'],
  $ref: TEXT,
  allOf: SCHEMAS,
  anyOf: SCHEMAS,
  oneOf: SCHEMAS,
  minLength: LEAST_COUNT,
  maxLength: COUNT,
  pattern: TEXT,
  format: TEXT,
  minimum: NUMBER,
  maximum: NUMBER,
  exclusiveMinimum: LIMIT,
  exclusiveMaximum: LIMIT,
  multipleOf: [(value) => isNumeral(value) && compareValues(value, 0) > 0, 'a number above 0'],
  items: [(value) => isSchema(value) || Array.isArray(value), 'a schema'],
  prefixItems: SCHEMAS,
  additionalItems: SCHEMA,
  minItems: LEAST_COUNT,
  maxItems: COUNT,
  properties: NAMED,
  patternProperties: NAMED,
  additionalProperties: SCHEMA,
  required: [(value) => Array.isArray(value) && value.every(isText), 'a list of names'],
  minProperties: LEAST_COUNT,
  maxProperties: COUNT,
}

const DROP = 'leave it out, and check the answer yourself'

/** Keywords that restrict answers and cannot be enforced, and what to do instead. */
const UNSUPPORTED = new Map([
  ['not', 'say what is allowed instead'],
  ['if', 'use anyOf'],
  ['then', 'use anyOf'],
  ['else', 'use anyOf'],
  ['dependentRequired', 'use anyOf'],
  ['dependentSchemas', 'use anyOf'],
  ['dependencies', 'use anyOf'],
  ['contains', DROP],
  ['minContains', DROP],
  ['maxContains', DROP],
  ['uniqueItems', DROP],
  ['propertyNames', 'use patternProperties with additionalProperties false'],
  ['unevaluatedProperties', 'use additionalProperties: false'],
  ['unevaluatedItems', 'use items: false after prefixItems'],
  ['$dynamicRef', 'use $ref'],
  ['$recursiveRef', 'use $ref'],
])

const OUT_OF_REACH = 'numbers are supported as far as a double reaches: up to 1e308, and 400 decimals'

/** @throws GrammarError unless all keywords can be enforced and have a value that makes sense */
export function checkKeywords(pointer: string, keywords: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(keywords)) {
    const advice = UNSUPPORTED.get(name)
    if (advice !== undefined && !isVacuous(name, keywords)) {
      throw unsupported(pointer, `'${name}' is not supported; ${advice}`)
    }
    if (!Object.hasOwn(CHECKS, name)) continue
    if (name !== 'const' && isNumeral(value) && !isInReach(value)) throw unsupported(`${pointer}/${name}`, OUT_OF_REACH)
    const [holds, expected] = CHECKS[name as keyof Keywords]
    if (!holds(value)) throw unsupported(`${pointer}/${name}`, `${expected} is expected`)
  }
}

const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'] as const

const LIMITS = [
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
] as const

/** Keywords that were checked, as draft 2020-12 has them, and their counts as numbers. */
export function normalised(written: Readonly<Record<string, unknown>>): Keywords {
  const keywords = { ...written }
  for (const name of COUNTS) if (Object.hasOwn(keywords, name)) keywords[name] = countOf(keywords[name])
  for (const [bound, exclusive] of LIMITS) {
    if (typeof keywords[exclusive] !== 'boolean') continue
    const isExcluded = keywords[exclusive] && keywords[bound] !== undefined
    delete keywords[exclusive]
    if (!isExcluded) continue
    keywords[exclusive] = keywords[bound]
    delete keywords[bound]
  }
  return keywords
}

/** The types that a keyword speaks of, where a schema does not name its type. */
const TYPES_OF: { [Name in keyof Keywords]: readonly Type[] } = {
  minLength: ['string'],
  maxLength: ['string'],
  pattern: ['string'],
  format: ['string'],
  minimum: ['number', 'integer'],
  maximum: ['number', 'integer'],
  exclusiveMinimum: ['number', 'integer'],
  exclusiveMaximum: ['number', 'integer'],
  multipleOf: ['number', 'integer'],
  items: ['array'],
  prefixItems: ['array'],
  minItems: ['array'],
  maxItems: ['array'],
  properties: ['object'],
  patternProperties: ['object'],
  additionalProperties: ['object'],
  required: ['object'],
  minProperties: ['object'],
  maxProperties: ['object'],
}

export const typesSpokenOf = (keywords: Keywords): Type[] =>
  Object.entries(TYPES_OF).flatMap(([name, types]) => (Object.hasOwn(keywords, name) ? types : []))

/** Whether a schema says anything by itself, apart from the schemas it is put together from. */
export const restricts = (keywords: Keywords): boolean =>
  Object.hasOwn(keywords, 'type') ||
  Object.hasOwn(keywords, 'enum') ||
  Object.hasOwn(keywords, 'const') ||
  typesSpokenOf(keywords).length > 0
