/** The engine as fitting sees it: scores, hidden states and texts, against the plain model. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { StretchPace } from '../../gpu-worker/engine/stretch-size.ts'
import type { Reading, Score, TextRequest } from '../../gpu-worker/language/language-model.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { type Hook, hookAt } from '../../shared/steering/hook.ts'
import { afterPrompt } from '../../shared/steering/selection.ts'
import { PlainLlama, type PlainState } from '../support/plain-llama.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { openTinyModel, type TinyModel } from '../support/tiny-model.ts'

const HIDDEN = 64
const LAYERS = 3

let model: TinyModel
let plain: PlainLlama
/** A fresh one has nothing cached. */
const fresh = () => new EngineLanguageModel(model)

beforeAll(async () => {
  model = await openTinyModel({ seed: 31, layers: LAYERS, hidden: HIDDEN, context: 512 }, { rows: 3, context: 512 })
  using file = openModelFile(join(model.folder, 'model.gguf'))
  plain = new PlainLlama(file)
})
afterAll(() => model[Symbol.asyncDispose]())

const idle = () => vi.waitFor(() => expect(model.engine.stats).toMatchObject({ running: 0, waiting: 0 }), 30_000)

const user = (content: string) => [{ role: 'user' as const, content }]
const reading = (question: string, answer: string): Reading => ({ messages: user(question), answer })
const random = createRandom(23)
const stateAt = (states: PlainState['states'], l: number) => states.get(hookAt('residual', l))!.hidden
const editOf = (slots: number) => randomEdit(random, { hidden: HIDDEN, layers: [0, 2], slots })

/** The plain model's states of prompt and answer; the edit from the last prompt token on. */
function plainStates({ messages, answer }: Reading, edit: Edit | null = null) {
  const prompt = model.template.encode(messages)
  const tokens = model.tokenizer.encode(answer)
  const cache = plain.newCache()
  const states = [...prompt, ...tokens].map((id, at) => plain.step(cache, id, at >= prompt.length - 1 ? edit : null))
  return { tokens, before: prompt.length, states }
}

/** log softmax of each answer token, given all before it. */
function plainScore(request: Reading, edit: Edit | null = null) {
  const { tokens, before, states } = plainStates(request, edit)
  return tokens.map((id, i) => {
    const { logits } = states[before + i - 1]!
    return logits[id]! - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0))
  })
}

const close = (got: ArrayLike<number>, expected: number[]) => {
  expect(got.length).toBe(expected.length)
  expected.forEach((value, i) => void expect(got[i]).toBeCloseTo(value, 4))
}

describe('a score', () => {
  const LONG = 'and the other of them '.repeat(12)

  test.each([
    ['a short answer', reading('the user', 'an answer of the assistant')],
    ['one token', reading('the user', 'a')],
    ['a prompt and an answer longer than a stretch', reading(LONG, LONG)],
  ])('is the log softmax of each token: %s', async (_what, request) => {
    const [score] = await fresh().score([request])
    close(score!.logProbs, plainScore(request))
  })

  test.each([0, 1, 3])('under an edit with %d rank slots, from the last prompt token on', async (slots) => {
    const edit = editOf(slots)
    const request = { ...reading('the user is here', 'and there'), edit }
    const [score] = await fresh().score([request])
    close(score!.logProbs, plainScore(request, edit))
    const [unedited] = await fresh().score([reading('the user is here', 'and there')])
    expect(Math.abs(score!.logProbs[0]! - unedited!.logProbs[0]!)).toBeGreaterThan(0.01)
  })

  test('under slots that the prompt chooses, by the state of its last token', async () => {
    const hook = hookAt('mlp', 1)
    const request = reading('the user is here', 'and there')
    const { before, states } = plainStates(request)
    const prompt = states[before - 1]!.states.get(hook)!.hidden
    const length = Math.hypot(...prompt)
    const slot = (side: 1 | -1) => {
      const u = Float32Array.from(prompt, (x) => (side * x) / length)
      return { u, v: u, a: -3, g: 0, whenOpposed: true }
    }
    const editWith = (slots: ReturnType<typeof slot>[]): Edit =>
      new Map([[hook, { e: new Float32Array(HIDDEN), slots }]])
    const plainly = ({ whenOpposed: _, ...rest }: ReturnType<typeof slot>) => rest
    const [both] = await fresh().score([{ ...request, edit: editWith([slot(1), slot(-1)]) }])
    close(
      both!.logProbs,
      plainScore(request, new Map([[hook, { e: new Float32Array(HIDDEN), slots: [plainly(slot(-1))] }]])),
    )
    const [none] = await fresh().score([{ ...request, edit: editWith([slot(1)]) }])
    close(none!.logProbs, plainScore(request))
  })

  test('comes in the order asked, whatever order things are read in', async () => {
    const requests = ['b', 'a', 'c', 'a', 'b'].map((question, i) => reading(question, `answer ${i}`))
    const scores = await fresh().score(requests)
    for (const [i, request] of requests.entries()) close(scores[i]!.logProbs, plainScore(request))
  })
})

describe('a prompt that was read before', () => {
  const requests = [
    reading('the user of the system', 'an answer'),
    reading('the user of the system', 'another answer'),
    reading('the user of the', 'an answer'),
    reading('the user of the system and more', 'an answer'),
  ]

  test('gives the same numbers as one that was not', async () => {
    const alone: Score[] = []
    for (const request of requests) alone.push(...(await fresh().score([request])))
    const reusing = fresh()
    const [one, again] = [await reusing.score(requests), await reusing.score(requests)]
    expect(again).toEqual(one)
    // Two of them were read side by side, which may change last bits; the others were not.
    expect(one.slice(2)).toEqual(alone.slice(2))
    for (const [i, { logProbs }] of one.entries()) {
      logProbs.forEach((value, at) => void expect(value).toBeCloseTo(alone[i]!.logProbs[at]!, 4))
    }
  })

  type Read = [start: number, seen: number, own: number]
  /** What was read of the model while something was done: the first place, and tokens of prompts and of answers. */
  async function readingsOf(work: () => Promise<unknown>): Promise<Read[]> {
    const read = model.engine.read.bind(model.engine)
    const readings: Read[] = []
    model.engine.read = (request, visit) => {
      const { start, seen = [], texts = [] } = request
      readings.push([start, seen.length, texts.reduce((sum, { ids }) => sum + ids.length, 0)])
      return read(request, visit)
    }
    try {
      await work()
    } finally {
      model.engine.read = read
    }
    return readings
  }

  test('is not run again', async () => {
    const reusing = fresh()
    const cost = async () => {
      const readings = await readingsOf(() => reusing.score([requests[0]!]))
      return readings.reduce((sum, [, seen, own]) => sum + seen + own, 0)
    }
    const [first, second] = [await cost(), await cost()]
    expect(first).toBeGreaterThan(second)
    expect(second).toBe(model.tokenizer.encode(requests[0]!.answer).length)
  })

  test('in part is run from where it differs', async () => {
    const reusing = fresh()
    const start = 'the other user and the system '.repeat(12)
    await reusing.score([reading(`${start}a`, 'an answer')])
    const [a, b] = ['a', 'b'].map((end) => model.template.encode(user(`${start}${end}`)))
    const same = a!.findIndex((id, i) => id !== b![i])
    const readings = await readingsOf(() => reusing.score([reading(`${start}b`, 'an answer')]))
    expect(readings).toEqual([[same, b!.length - 1 - same, model.tokenizer.encode('an answer').length]])
  })

  test('is not spoiled by an edit, by another answer, or by activations read in between', async () => {
    const reusing = fresh()
    const expected = await fresh().score([requests[0]!])
    await reusing.score([{ ...requests[0]!, edit: editOf(2) }])
    expect(await reusing.score([requests[0]!])).toEqual(expected)
    await reusing.activations([requests[1]!], [hookAt('residual', 1)])
    expect(await reusing.score([requests[0]!])).toEqual(expected)
  })

  test('by answers is found where their prefill left it, and read no further than it must', async () => {
    const messages = user('the other user and the system '.repeat(8))
    await fresh().generate([{ messages, maxTokens: 4, temperature: 1, topP: 1, repetitionPenalty: 1, seed: 1 }])
    const request = { messages, answer: 'an answer' }
    const { prefixes } = model.engine.stats
    const [found] = await fresh().score([request])
    // Fits' own readings do not count as what users' prompts found.
    expect(model.engine.stats.prefixes).toMatchObject({ askedTokens: prefixes.askedTokens })
    const runs: number[] = []
    const stretch = model.engine.runner.stretch.bind(model.engine.runner)
    model.engine.runner.stretch = (asked) => {
      runs.push(asked.ids.length)
      return stretch(asked)
    }
    const [again] = await fresh().score([request])
    model.engine.runner.stretch = stretch
    expect(again).toEqual(found)
    expect(runs.reduce((sum, count) => sum + count, 0)).toBeLessThan(model.template.encode(messages).length / 2)
  })

  test('longer than a stretch, in part the same', async () => {
    const start = 'the other user and the system '.repeat(12)
    const long = ['a', 'b', 'a and more', 'b'].map((end) => reading(start + end, 'an answer'))
    const alone: Score[] = []
    for (const request of long) alone.push(...(await fresh().score([request])))
    const together = await fresh().score(long)
    // The second and the fourth are one prompt, read once.
    expect([together[0], together[2]]).toEqual([alone[0], alone[2]])
    for (const i of [1, 3]) {
      together[i]!.logProbs.forEach((value, at) => void expect(value).toBeCloseTo(alone[i]!.logProbs[at]!, 4))
    }
  })
})

describe('answers under one prompt', () => {
  /** Stretches that ran, by their tokens, and whether texts lay side by side. */
  async function stretchesOf(work: () => Promise<unknown>): Promise<{ tokens: number; sideBySide: boolean }[]> {
    const { runner } = model.engine
    const stretch = runner.stretch.bind(runner)
    const ran: { tokens: number; sideBySide: boolean }[] = []
    runner.stretch = (asked, signal) => {
      ran.push({ tokens: asked.ids.length, sideBySide: asked.places !== undefined })
      return stretch(asked, signal)
    }
    try {
      await work()
    } finally {
      runner.stretch = stretch
    }
    return ran
  }

  const ANSWERS = ['an answer', 'the other of them', 'a', 'and there the system', 'an answer']

  test('are scored side by side, each as if it were alone, under its own edit', async () => {
    const edits = [undefined, editOf(0), editOf(0), undefined, editOf(0)]
    const requests = ANSWERS.map((answer, i) => ({ ...reading('the user', answer), edit: edits[i] }))
    const language = fresh()
    let scores: Score[] = []
    const ran = await stretchesOf(async () => {
      scores = await language.score(requests)
    })
    expect(ran.length).toBe(2)
    expect(ran.every(({ sideBySide }) => sideBySide)).toBe(true)
    for (const [i, request] of requests.entries()) close(scores[i]!.logProbs, plainScore(request, edits[i] ?? null))
  })

  test('that fill many stretches are as if alone, however the stretches are cut', async () => {
    const requests = Array.from({ length: 30 }, (_, i) => ({
      ...reading('the user of the system', 'and the other of them '.repeat(1 + (i % 4))),
      edit: i % 3 ? editOf(0) : undefined,
    }))
    const whole = await fresh().score(requests)
    // As beside users' answers.
    const short = vi.spyOn(StretchPace.prototype, 'size').mockReturnValue(32)
    let cut: Score[] = []
    const ran = await stretchesOf(async () => {
      cut = await fresh().score(requests)
    }).finally(() => short.mockRestore())
    expect(Math.max(...ran.map(({ tokens }) => tokens))).toBeLessThanOrEqual(32)
    expect(cut).toEqual(whole)
    for (const i of [0, 7, 29]) close(whole[i]!.logProbs, plainScore(requests[i]!, requests[i]!.edit ?? null))
  })

  test('under rank slots are read one by one, beside others that are not', async () => {
    const edits = [editOf(0), editOf(2), editOf(0), editOf(1)]
    const requests = edits.map((edit, i) => ({ ...reading('the user', ANSWERS[i]!), edit }))
    const scores = await fresh().score(requests)
    for (const [i, request] of requests.entries()) close(scores[i]!.logProbs, plainScore(request, edits[i]!))
  })

  test('give hidden states side by side', async () => {
    const hooks = [hookAt('residual', 2), hookAt('mlp', 1)]
    const readings = ANSWERS.map((answer) => reading('the user', answer))
    const together = await fresh().activations(readings, hooks)
    for (const [i, request] of readings.entries()) {
      const { tokens, before, states } = plainStates(request)
      expect(together[i]!.tokens).toBe(tokens.length)
      for (const hook of hooks) {
        const sum = (k: number) => states.slice(before).reduce((sum, at) => sum + at.states.get(hook)!.hidden[k]!, 0)
        for (let k = 0; k < HIDDEN; k++) expect(together[i]!.means.get(hook)![k]).toBeCloseTo(sum(k) / tokens.length, 4)
      }
    }
  })

  test.each([1, 2, 7])('of one token each, %d of them, are the same whatever the row held', async (count) => {
    const asked = Array.from({ length: count }, (_, i) => reading(`the user of the system ${count}`, 'abcdefg'[i]!))
    const language = fresh()
    const first = await language.score(asked)
    expect(await language.score(asked)).toEqual(first)
    expect(await fresh().score(asked)).toEqual(first)
    for (const [i, request] of asked.entries()) close(first[i]!.logProbs, plainScore(request))
  })

  test('leave the prompt in the row as it was', async () => {
    const language = fresh()
    const request = reading('the user of the system and more', 'an answer')
    const [alone] = await fresh().score([request])
    await language.score(ANSWERS.map((answer) => ({ ...request, answer, edit: editOf(0) })))
    expect(await language.score([request])).toEqual([alone])
  })
})

describe('activations', () => {
  test.each([
    ['short', reading('the user', 'an answer of the assistant')],
    ['longer than a stretch', reading('the user', 'and the other of them '.repeat(12))],
  ])("are the means of the answer's hidden states and of their norms: %s", async (_what, request) => {
    const hooks = Array.from({ length: LAYERS }, (_, l) => hookAt('residual', l))
    const [{ tokens: count, means, norms }] = (await fresh().activations([request], hooks)) as [
      Awaited<ReturnType<EngineLanguageModel['activations']>>[0],
    ]
    const { tokens, before, states } = plainStates(request)
    const ofAnswer = states.slice(before)
    expect([count, [...means.keys()], [...norms.keys()]]).toEqual([tokens.length, hooks, hooks])
    for (let l = 0; l < LAYERS; l++) {
      for (let k = 0; k < HIDDEN; k++) {
        const mean = ofAnswer.reduce((sum, { states }) => sum + stateAt(states, l)[k]!, 0) / tokens.length
        expect(means.get(hooks[l]!)![k]).toBeCloseTo(mean, 4)
      }
      const norm = ofAnswer.reduce((sum, { states }) => sum + Math.hypot(...stateAt(states, l)), 0) / tokens.length
      expect(norms.get(hooks[l]!)).toBeCloseTo(norm, 3)
    }
  })

  test('of all sites come from one pass', async () => {
    const request = reading('the user', 'an answer of the assistant')
    const hooks = [hookAt('mlp', 0), hookAt('attention', 2), hookAt('residual', 1)]
    const [{ means }] = (await fresh().activations([request], hooks)) as [
      Awaited<ReturnType<EngineLanguageModel['activations']>>[0],
    ]
    const { tokens, before, states } = plainStates(request)
    for (const hook of hooks) {
      for (let k = 0; k < HIDDEN; k++) {
        const sum = states.slice(before).reduce((sum, at) => sum + at.states.get(hook)!.hidden[k]!, 0)
        expect(means.get(hook)![k]).toBeCloseTo(sum / tokens.length, 4)
      }
    }
  })
})

describe('texts', () => {
  const text = (seed: number, request: Partial<TextRequest> = {}): TextRequest => ({
    messages: user('the user'),
    maxTokens: 20,
    temperature: 1,
    topP: 0.95,
    repetitionPenalty: 1.1,
    seed,
    ...request,
  })

  test('under slots that the prompt chooses are those of the slots chosen', async () => {
    const all = editOf(3)
    const opposed: Edit = new Map(
      [...all].map(([hook, { e, slots }]) => [
        hook,
        { e, slots: slots.map((slot) => ({ ...slot, whenOpposed: true })) },
      ]),
    )
    const prompt = model.template.encode(user('the user'))
    const states = new Map<Hook, Float32Array>()
    await model.engine.read({ start: 0, texts: [{ ids: prompt }], states: [...all.keys()] }, (output) => {
      for (const hook of all.keys()) states.set(hook, output.states.get(hook)!.hidden.slice(-HIDDEN))
    })
    const chosen = afterPrompt(opposed, states)
    const slotsOf = (edit: Edit) => [...edit.values()].reduce((sum, { slots }) => sum + slots.length, 0)
    expect(slotsOf(chosen)).toBeGreaterThan(0)
    expect(slotsOf(chosen)).toBeLessThan(slotsOf(all))
    const [one, other, whole] = await fresh().generate([opposed, chosen, all].map((edit) => text(5, { edit })))
    expect(one).toEqual(other)
    expect(one!.text).not.toBe(whole!.text)
  })

  test('are the same for the same seed whatever else is in the batch', async () => {
    const [alone] = await fresh().generate([text(5)])
    const batch = await fresh().generate([text(1), text(5), text(2, { edit: editOf(1) }), text(3), text(4)])
    expect(batch[1]).toEqual(alone)
    expect(batch[0]!.text).not.toBe(alone!.text)
    expect(batch.every(({ tokens, finish }) => tokens > 0 && ['stop', 'length'].includes(finish))).toBe(true)
  })

  test('tell how far they are', async () => {
    const progress: number[] = []
    await fresh().generate([text(1), text(2), text(3)], {
      onProgress: (done, total) => void progress.push(done, total),
    })
    expect(progress).toEqual([1, 3, 2, 3, 3, 3])
  })

  test('one that cannot be made ends them all, and nothing goes on behind', async () => {
    const long = text(2, { messages: user('word '.repeat(2000)) })
    const { decodedTokens } = model.engine.stats
    await expect(fresh().generate([text(1, { maxTokens: 400 }), long])).rejects.toMatchObject({
      code: 'context_too_long',
    })
    await idle()
    expect(model.engine.stats.decodedTokens - decodedTokens).toBeLessThan(10)
  })
})

describe('cancelling', () => {
  test('texts: all of them end', async () => {
    const controller = new AbortController()
    const requests = Array.from({ length: 6 }, (_, seed) => ({
      messages: user('the user'),
      maxTokens: 400,
      temperature: 1,
      topP: 1,
      repetitionPenalty: 1,
      seed,
    }))
    const { decodedTokens } = model.engine.stats
    const texts = fresh().generate(requests, { signal: controller.signal })
    controller.abort()
    await expect(texts).rejects.toMatchObject({ code: 'cancelled' })
    await idle()
    expect(model.engine.stats.decodedTokens - decodedTokens).toBeLessThan(10)
  })

  test('scores and activations: the rest is not read, and the next are right', async () => {
    const language = fresh()
    const controller = new AbortController()
    const requests = ['a', 'b', 'c'].map((question) => reading(question, 'an answer'))
    let done = 0
    const task = {
      signal: controller.signal,
      onProgress: () => {
        done++
        controller.abort()
      },
    }
    await expect(language.score(requests, task)).rejects.toThrow(/abort/i)
    expect(done).toBe(1)
    await expect(language.activations(requests, [hookAt('residual', 0)], task)).rejects.toThrow(/abort/i)
    expect(await language.score(requests)).toEqual(await fresh().score(requests))
  })
})

describe('is refused', () => {
  test('an answer without tokens', async () => {
    await expect(fresh().score([reading('the user', '')])).rejects.toThrow(
      'an answer to be read has at least one token',
    )
  })

  test('what is longer than the context, with both lengths', async () => {
    const tooLong = fresh().activations([reading('the user', 'word '.repeat(600))], [hookAt('residual', 0)])
    await expect(tooLong).rejects.toMatchObject({
      code: 'context_too_long',
      facts: { max: 512, tokens: expect.any(Number) },
    })
  })

  test('and what comes after is read as usual', async () => {
    const language = fresh()
    await language.score([reading('the user', '')]).catch(() => {})
    expect(await language.score([reading('a', 'b')])).toEqual(await fresh().score([reading('a', 'b')]))
  })
})

test('facts are those of the file and the settings', () => {
  expect(fresh().facts).toEqual({
    hash: model.source.sha256,
    name: 'tiny',
    architecture: 'llama',
    hiddenSize: HIDDEN,
    layers: LAYERS,
    weightForm: 'fp32',
    readingForm: 'fp32',
    context: 512,
  })
})

describe('long texts', () => {
  /** How often others got the loop while `work` tokenised ten texts of 12 ms each. */
  async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
    const { template } = model
    const encode = template.encode.bind(template)
    let texts = 0
    let turns = 0
    let last = -1
    const slow = vi.spyOn(template, 'encode').mockImplementation((...args) => {
      texts++
      for (const until = performance.now() + 12; performance.now() < until; );
      return encode(...args)
    })
    let over = false
    const count = () => {
      if (texts !== last && texts < 10) turns++
      last = texts
      if (!over) setImmediate(count)
    }
    setImmediate(count)
    await work()
    over = true
    slow.mockRestore()
    return turns
  }

  test('are tokenised in slices, so that answers go on meanwhile', async () => {
    const requests = Array.from({ length: 10 }, (_, i) => ({ ...reading(`the ${i}`, 'user'), edit: undefined }))
    const texts = requests.map(({ messages }): TextRequest => {
      return { messages, maxTokens: 1, temperature: 0, topP: 1, repetitionPenalty: 1, seed: 1 }
    })
    expect(await turnsDuring(() => fresh().generate(texts))).toBeGreaterThan(6)
    const same = requests.map((request) => ({ ...request, messages: user('the same') }))
    expect(await turnsDuring(() => fresh().score(same))).toBeGreaterThan(6)
  })
})
