import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { GenerationState } from '../../shared/wire/generate.ts'
import { receipt } from '../../shared/wire/receipt.ts'
import { GREEDY } from '../engine/fake-generation.ts'
import { EventReader } from './events.ts'
import { errorOf, generateBody, PROJECT, putDirection, startTestWorker, type TestWorker } from './worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await startTestWorker()
})
afterAll(() => worker.close())

const generate = (fields: object = {}) => worker.ask('POST', '/v1/generate', generateBody(fields))

const usage = z.strictObject({
  prompt_tokens: z.number().int().positive(),
  completion_tokens: z.number().int().positive(),
  total_tokens: z.number().int().positive(),
  prompt_tokens_details: z.strictObject({ cached_tokens: z.number().int().nonnegative() }),
})
const head = { id: z.string(), created: z.number().int(), model: z.literal('tiny') }
const finish = z.enum(['stop', 'length'])
const scored = { token: z.string(), logprob: z.number().max(0), bytes: z.array(z.number().int()) }
const logprobs = z.strictObject({
  content: z.array(z.strictObject({ ...scored, top_logprobs: z.array(z.strictObject(scored)) })),
  refusal: z.null(),
})
const chunkOf = (index: z.ZodType<number>) => ({
  ...head,
  object: z.literal('chat.completion.chunk'),
  choices: z.tuple([
    z.strictObject({
      index,
      delta: z.strictObject({
        role: z.literal('assistant').optional(),
        content: z.string().optional(),
        refusal: z.null().optional(),
      }),
      logprobs: logprobs.nullable(),
      finish_reason: finish.nullable(),
    }),
  ]),
  usage: z.null().optional(),
  attune: receipt.optional(),
})
/** The event that follows where usage was asked for. */
const usageChunk = z.strictObject({ ...head, object: z.literal('chat.completion.chunk'), choices: z.tuple([]), usage })
const chunk = z.strictObject(chunkOf(z.literal(0)))
const choice = z.strictObject({
  index: z.int(),
  message: z.strictObject({ role: z.literal('assistant'), content: z.string(), refusal: z.null() }),
  logprobs: logprobs.nullable(),
  finish_reason: finish,
  attune: receipt,
})
const completionOf = <Choices extends z.ZodType>(choices: Choices) =>
  z.strictObject({ ...head, object: z.literal('chat.completion'), choices, usage, attune: receipt })
const completion = completionOf(z.tuple([choice]))

describe('a whole answer', () => {
  test("has OpenAI's shape, its usage and its receipt", async () => {
    const response = await generate()
    expect(response.status).toBe(200)
    const answer = completion.parse(await response.json())
    expect(answer.choices[0].finish_reason).toBe('length')
    expect(answer.usage.completion_tokens).toBe(8)
    expect(answer.usage.total_tokens).toBe(answer.usage.prompt_tokens + 8)
    expect(answer.attune).toMatchObject({
      generation: answer.id,
      model: 'tiny',
      model_hash: worker.model.source.sha256,
      weight_form: 'fp32',
      row_exact: true,
      scope: 'generated',
      edits: [],
      changes: [],
    })
    expect(Math.abs(answer.created - Date.now() / 1000)).toBeLessThan(60)
  })

  test('is the same for the same seed, and another one for another seed', async () => {
    const text = async (seed: number) => {
      const response = await generate({ sampling: { temperature: 1, seed } })
      return completion.parse(await response.json()).choices[0].message.content
    }
    const first = await text(7)
    expect(await text(7)).toBe(first)
    expect(await text(-8)).not.toBe(first)
  })

  test('ends where the model’s template says that another turn begins', async () => {
    const whole = completion.parse(await (await generate({ max_tokens: 40 })).json()).choices[0].message.content
    const stop = [...whole].slice(3, 5).join('')
    const template = worker.model.template as { stops: readonly string[] }
    const { stops } = template
    template.stops = [stop]
    const response = await generate({ max_tokens: 40, stop: ['never written'] })
    template.stops = stops
    expect(completion.parse(await response.json()).choices[0]).toMatchObject({
      message: { content: whole.slice(0, whole.indexOf(stop)) },
      finish_reason: 'stop',
    })
  })

  test('ends before a stop string', async () => {
    const whole = completion.parse(await (await generate({ max_tokens: 40 })).json()).choices[0].message.content
    const stop = [...whole].slice(3, 5).join('')
    const response = await generate({ max_tokens: 40, stop: [stop] })
    const { choices } = completion.parse(await response.json())
    expect(choices[0]).toMatchObject({
      message: { content: whole.slice(0, whole.indexOf(stop)) },
      finish_reason: 'stop',
    })
  })

  test('fills the context when no length is given', async () => {
    const { usage } = completion.parse(await (await generate({ max_tokens: null })).json())
    expect(usage.total_tokens).toBe(worker.model.settings.context)
  })
})

describe('several choices', () => {
  const several = completionOf(z.array(choice))
  const anyChunk = z.strictObject(chunkOf(z.int()))
  const textOf = async (fields: object) =>
    completion.parse(await (await generate({ max_tokens: 20, ...fields })).json()).choices[0].message.content

  test('are those of the seeds from the one asked for on, and the prompt counts once', async () => {
    const answer = several.parse(await (await generate({ max_tokens: 20, n: 3 })).json())
    const texts = answer.choices.map(({ message }) => message.content)
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(new Set(texts).size).toBe(3)
    for (const [i, text] of texts.entries()) {
      expect(await textOf({ sampling: { temperature: 1, seed: 5 + i } })).toBe(text)
    }
    expect(answer.usage).toMatchObject({ completion_tokens: 60, total_tokens: answer.usage.prompt_tokens + 60 })
  })

  test('stream side by side, each with its own end, and usage once', async () => {
    const whole = several.parse(await (await generate({ max_tokens: 20, n: 2 })).json())
    const fields = { max_tokens: 20, n: 2, stream: true, include_usage: true }
    const events = await new EventReader(await generate(fields)).rest()
    expect(events.pop()).toBe('[DONE]')
    expect(usageChunk.parse(JSON.parse(events.pop()!)).usage.completion_tokens).toBe(40)
    const all = events.map((event) => anyChunk.parse(JSON.parse(event)))
    for (const index of [0, 1]) {
      const own = all.filter(({ choices }) => choices[0].index === index)
      expect(own.map(({ choices }) => choices[0].delta.content ?? '').join('')).toBe(
        whole.choices[index]!.message.content,
      )
      expect(own.map(({ choices }) => choices[0].delta.role).filter(Boolean)).toEqual(['assistant'])
      expect(own.filter(({ attune }) => attune).map(({ choices }) => choices[0].finish_reason)).toEqual(['length'])
    }
    for (const { usage } of all) expect(usage).toBeNull()
  })

  test('are steered together, each with its own receipt', async () => {
    const edit = await putDirection(worker)
    const answer = several.parse(await (await generate({ n: 2, edits: [{ ...edit, strength: 0.5 }] })).json())
    for (const { attune } of answer.choices) {
      expect(attune).toMatchObject({ generation: answer.id, edits: [{ axis: 'formal', tokens_edited: 7 }] })
    }
    expect(answer.attune).toEqual(answer.choices[0]!.attune)
  })

  test('end together when one cannot go on, and when they are cancelled', async () => {
    worker.gate.hold()
    const body = generateBody({ n: 3, max_tokens: null })
    const answer = worker.ask('POST', '/v1/generate', body)
    await worker.gate.step(4)
    const path = `/v1/generations/${body.id}?project=${body.project}`
    const cancelled = (await (await worker.ask('DELETE', path)).json()) as GenerationState
    expect(cancelled.choices.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled'])
    worker.gate.open()
    expect((await answer).status).toBe(409)
  })

  test('that do not all fit into the queue are refused together', async () => {
    worker.gate.hold()
    const { engine } = worker.model
    const fill = () =>
      engine.generate({
        id: 'fill',
        prompt: [5, 6],
        maxTokens: 1,
        sampling: GREEDY,
        stops: [],
        steering: null,
        priority: PRIORITY.interactive,
        project: PROJECT,
      })
    fill()
    await worker.gate.waiting
    while (engine.stats.waiting < 126) fill()
    const refused = await worker.ask('POST', '/v1/generate', generateBody({ n: 3 }))
    expect([refused.status, (await errorOf(refused)).code]).toEqual([429, 'queue_full'])
    const taken = worker.ask('POST', '/v1/generate', generateBody({ n: 2, max_tokens: 1 }))
    worker.gate.open()
    expect((await taken).status).toBe(200)
  })
})

describe('log-probabilities', () => {
  test('are those of the tokens that the text is made of, with the likeliest beside them', async () => {
    const { choices } = completion.parse(await (await generate({ logprobs: 3, max_tokens: 12 })).json())
    const { content } = choices[0].logprobs!
    expect(content).toHaveLength(12)
    const bytes = content.flatMap((token) => token.bytes)
    // A character that lacks bytes at the end is not shown.
    expect(new TextDecoder().decode(Uint8Array.from(bytes), { stream: true })).toBe(choices[0].message.content)
    for (const { logprob, top_logprobs: top } of content) {
      expect(top).toHaveLength(3)
      expect(top.map((token) => token.logprob)).toEqual(top.map((token) => token.logprob).toSorted((a, b) => b - a))
      expect(logprob).toBeLessThanOrEqual(top[0]!.logprob)
      expect(top.reduce((sum, token) => sum + Math.exp(token.logprob), 0)).toBeLessThanOrEqual(1)
    }
  })

  test('of greedy tokens are the best; they do not feel temperature, biases and penalties', async () => {
    const scoresOf = async (sampling: object) => {
      const answer = completion.parse(await (await generate({ logprobs: 1, max_tokens: 1, sampling })).json())
      return answer.choices[0].logprobs!.content[0]!
    }
    const greedy = await scoresOf({ temperature: 0 })
    expect(greedy.logprob).toBe(greedy.top_logprobs[0]!.logprob)
    const shaped = await scoresOf({ temperature: 0.1, seed: 1, repetition_penalty: 1.9, logit_bias: { 40: 100 } })
    expect(shaped.top_logprobs).toEqual(greedy.top_logprobs)
    expect(shaped.logprob).toBeLessThan(greedy.logprob)
  })

  test('come with the chunks of their tokens, and all of them', async () => {
    const whole = completion.parse(await (await generate({ logprobs: 2, max_tokens: 20 })).json())
    const events = await new EventReader(await generate({ logprobs: 2, max_tokens: 20, stream: true })).rest()
    const chunks = events.slice(0, -1).map((event) => chunk.parse(JSON.parse(event)))
    const told = chunks.flatMap(({ choices }) => choices[0].logprobs?.content ?? [])
    expect(told).toEqual(whole.choices[0].logprobs!.content)
    const [begin, first] = chunks
    expect(begin!.choices[0].logprobs).toBeNull()
    expect(first!.choices[0].logprobs!.content.length).toBeLessThan(20)
  })

  test('end where a stop string ends the text, streamed too, though it came in several tokens', async () => {
    const text = completion.parse(await (await generate({ max_tokens: 40 })).json()).choices[0].message.content
    const stop = [...text].slice(3, 6).join('')
    const fields = { max_tokens: 40, logprobs: 0, stop: [stop] }
    const { choices } = completion.parse(await (await generate(fields)).json())
    const { message, logprobs: whole, finish_reason } = choices[0]
    expect([message.content, finish_reason]).toEqual([text.slice(0, text.indexOf(stop)), 'stop'])
    const decoded = new TextDecoder().decode(Uint8Array.from(whole!.content.flatMap(({ bytes }) => bytes)))
    expect(decoded).toBe(message.content)
    const events = await new EventReader(await generate({ ...fields, stream: true })).rest()
    const chunks = events.slice(0, -1).map((event) => chunk.parse(JSON.parse(event)))
    expect(chunks.flatMap(({ choices }) => choices[0].logprobs?.content ?? [])).toEqual(whole!.content)
  })

  test('of 0 likeliest are the token alone; unasked, there are none', async () => {
    const alone = completion.parse(await (await generate({ logprobs: 0 })).json())
    for (const { top_logprobs } of alone.choices[0].logprobs!.content) expect(top_logprobs).toEqual([])
    expect(completion.parse(await (await generate()).json()).choices[0].logprobs).toBeNull()
  })
})

describe('a bias', () => {
  test('of 100 makes a token come, of -100 keeps it away', async () => {
    const idsOf = async (logit_bias: object) => {
      const sampling = { temperature: 0, logit_bias }
      const response = await generate({ logprobs: 0, max_tokens: 6, sampling })
      return completion.parse(await response.json()).choices[0].logprobs!.content.map(({ bytes }) => bytes.join())
    }
    const forced = worker.model.tokenizer.bytesOf(40).join()
    expect(await idsOf({ 40: 100 })).toEqual(new Array(6).fill(forced))
    expect(await idsOf({ 40: -100 })).not.toContain(forced)
  })

  test('of a token that does not exist is refused, with those that do', async () => {
    const response = await generate({ sampling: { logit_bias: { 999999: 1 } } })
    expect(response.status).toBe(400)
    expect(await errorOf(response)).toMatchObject({
      param: 'logit_bias.999999',
      message: `logit_bias.999999: token ids go from 0 to ${worker.model.config.vocabulary - 1}`,
    })
  })
})

describe('a streamed answer', () => {
  test('says the same as the whole one, in chunks, the last one with the receipt, and then usage', async () => {
    const whole = completion.parse(await (await generate({ max_tokens: 20 })).json())
    const response = await generate({ max_tokens: 20, stream: true, include_usage: true })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const events = await new EventReader(response).rest()
    expect(events.pop()).toBe('[DONE]')
    expect(usageChunk.parse(JSON.parse(events.pop()!)).usage).toEqual(whole.usage)
    const chunks = events.map((event) => chunk.parse(JSON.parse(event)))
    expect(chunks.length).toBeGreaterThan(2)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks.map(({ choices }) => choices[0].delta.role)).toEqual([
      'assistant',
      ...Array(chunks.length - 1).fill(undefined),
    ])
    expect(chunks.map(({ choices }) => choices[0].delta.content ?? '').join('')).toBe(whole.choices[0].message.content)
    const last = chunks.pop()!
    expect(last.choices).toEqual([{ index: 0, delta: {}, logprobs: null, finish_reason: 'length' }])
    expect(last.attune).toMatchObject({ generation: last.id, model: 'tiny' })
    for (const { choices, usage, attune } of chunks) {
      expect([choices[0].finish_reason, usage, attune]).toEqual([null, null, undefined])
    }
  })

  test('has no usage where it was not asked for', async () => {
    const events = await new EventReader(await generate({ stream: true })).rest()
    for (const event of events.slice(0, -1)) expect(chunk.parse(JSON.parse(event))).not.toHaveProperty('usage')
  })

  test('sends its headers at once and pings until the first token, then no more', async () => {
    worker.gate.hold()
    const response = await generate({ stream: true, max_tokens: 100 })
    const reader = new EventReader(response)
    expect(await reader.block()).toBe(': ok')
    expect(await reader.block()).toBe(': ping')
    expect(await reader.block()).toBe(': ping')
    worker.gate.open()
    const blocks: string[] = []
    for (let block = await reader.block(); block !== null; block = await reader.block()) blocks.push(block)
    const first = blocks.findIndex((block) => block.startsWith('data: '))
    expect(blocks.slice(first).filter((block) => !block.startsWith('data: '))).toEqual([])
    expect(blocks.at(-1)).toBe('data: [DONE]')
  })

  test('that cannot begin is refused by a status code, not by an event', async () => {
    const response = await generate({ stream: true, model: 'gpt-9' })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await errorOf(response)).toMatchObject({ code: 'model_not_found' })
  })

  test('whose first text is also its last has a role all the same', async () => {
    const response = await generate({ stream: true, stop: [...(await firstText())].slice(0, 1) })
    const events = await new EventReader(response).rest()
    expect(events.slice(0, -1).map((event) => chunk.parse(JSON.parse(event)).choices[0])).toEqual([
      { index: 0, delta: { role: 'assistant', content: '', refusal: null }, logprobs: null, finish_reason: null },
      { index: 0, delta: {}, logprobs: null, finish_reason: 'stop' },
    ])
  })

  async function firstText(): Promise<string> {
    return completion.parse(await (await generate()).json()).choices[0].message.content
  }
})

describe('a steered answer', () => {
  test('differs from the plain one, and its receipt proves what was applied', async () => {
    const edit = await putDirection(worker, { manifest: { layers: [strong(1)] } })
    const plain = completion.parse(await (await generate({ max_tokens: 40 })).json())
    const steered = completion.parse(await (await generate({ max_tokens: 40, edits: [edit] })).json())
    expect(steered.choices[0].message.content).not.toBe(plain.choices[0].message.content)
    const [applied] = steered.attune.edits
    expect(applied).toMatchObject({
      axis: 'formal',
      version: 1,
      direction: edit.direction,
      mode: 'add',
      strength: 1,
      layers: [1],
      tokens_edited: 39,
    })
    expect(applied!.projection_after! - applied!.projection_before!).toBeCloseTo(0.25, 3)
    expect(steered.attune.capped).toBe(true)
  })

  test('with overdrive may go further, and moves further', async () => {
    const edit = await putDirection(worker, { manifest: { layers: [strong(1)] } })
    const response = await generate({ edits: [{ ...edit, strength: 1.5 }], overdrive: true })
    const { attune } = completion.parse(await response.json())
    expect(attune.edits[0]!.projection_after! - attune.edits[0]!.projection_before!).toBeCloseTo(0.35, 3)
  })

  test('names every missing direction at once, each once', async () => {
    const held = await putDirection(worker)
    const missing = ['a', 'b'].map((letter) => letter.repeat(64))
    const edits = [missing[0], held.direction, missing[1], missing[0]].map((direction, i) => ({
      ...held,
      axis: `axis-${i}`,
      direction,
    }))
    const response = await generate({ edits })
    expect(response.status).toBe(409)
    expect(await errorOf(response)).toMatchObject({ code: 'direction_missing', missing })
  })

  test('refuses more rank slots than there are', async () => {
    const edit = await putDirection(worker)
    const edits = Array.from({ length: 33 }, (_, i) => ({ ...edit, axis: `axis-${i}`, mode: 'boost' }))
    const response = await generate({ edits })
    expect(response.status).toBe(400)
    const error = await errorOf(response)
    expect(error).toMatchObject({ code: 'invalid_edit', param: 'steering.strengths' })
    expect(error.message).toMatch(/33 rank slots; 32 is the limit/)
    expect((await generate({ edits: edits.slice(1) })).status).toBe(200)
  })

  test.for([
    [1.2, false, 'steering.strengths.formal', /1\.2; -1 to 1 is allowed/],
    [-1.01, false, 'steering.strengths.formal', /-1\.01; -1 to 1 is allowed/],
    [1.6, true, 'edits.0.strength', /between -1\.5 and 1\.5/],
  ] as const)('refuses strength %d (overdrive: %s)', async ([strength, overdrive, param, message]) => {
    const edit = await putDirection(worker)
    const response = await generate({ edits: [{ ...edit, strength }], overdrive })
    expect(response.status).toBe(400)
    const error = await errorOf(response)
    expect(error.param).toBe(param)
    expect(error.message).toMatch(message)
  })

  test('by the largest numbers a direction may hold harms no other answer, beside it or after it', async () => {
    const plain = completion.parse(await (await generate({ max_tokens: 60 })).json())
    const huge = { layer: 1, residual_norm: 1e9, neutral: 1e9, positive: 1e6, negative: 1e6 }
    const bad = await putDirection(worker, { axis: 'huge', manifest: { layers: [huge] } })
    const samplings = [
      { temperature: 0 },
      { top_k: 5 },
      { top_p: 0.5 },
      { min_p: 0.1 },
      { repetition_penalty: 1.5, presence_penalty: 1, frequency_penalty: 1 },
    ]
    for (const sampling of samplings) {
      const [added, beside, boosted] = await Promise.all([
        generate({ max_tokens: 40, sampling, edits: [bad] }),
        generate({ max_tokens: 60 }),
        generate({ max_tokens: 40, sampling, edits: [{ ...bad, mode: 'boost' }] }),
      ])
      const after = await Promise.all([generate({ max_tokens: 60 }), generate({ max_tokens: 60 })])
      for (const response of [beside, ...after]) {
        const { choices } = completion.parse(await response.json())
        expect(choices[0].message.content).toBe(plain.choices[0].message.content)
      }
      expect([added.status, boosted.status]).toEqual([200, 200])
    }
  })

  const strong = (layer: number) => ({ layer, residual_norm: 8, neutral: 0.5, positive: 9, negative: 9 })
})
