/** POST /v1/leans: given texts are read as answers, on the scale of answers' own leans; and written anew in plain words. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { NEUTRAL_PROMPTS } from '../../gpu-worker/fitting/text-pairs.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { Lean } from '../../shared/steering/lean.ts'
import { DIRECTION_MISSING } from '../../shared/wire/generate.ts'
import { type LeansAnswer, leansAnswer, MAX_LEANING_TEXTS } from '../../shared/wire/leans.ts'
import { CONTEXT, errorOf, PROJECT, putDirection, startTestWorker, type TestWorker, tinyDirection } from './worker.ts'

const ROOMY = 2048

let worker: TestWorker | null = null
let directions: { axis: string; version: number; direction: string }[]
async function start(context = CONTEXT): Promise<TestWorker> {
  worker = await startTestWorker({ model: { context } })
  worker.gate.open()
  const edits = [await putDirection(worker), await putDirection(worker, { axis: 'warm', layer: 0, seed: 2 })]
  directions = edits.map(({ axis, version, direction }) => ({ axis, version, direction }))
  return worker
}
afterEach(async () => {
  await worker?.close()
  worker = null
})

const body = (texts: object[], more: object = {}) => ({ project: PROJECT, model: 'tiny', texts, directions, ...more })
async function read(from: TestWorker, texts: object[], more: object = {}): Promise<LeansAnswer['texts']> {
  const response = await from.ask('POST', '/v1/leans', body(texts, more))
  expect(response.status).toBe(200)
  return leansAnswer.parse(await response.json()).texts
}
const refusal = async (from: TestWorker, content: object) => {
  const response = await from.ask('POST', '/v1/leans', content)
  return { status: response.status, ...(await errorOf(response)) }
}

describe('a text', () => {
  test('leans as its states do, and is as surprising as the model finds it', async () => {
    const from = await start()
    const [told] = await read(from, [{ text: 'the word and the other', prompt: 'Tell me.' }])
    const { engine, tokenizer, template } = from.model
    const prompt = template.encode([{ role: 'user', content: 'Tell me.' }])
    const ids = tokenizer.encode('the word and the other')
    const leans = [tinyDirection(from.model), tinyDirection(from.model, { axis: 'warm', layer: 0, seed: 2 })].map(
      ({ bytes }) => new Lean(decodeDirection(bytes)),
    )
    await engine.read(
      { start: 0, seen: prompt, texts: [{ ids }], states: ['residual.0', 'residual.1'] },
      (out, _, n) => {
        for (let row = 0; row < n; row++)
          for (const lean of leans) lean.read((hook) => out.states.get(hook)?.hidden, row)
      },
    )
    const messages = [{ role: 'user' as const, content: 'Tell me.' }]
    const [score] = await new EngineLanguageModel(from.model).score([{ messages, answer: 'the word and the other' }])
    const surprise = -score!.logProbs.reduce((sum, logProb) => sum + logProb, 0) / ids.length
    expect(told).toEqual({
      leans: leans.map(({ value }) => expect.closeTo(value!, 4)),
      tokens: ids.length,
      cut: false,
      surprise: expect.closeTo(surprise, 4),
      rewrite: null,
    })
  })

  test('is read behind a prompt that asks for no style, where none is given', async () => {
    const from = await start()
    const [unsaid, said] = await read(from, [{ text: 'the word' }, { text: 'the word', prompt: NEUTRAL_PROMPTS[0] }])
    const [other] = await read(from, [{ text: 'the word', prompt: 'Another.' }])
    expect(unsaid!.leans).toEqual(said!.leans.map((lean) => expect.closeTo(lean!, 4)))
    expect(other!.leans).not.toEqual(unsaid!.leans.map((lean) => expect.closeTo(lean!, 4)))
  })

  test('that is too long is cut, and that is said', async () => {
    const from = await start()
    const long = 'word '.repeat(2000)
    const [first, second] = await read(from, [{ text: long }, { text: 'word' }])
    expect(first).toMatchObject({ cut: true })
    expect(first!.tokens).toBeLessThan(CONTEXT)
    expect(second).toMatchObject({ cut: false })
  })

  test('has no lean where the direction cannot say', async () => {
    const from = await start()
    const v = new Float32Array(from.model.config.hidden)
    v[0] = 1
    const none = { positive: 0, negative: 0 }
    const manifest = { layers: [{ layer: 1, residual_norm: 8, neutral: 0.5, ...none }] }
    const { axis, version, direction } = await putDirection(from, { axis: 'none', v, manifest })
    const [told] = await read(from, [{ text: 'word' }], { directions: [...directions, { axis, version, direction }] })
    expect(told!.leans).toEqual([expect.any(Number), expect.any(Number), null])
  })
})

describe('written anew', () => {
  test('each is read beside, the same every time', async () => {
    const from = await start(ROOMY)
    const texts = [{ text: 'the word' }, { text: 'and another one', prompt: 'Say it.' }]
    const told = await read(from, texts, { rewrite: true })
    for (const { rewrite } of told) {
      expect(rewrite!.text.length).toBeGreaterThan(0)
      expect(rewrite!.leans).toHaveLength(2)
      expect(rewrite!.tokens).toBeGreaterThan(0)
    }
    const again = await read(from, texts, { rewrite: true })
    expect(again.map(({ rewrite }) => rewrite!.text)).toEqual(told.map(({ rewrite }) => rewrite!.text))
  })

  test('there is none where the context has no room for it', async () => {
    const from = await start()
    expect(await read(from, [{ text: 'word' }], { rewrite: true })).toMatchObject([{ rewrite: null }])
  })
})

test('answers go on beside it, and a client that leaves ends it', async () => {
  const from = await start(ROOMY)
  const leave = new AbortController()
  const generate = vi.spyOn(EngineLanguageModel.prototype, 'generate')
  const asked = from.ask('POST', '/v1/leans', body([{ text: 'word' }], { rewrite: true }), { signal: leave.signal })
  asked.catch(() => {})
  await vi.waitFor(() => expect(from.model.engine.stats.running).toBe(1), { interval: 1 })
  leave.abort()
  await expect(asked).rejects.toThrow()
  await expect(generate.mock.results[0]!.value).rejects.toMatchObject({ code: 'cancelled' })
  generate.mockRestore()
  await from.settle()
})

describe('is refused', () => {
  test('while a direction is not here, which is named', async () => {
    const from = await start()
    const { hash } = tinyDirection(from.model, { seed: 99 })
    const named = [...directions, { axis: 'other', version: 1, direction: hash }]
    const told = await refusal(from, body([{ text: 'word' }], { directions: named }))
    expect(told).toMatchObject({ status: 409, code: DIRECTION_MISSING, missing: [hash] })
  })

  test('for another model, an unsigned request, and what is malformed', async () => {
    const from = await start()
    expect(await refusal(from, body([{ text: 'word' }], { model: 'other' }))).toMatchObject({
      status: 404,
      param: 'model',
    })
    const unsigned = await fetch(`${from.url}/v1/leans`, {
      method: 'POST',
      body: JSON.stringify(body([{ text: 'x' }])),
    })
    expect(unsigned.status).toBe(401)
    const many = Array.from({ length: MAX_LEANING_TEXTS + 1 }, () => ({ text: 'word' }))
    for (const [content, param] of [
      [body([]), 'texts'],
      [body(many), 'texts'],
      [body([{ text: '' }]), 'texts.0.text'],
      [body([{ text: 'x'.repeat(20_001) }]), 'texts.0.text'],
      [body([{ text: 'x', prompt: 'x'.repeat(2001) }]), 'texts.0.prompt'],
      [body([{ text: 'x' }], { directions: [] }), 'directions'],
      [body([{ text: 'x' }], { rewrite: 'yes' }), 'rewrite'],
    ] as const) {
      expect(await refusal(from, content)).toMatchObject({ status: 400, param })
    }
  })

  test('behind a prompt that leaves no room', async () => {
    const from = await start()
    const told = await refusal(from, body([{ text: 'fine' }, { text: 'word', prompt: 'a b '.repeat(400) }]))
    expect(told).toMatchObject({ status: 400, code: 'context_length_exceeded', param: 'texts.1.prompt' })
  })
})
