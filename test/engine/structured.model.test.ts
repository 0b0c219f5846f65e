/** On the real model: answers to a schema, drawn at temperature 1, plain and steered, among others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FixedEdit } from '../../gpu-worker/engine/fixed-edit.ts'
import { type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { compileGrammar } from '../../gpu-worker/engine/grammar/grammar.ts'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { isValid } from '../support/json-schema.ts'
import { openRealModel } from '../support/open-real-model.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { GREEDY } from './fake-generation.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 40 },
    founded: { type: 'string', format: 'date' },
    population: { type: 'integer', minimum: 1, maximum: 40_000_000 },
    sights: { type: 'array', items: { type: 'string', maxLength: 30 }, minItems: 1, maxItems: 4 },
    climate: { enum: ['mild', 'hot', 'cold'] },
    mayor: {
      anyOf: [
        { type: 'null' },
        {
          type: 'object',
          properties: { name: { type: 'string', maxLength: 30 } },
          required: ['name'],
          additionalProperties: false,
        },
      ],
    },
  },
  required: ['name', 'founded', 'population', 'sights', 'climate', 'mayor'],
  additionalProperties: false,
}

let model: OpenModel
beforeAll(async () => {
  model = await openRealModel({ form: 'auto', rows: 8 })
})
afterAll(() => model[Symbol.asyncDispose]())

function ask(request: Partial<GenerationRequest>) {
  let text = ''
  const generation = model.engine.generate({
    id: 'g',
    prompt: model.template.encode([{ role: 'user', content: 'Describe the city of Paris as JSON.' }]),
    maxTokens: 400,
    sampling: GREEDY,
    stops: [],
    steering: null,
    priority: PRIORITY.interactive,
    project: 'p',
    onText: (more) => {
      text += more
    },
    ...request,
  })
  return generation.done.then(({ finishReason, output }) => ({ text, finishReason, tokens: [...output] }))
}

const edit = () =>
  new FixedEdit(randomEdit(createRandom(5), { hidden: model.config.hidden, layers: [20], slots: 1, size: 30 }))

describe('answers to a schema', () => {
  test('fit it at temperature 1, steered or not, beside answers that have no form', async () => {
    const grammar = compileGrammar({ type: 'json_schema', schema: SCHEMA }, model.tokenizer)
    const free = { maxTokens: 40, sampling: { ...GREEDY, temperature: 0.8, seed: 9 } }
    const alone = await ask(free)
    for (const [json, steering] of [
      ['edit', null],
      ['edit', edit()],
      ['strings', edit()],
    ] as const) {
      const asked = [1, 2, 3, 4, 5, 6].map((seed) =>
        ask({ grammar, json, steering, sampling: { ...GREEDY, temperature: 1, seed } }),
      )
      const beside = ask(free)
      const answers = await Promise.all(asked)
      for (const { text, finishReason } of answers) {
        expect(finishReason).toBe('stop')
        expect(isValid(JSON.parse(text), SCHEMA), text).toBe(true)
      }
      expect(new Set(answers.map(({ text }) => text)).size).toBe(6)
      expect(await beside).toEqual(alone)
    }
  })

  test('say what the model would say: the greedy one names the city', async () => {
    const grammar = compileGrammar({ type: 'json_schema', schema: SCHEMA }, model.tokenizer)
    expect(JSON.parse((await ask({ grammar })).text).name).toContain('Paris')
  })
})
