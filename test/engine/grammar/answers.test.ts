/** Whatever is drawn of what a grammar allows, the answer is complete and fits. */
import { describe, expect, test } from 'vitest'
import { compileGrammar } from '../../../gpu-worker/engine/grammar/grammar.ts'
import { GrammarError } from '../../../gpu-worker/engine/grammar/grammar-error.ts'
import { isValid } from '../../support/json-schema.ts'
import { createRandom } from '../../support/random.ts'
import { isRooted, randomSchema } from './random-schema.ts'
import { textOf, VOCABULARY, vocabularyWithout } from './vocabulary.ts'
import { randomAnswer } from './walk.ts'

const WALKS = 6

function expectFits(schema: object, seed: number, vocabulary = VOCABULARY): string[] {
  const grammar = compileGrammar({ type: 'json_schema', schema }, vocabulary)
  const random = createRandom(seed)
  return Array.from({ length: WALKS }, (_, walk) => {
    const text = textOf(randomAnswer(grammar, vocabulary, random, walk * 12), vocabulary)
    expect(isValid(JSON.parse(text), schema), `${text}\ndoes not fit ${JSON.stringify(schema)}`).toBe(true)
    return text
  })
}

describe('random schemas', () => {
  test.each(Array.from({ length: 12 }, (_, i) => i))('of seed %i', (seed) => {
    const random = createRandom(1000 + seed)
    let compiled = 0
    for (let i = 0; i < 60; i++) {
      const schema = randomSchema(random)
      if (!isRooted(schema)) continue
      try {
        expectFits(schema, seed)
        compiled++
      } catch (problem) {
        // Of random parts, some exclude each other.
        if (!(problem instanceof GrammarError) || problem.code !== 'unsatisfiable_schema') throw problem
      }
    }
    expect(compiled).toBeGreaterThan(25)
  })
})

describe('schemas as people write them', () => {
  test.each([
    [
      'a person',
      {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 40 },
          age: { type: 'integer', minimum: 0, maximum: 150 },
          email: { type: 'string', format: 'email' },
          tags: { type: 'array', items: { enum: ['red', 'green', 'blue'] }, maxItems: 3 },
        },
        required: ['name', 'age', 'email', 'tags'],
        additionalProperties: false,
      },
    ],
    [
      'a tree',
      {
        type: 'object',
        properties: { value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#' } } },
        required: ['value', 'children'],
        additionalProperties: false,
      },
    ],
    [
      'one of several kinds',
      {
        oneOf: [
          {
            type: 'object',
            properties: { kind: { const: 'circle' }, radius: { type: 'number', minimum: 0 } },
            required: ['kind', 'radius'],
          },
          {
            type: 'object',
            properties: { kind: { const: 'square' }, side: { type: 'number', minimum: 0 } },
            required: ['kind', 'side'],
          },
        ],
      },
    ],
    ['a map', { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 1 }],
    [
      'bounded numbers',
      { type: 'array', items: { type: 'number', minimum: -0.5, exclusiveMaximum: 12.75 }, minItems: 8 },
    ],
    ['counted texts', { type: 'array', items: { type: 'string', minLength: 3, maxLength: 3 }, minItems: 8 }],
  ])('%s', (_, schema) => {
    for (let seed = 0; seed < 10; seed++) expectFits(schema, seed)
  })

  test('a member that need not be there sometimes is, and sometimes is not', () => {
    const schema = { type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } }, required: ['b'] }
    const shapes = new Set<string>()
    for (let seed = 0; seed < 30; seed++)
      for (const text of expectFits(schema, seed)) shapes.add(Object.keys(JSON.parse(text)).join())
    expect(shapes).toEqual(new Set(['b', 'a,b']))
  })
})

describe('any object', () => {
  test('is one object of JSON, whatever is in it', () => {
    const grammar = compileGrammar({ type: 'json_object' }, VOCABULARY)
    const random = createRandom(5)
    for (let walk = 0; walk < 200; walk++) {
      const value = JSON.parse(textOf(randomAnswer(grammar, VOCABULARY, random, walk)))
      expect(typeof value === 'object' && value !== null && !Array.isArray(value)).toBe(true)
    }
  })
})

describe('a vocabulary that lacks bytes', () => {
  test('leaves out the characters that take them, and has no dead ends', () => {
    // Neither 'é' nor the first byte of emoji can be written alone.
    const vocabulary = vocabularyWithout(0xc3, 0xf0)
    for (let seed = 0; seed < 20; seed++) {
      expectFits(
        { type: 'array', items: { type: 'string', minLength: 2, maxLength: 4 }, minItems: 4 },
        seed,
        vocabulary,
      )
    }
    expectFits({ enum: ['é', 'e'] }, 1, vocabulary)
  })

  test("cannot be used without JSON's own characters", () => {
    expect(() => compileGrammar({ type: 'json_object' }, vocabularyWithout(0x7b))).toThrow(
      "the model's tokenizer has no tokens for the single characters '{'",
    )
  })
})
