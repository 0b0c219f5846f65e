/**
 * One place for every schema that has a name. The generator writes a named schema out again wherever it got a description
 * of its own, and says of one that may be null that it must be an object as well; here all these become references.
 */
import type { OpenApiDocument, Operation, Schema } from './document-types.ts'

type Schemas = Readonly<Record<string, Schema>>

const PLACE = '#/components/schemas/'
const NULL: Schema = { type: 'null' }

/** The same document, in which schemas that are one of its components are references to it. */
export function withReferences(document: OpenApiDocument): OpenApiDocument {
  const schemas: Schemas = Object.fromEntries(
    Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => [name, mapInner(schema, nullsAside)]),
  )
  const byForm = Map.groupBy(Object.keys(schemas), (name) => formOf(schemas[name]!, schemas))
  /** Null where two components look alike: which one is meant cannot be told. */
  const nameOf = (schema: Schema): string | null => {
    const names = byForm.get(formOf(schema, schemas)) ?? []
    return names.length === 1 ? names[0]! : null
  }
  const refer = (given: Schema): Schema => {
    const schema = nullsAside(given)
    if (schema.$ref) return schema
    const whole = nameOf(schema)
    if (whole) return { ...annotationsOf(schema), $ref: PLACE + whole }
    const present = withoutNull(schema)
    const part = present && nameOf(present)
    if (part) return { ...annotationsOf(schema), anyOf: [{ $ref: PLACE + part }, NULL] }
    return mapInner(schema, refer)
  }
  return {
    ...document,
    paths: mapValues(document.paths, (methods) => mapValues(methods, (operation) => mapOperation(operation, refer))),
    components: { ...document.components, schemas: mapValues(schemas, (schema) => mapInner(schema, refer)) },
  }
}

/** The generator's `allOf: [reference, what is new about it]`, as OpenAPI 3.1 can have it. */
function nullsAside(schema: Schema): Schema {
  const [reference, added, ...more] = schema.allOf ?? []
  if (!reference?.$ref || !added || more.length > 0) return schema
  const { type, ...rest } = added
  if (Object.keys(rest).some((key) => !ANNOTATIONS.includes(key))) return schema
  return isNullable(added) ? { ...rest, anyOf: [reference, NULL] } : { ...rest, ...reference }
}

const ANNOTATIONS = ['description', 'example', 'default']

const annotationsOf = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => ANNOTATIONS.includes(key)))

const isNullable = ({ type }: Schema): boolean => Array.isArray(type) && type.includes('null')

/** What it is when it is not null; null where it never is. */
function withoutNull(schema: Schema): Schema | null {
  if (isNullable(schema)) {
    const [first, ...more] = (schema.type as string[]).filter((type) => type !== 'null')
    const { enum: values, ...rest } = schema
    const left = values?.filter((value) => value !== null)
    return { ...rest, type: more.length ? [first!, ...more] : first, ...(left && { enum: left }) }
  }
  const some = schema.anyOf ?? []
  if (!some.some(isNull)) return null
  const left = some.filter((one) => !isNull(one))
  const { anyOf: _, ...rest } = schema
  return left.length === 1 ? { ...rest, ...left[0] } : { ...rest, anyOf: left }
}

const isNull = (schema: Schema) => schema.type === 'null'

/** Equal for schemas that take the same, however they are described and written. */
function formOf(schema: Schema, schemas: Schemas): string {
  const { default: _, ...rest } = plain(schema, schemas)
  return JSON.stringify(sorted(rest))
}

function plain(given: Schema, schemas: Schemas): Schema {
  const schema = nullsAside(given)
  const { description: _, example: __, ...rest } = schema
  if (rest.$ref) {
    const { $ref, ...beside } = rest
    return { ...plain(schemas[$ref.slice(PLACE.length)] ?? {}, schemas), ...beside }
  }
  const present = rest.anyOf ? withoutNull(rest) : null
  const orNull = (one: Schema): Schema => ({
    anyOf: [one, NULL],
    ...(rest.default !== undefined && { default: rest.default }),
  })
  if (present) return orNull(plain(present, schemas))
  if (isNullable(rest)) return orNull(plain(withoutNull(rest)!, schemas))
  return mapInner(rest, (inner) => plain(inner, schemas))
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}

/** Each schema that stands directly inside another, replaced. */
function mapInner(schema: Schema, map: (inner: Schema) => Schema): Schema {
  const { properties, items, prefixItems, anyOf, oneOf, allOf, not, additionalProperties } = schema
  return {
    ...schema,
    ...(properties && { properties: mapValues(properties, map) }),
    ...(items && { items: map(items) }),
    ...(prefixItems && { prefixItems: prefixItems.map(map) }),
    ...(anyOf && { anyOf: anyOf.map(map) }),
    ...(oneOf && { oneOf: oneOf.map(map) }),
    ...(allOf && { allOf: allOf.map(map) }),
    ...(not && { not: map(not) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: map(additionalProperties) }),
  }
}

function mapOperation(operation: Operation, map: (schema: Schema) => Schema): Operation {
  const one = <Holder extends { schema?: Schema }>(holder: Holder): Holder =>
    holder.schema ? { ...holder, schema: map(holder.schema) } : holder
  const { parameters, requestBody, responses } = operation
  return {
    ...operation,
    ...(parameters && { parameters: parameters.map(one) }),
    ...(requestBody && { requestBody: { ...requestBody, content: mapValues(requestBody.content, one) } }),
    responses: mapValues(responses, (response) => ({
      ...response,
      ...(response.content && { content: mapValues(response.content, one) }),
      ...(response.headers && { headers: mapValues(response.headers, one) }),
    })),
  }
}

const mapValues = <Value, Mapped>(record: Readonly<Record<string, Value>>, map: (value: Value) => Mapped) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)])) as Record<string, Mapped>
