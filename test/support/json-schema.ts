/**
 * Whether a value fits a JSON Schema, told by plain evaluation of each keyword: what answers under a grammar are checked
 * against. It shares no code with the grammar, and knows only the keywords that the tests use.
 */
type Schema = boolean | Record<string, unknown>

export function isValid(value: unknown, schema: unknown, root: unknown = schema): boolean {
  if (typeof schema === 'boolean') return schema
  return Object.entries(schema as object).every(([keyword, wanted]) => {
    const rule = RULES[keyword]
    if (!rule) throw new Error(`the tests' validator does not know the keyword '${keyword}'`)
    return rule(value, wanted as never, schema as Record<string, unknown>, root)
  })
}

type Rule = (value: unknown, wanted: never, schema: Record<string, unknown>, root: unknown) => boolean

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const always: Rule = () => true
const same = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b)
/** As JSON, members by name. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
const ofText =
  (holds: (text: string, wanted: never) => boolean): Rule =>
  (value, wanted) =>
    typeof value !== 'string' || holds(value, wanted)
const ofNumber =
  (holds: (number: number, wanted: number) => boolean): Rule =>
  (value, wanted) =>
    typeof value !== 'number' || holds(value, wanted)
const ofArray =
  (holds: (items: unknown[], wanted: never, schema: Record<string, unknown>, root: unknown) => boolean): Rule =>
  (value, ...rest) =>
    !Array.isArray(value) || holds(value, ...rest)
const ofObject =
  (
    holds: (members: Record<string, unknown>, wanted: never, schema: Record<string, unknown>, root: unknown) => boolean,
  ): Rule =>
  (value, ...rest) =>
    !isObject(value) || holds(value, ...rest)

const isOfType = (value: unknown, type: string): boolean => {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function isRealDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

const FORMATS: Record<string, (text: string) => boolean> = {
  date: isRealDate,
  'date-time': (text) => isRealDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)),
  email: (text) => /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)*$/.test(text),
  uuid: (text) => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text),
  ipv4: (text) => text.split('.').length === 4 && text.split('.').every((part) => /^\d+$/.test(part) && +part < 256),
}

const RULES: Record<string, Rule> = {
  $defs: always,
  description: always,
  title: always,
  $ref: (value, wanted: string, _, root) => {
    const steps = wanted.split('/').slice(1)
    const target = steps.reduce((at, step) => (at as Record<string, unknown>)[step], root)
    return isValid(value, target as Schema, root)
  },
  type: (value, wanted: string | string[]) => [wanted].flat().some((type) => isOfType(value, type)),
  enum: (value, wanted: unknown[]) => wanted.some((option) => same(option, value)),
  const: (value, wanted) => same(wanted, value),
  allOf: (value, wanted: Schema[], _, root) => wanted.every((part) => isValid(value, part, root)),
  anyOf: (value, wanted: Schema[], _, root) => wanted.some((part) => isValid(value, part, root)),
  oneOf: (value, wanted: Schema[], _, root) => wanted.filter((part) => isValid(value, part, root)).length === 1,
  minLength: ofText((text, wanted: number) => [...text].length >= wanted),
  maxLength: ofText((text, wanted: number) => [...text].length <= wanted),
  pattern: ofText((text, wanted: string) => new RegExp(wanted, 'u').test(text)),
  format: ofText((text, wanted: string) => FORMATS[wanted]!(text)),
  minimum: ofNumber((number, wanted) => number >= wanted),
  maximum: ofNumber((number, wanted) => number <= wanted),
  exclusiveMinimum: ofNumber((number, wanted) => number > wanted),
  exclusiveMaximum: ofNumber((number, wanted) => number < wanted),
  multipleOf: ofNumber((number, wanted) => Math.abs(number / wanted - Math.round(number / wanted)) < 1e-9),
  minItems: ofArray((items, wanted: number) => items.length >= wanted),
  maxItems: ofArray((items, wanted: number) => items.length <= wanted),
  prefixItems: ofArray((items, wanted: Schema[], _, root) =>
    items.every((item, i) => i >= wanted.length || isValid(item, wanted[i]!, root)),
  ),
  items: ofArray((items, wanted: Schema, { prefixItems }, root) =>
    items.slice((prefixItems as Schema[] | undefined)?.length ?? 0).every((item) => isValid(item, wanted, root)),
  ),
  required: ofObject((members, wanted: string[]) => wanted.every((name) => Object.hasOwn(members, name))),
  properties: ofObject((members, wanted: Record<string, Schema>, _, root) =>
    Object.entries(members).every(
      ([name, value]) => !Object.hasOwn(wanted, name) || isValid(value, wanted[name]!, root),
    ),
  ),
  additionalProperties: ofObject((members, wanted: Schema, { properties = {} }, root) =>
    Object.entries(members).every(
      ([name, value]) => Object.hasOwn(properties as object, name) || isValid(value, wanted, root),
    ),
  ),
  minProperties: ofObject((members, wanted: number) => Object.keys(members).length >= wanted),
  maxProperties: ofObject((members, wanted: number) => Object.keys(members).length <= wanted),
}
