/** Schemas that cannot be enforced, or that nothing fits, are refused where they go wrong; and none costs much. */
import { describe, expect, test } from 'vitest'
import type { Format } from '../../../gpu-worker/engine/grammar/format.ts'
import { compileGrammar } from '../../../gpu-worker/engine/grammar/grammar.ts'
import { GrammarError } from '../../../gpu-worker/engine/grammar/grammar-error.ts'
import { VOCABULARY } from './vocabulary.ts'

function refusal(format: Format): GrammarError {
  try {
    compileGrammar(format, VOCABULARY)
  } catch (problem) {
    if (problem instanceof GrammarError) return problem
    throw problem
  }
  throw new Error(`this was not refused: ${JSON.stringify(format).slice(0, 200)}`)
}
const refused = (schema: unknown, strict = false) => refusal({ type: 'json_schema', schema, strict })
const inside = (schema: unknown) => ({ type: 'object', properties: { a: { type: 'array', items: schema } } })
const INSIDE = '#/properties/a/items'

describe('what is not supported', () => {
  test.each([
    ['not', { not: { type: 'string' } }, INSIDE, /'not' is not supported; say what is allowed/],
    ['if', { if: {}, else: { type: 'string' } }, INSIDE, /'if' is not supported; use anyOf/],
    ['uniqueItems', { type: 'array', uniqueItems: true }, INSIDE, /'uniqueItems' is not supported/],
    ['contains', { contains: {} }, INSIDE, /'contains' is not supported/],
    ['a type that there is not', { type: 'float' }, `${INSIDE}/type`, /one or several of null, boolean/],
    ['a bound that is no number', { type: 'integer', minimum: '1' }, `${INSIDE}/minimum`, /a number is expected/],
    ['a length below 0', { type: 'string', maxLength: -1 }, `${INSIDE}/maxLength`, /a whole number from 0 on/],
    ['a schema that is none', { anyOf: [3] }, `${INSIDE}/anyOf/0`, /a schema, that is an object or a boolean/],
    ['no alternatives', { anyOf: [] }, `${INSIDE}/anyOf`, /at least one schema/],
    ['a format', { type: 'string', format: 'regex' }, `${INSIDE}/format`, /'regex' is not supported; there are date/],
    ['look-behind', { type: 'string', pattern: '(?<=a)b' }, `${INSIDE}/pattern`, /look-behind/],
    ['look-ahead in a repetition', { type: 'string', pattern: '(?:a(?=b).)*' }, `${INSIDE}/pattern`, /inside a repeti/],
    ['a begin in a look-ahead', { type: 'string', pattern: '(?!^a)' }, `${INSIDE}/pattern`, /'\^' is not supported/],
    ['a back reference', { type: 'string', pattern: '(a)\\1' }, `${INSIDE}/pattern`, /back references/],
    ['a word border', { type: 'string', pattern: '\\bword' }, `${INSIDE}/pattern`, /word borders/],
    ['a pattern that is none', { type: 'string', pattern: '(a' }, `${INSIDE}/pattern`, /a group lacks its '\)'/],
    [
      'a property that there is not',
      { type: 'string', pattern: '\\p{Nope}' },
      `${INSIDE}/pattern`,
      /there is no property/,
    ],
    ['another document', { $ref: 'https://example.com/x.json' }, `${INSIDE}/$ref`, /outside of this schema/],
    ['a place that is not there', { $ref: '#/$defs/none' }, `${INSIDE}/$ref`, /there is nothing at/],
    ['an anchor', { $ref: '#name' }, `${INSIDE}/$ref`, /names an anchor/],
    [
      'options that overlap',
      { oneOf: [{ type: 'integer' }, { type: 'number' }] },
      `${INSIDE}/oneOf`,
      /may fit both option 0 and option 1/,
    ],
  ])('%s', (_, schema, pointer, message) => {
    const problem = refused(inside(schema))
    expect(problem).toMatchObject({ code: 'unsupported_schema', pointer })
    expect(problem.message).toMatch(message)
  })

  test('is told from where the schema stands, with steps escaped', () => {
    const schema = { type: 'object', properties: { 'a/b~c': { type: 'nothing' } } }
    const problem = refusal({ type: 'json_schema', schema, place: '/response_format/json_schema/schema' })
    expect(problem.pointer).toBe('/response_format/json_schema/schema/properties/a~1b~0c/type')
  })

  test('is not what JSON Schema calls annotations, or does not know', () => {
    const schema = {
      title: 'T',
      description: 'D',
      default: 3,
      examples: [1],
      $comment: '',
      deprecated: true,
      'x-mine': {},
      type: 'integer',
    }
    expect(() => compileGrammar({ type: 'json_schema', schema }, VOCABULARY)).not.toThrow()
  })
})

describe('what nothing fits', () => {
  test.each([
    ['false', false, INSIDE, 'false allows no value'],
    ['bounds that cross', { type: 'integer', minimum: 5, maximum: 4 }, INSIDE, 'no number from 5 to 4'],
    [
      'bounds that leave no number',
      { type: 'number', exclusiveMinimum: 1, maximum: 1 },
      INSIDE,
      'no number from 1 to 1',
    ],
    [
      'lengths that cross',
      { type: 'string', minLength: 3, maxLength: 2 },
      INSIDE,
      'minLength 3 is more than maxLength 2',
    ],
    ['an empty enum', { enum: [] }, `${INSIDE}/enum`, 'no value is allowed'],
    ['an enum of another type', { type: 'integer', enum: ['a'] }, INSIDE, 'no value fits this'],
    ['types that exclude each other', { type: 'string', allOf: [{ type: 'integer' }] }, INSIDE, 'no value fits all of'],
    ['a pattern that is too long', { type: 'string', pattern: '^a{9}$', maxLength: 8 }, INSIDE, 'no value fits this'],
    ['no integer in between', { type: 'integer', minimum: 1.2, maximum: 1.8 }, INSIDE, 'no value fits this'],
  ])('%s', (_, schema, pointer, message) => {
    // The array must have an item, so nothing fits the whole.
    const problem = refused({
      type: 'object',
      properties: { a: { type: 'array', items: schema, minItems: 1 } },
      required: ['a'],
    })
    expect(problem).toMatchObject({ code: 'unsatisfiable_schema', pointer })
    expect(problem.message).toContain(message)
  })

  test('recursion without an end', () => {
    const schema = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] }
    expect(refused(schema).message).toContain('go on without end')
    expect(refused({ $ref: '#' }).message).toContain('refers to nothing but itself')
  })
})

describe('strict', () => {
  const person = {
    type: 'object',
    properties: { name: { type: 'string' } },
    required: ['name'],
    additionalProperties: false,
  }
  const withInner = (inner: object) => ({ ...person, properties: { name: inner } })

  test('takes what names all of its members, requires them and allows no others', () => {
    expect(() => compileGrammar({ type: 'json_schema', schema: person, strict: true }, VOCABULARY)).not.toThrow()
    const named = withInner({ ...person, properties: { enum: { const: { type: 'object' } } }, required: ['enum'] })
    expect(() => compileGrammar({ type: 'json_schema', schema: named, strict: true }, VOCABULARY)).not.toThrow()
  })

  test.each([
    ['open objects', { type: 'object', properties: {} }, '#/properties/name', /additionalProperties must be false/],
    ['a member that may be missing', { ...person, required: [] }, '#/properties/name/required', /add 'name'/],
    [
      'one named like a keyword',
      withInner({ type: 'object' }),
      '#/properties/name/properties/name',
      /additionalProperties/,
    ],
  ])('refuses %s', (_, inner, pointer, message) => {
    const problem = refused(withInner(inner), true)
    expect(problem.pointer).toBe(pointer)
    expect(problem.message).toMatch(message)
    expect(() => compileGrammar({ type: 'json_schema', schema: withInner(inner) }, VOCABULARY)).not.toThrow()
  })
})

describe('hostile schemas', () => {
  const nested = (depth: number): object => {
    let schema: object = { type: 'string' }
    for (let i = 0; i < depth; i++) schema = { type: 'array', items: schema }
    return schema
  }
  const text = (pattern: string) => ({ type: 'string', pattern })
  const kinds = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      type: 'object',
      properties: { kind: { const: `k${i}` } },
      required: ['kind'],
    }))

  test.each([
    ['a pattern of a million states', text('(a|b)*a(a|b){20}')],
    ['counts of counts', text('((a{1,100}){1,100}){1,100}')],
    ['a long count', text('^[a-z]{100000}$')],
    ['a long pattern', text('a'.repeat(5000))],
    ['groups within groups', text('('.repeat(100) + ')'.repeat(100))],
    ['deep nesting', nested(200)],
    ['nesting without end', nested(50_000)],
    ['a long enum', { enum: Array.from({ length: 40_000 }, (_, i) => `value ${i}`) }],
    ['an enum of many objects', { enum: Array.from({ length: 2000 }, (_, i) => ({ a: i })) }],
    ['many options that must be told apart', { oneOf: kinds(300) }],
    [
      'many combinations',
      { allOf: Array.from({ length: 12 }, (_, i) => ({ anyOf: [{ minLength: i }, { maxLength: 100 - i }] })) },
    ],
    ['a huge factor', { type: 'integer', multipleOf: 99_991, minimum: 0, maximum: 1e15 }],
    [
      'a chain of references',
      {
        $defs: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [i, { $ref: `#/$defs/${i + 1}` }])),
        $ref: '#/$defs/0',
      },
    ],
    [
      'many members that are counted',
      {
        type: 'object',
        properties: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [i, {}])),
        maxProperties: 1500,
      },
    ],
  ])('are refused in bounded time: %s', (_, schema) => {
    const began = performance.now()
    expect(refused(schema).code).toBe('unsupported_schema')
    // It takes tenths of a second; without a bound, minutes or all of the memory.
    expect(performance.now() - began).toBeLessThan(5000)
    expect(refused(schema, true).code).toBe('unsupported_schema')
  })

  test('leave room for large ones that are honest', () => {
    const members = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`member_${i}`, { type: ['string', 'null'], maxLength: 50 }]),
    )
    const schemas = [
      { type: 'object', properties: members, required: Object.keys(members), additionalProperties: false },
      { enum: Array.from({ length: 1000 }, (_, i) => `value number ${i}`) },
      { anyOf: kinds(100) },
      nested(45),
      text("^\\p{Lu}[\\p{L}\\p{M}' -]{1,60}$"),
    ]
    for (const schema of schemas)
      expect(() => compileGrammar({ type: 'json_schema', schema }, VOCABULARY)).not.toThrow()
  })
})

describe('a keyword that rules nothing out', () => {
  test.each([
    ['not: false', '"type":"boolean","not":false'],
    ['if without consequences', '"type":"boolean","if":{"const":true}'],
    ['consequences that allow anything', '"type":"boolean","if":{"const":true},"then":{},"else":{"title":"x"}'],
    ['consequences without if', '"type":"boolean","then":{"const":1},"else":false'],
    ['no dependencies', '"type":"object","dependentRequired":{"a":[]},"dependentSchemas":{},"dependencies":{"a":{}}'],
    ['contains that need not', '"type":"array","contains":{"const":1},"minContains":0'],
    ['counts of nothing', '"type":"array","minContains":2,"maxContains":3'],
    ['unique items where there is one', '"type":"array","uniqueItems":true,"maxItems":1'],
    ['names that are strings', '"type":"object","propertyNames":{"type":"string"}'],
    ['nothing unevaluated', '"type":"object","unevaluatedProperties":true,"unevaluatedItems":{}'],
    ['keywords of lists for a text', '"type":"string","uniqueItems":true,"contains":{"const":1}'],
    [
      'keywords of objects for a list',
      '"type":["array","null"],"propertyNames":{"maxLength":1},"dependencies":{"a":["b"]}',
    ],
    ['a format of texts for a number', '"type":"integer","format":"regex"'],
    ['a bound that is not excluded', '"type":"integer","minimum":1,"exclusiveMinimum":false,"exclusiveMaximum":true'],
  ])('is no reason to refuse: %s', (_, keywords) => {
    compileGrammar({ type: 'json_schema', schema: `{"properties":{"a":{${keywords}}}}` }, VOCABULARY)
  })

  test.each<[string, object]>([
    ['not', { not: {} }],
    ['contains', { type: 'array', contains: true }],
    ['contains', { type: ['array', 'null'], contains: {}, minContains: 0, maxContains: 1 }],
    ['uniqueItems', { uniqueItems: true, maxItems: 2 }],
    ['propertyNames', { type: 'object', propertyNames: { type: 'string', maxLength: 3 } }],
    ['dependentRequired', { type: 'object', dependentRequired: { a: [], b: ['a'] } }],
    ['unevaluatedItems', { type: 'array', unevaluatedItems: { $ref: '#' } }],
  ])('is told from one that does: %s', (name, schema) => {
    expect(refused(inside(schema)).message).toContain(`'${name}' is not supported`)
  })

  test("draft 4's bounds that are excluded are", () => {
    const schema = { type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true }
    expect(refused({ ...schema, minimum: 3 }).message).toContain('no number from 3 to 3')
    const matcher = compileGrammar({ type: 'json_schema', schema }, VOCABULARY).start()
    const written = [...matcher.mask().ids()].map((id) => new TextDecoder().decode(VOCABULARY.bytesOf(id)))
    expect(written).toEqual(['2'])
  })
})
