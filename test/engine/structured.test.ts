/** Answers under a grammar through the whole engine: they have the form, they end with it, and nobody else notices. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { Format } from '../../gpu-worker/engine/grammar/format.ts'
import { compileGrammar, type Grammar } from '../../gpu-worker/engine/grammar/grammar.ts'
import type { SamplerOptions } from '../../gpu-worker/engine/sampler.ts'
import { type SteeredAxis, Steering } from '../../gpu-worker/engine/steering.ts'
import type { DirectionManifest } from '../../shared/direction.ts'
import type { JsonEdit, Scope } from '../../shared/wire/steering.ts'
import { isValid } from '../support/json-schema.ts'
import { createRandom } from '../support/random.ts'
import { openTinyModel, type TinyModel } from '../support/tiny-model.ts'
import { GREEDY } from './fake-generation.ts'

const HIDDEN = 64
const ROWS = 6

const SCHEMA = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2, maxLength: 6 },
    age: { type: 'integer', minimum: 0, maximum: 150 },
    tags: { type: 'array', items: { enum: ['red', 'green', 'blue'] }, maxItems: 3 },
  },
  required: ['name', 'age', 'tags'],
  additionalProperties: false,
}

let model: TinyModel
let grammar: Grammar
beforeAll(async () => {
  const settings = { form: 'q8', rows: ROWS, context: 512 } as const
  model = await openTinyModel({ seed: 23, layers: 2, hidden: HIDDEN, context: 512 }, settings)
  grammar = compile({ type: 'json_schema', schema: SCHEMA })
})
afterAll(() => model[Symbol.asyncDispose]())

const compile = (format: Format) => compileGrammar(format, model.tokenizer)

const random = createRandom(31)
const idsOf = (count: number) => Array.from({ length: count }, () => 3 + Math.floor(random.uniform() * 256))
const prompt = idsOf(20)

function ask(request: Partial<GenerationRequest>) {
  const parts: string[] = []
  const generation = model.engine.generate({
    id: 'g',
    prompt,
    maxTokens: 400,
    sampling: GREEDY,
    stops: [],
    steering: null,
    priority: PRIORITY.interactive,
    project: 'p',
    onText: (text) => void parts.push(text),
    ...request,
  })
  return generation.done.then(({ output, finishReason, logprobs }) => {
    return { tokens: [...output], text: parts.join(''), finishReason, logprobs }
  })
}

const hot = (seed: number): SamplerOptions => ({ ...GREEDY, temperature: 1, seed })

describe('an answer', () => {
  test.each<[string, Partial<SamplerOptions>]>([
    ['greedy', { temperature: 0 }],
    ['at temperature 1', {}],
    ['at temperature 2', { temperature: 2 }],
    ['with cuts', { top_k: 5, top_p: 0.5, min_p: 0.1 }],
    ['of the likeliest token', { top_k: 1 }],
    ['under penalties', { repetition_penalty: 1.8, presence_penalty: 2, frequency_penalty: 2 }],
    [
      'under penalties, greedy',
      { temperature: 0, repetition_penalty: 0.5, presence_penalty: -2, frequency_penalty: -2 },
    ],
    // 'x', which the form seldom allows, and '{', which it wants.
    ['under biases', { logit_bias: { [idOf('x')]: 100, [idOf('{')]: -100 } }],
  ])('has its form: %s', async (_, sampling) => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((seed) => ask({ grammar, sampling: { ...hot(seed), ...sampling } })),
    )
    for (const { text, finishReason } of answers) {
      expect(finishReason).toBe('stop')
      expect(isValid(JSON.parse(text), SCHEMA), text).toBe(true)
    }
  })

  test('ends with its form, without an end token', async () => {
    const { tokens, text } = await ask({ grammar, sampling: hot(1) })
    expect(tokens.some((id) => model.tokenizer.eosIds.has(id))).toBe(false)
    expect(model.tokenizer.decode(tokens)).toBe(text)
    // As many tokens as it takes to the last, and not one less.
    expect((await ask({ grammar, sampling: hot(1), maxTokens: tokens.length })).finishReason).toBe('stop')
    const cut = await ask({ grammar, sampling: hot(1), maxTokens: tokens.length - 1 })
    expect([cut.finishReason, cut.tokens]).toEqual(['length', tokens.slice(0, -1)])
  })

  test('ends with an end token where its form may go on', async () => {
    const digits = compile({ type: 'pattern', pattern: '[0-9]+' })
    const end = [...model.tokenizer.eosIds][0]!
    const { tokens, text, finishReason } = await ask({
      grammar: digits,
      sampling: { ...hot(3), logit_bias: { [end]: 6 } },
    })
    expect(text).toMatch(/^\d+$/)
    expect(finishReason).toBe('stop')
    expect(tokens.at(-1)).toBe(end)
  })

  test('is the same from the same seed, and another one from others', async () => {
    const text = async (seed: number) => (await ask({ grammar, sampling: hot(seed) })).text
    expect(await text(7)).toBe(await text(7))
    expect(new Set(await Promise.all([1, 2, 3, 4, 5].map(text))).size).toBeGreaterThan(3)
  })

  test('has the log-probabilities of the model itself, which knows of no form', async () => {
    const [plain] = (await ask({ maxTokens: 1, logprobs: 5 })).logprobs
    const { logprobs, text } = await ask({ grammar, sampling: hot(2), logprobs: 5 })
    expect(logprobs[0]!.top).toEqual(plain!.top)
    expect(logprobs[0]!.id).toBe(idOf('{'))
    for (const { logprob, top } of logprobs) expect(logprob).toBeLessThanOrEqual(top[0]!.logprob)
    expect((await ask({ grammar, sampling: hot(2) })).text).toBe(text)
  })

  test('names the control tokens that its form wants, and no others', async () => {
    const format: Format = {
      type: 'sequence',
      parts: [
        { type: 'pattern', pattern: '[a-z]{3}' },
        { type: 'literal', text: '<|im_start|>x' },
      ],
    }
    const { text, tokens } = await ask({ grammar: compile(format), sampling: hot(1) })
    expect(text).toMatch(/^[a-z]{3}<\|im_start\|>x$/)
    expect(tokens).toContain(model.tokenizer.encode('<|im_start|>', { special: true })[0])
  })
})

describe('in company', () => {
  const asked = (): Partial<GenerationRequest>[] =>
    Array.from({ length: 2 * ROWS }, (_, i) => ({
      prompt: idsOf([4, 130, 20][i % 3]!),
      maxTokens: 30,
      sampling: i % 4 < 2 ? hot(i) : GREEDY,
      grammar: i % 2 ? grammar : null,
    }))

  test('with and without a form, all answers are what they are alone', async () => {
    const requests = asked()
    const alone: unknown[] = []
    for (const request of requests) alone.push(await ask(request))
    expect(await Promise.all(requests.map(ask))).toEqual(alone)
    // Those without a form, with neighbours without one.
    const plain = requests.filter((request) => !request.grammar)
    const expected = alone.filter((_, i) => !requests[i]!.grammar)
    expect(await Promise.all(plain.map(ask))).toEqual(expected)
  })

  test('the prompt is found in the prefix cache', async () => {
    const request = { prompt: idsOf(100), grammar, sampling: hot(4) }
    const first = await ask({ ...request, project: 'cached' })
    const before = model.engine.stats.prefilledTokens
    expect(await ask({ ...request, project: 'cached' })).toEqual(first)
    expect(model.engine.stats.prefilledTokens - before).toBeLessThan(10)
  })
})

describe('steering', () => {
  const directions = [0, 1].map(() => {
    const v = Float32Array.from({ length: HIDDEN }, () => random.normal())
    const norm = Math.hypot(...v)
    return v.map((x) => x / norm)
  })
  function axis(): SteeredAxis {
    const facts = { residual_norm: 400, neutral: 0.5, positive: 0.25, negative: 0.25 }
    const layers = directions.map((v, layer) => ({ ...facts, layer, v }))
    const direction = { manifest: { site: 'residual' } as DirectionManifest, layers }
    return { axis: 'formal', version: 1, hash: 'ab'.repeat(32), direction, strength: 1, mode: 'add', condition: null }
  }
  async function steered(json: JsonEdit, request: Partial<GenerationRequest> = {}, scope: Scope = 'generated') {
    const steering = new Steering([axis()], scope)
    const answer = await ask({ grammar, sampling: hot(6), ...request, steering, json })
    return { ...answer, edited: steering.receipts()[0]!.tokens_edited }
  }

  /** Tokens whose next one lies, or may lie, in the text of a string. */
  function inStrings(tokens: readonly number[], form = grammar): number {
    const matcher = form.start()
    let count = 0
    for (const token of tokens.slice(0, -1)) {
      matcher.accept(token)
      if (matcher.region === 'string') count++
    }
    return count
  }

  test("'edit' edits all of it", async () => {
    const { tokens, edited, text } = await steered('edit')
    expect(edited).toBe(tokens.length - 1)
    expect(isValid(JSON.parse(text), SCHEMA)).toBe(true)
    expect(text).not.toBe((await ask({ grammar, sampling: hot(6) })).text)
  })

  test("'strings' edits the texts inside it alone", async () => {
    const { tokens, edited, text } = await steered('strings')
    expect(edited).toBe(inStrings(tokens))
    expect(edited).toBeGreaterThan(1)
    expect(edited).toBeLessThan(tokens.length - 1)
    expect(isValid(JSON.parse(text), SCHEMA)).toBe(true)
  })

  test("'spare' edits none of it: the answer is the one without steering", async () => {
    const { edited, text } = await steered('spare')
    expect(edited).toBe(0)
    expect(text).toBe((await ask({ grammar, sampling: hot(6) })).text)
  })

  test.each(['strings', 'spare'] as const)("'%s' spares the last prompt token where the form begins", async (json) => {
    const { edited, tokens } = await steered(json, {}, 'answer')
    expect(edited).toBe(json === 'strings' ? inStrings(tokens) : 0)
    // A prompt that is edited as a whole is so up to its end.
    const all = await steered(json, {}, 'all')
    expect(all.edited).toBe(prompt.length + (json === 'strings' ? inStrings(all.tokens) : 0))
  })

  test('edits text outside of the form whatever is spared, and answers without a form as a whole', async () => {
    const form = compile({
      type: 'sequence',
      parts: [
        { type: 'text', until: '@' },
        { type: 'json_schema', schema: SCHEMA },
      ],
    })
    const { tokens, text, edited } = await steered('spare', {
      grammar: form,
      sampling: { ...hot(2), logit_bias: { [idOf('@')]: 7 } },
    })
    const before = text.indexOf('@')
    expect(before).toBeGreaterThan(0)
    const mark = tokens.findIndex((_, i) => model.tokenizer.decode(tokens.slice(0, i + 1)).includes('@'))
    expect(edited).toBe(mark)
    const plain = await steered('spare', { grammar: null, maxTokens: 20 })
    expect(plain.edited).toBe(plain.tokens.length - 1)
  })
})

function idOf(char: string): number {
  // Three control tokens come first, then the bytes.
  return 3 + char.charCodeAt(0)
}
