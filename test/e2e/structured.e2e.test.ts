/** Structured output through OpenAI's client: answers that its helpers parse, and calls on the default model. */
import OpenAI from 'openai'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { newProject, type Project } from './project.ts'

const person = z.strictObject({
  name: z.string().min(1).max(30),
  age: z.int().min(0).max(150),
  likes: z.array(z.enum(['music', 'books', 'sport'])).max(3),
})
const { $schema: _, ...schema } = z.toJSONSchema(person)
const PERSON = { type: 'json_schema', json_schema: { name: 'person', strict: true, schema } } as const
const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city.',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', maxLength: 30 }, unit: { enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
  },
} as const

let project: Project
beforeAll(async () => {
  project = await newProject()
})
const request = (fields: object) => ({
  ...project.request({ content: 'Make up a person.', max_tokens: 200 }),
  ...fields,
})

describe('an answer to a schema', () => {
  it('is what zod says it is', async () => {
    for (const seed of [1, 2, 3]) {
      const { choices } = await project.openai.chat.completions.create(
        request({ response_format: PERSON, temperature: 1, seed }) as OpenAI.ChatCompletionCreateParamsNonStreaming,
      )
      expect(choices[0]!.finish_reason).toBe('stop')
      person.parse(JSON.parse(choices[0]!.message.content!))
    }
  })

  it("is parsed by the client's own helper, streamed and whole", async () => {
    const whole = await project.openai.chat.completions.parse(
      request({ response_format: PERSON }) as OpenAI.ChatCompletionCreateParamsNonStreaming,
    )
    const stream = project.openai.chat.completions.stream(
      request({ response_format: PERSON }) as OpenAI.ChatCompletionCreateParamsStreaming,
    )
    const streamed = await stream.finalChatCompletion()
    expect(person.parse(JSON.parse(streamed.choices[0]!.message.content!))).toEqual(
      person.parse(JSON.parse(whole.choices[0]!.message.content!)),
    )
  })

  it('is steered, its structure spared when asked', async () => {
    const edited = async (json: string) => {
      const { choices, attune, usage } = await project.complete({
        content: 'Make up a person.',
        max_tokens: 200,
        response_format: PERSON,
        steering: { strengths: { formal: 1 }, json },
      } as never)
      person.parse(JSON.parse(choices[0]!.message.content!))
      return [attune.edits[0]!.tokens_edited, usage.completion_tokens] as const
    }
    const [all, tokens] = await edited('edit')
    expect(all).toBe(tokens - 1)
    const [strings] = await edited('strings')
    expect(strings).toBeGreaterThan(0)
    expect(strings).toBeLessThan(all)
    expect((await edited('spare'))[0]).toBe(0)
  })

  it('that cannot be enforced is refused, and the error says where', async () => {
    const wrong = { type: 'json_schema', json_schema: { name: 'x', schema: { properties: { a: { not: {} } } } } }
    const asked = project.openai.chat.completions.create(
      request({ response_format: wrong }) as OpenAI.ChatCompletionCreateParamsNonStreaming,
    )
    const problem = await asked.catch((thrown) => thrown)
    expect(problem).toBeInstanceOf(OpenAI.BadRequestError)
    expect(problem).toMatchObject({
      code: 'unsupported_schema',
      param: '/response_format/json_schema/schema/properties/a',
    })
  })
})

describe('calls on a model whose chat template has no tools', () => {
  const question = { messages: [{ role: 'user', content: 'What is the weather in Paris?' }], tools: [WEATHER] }

  it('are made where they are asked for, and their results read', async () => {
    const tool_choice = { type: 'function', function: { name: 'get_weather' } }
    const { choices } = await project.openai.chat.completions.create(
      request({ ...question, tool_choice }) as OpenAI.ChatCompletionCreateParamsNonStreaming,
    )
    const [{ message, finish_reason }] = choices as [(typeof choices)[number]]
    expect(finish_reason).toBe('tool_calls')
    const [call] = message.tool_calls as OpenAI.ChatCompletionMessageFunctionToolCall[]
    expect(JSON.parse(call!.function.arguments)).toEqual({
      city: expect.any(String),
      unit: expect.stringMatching(/^(celsius|fahrenheit)$/),
    })
    const messages = [
      ...question.messages,
      message,
      { role: 'tool', tool_call_id: call!.id, content: '21 degrees, sunny' },
    ]
    const next = await project.openai.chat.completions.create(
      request({ messages, tools: [WEATHER], tool_choice: 'none' }) as OpenAI.ChatCompletionCreateParamsNonStreaming,
    )
    expect(next.choices[0]!.message.content!.length).toBeGreaterThan(0)
  })

  it('stream, and the client puts them together', async () => {
    const stream = project.openai.chat.completions.stream(
      request({ ...question, tool_choice: 'required' }) as OpenAI.ChatCompletionCreateParamsStreaming,
    )
    const { choices } = await stream.finalChatCompletion()
    expect(choices[0]!.finish_reason).toBe('tool_calls')
    const [call] = choices[0]!.message.tool_calls as OpenAI.ChatCompletionMessageFunctionToolCall[]
    expect(Object.keys(JSON.parse(call!.function.arguments))).toEqual(['city', 'unit'])
  })

  it('are refused where the model would have to decide', async () => {
    const asked = project.openai.chat.completions.create(
      request(question) as OpenAI.ChatCompletionCreateParamsNonStreaming,
    )
    await expect(asked).rejects.toThrow(`the chat template of model '${inject('pair').model.id}' has no tools`)
  })
})
