/** Axes that are only observed: the answer is the one that it would have been, and its receipt says how far it leaned. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ChatCompletion } from '../../shared/wire/chat.ts'
import { DIRECTION_MISSING, type GenerationState, MAX_OBSERVED } from '../../shared/wire/generate.ts'
import type { ReceiptObserved } from '../../shared/wire/receipt.ts'
import { EventReader } from './events.ts'
import {
  errorOf,
  forwarded,
  generateBody,
  PROJECT,
  putDirection,
  startTestWorker,
  type TestWorker,
  tinyDirection,
} from './worker.ts'

type Edit = Awaited<ReturnType<typeof putDirection>>
type Answer = { completion: ChatCompletion; text: string }

let worker: TestWorker
let formal: Edit
let warm: Edit
let deep: Edit
beforeAll(async () => {
  worker = await startTestWorker()
  formal = await putDirection(worker)
  warm = await putDirection(worker, { axis: 'warm', layer: 0, seed: 2 })
  deep = await putDirection(worker, { axis: 'deep', seed: 3, manifest: { site: 'mlp' } })
})
afterAll(() => worker.close())
afterEach(() => worker.settle())

const observing = (...edits: Edit[]) => edits.map(({ axis, version, direction }) => ({ axis, version, direction }))
async function answer(fields: object): Promise<Answer> {
  const response = await worker.ask('POST', '/v1/generate', generateBody({ logprobs: 3, ...fields }))
  expect(response.status).toBe(200)
  const completion = (await response.json()) as ChatCompletion
  return { completion, text: completion.choices[0]!.message.content ?? '' }
}
const observedOf = ({ completion }: Answer): ReceiptObserved[] => completion.attune.observed
const logprobsOf = ({ completion }: Answer) => completion.choices.map(({ logprobs }) => logprobs)

describe('an answer with observed axes', () => {
  test.each([
    ['unedited', () => ({})],
    ['edited', () => ({ edits: [formal] })],
    ['edited by rank slots', () => ({ edits: [{ ...formal, mode: 'boost' as const }] })],
  ])('is the same to the last bit as without them: %s', async (_, fields) => {
    const alone = await answer(fields())
    for (const observed of [observing(warm), observing(warm, deep)]) {
      const beside = await answer({ ...fields(), observed })
      expect(beside.text).toBe(alone.text)
      expect(logprobsOf(beside)).toEqual(logprobsOf(alone))
      expect(beside.completion.attune.edits.map(({ lean: _, ...edit }) => edit)).toEqual(
        alone.completion.attune.edits.map(({ lean: _, ...edit }) => edit),
      )
    }
  })

  test('is read at every generated token that was run', async () => {
    const { completion } = await answer({ observed: observing(formal, warm), max_tokens: 12 })
    expect(completion.attune.edits).toEqual([])
    expect(completion.attune.observed.map(({ axis, tokens }) => [axis, tokens])).toEqual([
      ['formal', 11],
      ['warm', 11],
    ])
    expect(completion.attune.observed.every(({ lean }) => Number.isFinite(lean))).toBe(true)
  })

  test('leans as far whatever runs beside it', async () => {
    const fields = { observed: observing(formal, warm) }
    const alone = observedOf(await answer(fields))
    const [together] = await Promise.all([answer(fields), answer({ edits: [formal] }), answer({ edits: [warm] })])
    expect(observedOf(together)).toEqual(alone)
  })

  test('leans further the further it is steered', async () => {
    const at = async (strength: number) => {
      const { completion } = await answer({
        edits: [{ ...formal, strength }],
        observed: observing(warm),
        max_tokens: 24,
      })
      return completion.attune.edits[0]!.lean!
    }
    const [low, mid, high] = [await at(-1), await at(0), await at(1)]
    expect(low).toBeLessThan(mid)
    expect(mid).toBeLessThan(high)
  })

  test('of one token, nothing was read', async () => {
    expect(observedOf(await answer({ observed: observing(formal), max_tokens: 1 }))).toMatchObject([
      { lean: null, tokens: 0 },
    ])
  })

  test('an axis that steers tells of its edit, not beside', async () => {
    const { completion } = await answer({ edits: [formal], observed: observing(formal, warm) })
    expect(completion.attune.edits.map(({ axis }) => axis)).toEqual(['formal'])
    expect(completion.attune.observed.map(({ axis }) => axis)).toEqual(['warm'])
  })

  test('what its form spares is not read', async () => {
    const schema = {
      type: 'object',
      properties: { a: { enum: ['yes'] } },
      required: ['a'],
      additionalProperties: false,
    }
    const response_format = { type: 'json_schema', json_schema: { name: 'x', schema } }
    const read = async (json: string) => {
      const { response_format: format } = forwarded({ response_format }) as { response_format: object }
      const [seen] = observedOf(
        await answer({ response_format: format, json, observed: observing(formal), max_tokens: 60 }),
      )
      return seen!.tokens
    }
    const [all, strings, none] = [await read('edit'), await read('strings'), await read('spare')]
    expect(all).toBeGreaterThan(strings)
    expect(none).toBe(0)
  })
})

describe('a live change', () => {
  test('makes an observed axis steer; turning one off that is observed changes nothing', async () => {
    worker.gate.hold()
    const body = generateBody({ max_tokens: 30, stream: true, observed: observing(formal, warm) })
    const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
    await worker.gate.step(6)
    const patch = async (edits: object[]) => {
      const response = await worker.ask('PATCH', `/v1/generations/${body.id}`, { project: PROJECT, edits })
      expect(response.status).toBe(200)
      return (await response.json()) as GenerationState
    }
    const off = await patch([{ axis: 'warm', strength: 0, mode: 'add' }])
    expect([off.applied, off.attune.edits, off.attune.observed.length]).toEqual([true, [], 2])
    const on = await patch([formal])
    expect(on.attune.edits).toMatchObject([{ axis: 'formal', strength: 1 }])
    expect(on.attune.observed.map(({ axis }) => axis)).toEqual(['warm'])
    worker.gate.open()
    const events = await reader.rest()
    const { edits, observed } = JSON.parse(events.at(-2)!).attune
    expect(edits[0].tokens_edited).toBeLessThan(observed[0].tokens)
    const state = (await (
      await worker.ask('GET', `/v1/generations/${body.id}?project=${PROJECT}`)
    ).json()) as GenerationState
    expect(state.attune).toMatchObject({ edits, observed })
  })
})

describe('is refused', () => {
  const refusal = async (fields: object) => {
    const response = await worker.ask('POST', '/v1/generate', generateBody(fields))
    return { status: response.status, ...(await errorOf(response)) }
  }

  test('while a direction is not here, which is named', async () => {
    const { bytes: _, hash } = tinyDirection(worker.model, { seed: 99 })
    const observed = [...observing(formal), { axis: 'other', version: 1, direction: hash }]
    expect(await refusal({ observed })).toMatchObject({ status: 409, code: DIRECTION_MISSING, missing: [hash] })
  })

  test('with more axes than are read', async () => {
    const observed = Array.from({ length: MAX_OBSERVED + 1 }, (_, i) => ({ ...observing(formal)[0], axis: `a${i}` }))
    expect(await refusal({ observed })).toMatchObject({ status: 400, param: 'observed' })
  })

  test.each([{ strength: 0 }, { direction: 'x' }, { version: 0 }, { axis: 'No axis' }])('with %j', async (wrong) => {
    expect(await refusal({ observed: [{ ...observing(formal)[0], ...wrong }] })).toMatchObject({ status: 400 })
  })
})
