/**
 * A schema is put together from others (`$ref`, `allOf`, `anyOf`, `oneOf`). Here it is taken apart: into alternatives,
 * each a list of schemas that must all hold, looking only at what each says by itself.
 */
import type { Budget } from '../budget.ts'
import { unsupported } from '../grammar-error.ts'
import type { SchemaDocument, Subschema } from './document.ts'
import { restricts } from './keywords.ts'

export type Alternative = readonly Subschema[]

/**
 * Alternatives of one place. What is meant by more of them is hardly what anybody wanted, and all of them are read at
 * once while an answer is written.
 */
const MAX_ALTERNATIVES = 200
/** Schemas that may refer to each other with no value in between. */
const MAX_CHAIN = 100

/**
 * The alternatives under which all of `schemas` hold; none where that cannot be. Schemas that allow anything are left
 * out. `onOneOf` is told of each `oneOf` that was read as `anyOf`, which is right only where its options exclude each
 * other.
 */
export function alternativesOf(
  document: SchemaDocument,
  schemas: readonly Subschema[],
  onOneOf: (schema: Subschema, options: readonly Subschema[]) => void,
  budget: Budget,
): Alternative[] {
  const of = (schema: Subschema, within: ReadonlySet<Subschema>): Alternative[] => {
    const { keywords, pointer } = schema
    // A schema that refers to itself with no value in between holds if it holds: nothing ever makes it.
    if (keywords === null || within.has(schema)) return []
    if (within.size >= MAX_CHAIN) throw unsupported(pointer, `more than ${MAX_CHAIN} schemas refer to one another`)
    budget.spend(within.size + 1)
    const inside = new Set([...within, schema])
    const each = (keyword: 'allOf' | 'anyOf' | 'oneOf') =>
      (keywords[keyword] ?? []).map((_, i) => document.child(schema, keyword, i))
    const anyOf = (options: readonly Subschema[]) => distinct(options.flatMap((option) => of(option, inside)))

    const parts: Alternative[][] = [[restricts(keywords) ? [schema] : []]]
    if (keywords.$ref !== undefined) parts.push(of(document.resolve(schema, keywords.$ref), inside))
    for (const part of each('allOf')) parts.push(of(part, inside))
    if (keywords.anyOf) parts.push(anyOf(each('anyOf')))
    if (keywords.oneOf) {
      onOneOf(schema, each('oneOf'))
      parts.push(anyOf(each('oneOf')))
    }
    return allOf(parts, pointer, budget)
  }
  const [first] = schemas
  return allOf(
    schemas.map((schema) => of(schema, new Set())),
    first.pointer,
    budget,
  )
}

function allOf(parts: readonly Alternative[][], pointer: string, budget: Budget): Alternative[] {
  return parts.reduce((alternatives, part) => {
    if (alternatives.length * part.length > MAX_ALTERNATIVES) {
      throw unsupported(pointer, `this makes more than ${MAX_ALTERNATIVES} alternatives of one place`)
    }
    budget.spend(alternatives.length * part.length)
    return distinct(alternatives.flatMap((some) => part.map((more) => [...new Set([...some, ...more])])))
  })
}

/** Without those that name the same schemas as another one. */
const distinct = (alternatives: readonly Alternative[]): Alternative[] => [
  ...new Map(alternatives.map((alternative) => [keyOf(alternative), alternative])).values(),
]

/** Equal for lists of the same schemas. */
export const keyOf = (schemas: readonly Subschema[]): string =>
  [...new Set(schemas.map(({ id }) => id))].sort((a, b) => a - b).join()
