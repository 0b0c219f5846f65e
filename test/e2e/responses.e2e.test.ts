/** Responses, completions and embeddings on the real model, by OpenAI's own client. */
import type OpenAI from 'openai'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { newProject, type Project } from './project.ts'

type Event = OpenAI.Responses.ResponseStreamEvent

let project: Project
let openai: OpenAI
let model: string
beforeAll(async () => {
  project = await newProject()
  openai = project.openai
  model = inject('pair').model.id
})

const isDelta = (event: Event): event is OpenAI.Responses.ResponseTextDeltaEvent =>
  event.type === 'response.output_text.delta'
const PARIS = 'What is the capital of France?'

describe('a response', () => {
  it('cut in the middle is resumed, every event once, and is what it would have been', async () => {
    const request = { model, input: 'Tell me about the sea.', max_output_tokens: 40, temperature: 0 }
    const whole = await openai.responses.create(request)
    const stream = await openai.responses.create({ ...request, stream: true })
    const seen: Event[] = []
    for await (const event of stream) {
      seen.push(event)
      if (seen.filter(isDelta).length === 5) break
    }
    stream.controller.abort()
    const { id } = (seen[0] as OpenAI.Responses.ResponseCreatedEvent).response
    const query = { stream: true, starting_after: seen.at(-1)!.sequence_number } as const
    for await (const event of await openai.responses.retrieve(id, query)) seen.push(event)
    expect(seen.map(({ sequence_number }) => sequence_number)).toEqual(seen.map((_, i) => i))
    const text = seen.filter(isDelta).map(({ delta }) => delta)
    expect(text.join('')).toBe(whole.output_text)
    expect((await openai.responses.retrieve(id)).output_text).toBe(whole.output_text)
  })

  it('is one answer to the client’s helper', async () => {
    const stream = openai.responses.stream({ model, input: PARIS, temperature: 0 })
    const final = await stream.finalResponse()
    expect(final.output_text).toContain('Paris')
    expect(final.usage!.total_tokens).toBe(final.usage!.input_tokens + final.usage!.output_tokens)
  })

  it('knows what was said before it', async () => {
    const first = await openai.responses.create({ model, input: PARIS, temperature: 0 })
    const next = await openai.responses.create({ model, input: 'Thanks!', previous_response_id: first.id })
    const items = await openai.responses.inputItems.list(next.id, { order: 'asc' })
    expect(items.data.map((item) => (item as { role: string }).role)).toEqual(['user', 'assistant', 'user'])
    expect(next.usage!.input_tokens).toBeGreaterThan(first.usage!.input_tokens + first.usage!.output_tokens)
  })

  it('has the form, and makes the call, that was asked for', async () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string', maxLength: 20 } },
      required: ['city'],
      additionalProperties: false,
    }
    const format = { type: 'json_schema', name: 'place', schema, strict: true } as const
    const formed = await openai.responses.create({ model, input: PARIS, text: { format }, temperature: 0 })
    expect(JSON.parse(formed.output_text)).toEqual({ city: expect.any(String) })
    const tools = [{ type: 'function', name: 'look_up', parameters: schema, strict: true } as const]
    const called = await openai.responses.create({ model, input: PARIS, tools, tool_choice: 'required' })
    const [call] = called.output as [OpenAI.Responses.ResponseFunctionToolCall]
    expect(call).toMatchObject({ type: 'function_call', name: 'look_up', status: 'completed' })
    expect(JSON.parse(call.arguments)).toEqual({ city: expect.any(String) })
    const output = { type: 'function_call_output', call_id: call.call_id, output: 'It is Paris.' } as const
    const after = await openai.responses.create({ model, input: [output], previous_response_id: called.id })
    expect(['completed', 'incomplete']).toContain(after.status)
  })

  it('in the background is steered while it runs, and says so in its receipt', async () => {
    const { id } = await openai.responses.create({
      model: `${model}@formal=.5`,
      input: 'Tell me a long story.',
      max_output_tokens: 400,
      background: true,
    })
    const change = await project.ask('PATCH', `/v1/generations/${id}`, { strengths: { formal: -1 }, seq: 1 })
    expect(change.status).toBe(200)
    const ended = (await openai.responses.cancel(id)) as OpenAI.Responses.Response & { attune: { edits: object[] } }
    expect(ended.status).toBe('cancelled')
    expect(ended.attune.edits).toMatchObject([{ axis: 'formal', strength: -1 }])
  })
})

it('a chat in the background is fetched when it is done', async () => {
  const messages = [{ role: 'user' as const, content: PARIS }]
  const background = { background: true } as object
  const { id } = await openai.chat.completions.create({ model, messages, temperature: 0, ...background })
  const status = async () => ((await openai.chat.completions.retrieve(id)) as unknown as { status: string }).status
  await expect.poll(status, { timeout: 60_000 }).toBe('completed')
  expect((await openai.chat.completions.retrieve(id)).choices[0]!.message.content).toContain('Paris')
})

it('a text is gone on from', async () => {
  const { choices } = await openai.completions.create({
    model,
    prompt: ['The capital of France is', 'The capital of Italy is'],
    max_tokens: 4,
    temperature: 0,
  })
  expect(choices.map(({ text }) => text)).toEqual([expect.stringContaining('Paris'), expect.stringContaining('Rome')])
})

it('texts that say the same lie nearer than others', async () => {
  const input = ['A man is playing a guitar.', 'Someone plays an instrument.', 'The stock market fell sharply today.']
  const { data } = await openai.embeddings.create({ model, input })
  const [a, b, c] = data.map(({ embedding }) => embedding) as [number[], number[], number[]]
  const cosine = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  expect(cosine(a, a)).toBeCloseTo(1, 4)
  expect(cosine(a, b)).toBeGreaterThan(cosine(a, c))
  expect(cosine(a, b)).toBeGreaterThan(cosine(b, c))
})
