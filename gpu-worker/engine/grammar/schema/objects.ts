/**
 * Objects of a schema. Members come in the order of the schema, or schemas, that name them, those that need not be there
 * can be skipped, and all others come last.
 *
 * Others may come only where a schema says so (`additionalProperties`, `patternProperties`), or where none names a single
 * one, or not as many as must be there. That is less than JSON Schema allows, where whatever is not forbidden may be added; but an answer should have what
 * was asked for. Keys that a schema does not name may come twice: the last counts, as it does for JSON.parse.
 */
import { namesOf } from '../../../../shared/exact-json.ts'
import { type Automaton, difference, intersection, isEmpty, oneOf } from '../automaton/automaton.ts'
import type { Budget } from '../budget.ts'
import { unsupported } from '../grammar-error.ts'
import type { Json } from '../json.ts'
import { NEVER, type NodeId } from '../nodes.ts'
import type { Subschema } from './document.ts'
import { memberSchemas, type Validation } from './satisfies.ts'
import { affordable } from './strings.ts'

/** Patterns of keys: each doubles the kinds of key. */
const MAX_PATTERNS = 4

export type ObjectTools = {
  json: Json
  validation: Validation
  budget: Budget
  /** The node of what fits all of the schemas it is given. */
  nodeOf(schemas: readonly Subschema[]): NodeId
}

export function objectNode(schemas: readonly Subschema[], tools: ObjectTools): NodeId {
  const { json, validation, budget, nodeOf } = tools
  const { nodes } = json
  const required = new Set(schemas.flatMap(({ keywords }) => keywords!.required ?? []))
  const names = [...new Set([...schemas.flatMap(({ keywords }) => namesOf(keywords!.properties ?? {})), ...required])]
  const min = Math.max(0, ...schemas.map(({ keywords }) => keywords!.minProperties ?? 0))
  const max = Math.min(...schemas.map(({ keywords }) => keywords!.maxProperties ?? Number.POSITIVE_INFINITY))
  const other = otherMember(schemas, names, min, tools)
  if (other !== NEVER && min > names.length + 1) {
    const { pointer } = schemas.find(({ keywords }) => keywords!.minProperties === min)!
    const most = `at most ${names.length + 1}, one more than the members that are named`
    throw unsupported(
      `${pointer}/minProperties`,
      `keys may repeat, so their number cannot be promised; ${most}, is possible`,
    )
  }

  /** Members are counted as far as it matters: only the first has no comma before it, and there may be bounds. */
  const counted = Math.max(1, Math.min(names.length, Math.max(min, max === Number.POSITIVE_INFINITY ? 0 : max)))
  const counts = Array.from({ length: counted + 1 }, (_, count) => count)
  budget.spend(names.length * counts.length)
  const end = (count: number, mayEnd: boolean) => (mayEnd && count >= min ? json.closing('}', count) : NEVER)
  /** What may follow `count` members, given what may follow the quote of the next key. */
  const following = (count: number, keys: NodeId, mayEnd: boolean): NodeId =>
    nodes.choice(nodes.sequence(json.separator(count), json.quote, keys), end(count, mayEnd))

  // From the last member to the first: what may follow the opening quote of a key, by how many members come before it.
  let keys = counts.map((count) => {
    // Of keys that may repeat, only the first is sure to count.
    if (other === NEVER || count >= max || count + 1 < min) return NEVER
    const more = nodes.repeat(nodes.sequence(json.comma, json.quote, other), 0, max - count - 1)
    return nodes.sequence(other, more, json.closing('}', 1))
  })
  let mayEnd = true
  for (const name of names.toReversed()) {
    const value = nodeOf(schemas.flatMap((schema) => memberSchemas(schema, name, validation)))
    const key = json.key(name)
    const [keysAfter, mayEndAfter] = [keys, mayEnd]
    keys = counts.map((count) => {
      const next = Math.min(count + 1, counted)
      const withIt = nodes.sequence(key, value, following(next, keysAfter[next], mayEndAfter))
      return nodes.choice(count < max ? withIt : NEVER, required.has(name) ? NEVER : keysAfter[count])
    })
    mayEnd &&= !required.has(name)
  }
  return json.bracketed('{', following(0, keys[0], mayEnd))
}

/** A member whose key no schema names, after its opening quote; NEVER where there must be none. */
function otherMember(schemas: readonly Subschema[], names: readonly string[], min: number, tools: ObjectTools): NodeId {
  const { json, validation, nodeOf } = tools
  const { nodes } = json
  const patterns = [...new Set(schemas.flatMap(({ keywords }) => namesOf(keywords!.patternProperties ?? {})))]
  const isOpen =
    schemas.some(({ keywords }) => keywords!.additionalProperties !== undefined) ||
    (names.length === 0 && patterns.length === 0) ||
    min > names.length
  const restOf = (schema: Subschema): Subschema[] =>
    schema.keywords!.additionalProperties === undefined
      ? []
      : [validation.document.child(schema, 'additionalProperties')]

  const memberWith = (key: NodeId, parts: readonly Subschema[]): NodeId =>
    parts.some(({ keywords }) => keywords === null) ? NEVER : nodes.sequence(json.keyOf(key), nodeOf(parts))

  if (names.length === 0 && patterns.length === 0) {
    return memberWith(json.freeContent(0, Number.POSITIVE_INFINITY, false), schemas.flatMap(restOf))
  }
  if (patterns.length === 0 && !isOpen) return NEVER
  if (patterns.length > MAX_PATTERNS) {
    const { pointer } = schemas.find(({ keywords }) => keywords!.patternProperties)!
    throw unsupported(`${pointer}/patternProperties`, `at most ${MAX_PATTERNS} patterns are supported`)
  }
  const kinds = kindsOfKey(schemas, names, patterns, tools).filter(({ matched }) => isOpen || matched.length > 0)
  return nodes.choice(
    ...kinds.map(({ matched, keys }) => {
      const parts = schemas.flatMap((schema) => {
        const own = matched.filter((pattern) => Object.hasOwn(schema.keywords!.patternProperties ?? {}, pattern))
        if (own.length === 0) return restOf(schema)
        return own.map((pattern) => validation.document.child(schema, 'patternProperties', pattern))
      })
      return memberWith(json.content(keys, JSON.stringify([names, patterns, matched])), parts)
    }),
  )
}

/** The keys that are none of the names, by which of the patterns they match. */
function kindsOfKey(
  schemas: readonly Subschema[],
  names: readonly string[],
  patterns: readonly string[],
  { validation, budget }: ObjectTools,
): { matched: string[]; keys: Automaton }[] {
  const { pointer } = schemas[0]
  return affordable(pointer, () => {
    const all = validation.patterns.of('', pointer)
    let kinds = [{ matched: [] as string[], keys: difference(all, oneOf(names, budget), budget) }]
    for (const pattern of patterns) {
      const automaton = validation.patterns.of(pattern, `${pointer}/patternProperties`)
      kinds = kinds.flatMap(({ matched, keys }) => [
        { matched: [...matched, pattern], keys: intersection(keys, automaton, budget) },
        { matched, keys: difference(keys, automaton, budget) },
      ])
    }
    return kinds.filter(({ keys }) => !isEmpty(keys))
  })
}
