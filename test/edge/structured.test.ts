/** Structured output and tools at the edge: what is passed on, and what is refused before any worker is asked. */
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
const hello = { model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }] }
const schema = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
  additionalProperties: false,
}
const person = { type: 'json_schema', json_schema: { name: 'person', schema, strict: true } }
const add = { type: 'function', function: { name: 'add', parameters: { type: 'object', properties: { a: {} } } } }
const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})
const chat = (fields: object) => client.post('/v1/chat/completions', { ...hello, ...fields })
const forwarded = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')

describe('a request for structure', () => {
  it('is passed on whole, the schema as it came', async () => {
    expect((await chat({ response_format: person, steering: { json: 'strings' } })).status).toBe(200)
    const place = '/response_format/json_schema/schema'
    const format = { type: 'json_schema', schema: JSON.stringify(schema), strict: true, place }
    expect(forwarded()).toMatchObject({ response_format: format, json: 'strings', tools: [] })
  })

  it('is plain text where nothing is said', async () => {
    await chat({ response_format: null, tools: null, tool_choice: null, parallel_tool_calls: null, functions: [] })
    expect(forwarded()).toMatchObject({
      response_format: { type: 'text' },
      json: 'edit',
      tools: [],
      tool_choice: 'auto',
      parallel_tool_calls: true,
    })
  })

  it('may have tools, and a chat with calls in it', async () => {
    const tool_choice = { type: 'function', function: { name: 'add' } }
    const messages = [
      ...hello.messages,
      { role: 'assistant', content: null, tool_calls: [call], refusal: null },
      { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: '2' }] },
    ]
    expect((await chat({ messages, tools: [add], tool_choice, parallel_tool_calls: false })).status).toBe(200)
    const tool = { ...add, function: { ...add.function, parameters: JSON.stringify(add.function.parameters) } }
    expect(forwarded()).toMatchObject({ tools: [tool], tool_choice, parallel_tool_calls: false })
    expect(forwarded().messages).toEqual([
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: '', tool_calls: [call] },
      { role: 'tool', content: '2', tool_call_id: 'call_1' },
    ])
  })

  it('that the worker refuses is refused in its words', async () => {
    const place = '/response_format/json_schema/schema/properties/name'
    const problem = new ApiError(400, 'unsupported_schema', `${place}: 'not' is not supported`, { param: place })
    fleet.a.refuseWith = fleet.b.refuseWith = problem
    const answer = await chat({ response_format: person })
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual(problem.body())
  })
})

describe('a request that is refused', () => {
  const withSchema = (given: unknown) => ({
    response_format: { type: 'json_schema', json_schema: { name: 'x', schema: given } },
  })
  const turn = (message: object) => ({ messages: [message] })
  const FORMAT = 'response_format.json_schema'

  it.each<[string, object, string, RegExp]>([
    ['an unknown format', { response_format: { type: 'yaml' } }, 'response_format.type', /is expected/],
    ['a schema format without a schema', { response_format: { type: 'json_schema' } }, FORMAT, /\{name, schema\}/],
    ['a schema that is a text', withSchema('object'), `${FORMAT}.schema`, /an object, is expected/],
    [
      'a nameless schema',
      { response_format: { type: 'json_schema', json_schema: { schema } } },
      `${FORMAT}.name`,
      /1 to 64/,
    ],
    ['a tool that is no function', { tools: [{ type: 'retrieval' }] }, 'tools.0.type', /only type of tool/],
    [
      'a tool with a strange name',
      { tools: [{ type: 'function', function: { name: 'a b' } }] },
      'tools.0.function.name',
      /letters/,
    ],
    ['the same tool twice', { tools: [add, add] }, 'tools', /a name of its own/],
    [
      'more tools than may be',
      { tools: Array.from({ length: 129 }, (_, i) => ({ type: 'function', function: { name: `f${i}` } })) },
      'tools',
      /at most 128/,
    ],
    ['a call without tools', { tool_choice: 'required' }, 'tool_choice', /there are no tools/],
    [
      'a tool that there is not',
      { tools: [add], tool_choice: { type: 'function', function: { name: 'sub' } } },
      'tool_choice',
      /there is no tool 'sub'; there are add/,
    ],
    ['a strange choice', { tools: [add], tool_choice: 'always' }, 'tool_choice', /none, auto, required/],
    ['a result of no call', turn({ role: 'tool', content: 'x' }), 'messages.0.tool_call_id', /the id of the call/],
    [
      'calls of a user',
      turn({ role: 'user', content: 'x', tool_calls: [call] }),
      'messages.0.tool_calls',
      /of the assistant/,
    ],
    [
      'an assistant that says nothing',
      turn({ role: 'assistant', content: null }),
      'messages.0.content',
      /a string or a list/,
    ],
    ['an unknown way to steer JSON', { steering: { json: 'some' } }, 'steering.json', /./],
  ])('%s', async (_, fields, param, text) => {
    const answer = await chat(fields)
    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value', param })
    expect(answer.body.error.message).toMatch(text)
    expect(fleet.a.generations.size + fleet.b.generations.size).toBe(0)
  })

  /** As text: building such a value here would recurse as well. */
  const raw = (field: string) =>
    client.raw('POST', '/v1/chat/completions', {
      body: `${JSON.stringify(hello).slice(0, -1)},${field}}`,
      headers: { 'content-type': 'application/json' },
    })
  const nested = (depth: number) => `${'{"items":'.repeat(depth)}{}${'}'.repeat(depth)}`
  const inFormat = (given: string) =>
    `"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":${given}}}`

  it.each([101, 5000, 50_000])('a schema nested %i deep', async (depth) => {
    const response = await raw(inFormat(nested(depth)))
    expect(response.status).toBe(400)
    const { error } = (await response.json()) as Any
    expect(error).toMatchObject({ param: `${FORMAT}.schema`, message: expect.stringContaining('at most 100 deep') })
  })

  it('a schema nested as deep in a tool', async () => {
    const tool = await raw(`"tools":[{"type":"function","function":{"name":"f","parameters":${nested(20_000)}}}]`)
    expect(((await tool.json()) as Any).error.param).toBe('tools.0.function.parameters')
  })

  it('a schema of more than a megabyte', async () => {
    const members = Array.from({ length: 40_000 }, (_, i) => `"member_${i}":{"type":"string"}`).join()
    expect((await raw(inFormat(`{"properties":{${members}}}`))).status).toBe(413)
  })
})
