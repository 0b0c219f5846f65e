/** Answers with a structure, over the worker's HTTP: formats, tools, what is refused. The model is random, the form is not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatChunk, ChatCompletion } from '../../shared/wire/chat.ts'
import type { GenerationState } from '../../shared/wire/generate.ts'
import { isValid } from '../support/json-schema.ts'
import { BARE_TEMPLATE, LISTED_TEMPLATE, TAGGED_TEMPLATE } from '../support/tool-templates.ts'
import { EventReader } from './events.ts'
import { errorOf, forwarded, generateBody, PROJECT, putDirection, startTestWorker, type TestWorker } from './worker.ts'

const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 5 }, age: { type: 'integer', minimum: 0, maximum: 150 } },
  required: ['name', 'age'],
  additionalProperties: false,
}
const PERSON = { type: 'json_schema', json_schema: { name: 'person', schema: SCHEMA, strict: true } }
const ADD = {
  type: 'function',
  function: {
    name: 'add',
    description: 'Adds.',
    strict: true,
    parameters: {
      type: 'object',
      properties: { a: { type: 'integer', minimum: 0, maximum: 9 }, b: { enum: ['x', 'y'] } },
      required: ['a', 'b'],
      additionalProperties: false,
    },
  },
}
const NOW = { type: 'function', function: { name: 'now' } }

const workers: Record<'plain' | 'tagged' | 'listed' | 'bare', TestWorker> = {} as never
beforeAll(async () => {
  const start = (chatTemplate?: string) =>
    startTestWorker({ ends: true, model: { context: 1024, ...(chatTemplate && { chatTemplate }) } })
  workers.plain = await start()
  workers.tagged = await start(TAGGED_TEMPLATE)
  workers.listed = await start(LISTED_TEMPLATE)
  workers.bare = await start(BARE_TEMPLATE)
})
afterAll(async () => {
  for (const worker of Object.values(workers)) await worker.close()
})

const ask = (worker: TestWorker, fields: object) =>
  worker.ask('POST', '/v1/generate', generateBody({ max_tokens: null, ...forwarded(fields) }))
async function answer(worker: TestWorker, fields: object): Promise<ChatCompletion> {
  const response = await ask(worker, fields)
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as ChatCompletion
}
async function stream(worker: TestWorker, fields: object): Promise<ChatChunk[]> {
  const events = await new EventReader(await ask(worker, { ...fields, stream: true })).rest()
  expect(events.pop()).toBe('[DONE]')
  return events.map((event) => JSON.parse(event))
}

describe('a response format', () => {
  test('is the form of each choice, at any temperature', async () => {
    for (const temperature of [0, 1, 2]) {
      const { choices } = await answer(workers.plain, {
        response_format: PERSON,
        n: 3,
        sampling: { temperature, seed: 4 },
      })
      for (const { message, finish_reason } of choices) {
        expect(isValid(JSON.parse(message.content!), SCHEMA), message.content!).toBe(true)
        expect(finish_reason).toBe('stop')
        expect(message).not.toHaveProperty('tool_calls')
      }
    }
  })

  test('streams, and the pieces are the whole', async () => {
    const fields = { response_format: PERSON, sampling: { temperature: 1, seed: 8 } }
    const chunks = await stream(workers.plain, fields)
    const text = chunks.map(({ choices: [{ delta }] }) => delta.content ?? '').join('')
    expect(text).toBe((await answer(workers.plain, fields)).choices[0]!.message.content)
    expect(isValid(JSON.parse(text), SCHEMA)).toBe(true)
    expect(chunks.at(-1)!.choices[0].finish_reason).toBe('stop')
  })

  test('json_object is any object, and text is text', async () => {
    const sampling = { temperature: 1, seed: 3, logit_bias: { [3 + '}'.charCodeAt(0)]: 8, [3 + '"'.charCodeAt(0)]: 5 } }
    const { choices } = await answer(workers.plain, {
      response_format: { type: 'json_object' },
      sampling,
      max_tokens: 500,
    })
    expect(JSON.parse(choices[0]!.message.content!)).toEqual(expect.any(Object))
    const plain = { max_tokens: 8 }
    const [text, none] = [
      await answer(workers.plain, { ...plain, response_format: { type: 'text' } }),
      await answer(workers.plain, plain),
    ]
    expect(text.choices[0]!.message).toEqual(none.choices[0]!.message)
  })

  test('that max_tokens cuts ends with length', async () => {
    const { choices } = await answer(workers.plain, { response_format: PERSON, max_tokens: 4 })
    expect(choices[0]!.finish_reason).toBe('length')
    expect(() => JSON.parse(choices[0]!.message.content!)).toThrow()
  })

  test('is steered, or spared, and the receipt counts what was edited', async () => {
    const edit = await putDirection(workers.plain)
    const edited = async (json: string) => {
      const { usage, attune } = await answer(workers.plain, { response_format: PERSON, edits: [edit], json })
      return { tokens: usage.completion_tokens, edited: attune.edits[0]!.tokens_edited }
    }
    const [all, strings, none] = [await edited('edit'), await edited('strings'), await edited('spare')]
    expect(all.edited).toBe(all.tokens - 1)
    expect(strings.edited).toBeGreaterThan(0)
    expect(strings.edited).toBeLessThan(strings.tokens - 1)
    expect(none.edited).toBe(0)
  })
})

describe('a schema that is refused', () => {
  const PLACE = '/response_format/json_schema/schema'
  const format = (schema: unknown, strict = false) => ({
    response_format: { type: 'json_schema', json_schema: { name: 'x', schema, strict } },
  })
  test.each<[string, object, string, string, RegExp]>([
    [
      'a keyword',
      format({ properties: { a: { not: {} } } }),
      'unsupported_schema',
      `${PLACE}/properties/a`,
      /'not' is not supported/,
    ],
    [
      'a pattern',
      format({ items: { pattern: '(?<=a)' } }),
      'unsupported_schema',
      `${PLACE}/items/pattern`,
      /look-behind/,
    ],
    [
      'a contradiction',
      format({ type: 'integer', minimum: 2, maximum: 1 }),
      'unsatisfiable_schema',
      PLACE,
      /no number from 2 to 1/,
    ],
    [
      'too loose for strict',
      format({ type: 'object' }, true),
      'unsupported_schema',
      PLACE,
      /additionalProperties must be false/,
    ],
    ['a bomb', format({ pattern: '(a|b)*a(a|b){25}' }), 'unsupported_schema', `${PLACE}/pattern`, /more states than/],
    ['no schema', format([]), 'invalid_value', 'response_format.schema', /an object, is expected/],
    ['an unknown type', { response_format: { type: 'xml' } }, 'invalid_value', 'response_format.type', /is expected/],
    [
      "a tool's",
      {
        tools: [
          NOW,
          { ...ADD, function: { ...ADD.function, parameters: { properties: { a: { not: {} } } }, strict: false } },
        ],
        tool_choice: 'required',
      },
      'unsupported_schema',
      '/tools/1/function/parameters/properties/a',
      /'not' is not supported/,
    ],
  ])('names the place: %s', async (_, fields, code, param, message) => {
    const before = workers.plain.model.engine.stats
    const response = await ask(workers.plain, fields)
    expect(response.status).toBe(400)
    const error = await errorOf(response)
    expect(error).toMatchObject({ type: 'invalid_request_error', code, param })
    expect(error.message).toMatch(message)
    expect(workers.plain.model.engine.stats).toEqual(before)
  })

  test('is refused as well where it is nested without end', async () => {
    const schema = `${'{"items":'.repeat(20_000)}{}${'}'.repeat(20_000)}`
    const response = await ask(workers.plain, format(schema))
    expect(response.status).toBe(400)
    expect(await errorOf(response)).toMatchObject({ param: 'response_format.schema' })
  })
})

describe('a call', () => {
  test.each(['plain', 'tagged', 'listed', 'bare'] as const)('that is required is made: %s', async (kind) => {
    const { choices } = await answer(workers[kind], {
      tools: [ADD],
      tool_choice: 'required',
      parallel_tool_calls: false,
      sampling: { temperature: 1, seed: 2 },
    })
    const [{ message, finish_reason }] = choices as [ChatCompletion['choices'][number]]
    expect(finish_reason).toBe('tool_calls')
    expect(message.content).toBe(null)
    expect(message.tool_calls).toHaveLength(1)
    for (const call of message.tool_calls!) {
      expect(call.function.name).toBe('add')
      expect(isValid(JSON.parse(call.function.arguments), ADD.function.parameters)).toBe(true)
    }
  })

  test('streams in OpenAI’s pieces', async () => {
    const fields = { tools: [ADD, NOW], tool_choice: { type: 'function', function: { name: 'add' } } }
    const chunks = await stream(workers.tagged, fields)
    const deltas = chunks.map(({ choices: [{ delta }] }) => delta)
    expect(deltas[0]).toMatchObject({ role: 'assistant' })
    const pieces = deltas.flatMap(({ tool_calls = [] }) => tool_calls)
    expect(pieces[0]).toEqual({
      index: 0,
      id: expect.stringMatching(/^call_/),
      type: 'function',
      function: { name: 'add', arguments: '' },
    })
    for (const piece of pieces.slice(1))
      expect(piece).toEqual({ index: 0, function: { arguments: expect.any(String) } })
    const given = pieces.map((piece) => piece.function.arguments).join('')
    expect(isValid(JSON.parse(given), ADD.function.parameters)).toBe(true)
    expect(deltas.every(({ content }) => !content)).toBe(true)
    expect(chunks.at(-1)!.choices[0].finish_reason).toBe('tool_calls')
  })

  test('that max_tokens cuts ends with length', async () => {
    const { choices } = await answer(workers.tagged, { tools: [ADD], tool_choice: 'required', max_tokens: 40 })
    expect(choices[0]!.finish_reason).toBe('length')
  })

  test.each(['plain', 'tagged', 'listed', 'bare'] as const)(
    'is finished, whatever stop strings say: %s',
    async (kind) => {
      const stop = ['\n', '"', '{', ':']
      const fields = { tools: [ADD], tool_choice: 'required', parallel_tool_calls: false, stop }
      const { choices } = await answer(workers[kind], fields)
      const [{ message, finish_reason }] = choices as [(typeof choices)[number]]
      expect(finish_reason).toBe('tool_calls')
      expect(message.content).toBe(null)
      expect(isValid(JSON.parse(message.tool_calls![0]!.function.arguments), ADD.function.parameters)).toBe(true)
      const chunks = await stream(workers[kind], fields)
      const given = chunks.map(({ choices }) => choices[0]?.delta.tool_calls?.[0]?.function.arguments ?? '').join('')
      expect(given).toBe(message.tool_calls![0]!.function.arguments)
      expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('tool_calls')
    },
  )

  test('of those that are allowed', async () => {
    for (const kind of ['plain', 'tagged', 'bare'] as const) {
      for (const seed of [1, 2, 3]) {
        const { choices } = await answer(workers[kind], {
          tools: [ADD, NOW],
          tool_choice: {
            type: 'allowed_tools',
            allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'now' } }] },
          },
          sampling: { temperature: 2, seed },
        })
        const names = choices[0]!.message.tool_calls!.map((call) => call.function.name)
        expect(new Set(names)).toEqual(new Set(['now']))
      }
    }
  })

  test('is left to the model by default, and may be none', async () => {
    const { choices } = await answer(workers.tagged, {
      tools: [ADD],
      max_tokens: 30,
      sampling: { temperature: 1, seed: 6 },
    })
    expect(choices[0]!.message.content!.length).toBeGreaterThan(0)
    expect(choices[0]!.message).not.toHaveProperty('tool_calls')
    expect(choices[0]!.finish_reason).not.toBe('tool_calls')
  })

  test('is made where the model wants to', async () => {
    // It cannot but begin with a brace, and so with a call.
    const sampling = { temperature: 1, seed: 1, logit_bias: { [3 + '{'.charCodeAt(0)]: 100 } }
    const { id, choices } = await answer(workers.bare, { tools: [ADD], sampling })
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
    expect(isValid(JSON.parse(choices[0]!.message.tool_calls![0]!.function.arguments), ADD.function.parameters)).toBe(
      true,
    )
    const state = (await (
      await workers.bare.ask('GET', `/v1/generations/${id}?project=${PROJECT}`)
    ).json()) as GenerationState
    expect([state.finish_reason, state.choices[0]!.finish_reason]).toEqual(['tool_calls', 'tool_calls'])
  })

  test('by choice of the model is refused where its template has no tools; the error says what is possible', async () => {
    const response = await ask(workers.plain, { tools: [ADD] })
    expect(response.status).toBe(400)
    expect(await errorOf(response)).toMatchObject({
      code: 'tools_not_supported',
      param: 'tools',
      message: expect.stringContaining("the chat template of model 'tiny' has no tools"),
    })
    expect((await ask(workers.plain, { tools: [ADD], tool_choice: 'none', max_tokens: 3 })).status).toBe(200)
  })

  test('and a JSON answer cannot both be offered where they look alike', async () => {
    const response = await ask(workers.bare, { tools: [ADD], response_format: PERSON })
    expect(await errorOf(response)).toMatchObject({ code: 'ambiguous_format', param: 'response_format' })
    expect((await ask(workers.tagged, { tools: [ADD], response_format: PERSON, max_tokens: 3 })).status).toBe(200)
  })
})

describe('a chat with calls in it', () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a": 1, "b": "x"}' } }
  const messages = [
    { role: 'user', content: 'Add.' },
    { role: 'assistant', content: '', tool_calls: [call] },
    { role: 'tool', content: '3 <|im_end|>', tool_call_id: 'call_1' },
  ]
  /** What the model reads. */
  async function prompt(worker: TestWorker, fields: object): Promise<string> {
    let read: number[] = []
    const { engine } = worker.model
    const generate = engine.generate.bind(engine)
    engine.generate = (request) => {
      read = [...request.prompt]
      return generate(request)
    }
    try {
      await answer(worker, { max_tokens: 1, ...fields })
    } finally {
      engine.generate = generate
    }
    return worker.model.tokenizer.decode(read)
  }

  test.each([
    ['tagged', '<tool_call>\n{"name": "add", "arguments": {"a": 1, "b": "x"}}\n</tool_call>'],
    ['listed', '[TOOL_CALLS] [{"name": "add", "arguments": {"a": 1, "b": "x"}}]'],
    ['bare', '{"name": "add", "parameters": {"a": 1, "b": "x"}}'],
    ['plain', '<|im_start|>assistant\n{"name": "add", "arguments": {"a": 1, "b": "x"}}<|im_end|>'],
  ] as const)("shows calls in the model's own way, and their results: %s", async (kind, written) => {
    const text = await prompt(workers[kind], { messages, tools: [ADD], tool_choice: 'required' })
    expect(text).toContain(written)
    expect(text).toContain(
      kind === 'plain' ? '<|im_start|>user\nResult of add: 3 <|im_end|>' : '<|im_start|>tool\n3 <|im_end|>',
    )
    expect(text).toContain('Adds.')
    // What is not asked of a template, it does not show.
    expect(text).not.toContain('strict')
  })

  const asCalled = (text: string) => [
    messages[0]!,
    { ...messages[1]!, tool_calls: [{ ...call, function: { name: 'add', arguments: text } }] },
    messages[2]!,
  ]
  const EXACT = '{"id": 1234567890123456789, "x": 1.0, "b": {"10": 1e3, "2": [-0, 0.10]}, "n": 5}'
  test.each([
    ['tagged', '<tool_call>\n{"name": "add", "arguments": ', '}\n</tool_call>'],
    ['listed', '[TOOL_CALLS] [{"name": "add", "arguments": ', '}]'],
    ['bare', '{"name": "add", "parameters": ', '}'],
    ['plain', '{"name": "add", "arguments": ', '}<|im_end|>'],
  ] as const)('shows arguments as they were written, and as far as they came: %s', async (kind, open, close) => {
    for (const text of [EXACT, '{\n  "city": "Paris"', '{"a": 12', '[1]']) {
      expect(await prompt(workers[kind], { messages: asCalled(text) })).toContain(open + text + close)
    }
  })

  test('shows schemas as they were written', async () => {
    const parameters =
      '{"type":"object","properties":{"b":{"enum":[1234567890123456789,1.0]},"10":{"maximum":1e3},"2":{}}}'
    const tools = [{ type: 'function', function: { name: 'f', parameters } }]
    const plain = await prompt(workers.plain, { messages, tools, tool_choice: 'required' })
    expect(plain).toContain(`{"name":"f","parameters":${parameters}}`)
    const tagged = await prompt(workers.tagged, { messages, tools, tool_choice: 'required' })
    expect(tagged).toContain(parameters.replaceAll(/([,:])/g, '$1 '))
  })

  test('does not show tools that may not be called', async () => {
    for (const kind of ['tagged', 'plain'] as const) {
      expect(await prompt(workers[kind], { messages, tools: [ADD], tool_choice: 'none' })).not.toContain('Adds.')
    }
  })

  test.each<[string, object, string, RegExp]>([
    [
      'a control token in a tool',
      { tools: [{ ...ADD, function: { ...ADD.function, description: '<|im_end|>' } }], tool_choice: 'required' },
      'tools',
      /control token <\|im_end\|>/,
    ],
    [
      'a name with spaces',
      { tools: [{ type: 'function', function: { name: 'a b' } }] },
      'tools.0.function.name',
      /letters, digits/,
    ],
    ['two tools of one name', { tools: [NOW, NOW] }, 'tools', /a name of its own/],
    [
      'parameters that are no object',
      { tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'string' } } }] },
      'tools.0.function.parameters',
      /of type object/,
    ],
  ])('refuses %s', async (_, fields, param, message) => {
    const response = await ask(workers.tagged, fields)
    expect(response.status).toBe(400)
    const error = await errorOf(response)
    expect(error.param).toBe(param)
    expect(error.message).toMatch(message)
  })

  test('refuses tools that are too long for the context before it reads them', async () => {
    const long = { ...ADD, function: { ...ADD.function, description: 'word '.repeat(20_000) } }
    expect(await errorOf(await ask(workers.tagged, { tools: [long] }))).toMatchObject({
      code: 'context_length_exceeded',
    })
  })
})
