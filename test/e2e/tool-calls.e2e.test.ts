/**
 * Tool calls through OpenAI's client, on a model whose chat template has tools. Its weights are random, so what it says
 * is nonsense; that calls have their form, and how they travel, does not depend on that.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Attune, SILENT, startAttune } from '../../cli/attune.ts'
import { writeTinyLlama } from '../support/tiny-gguf.ts'
import { TAGGED_TEMPLATE } from '../support/tool-templates.ts'

type Call = OpenAI.ChatCompletionMessageFunctionToolCall

const weather = z.strictObject({ city: z.string().max(6), days: z.int().min(1).max(9) })
const { $schema: _, ...parameters } = z.toJSONSchema(weather)
const tools: OpenAI.ChatCompletionFunctionTool[] = [
  { type: 'function', function: { name: 'get_weather', strict: true, parameters } },
  { type: 'function', function: { name: 'now', description: 'The time.' } },
]

let folder: string
let attune: Attune
let openai: OpenAI
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-tools-'))
  const path = join(folder, 'tiny.gguf')
  writeTinyLlama(path, { seed: 3, context: 2048, chatTemplate: TAGGED_TEMPLATE })
  const env = { ...process.env, ATTUNE_MODEL: path }
  attune = await startAttune({ port: 0, workerPort: 0, state: join(folder, 'state'), steps: SILENT, env })
  openai = new OpenAI({ baseURL: `${attune.url}/v1`, apiKey: attune.apiKey, maxRetries: 0 })
})
afterAll(async () => {
  await attune?.close()
  await rm(folder, { recursive: true, force: true })
})

const request = (fields: object = {}) => ({
  model: attune.model.id,
  messages: [{ role: 'user' as const, content: 'The weather in Paris?' }],
  tools,
  seed: 2,
  max_tokens: 400,
  ...fields,
})

function check({ id, function: { name, arguments: given } }: Call) {
  expect(id).toMatch(/^call_/)
  if (name === 'get_weather') weather.parse(JSON.parse(given))
  else expect([name, JSON.parse(given)]).toEqual(['now', {}])
}

describe('calls', () => {
  it('that are required are made, several at once', async () => {
    const counts = new Set<number>()
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const fields = { tool_choice: 'required', seed, logit_bias: { [3 + '\n'.charCodeAt(0)]: 4 } } as const
      const [choice] = (await openai.chat.completions.create(request(fields))).choices
      const calls = choice!.message.tool_calls as Call[]
      if (choice!.finish_reason === 'length') continue
      expect(choice!.finish_reason).toBe('tool_calls')
      for (const call of calls) check(call)
      counts.add(calls.length)
    }
    expect(Math.max(...counts)).toBeGreaterThan(1)
  })

  it('stream, and the client puts them together', async () => {
    const tool_choice = { type: 'function', function: { name: 'get_weather' } } as const
    const stream = openai.chat.completions.stream({ ...request({ tool_choice }), stream: true })
    const pieces: string[] = []
    stream.on('tool_calls.function.arguments.delta', ({ arguments_delta }) => void pieces.push(arguments_delta))
    const [choice] = (await stream.finalChatCompletion()).choices
    expect(choice!.finish_reason).toBe('tool_calls')
    const [call] = choice!.message.tool_calls as Call[]
    check(call!)
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.join('')).toBe(call!.function.arguments)
  })

  it('and their results are read in the next turn', async () => {
    const { choices } = await openai.chat.completions.create(
      request({ tool_choice: 'required', parallel_tool_calls: false }),
    )
    const [{ message }] = choices as [OpenAI.ChatCompletion.Choice]
    const messages = [
      ...request().messages,
      message,
      { role: 'tool', tool_call_id: message.tool_calls![0]!.id, content: 'Sunny.' },
    ]
    const next = await openai.chat.completions.create(request({ messages, max_tokens: 10 }))
    expect(next.choices[0]!.finish_reason).toMatch(/^(stop|length|tool_calls)$/)
    expect(next.usage!.prompt_tokens).toBeGreaterThan(100)
  })

  it('are left to the model by default', async () => {
    const { choices } = await openai.chat.completions.create(request({ max_tokens: 10 }))
    expect(choices[0]!.message.content).toEqual(expect.any(String))
  })
})
