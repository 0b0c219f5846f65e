/** OpenAI's older completions: texts that are gone on from, one or several, whole or as they come. */
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/errors.ts'
import type { ChatChunk } from '../../shared/wire/chat.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newProject } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const create = (fields: object = {}) =>
  client.post('/v1/completions', { model: TOY_MODEL, prompt: 'Once upon', ...fields })
const generations = () => [fleet.a, fleet.b].flatMap((worker) => [...worker.generations.values()])
const asked = () => generations().map(({ request }) => request)
const script = (...pieces: Partial<ChatChunk['choices'][0]>[]) => {
  for (const worker of [fleet.a, fleet.b]) {
    worker.script = pieces.map((piece) => ({ index: 0, delta: {}, logprobs: null, finish_reason: null, ...piece }))
  }
}

describe('a completion', () => {
  it('has OpenAI’s shape, and a receipt', async () => {
    const { status, body, headers } = await create()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'text_completion',
      model: TOY_MODEL,
      choices: [{ index: 0, text: 'Hello there!', logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
    })
    expect(body.choices[0].attune.generation).toBe(body.id)
    expect(headers.get('x-attune-generation')).toBe(body.id)
    expect(asked()).toMatchObject([{ prompt: 'Once upon', messages: [], max_tokens: 16 }])
  })

  it('of several prompts has the choices of each', async () => {
    const { body } = await create({ prompt: ['a', 'b'], n: 2 })
    expect(body.choices.map(({ index }: Any) => index)).toEqual([0, 2])
    expect(body.usage.total_tokens).toBe(20)
    expect(asked().map(({ prompt, n }) => [prompt, n])).toEqual(
      expect.arrayContaining([
        ['a', 2],
        ['b', 2],
      ]),
    )
  })

  it.each([
    [[1, 2, 3], [[1, 2, 3]]],
    [
      [[1], [2, 3]],
      [[1], [2, 3]],
    ],
  ])('takes tokens: %j', async (prompt, expected) => {
    expect((await create({ prompt })).status).toBe(200)
    expect(asked().map((one) => one.prompt)).toEqual(expect.arrayContaining(expected))
  })

  it('is streamed', async () => {
    const response = await client.raw('POST', '/v1/completions', {
      body: JSON.stringify({
        model: TOY_MODEL,
        prompt: ['a', 'b'],
        stream: true,
        stream_options: { include_usage: true },
      }),
      headers: { 'content-type': 'application/json' },
    })
    const data = [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(([, text]) => text!)
    expect(data.pop()).toBe('[DONE]')
    const chunks = data.map((text) => JSON.parse(text))
    expect(chunks.pop()).toMatchObject({ choices: [], usage: { total_tokens: 20 } })
    for (const index of [0, 1]) {
      const own = chunks.map(({ choices: [choice] }) => choice).filter((choice) => choice.index === index)
      expect(own.map(({ text }) => text).join('')).toBe('Hello there!')
      expect(own.at(-1)).toMatchObject({ finish_reason: 'stop', attune: {} })
    }
    expect(new Set(chunks.map(({ id, usage }) => `${id} ${usage}`)).size).toBe(1)
  })

  it('has log-probabilities in their older shape', async () => {
    const token = (text: string) => ({ token: text, logprob: -1, bytes: [] })
    const scored = (text: string) => ({
      content: [{ ...token(text), top_logprobs: [token('x')] }],
      refusal: null,
    })
    script(
      { delta: { content: 'Hi' }, logprobs: scored('Hi') },
      { delta: { content: ' you' }, logprobs: scored(' you') },
      { finish_reason: 'length' },
    )
    const { body } = await create({ logprobs: 1 })
    expect(body.choices[0]).toMatchObject({
      text: 'Hi you',
      finish_reason: 'length',
      logprobs: {
        tokens: ['Hi', ' you'],
        token_logprobs: [-1, -1],
        top_logprobs: [{ x: -1 }, { x: -1 }],
        text_offset: [0, 2],
      },
    })
  })

  it('is steered: by the field, the header and the name', async () => {
    await client.steerable('formal')
    const { body } = await create({ model: `${TOY_MODEL}@formal=.5` })
    expect(body.model).toBe(`${TOY_MODEL}@formal=.5`)
    await create({ steering: { strengths: { formal: 1 } } })
    expect(asked().map(({ edits }) => edits[0]!.strength)).toEqual(expect.arrayContaining([0.5, 1]))
  })
})

describe('is refused by name', () => {
  it.each([
    [{ echo: true }, 'echo'],
    [{ suffix: 'x' }, 'suffix'],
    [{ best_of: 2 }, 'best_of'],
    [{ logprobs: 6 }, 'logprobs'],
    [{ messages: [] }, 'messages'],
    [{ prompt: [] }, 'prompt'],
    [{ prompt: [-1] }, 'prompt.0'],
    [{ prompt: Array(17).fill('x') }, 'prompt'],
  ])('%j', async (fields, param) => {
    const { status, body } = await create(fields)
    expect([status, body.error.param]).toEqual([400, param])
  })

  it('what the worker refuses, under the name that it has here', async () => {
    for (const worker of [fleet.a, fleet.b]) {
      worker.refuseWith = new ApiError(400, 'context_length_exceeded', 'too long', { param: 'messages' })
    }
    const { status, body } = await create({ prompt: ['a', 'b'] })
    expect([status, body.error.code, body.error.param]).toEqual([400, 'context_length_exceeded', 'prompt'])
  })

  it('to a key without the scope chat', async () => {
    const other = await client.withScopes('profiles')
    expect((await other.post('/v1/completions', { model: TOY_MODEL, prompt: 'x' })).status).toBe(403)
  })
})
