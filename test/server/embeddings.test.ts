/** POST /v1/embeddings: means of the model's own states, of length 1; and POST /v1/generate with a prompt of its own. */
import { afterEach, describe, expect, test } from 'vitest'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { hookAt } from '../../shared/steering/hook.ts'
import { type EmbedAnswer, embedAnswer } from '../../shared/wire/embed.ts'
import { CONTEXT, PROJECT, startTestWorker, type TestWorker, type TestWorkerOptions } from './worker.ts'

let worker: TestWorker | null = null
async function start(options?: TestWorkerOptions): Promise<TestWorker> {
  worker = await startTestWorker(options)
  worker.gate.open()
  return worker
}
afterEach(async () => {
  await worker?.close()
  worker = null
})

const request = (input: (string | number[])[], more: object = {}) => ({
  project: PROJECT,
  model: 'tiny',
  input,
  ...more,
})
async function embed(from: TestWorker, input: (string | number[])[], more: object = {}): Promise<EmbedAnswer> {
  const response = await from.ask('POST', '/v1/embeddings', request(input, more))
  expect(response.status).toBe(200)
  return embedAnswer.parse(await response.json())
}
const vector = (text: string): number[] => {
  const bytes = Buffer.from(text, 'base64')
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
}
const norm = (of: readonly number[]) => Math.hypot(...of)

describe('embeddings', () => {
  test('have the model’s width and length 1, each its own, the same alone and beside others', async () => {
    const from = await start()
    const { layer, embeddings, tokens } = await embed(from, ['the word', 'and another one', 'the word'])
    const { hidden, layers } = from.model.config
    expect(layer).toBe(Math.floor(layers / 2))
    const [a, b, c] = embeddings.map(vector) as [number[], number[], number[]]
    expect(a).toHaveLength(hidden)
    for (const one of [a, b, c]) expect(norm(one)).toBeCloseTo(1, 5)
    expect(norm(a.map((x, i) => x - b[i]!))).toBeGreaterThan(0.01)
    const alone = vector((await embed(from, ['and another one'])).embeddings[0]!)
    expect(norm(alone.map((x, i) => x - b[i]!))).toBeLessThan(1e-4)
    expect(norm(a.map((x, i) => x - c[i]!))).toBeLessThan(1e-4)
    const { tokenizer } = from.model
    const expected = ['the word', 'and another one', 'the word'].flatMap((text) => tokenizer.encode(text)).length
    expect(tokens).toBe(expected)
  })

  test('are the mean of the states behind the named layer', async () => {
    const from = await start()
    const { tokenizer, config } = from.model
    const ids = tokenizer.encode('the word and')
    for (const layer of [0, config.layers - 1]) {
      const given = vector((await embed(from, [ids], { layer })).embeddings[0]!)
      const first = tokenizer.bosId ?? tokenizer.eosId!
      const sum = new Array<number>(config.hidden).fill(0)
      const hook = hookAt('residual', layer)
      // By the engine itself, token by token.
      await from.model.engine.read(
        { start: 0, seen: [first], texts: [{ ids }], states: [hook] },
        ({ states }, _, count) => {
          const { hidden } = states.get(hook)!
          for (let i = 0; i < count * config.hidden; i++) sum[i % config.hidden]! += hidden[i]!
        },
      )
      const length = norm(sum)
      expect(norm(given.map((x, i) => x - sum[i]! / length))).toBeLessThan(1e-4)
    }
  })

  test('what is wrong is refused by name', async () => {
    const from = await start()
    for (const [body, param] of [
      [request(['x'], { layer: from.model.config.layers }), 'layer'],
      [request([[1e6]]), 'input.0'],
      [request(['x', 'word '.repeat(CONTEXT)]), 'input.1'],
      [request([]), 'input'],
      [request(['']), 'input.0'],
    ] as const) {
      const response = await from.ask('POST', '/v1/embeddings', body)
      const { error } = (await response.json()) as { error: { param: string } }
      expect([response.status, error.param]).toEqual([400, param])
    }
    const other = await from.ask('POST', '/v1/embeddings', { ...request(['x']), model: 'other' })
    expect(other.status).toBe(404)
  })

  test('leave what fits read of prompts right', async () => {
    const from = await start()
    const reading = { messages: [{ role: 'user' as const, content: 'the word' }], answer: 'and another' }
    const hook = hookAt('residual', 1)
    const language = new EngineLanguageModel(from.model)
    const [before] = await language.activations([reading], [hook])
    await embed(from, ['the word and another'])
    const [after] = await new EngineLanguageModel(from.model).activations([reading], [hook])
    expect(after!.means.get(hook)).toEqual(before!.means.get(hook))
  })
})

describe('a prompt of its own', () => {
  const generate = (prompt: string | number[], more: object = {}) => ({
    ...{ id: `chatcmpl_test_${Math.random().toString(36).slice(2)}`, project: PROJECT, model: 'tiny' },
    ...{ prompt, stream: false, max_tokens: 4, sampling: { temperature: 0 }, ...more },
  })
  type Whole = { model: string; choices: { message: { content: string } }[]; usage: { prompt_tokens: number } }

  test('is gone on from as it is, as text or as its tokens', async () => {
    const from = await start()
    const { tokenizer } = from.model
    const ids = tokenizer.encode('the word and')
    const begun = tokenizer.addBos ? [tokenizer.bosId!, ...ids] : ids
    const asText = (await (await from.ask('POST', '/v1/generate', generate('the word and'))).json()) as Whole
    const asTokens = (await (await from.ask('POST', '/v1/generate', generate(begun))).json()) as Whole
    expect(asText.usage.prompt_tokens).toBe(begun.length)
    expect(asTokens.choices[0]!.message.content).toBe(asText.choices[0]!.message.content)
  })

  test('has the name that the client calls the model by', async () => {
    const from = await start()
    const answer = await from.ask('POST', '/v1/generate', generate('the', { answers_as: 'tiny@formal=1' }))
    expect(((await answer.json()) as Whole).model).toBe('tiny@formal=1')
  })

  test('of no text begins one', async () => {
    const from = await start()
    const answer = (await (await from.ask('POST', '/v1/generate', generate(''))).json()) as Whole
    expect(answer.usage.prompt_tokens).toBe(1)
  })

  test('that is long is tokenised elsewhere, to the same', async () => {
    const from = await start({ model: { context: 2048 } })
    const text = 'the word and '.repeat(200)
    const answer = (await (await from.ask('POST', '/v1/generate', generate(text))).json()) as Whole
    const { tokenizer } = from.model
    expect(answer.usage.prompt_tokens).toBe(tokenizer.encode(text).length + (tokenizer.addBos ? 1 : 0))
  })

  test.each([
    [generate([1e6]), 'prompt'],
    [generate('word '.repeat(4 * CONTEXT)), 'prompt'],
    [{ ...generate('x'), messages: [{ role: 'user', content: 'x' }] }, 'messages'],
    [{ ...generate('x'), prompt: null }, 'messages'],
  ])('is refused by name where it cannot be: %#', async (body, param) => {
    const from = await start()
    const response = await from.ask('POST', '/v1/generate', body)
    const { error } = (await response.json()) as { error: { param: string } }
    expect([response.status, error.param]).toEqual([400, param])
  })
})
