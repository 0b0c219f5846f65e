/**
 * Arrays of a schema. Items are of any type unless the schema says otherwise; after `prefixItems` there are none, unless
 * it speaks of more, or asks for more.
 */
import type { Json } from '../json.ts'
import { NEVER, type NodeId } from '../nodes.ts'
import type { SchemaDocument, Subschema } from './document.ts'
import { itemSchema } from './satisfies.ts'

/** The items that have a schema of their own, by their place. */
const prefixOf = ({ keywords }: Subschema): number =>
  Array.isArray(keywords!.items) ? keywords!.items.length : (keywords!.prefixItems?.length ?? 0)

/** Whether a schema speaks of the items after those. */
const speaksOfRest = ({ keywords }: Subschema): boolean =>
  Array.isArray(keywords!.items) ? keywords!.additionalItems !== undefined : keywords!.items !== undefined

/** `nodeOf`: the node of what fits all of the schemas it is given. */
export function arrayNode(
  schemas: readonly Subschema[],
  json: Json,
  document: SchemaDocument,
  nodeOf: (schemas: readonly Subschema[]) => NodeId,
): NodeId {
  const { nodes } = json
  const min = Math.max(0, ...schemas.map(({ keywords }) => keywords!.minItems ?? 0))
  const max = Math.min(...schemas.map(({ keywords }) => keywords!.maxItems ?? Number.POSITIVE_INFINITY))
  const prefix = Math.max(0, ...schemas.map(prefixOf))
  const schemasOf = (index: number) => schemas.flatMap((schema) => itemSchema(schema, index, document) ?? [])
  const hasMore = prefix === 0 || min > prefix || schemas.some(speaksOfRest)
  const end = (count: number) => (count >= min ? json.closing(']', count) : NEVER)

  /** What may follow the first `listed` items. */
  const listed = Math.min(prefix, max)
  let rest = end(listed)
  if (max > prefix && hasMore) {
    const item = nodeOf(schemasOf(prefix))
    const more = nodes.repeat(nodes.sequence(json.comma, item), Math.max(min - prefix - 1, 0), max - prefix - 1)
    rest = nodes.choice(nodes.sequence(json.separator(prefix), item, more, json.closing(']', 1)), rest)
  }
  for (let count = listed - 1; count >= 0; count--) {
    const next = nodes.sequence(json.separator(count), nodeOf(schemasOf(count)), rest)
    rest = nodes.choice(next, end(count))
  }
  return json.bracketed('[', rest)
}
