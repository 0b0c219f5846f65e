/** Random schemas that some value fits. */
import type { Random } from '../../support/random.ts'

type Schema = Record<string, unknown>

const NAMES = ['name', 'age', 'a', 'é', 'wei"rd', 'b\\c', 'line\nbreak', '漢字', '']
const PATTERNS = [
  '^[a-z]{2,5}$',
  '^x?ab+c$',
  '^\\d{3}-\\d{4}$',
  '^(?:yes|no)$',
  '[^"\\\\]x$',
  '^.{0,3}é',
  '^\\p{Lu}\\w*$',
]
const FORMATS = ['date', 'date-time', 'email', 'uuid', 'ipv4']
const VALUES = [null, true, 0, -1.5, 'text', 'quo"te', '🙂', [], [1, 'a'], { a: 1 }, {}]

export function randomSchema(random: Random, depth = 3): Schema {
  const whole = (most: number) => Math.floor(random.uniform() * (most + 1))
  const pick = <T>(list: readonly T[]): T => list[whole(list.length - 1)]!
  const some = <T>(list: readonly T[], most: number): T[] => {
    const left = [...list]
    return Array.from({ length: whole(Math.min(most, list.length)) }, () => left.splice(whole(left.length - 1), 1)[0]!)
  }
  const perhaps = (fields: Schema): Schema => (random.uniform() < 0.4 ? fields : {})
  const inner = () => randomSchema(random, depth - 1)

  const kinds: (() => Schema)[] = [
    () => ({ type: 'string', ...perhaps({ minLength: whole(3) }), ...perhaps({ maxLength: 3 + whole(5) }) }),
    () => ({ type: 'string', pattern: pick(PATTERNS) }),
    () => ({ type: 'string', format: pick(FORMATS) }),
    () => ({ type: 'integer', ...perhaps({ minimum: whole(20) - 10 }), ...perhaps({ maximum: 10 + whole(500) }) }),
    () => ({ type: 'integer', multipleOf: 1 + whole(12), ...perhaps({ exclusiveMinimum: -5 }) }),
    () => ({
      type: 'number',
      ...perhaps({ minimum: -whole(9) / 4 }),
      ...perhaps({ exclusiveMaximum: 1 + whole(9) / 8 }),
    }),
    () => ({ type: 'number', multipleOf: 0.25, minimum: 0 }),
    () => ({ type: pick(['boolean', 'null']) }),
    () => ({ type: ['string', 'null'] }),
    () => ({ enum: [pick(VALUES), ...some(VALUES, 3)] }),
    () => ({ const: pick(VALUES) }),
  ]
  if (depth === 0) return pick(kinds)()
  kinds.push(
    () => {
      const min = whole(2)
      return { type: 'array', items: inner(), ...perhaps({ minItems: min }), ...perhaps({ maxItems: min + whole(2) }) }
    },
    () => ({
      type: 'array',
      prefixItems: [inner(), inner()],
      ...perhaps({ items: inner() }),
      ...perhaps({ minItems: 3 }),
    }),
    () => {
      const names = some(NAMES, 4)
      return {
        type: 'object',
        properties: Object.fromEntries(names.map((name) => [name, inner()])),
        required: some(names, 4),
        ...perhaps({ additionalProperties: pick([false, true, { type: 'integer' }]) }),
        ...perhaps({ maxProperties: names.length }),
      }
    },
    () => ({ type: 'object', additionalProperties: inner() }),
    () => ({ anyOf: [inner(), inner()] }),
    () => ({ oneOf: [{ type: 'string', maxLength: 2 }, { type: 'array', items: inner() }, { type: 'integer' }] }),
    () => ({
      allOf: [
        { type: 'object', properties: { a: inner() } },
        { properties: { b: inner() }, required: ['b'] },
      ],
    }),
    () => ({
      $defs: {
        node: { type: 'object', properties: { value: inner(), next: { $ref: '#/$defs/node' } }, required: ['value'] },
      },
      $ref: '#/$defs/node',
    }),
  )
  return pick(kinds)()
}

/** With references that hold wherever the schema stands: definitions are at the root alone. */
export function isRooted(schema: Schema): boolean {
  const holdsDefs = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    (Object.hasOwn(value, '$defs') || Object.values(value).some(holdsDefs))
  const { $defs, ...rest } = schema
  return !holdsDefs(rest) && !holdsDefs(Object.values($defs ?? {}))
}
