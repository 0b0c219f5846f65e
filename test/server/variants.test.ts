/** Choices that are steered each by its own edits: candidates for one prompt, in one batch. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { seedOfChoice } from '../../gpu-worker/engine/random.ts'
import type { ChatCompletion } from '../../shared/wire/chat.ts'
import type { GenerationState } from '../../shared/wire/generate.ts'
import { EventReader } from './events.ts'
import { errorOf, generateBody, PROJECT, putDirection, startTestWorker, type TestWorker } from './worker.ts'

const SEED = 11

let worker: TestWorker
let formal: Awaited<ReturnType<typeof putDirection>>
let warm: typeof formal
let conditional: object
beforeAll(async () => {
  worker = await startTestWorker()
  formal = await putDirection(worker)
  warm = await putDirection(worker, { axis: 'warm', layer: 0, seed: 2 })
  const { direction } = await putDirection(worker, { axis: 'medical', seed: 3 })
  const condition = { axis: 'medical', version: 1, direction, layer: null, threshold: 0, comparison: 'above' }
  conditional = { ...warm, condition }
})
afterAll(() => worker.close())
afterEach(() => worker.settle())

async function answer(fields: object): Promise<ChatCompletion> {
  const sampling = { temperature: 1, seed: SEED }
  const response = await worker.ask('POST', '/v1/generate', generateBody({ sampling, logprobs: 2, ...fields }))
  expect(response.status).toBe(200)
  return (await response.json()) as ChatCompletion
}
type Choice = ChatCompletion['choices'][number]
const factsOf = ({ message, logprobs, attune }: Choice) => {
  const { generation: _, ...receipt } = attune
  return { message, logprobs, receipt }
}

test('each is what a request of its own with those edits and its seed would have given', async () => {
  const variants = [
    [formal],
    [],
    [
      { ...formal, strength: -1 },
      { ...warm, mode: 'boost' },
    ],
  ]
  const observed = [formal, warm].map(({ axis, version, direction }) => ({ axis, version, direction }))
  const { choices } = await answer({ n: 3, variants, observed })
  expect(choices).toHaveLength(3)
  for (const [index, edits] of variants.entries()) {
    const sampling = { temperature: 1, seed: seedOfChoice(SEED, index) }
    const alone = await answer({ edits, observed, sampling })
    expect(factsOf(choices[index]!)).toEqual(factsOf(alone.choices[0]!))
  }
  expect(new Set(choices.map(({ logprobs }) => JSON.stringify(logprobs))).size).toBe(3)
})

test('each receipt tells its own, in a stream and to whoever asks later', async () => {
  const body = generateBody({ n: 2, stream: true, variants: [[formal], [warm]] })
  const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
  const events = (await reader.rest()).slice(0, -1).map((event) => JSON.parse(event))
  const told = events
    .filter(({ attune }) => attune)
    .map(({ choices, attune }) => [choices[0].index, attune.edits[0].axis])
  expect(told.sort()).toEqual([
    [0, 'formal'],
    [1, 'warm'],
  ])
  const response = await worker.ask('GET', `/v1/generations/${body.id}?project=${PROJECT}`)
  const { choices } = (await response.json()) as GenerationState
  expect(choices.map(({ attune }) => attune.edits.map(({ axis }) => axis))).toEqual([['formal'], ['warm']])
})

describe('a live change', () => {
  async function changed(variants: object[][], edits: object[]) {
    worker.gate.hold()
    const body = generateBody({ n: 2, max_tokens: 30, stream: true, variants })
    const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
    await worker.gate.step(6)
    const response = await worker.ask('PATCH', `/v1/generations/${body.id}`, { project: PROJECT, edits })
    expect(response.status).toBe(200)
    const state = (await response.json()) as GenerationState
    worker.gate.open()
    await reader.rest()
    return state.choices.map(({ attune }) =>
      Object.fromEntries(attune.edits.map(({ axis, strength }) => [axis, strength])),
    )
  }

  test('changes all of them', async () => {
    expect(await changed([[formal], []], [{ ...formal, strength: 0.5 }])).toEqual([{ formal: 0.5 }, { formal: 0.5 }])
  })

  test('turns an axis off in those that it steers, one that reads the prompt too', async () => {
    const off = [{ axis: 'warm', strength: 0, mode: 'add' }]
    expect(await changed([[formal, conditional], [formal]], off)).toEqual([{ formal: 1, warm: 0 }, { formal: 1 }])
  })
})

describe('are refused', () => {
  const refusal = async (fields: object) => {
    const response = await worker.ask('POST', '/v1/generate', generateBody(fields))
    return { status: response.status, ...(await errorOf(response)) }
  }

  test.each([
    [2, 1],
    [1, 2],
    [3, 2],
  ])('where n is %i and there are %i', async (n, count) => {
    const variants = Array.from({ length: count }, () => [formal])
    const { status, param, message } = await refusal({ n, variants })
    expect([status, param]).toEqual([400, 'variants'])
    expect(message).toContain(`n is ${n}, and there are ${count}`)
  })

  test('beside edits for all', async () => {
    expect(await refusal({ n: 1, variants: [[formal]], edits: [warm] })).toMatchObject({ status: 400, param: 'edits' })
  })

  test('with a strength out of range, and leave nothing running', async () => {
    const variants = [[formal], [{ ...formal, strength: 1.2 }]]
    expect(await refusal({ n: 2, variants })).toMatchObject({ status: 400, code: 'strength_out_of_range' })
    expect(worker.model.engine.stats).toMatchObject({ running: 0, waiting: 0 })
  })
})
