/** An answer in the orthogonal basis: axes that cancel when summed keep their moves, and the receipt says over what. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatCompletion } from '../../shared/wire/chat.ts'
import { DIRECTION_MISSING, type GenerationState } from '../../shared/wire/generate.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import {
  errorOf,
  generateBody,
  PROJECT,
  putDirection,
  startTestWorker,
  type TestWorker,
  tinyDirection,
} from './worker.ts'

type Edit = Awaited<ReturnType<typeof putDirection>>

/** That of formal and simple on the default model. */
const COSINE = -0.61
/** tinyDirection's size at strength 1. */
const SIZE = 0.2

let worker: TestWorker
let formal: Edit
let simple: Edit
let warm: Edit
/** At another layer than the rest. */
let far: Edit
beforeAll(async () => {
  worker = await startTestWorker()
  const { hidden } = worker.model.config
  const [v, w] = [new Float32Array(hidden), new Float32Array(hidden)]
  v[0] = 1
  w[0] = COSINE
  w[1] = Math.sqrt(1 - COSINE ** 2)
  formal = await putDirection(worker, { axis: 'formal', v })
  simple = await putDirection(worker, { axis: 'simple', v: w })
  warm = await putDirection(worker, { axis: 'warm', seed: 7 })
  far = await putDirection(worker, { axis: 'far', layer: 0, seed: 8 })
})
afterAll(() => worker.close())

async function receiptOf(fields: object): Promise<Receipt> {
  const response = await worker.ask('POST', '/v1/generate', generateBody(fields))
  expect(response.status).toBe(200)
  return ((await response.json()) as ChatCompletion).attune
}
const movesOf = ({ edits }: Receipt) =>
  edits.map(({ projection_before, projection_after }) => projection_after! - projection_before!)

describe('two axes that cancel when summed', () => {
  test('keep more of their moves along their directions in the orthogonal basis', async () => {
    const raw = movesOf(await receiptOf({ edits: [formal, simple] }))
    const orthogonal = movesOf(
      await receiptOf({ edits: [formal, simple], basis: [formal.direction, simple.direction] }),
    )
    // The cap cuts what is longer than .25, which two orthogonal moves of .2 are.
    const kept = ((Math.sqrt(1 - COSINE) + Math.sqrt(1 + COSINE)) / 2) * SIZE
    const lost = ((Math.sqrt(1 - COSINE) - Math.sqrt(1 + COSINE)) / 2) * SIZE
    const cap = 0.25 / Math.hypot(SIZE, SIZE)
    for (const move of raw) expect(move).toBeCloseTo(SIZE * (1 + COSINE), 4)
    for (const move of orthogonal) expect(move).toBeCloseTo(cap * (kept - lost), 4)
    expect(orthogonal[0]).toBeGreaterThan(1.4 * raw[0]!)
  })

  test('alone keep most of it', async () => {
    const [move] = movesOf(await receiptOf({ edits: [formal], basis: [formal.direction, simple.direction] }))
    expect(move).toBeCloseTo(((Math.sqrt(1 - COSINE) + Math.sqrt(1 + COSINE)) / 2) * SIZE, 4)
  })
})

describe('the receipt', () => {
  test('names the basis and what it was made over', async () => {
    const set = [warm.direction, formal.direction]
    expect(await receiptOf({ edits: [formal], basis: set })).toMatchObject({
      basis: 'orthogonal',
      basis_directions: set.toSorted(),
    })
    expect(await receiptOf({ edits: [formal] })).toMatchObject({ basis: 'raw', basis_directions: [] })
    expect(await receiptOf({ edits: [formal], basis: null })).toMatchObject({ basis: 'raw', basis_directions: [] })
  })
})

describe('the set', () => {
  test('that is not all there is asked for, beside what the edits need', async () => {
    const absent = tinyDirection(worker.model, { axis: 'story', seed: 40 })
    const other = tinyDirection(worker.model, { axis: 'funny', seed: 41 })
    const body = generateBody({
      edits: [{ ...formal, direction: other.hash }],
      basis: [formal.direction, absent.hash, other.hash],
    })
    const refused = await worker.ask('POST', '/v1/generate', body)
    expect(refused.status).toBe(409)
    const { code, missing } = await errorOf(refused)
    expect(code).toBe(DIRECTION_MISSING)
    expect((missing as string[]).toSorted()).toEqual([absent.hash, other.hash].toSorted())
    for (const { hash, bytes } of [absent, other]) await worker.ask('PUT', `/v1/directions/${hash}`, bytes)
    expect((await worker.ask('POST', '/v1/generate', body)).status).toBe(200)
  })

  test.each<[string, unknown]>([
    ['nothing', []],
    ['names', ['formal']],
    ['more than fit', Array.from({ length: 65 }, (_, i) => i.toString(16).padStart(64, '0'))],
  ])('of %s is refused', async (_, basis) => {
    const refused = await worker.ask('POST', '/v1/generate', generateBody({ basis }))
    expect([refused.status, (await errorOf(refused)).param]).toEqual([400, expect.stringMatching(/^basis/)])
  })
})

test('a live change keeps the basis; an axis that is not in its set moves along its direction', async () => {
  worker.gate.hold()
  const body = generateBody({ edits: [{ ...formal, strength: 0 }], basis: [formal.direction, simple.direction] })
  const answer = worker.ask('POST', '/v1/generate', body)
  await worker.gate.step()
  const edits = [{ ...formal, strength: 0.5 }, { ...simple, strength: 0.5 }, far]
  const changed = await worker.ask('PATCH', `/v1/generations/${body.id}`, { project: PROJECT, edits })
  expect(((await changed.json()) as GenerationState).attune.basis).toBe('orthogonal')
  worker.gate.open()
  const receipt = ((await (await answer).json()) as ChatCompletion).attune
  expect(receipt.basis_directions).toEqual([formal.direction, simple.direction].toSorted())
  const expected = await receiptOf({ edits: edits.slice(0, 2), basis: [formal.direction, simple.direction] })
  const moves = movesOf(receipt)
  expect(moves).toEqual([...movesOf(expected).map((move) => expect.closeTo(move, 4)), expect.closeTo(SIZE, 4)])
  expect(moves[0]).not.toBeCloseTo(movesOf(await receiptOf({ edits: edits.slice(0, 2) }))[0]!, 3)
})
