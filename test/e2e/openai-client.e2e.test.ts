/** What OpenAI's own client, and raw requests beside it, get from the running pair: shapes, ranges, exact numbers, calls. */
import OpenAI from 'openai'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { newProject, type Project, type Question } from './project.ts'

type Params = OpenAI.ChatCompletionCreateParamsNonStreaming
type Call = OpenAI.ChatCompletionMessageFunctionToolCall

let project: Project
beforeAll(async () => {
  project = await newProject()
})
const create = (fields: object) => project.openai.chat.completions.create(project.request(fields as Question) as Params)

describe('a stream', () => {
  async function events(fields: object) {
    const stream = await project.openai.chat.completions.create({
      ...(project.request({ max_tokens: 6, ...fields } as Question) as Params),
      stream: true,
    })
    const all: OpenAI.ChatCompletionChunk[] = []
    for await (const chunk of stream) all.push(chunk)
    return all
  }

  it('has usage in an event of its own where it is asked for', async () => {
    const chunks = await events({ stream_options: { include_usage: true }, n: 2 })
    const last = chunks.pop()!
    expect(last.choices).toEqual([])
    expect(last.usage!.completion_tokens).toBeGreaterThan(2)
    expect(last.usage!.total_tokens).toBe(last.usage!.prompt_tokens + last.usage!.completion_tokens)
    for (const { usage, choices } of chunks) expect([usage, choices.length]).toEqual([null, 1])
  })

  it('has none where it is not, begins with the role and ends with the reason', async () => {
    const chunks = await events({})
    for (const chunk of chunks) expect(chunk).not.toHaveProperty('usage')
    const choices = chunks.map(({ choices }) => choices[0]!)
    expect(choices[0]).toEqual({
      index: 0,
      delta: { role: 'assistant', content: '', refusal: null },
      logprobs: null,
      finish_reason: null,
    })
    expect(choices.at(-1)).toEqual({ index: 0, delta: {}, logprobs: null, finish_reason: 'length' })
    for (const { delta } of choices.slice(1, -1)) expect(Object.keys(delta)).toEqual(['content'])
  })

  it('is one answer to the client’s helper, which reads usage too', async () => {
    const stream = project.openai.chat.completions.stream({
      ...(project.request({ max_tokens: 6 }) as Params),
      stream: true,
      stream_options: { include_usage: true },
    })
    const { choices, usage } = await stream.finalChatCompletion()
    expect(choices[0]!.message).toMatchObject({ role: 'assistant', refusal: null })
    expect(choices[0]!.message.content).toEqual(expect.any(String))
    expect(usage!.completion_tokens).toBe(6)
  })
})

describe('a whole answer', () => {
  it("has OpenAI's fields", async () => {
    const { choices } = await create({ max_tokens: 3 })
    expect(choices[0]).toMatchObject({ message: { role: 'assistant', refusal: null }, logprobs: null })
  })

  it('has log-probabilities as far as its text goes', async () => {
    const question = { content: 'What is the capital of France?', temperature: 0, logprobs: true }
    const { choices } = await create({ ...question, stop: ['Paris'] })
    const [{ message, logprobs }] = choices as [OpenAI.ChatCompletion.Choice]
    expect(logprobs!.content!.map(({ token }) => token).join('')).toBe(message.content)
    const whole = (await create(question)).choices[0]!
    expect(whole.logprobs!.content!.map(({ token }) => token).join('')).toBe(whole.message.content)
  })
})

describe('numbers beyond 2^53 and names that look like numbers', () => {
  /** As text: what JSON.stringify writes could not ask for them. */
  async function answered(schema: string, fields = ''): Promise<string> {
    const request = JSON.stringify({ ...project.request({ max_tokens: 100, temperature: 1 }) }).slice(0, -1)
    const format = `"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":${schema}}}`
    const { status, body } = await project.ask('POST', '/v1/chat/completions', `${request},${format}${fields}}`)
    expect(body.error).toBeUndefined()
    expect(status).toBe(200)
    return body.choices[0].message.content
  }

  it.each([
    ['{"enum":[1234567890123456789,1234567890123456790]}', /^12345678901234567(?:89|90)$/],
    ['{"const":9007199254740993}', /^9007199254740993$/],
    ['{"type":"integer","minimum":9223372036854775806,"maximum":9223372036854775807}', /^922337203685477580[67]$/],
    [
      '{"type":"object","properties":{"b":{"const":1.0},"10":{"const":2},"2":{"const":3}},"required":["b","10","2"]}',
      /^\{\s*"b": ?1\.0,\s*"10": ?2,\s*"2": ?3\s*\}$/,
    ],
  ])('are answered as they were asked for: %s', async (schema, expected) => {
    expect(await answered(schema)).toMatch(expected)
  })

  it('in the arguments of a call', async () => {
    const request = JSON.stringify(project.request({ max_tokens: 100 })).slice(0, -1)
    const parameters =
      '{"type":"object","properties":{"id":{"enum":[1234567890123456789]},"2":{"const":1.50},"1":{"const":0}},"required":["id","2","1"]}'
    const tools = `"tools":[{"type":"function","function":{"name":"f","parameters":${parameters}}}],"tool_choice":"required"`
    const { body } = await project.ask('POST', '/v1/chat/completions', `${request},${tools}}`)
    const given = body.choices[0].message.tool_calls[0].function.arguments
    expect(given.replaceAll(/\s/g, '')).toBe('{"id":1234567890123456789,"2":1.50,"1":0}')
  })

  it('are refused by name where they are no schema’s', async () => {
    const request = JSON.stringify(project.request()).slice(0, -1)
    const { status, body } = await project.ask('POST', '/v1/chat/completions', `${request},"deadline_ms":1e19}`)
    expect([status, body.error.param]).toEqual([400, 'deadline_ms'])
  })
})

describe('a call', () => {
  const tools = [
    {
      type: 'function',
      function: {
        name: 'get_weather',
        parameters: {
          type: 'object',
          properties: { city: { type: 'string', maxLength: 30 }, unit: { enum: ['celsius', 'fahrenheit'] } },
          required: ['city', 'unit'],
        },
      },
    },
  ]
  const question = { content: 'What is the weather in Paris?', tools, tool_choice: 'required', max_tokens: 120 }

  it('is finished, whatever stop strings say, streamed too', async () => {
    const fields = { ...question, stop: ['\n', '"', 'Paris'] }
    const [choice] = (await create(fields)).choices as [OpenAI.ChatCompletion.Choice]
    expect(choice.finish_reason).toBe('tool_calls')
    expect(JSON.parse((choice.message.tool_calls![0] as Call).function.arguments)).toHaveProperty('city')
    const stream = project.openai.chat.completions.stream({
      ...(project.request(fields as Question) as Params),
      stream: true,
    })
    const [streamed] = (await stream.finalChatCompletion()).choices as unknown as [OpenAI.ChatCompletion.Choice]
    expect(streamed.finish_reason).toBe('tool_calls')
    expect((streamed.message.tool_calls![0] as Call).function.arguments).toBe(
      (choice.message.tool_calls![0] as Call).function.arguments,
    )
  })

  it('that is cut says so, and the chat goes on with it', async () => {
    const [choice] = (await create({ ...question, max_tokens: 16 })).choices as [OpenAI.ChatCompletion.Choice]
    expect(choice.finish_reason).toBe('length')
    const [call] = choice.message.tool_calls as Call[]
    expect(() => JSON.parse(call!.function.arguments)).toThrow()
    const messages = [
      { role: 'user', content: question.content },
      choice.message,
      { role: 'tool', tool_call_id: call!.id, content: 'no such city' },
      { role: 'user', content: 'Go on.' },
    ]
    const next = await create({ messages, tools, tool_choice: 'none', max_tokens: 5 })
    expect(next.choices[0]!.message.content).toEqual(expect.any(String))
  })
})

describe("OpenAI's fields", () => {
  it('that change nothing here are taken, and so are the ends of ranges', async () => {
    const plain = { max_tokens: 6, seed: 3 }
    const { choices } = await create(plain)
    const harmless = {
      store: true,
      metadata: { team: 'a' },
      service_tier: 'auto',
      safety_identifier: 'x',
      prompt_cache_key: 'k',
      prompt_cache_retention: '24h',
      prediction: { type: 'content', content: 'The sea' },
      modalities: ['text'],
      reasoning_effort: 'none',
      verbosity: 'medium',
      parallel_tool_calls: true,
      user: '',
      stop: '',
      top_k: -1,
      presence_penalty: 0,
      frequency_penalty: 0,
      logit_bias: {},
      response_format: { type: 'text' },
    }
    expect((await create({ ...plain, ...harmless })).choices[0]!.message.content).toBe(choices[0]!.message.content)
    const greedy = await create({ ...plain, temperature: 0 })
    const nucleus = await create({ ...plain, temperature: 2, top_p: 0 })
    expect(nucleus.choices[0]!.message.content).toBe(greedy.choices[0]!.message.content)
  })

  it.each([
    [{ max_token: 5 }, 'max_token', /did you mean max_tokens/],
    [{ grammar: 'root ::= "x"' }, 'grammar', /use response_format/],
    [{ strengths: { formal: 1 } }, 'strengths', /inside steering/],
    [{ user: '..' }, 'user', /neither/],
  ])('that would change the answer are refused: %j', async (fields, param, text) => {
    const problem = await create(fields).catch((thrown) => thrown)
    expect(problem).toBeInstanceOf(OpenAI.BadRequestError)
    expect(problem).toMatchObject({ param, type: 'invalid_request_error' })
    expect(problem.message).toMatch(text)
  })

  it.each([
    { response_format: { type: 'json_object', schema: { const: { a: 1 } } } },
    { guided_json: { const: { a: 1 } } },
    { structured_outputs: { json: '{"const": {"a": 1}}' } },
  ])("of other servers' mean what they say: %j", async (fields) => {
    const { choices } = await create({ ...fields, max_tokens: 40 })
    expect(JSON.parse(choices[0]!.message.content!)).toEqual({ a: 1 })
  })

  it('enforce a look-ahead', async () => {
    const schema = { type: 'string', pattern: '^(?=.*[0-9])(?!.*[aeiou])[a-z0-9]{4,8}$' }
    const { choices } = await create({
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
      max_tokens: 40,
    })
    expect(JSON.parse(choices[0]!.message.content!)).toMatch(new RegExp(schema.pattern))
  })
})

it('the model is the one that was asked', async () => {
  expect((await create({ max_tokens: 1 })).model).toBe(inject('pair').model.id)
})
