import { beforeAll, describe, expect, inject, it } from 'vitest'
import { workerMetrics } from '../../cli/metrics.ts'
import type { EditMode } from '../../shared/wire/steering.ts'
import { type Answer, newProject, type Project } from './project.ts'

let project: Project
beforeAll(async () => {
  project = await newProject()
})

function commonBeginning(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return a.slice(0, length)
}

const running = async () => (await workerMetrics(inject('pair').workerUrl))('attune_generations_running')
/** Long enough that the answer is still running when it is changed. */
const LONG = { content: 'Tell me everything about the sea.', max_tokens: 100, repetition_penalty: 1.1 }

it('changes strengths while the answer streams; the receipt says from which token', async () => {
  const strengths = { simple: -1 }
  const { text: unchanged } = await project.stream({ ...LONG, steering: { strengths } })
  let change: Answer | null = null
  let late: Answer | null = null
  const { id, text, receipt } = await project.stream({ ...LONG, steering: { strengths } }, async (pieces, id) => {
    if (pieces !== 10) return
    change = await project.ask('PATCH', `/v1/generations/${id}`, { strengths: { simple: 1, warm: 0.5 }, seq: 5 })
    late = await project.ask('PATCH', `/v1/generations/${id}`, { strengths: { simple: -1 }, seq: 4 })
  })
  expect(change).toMatchObject({ status: 200, body: { applied: true, seq: 5, strengths: { simple: { value: 1 } } } })
  expect(late).toMatchObject({ status: 200, body: { applied: false, seq: 5, strengths: { simple: { value: 1 } } } })

  expect(receipt.changes).toEqual([{ seq: 5, at_token: expect.any(Number) }])
  const { at_token } = receipt.changes[0]
  expect(at_token).toBeGreaterThanOrEqual(10)
  const edits = Object.fromEntries(receipt.edits.map((edit) => [edit.axis, edit]))
  expect(edits.simple).toMatchObject({ strength: 1, mode: 'add' })
  expect(edits.warm).toMatchObject({ strength: 0.5 })
  expect(edits.simple.tokens_edited - edits.warm.tokens_edited).toBeGreaterThanOrEqual(at_token - 1)

  // Same seed: the same text up to the change, another one after it.
  expect(text).not.toBe(unchanged)
  expect(commonBeginning(text, unchanged).split(/\s+/).length).toBeGreaterThan(5)

  const { status, body } = await project.ask('GET', `/v1/generations/${id}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ id, status: 'finished', attune: receipt })
  const ended = await project.ask('PATCH', `/v1/generations/${id}`, { strengths: { simple: 0 } })
  expect(ended).toMatchObject({ status: 409, body: { error: { code: 'generation_ended' } } })
})

it('turns an axis off and on that the answer began without', async () => {
  const { receipt } = await project.stream(LONG, async (pieces, id) => {
    if (pieces === 5) await project.ask('PATCH', `/v1/generations/${id}`, { strengths: { formal: 1 } })
    if (pieces === 15) await project.ask('PATCH', `/v1/generations/${id}`, { strengths: { formal: 0 } })
  })
  expect(receipt.changes).toHaveLength(2)
  const [formal] = receipt.edits
  expect(formal).toMatchObject({ axis: 'formal', strength: 0 })
  expect(formal.tokens_edited).toBeGreaterThan(0)
  expect(formal.tokens_edited).toBeLessThanOrEqual(receipt.changes[1].at_token - receipt.changes[0].at_token)
})

describe('two users at once, each changed live by PATCH', () => {
  /** Of formal's direction, relative to the layer's mean norm: sizes of +1 and -1, and neutral text's projection. */
  async function calibration() {
    const { body } = await project.ask('GET', '/v1/axes/formal/directions')
    const [{ positive, negative, neutral, residual_norm }] = body.data[0].manifest.layers
    return { positive, negative, neutral: neutral / residual_norm }
  }

  /** Both answer in one batch, steered along another axis each, until `formal` is turned up in the given way. */
  async function turned(mode: EditMode, values: readonly [number, number]) {
    const users = ['mia', 'leo'] as const
    const profiles = [{ simple: 1 }, { simple: -1 }]
    return Promise.all(
      users.map(async (user, i) => {
        await project.ask('PUT', `/v1/profiles/${user}`, { strengths: profiles[i] })
        let change: Answer | null = null
        const { receipt } = await project.stream({ ...LONG, user }, async (pieces, id) => {
          if (pieces !== 10) return
          const strengths = { simple: 0, formal: { value: values[i], mode } }
          change = await project.ask('PATCH', `/v1/generations/${id}`, { strengths, seq: 1 })
        })
        expect(change).toMatchObject({ status: 200, body: { applied: true } })
        const edits = Object.fromEntries(receipt.edits.map((edit) => [edit.axis, edit]))
        const { at_token } = receipt.changes[0]
        expect(edits.simple.tokens_edited).toBeGreaterThanOrEqual(at_token - 1)
        expect(edits.formal).toMatchObject({ mode, strength: values[i], version: 1 })
        expect(edits.formal.tokens_edited).toBeGreaterThan(10)
        return { before: edits.formal.projection_before!, after: edits.formal.projection_after! }
      }),
    )
  }

  it('add: to opposite poles, by the calibrated sizes', async () => {
    const { positive, negative } = await calibration()
    const [mia, leo] = await turned('add', [0.5, -0.5])
    expect(mia.after - mia.before).toBeCloseTo(positive / 2, 3)
    expect(leo.after - leo.before).toBeCloseTo(-negative / 2, 3)
  })

  it('boost: one leans twice as far from neutral, the other half as far', async () => {
    const { neutral } = await calibration()
    const [mia, leo] = await turned('boost', [1, -0.5])
    expect(mia.after - neutral).toBeCloseTo(2 * (mia.before - neutral), 3)
    expect(leo.after - neutral).toBeCloseTo((leo.before - neutral) / 2, 3)
  })

  it('neutralise: one wholly, the other by half', async () => {
    const { neutral } = await calibration()
    const [mia, leo] = await turned('neutralise', [1, 0.5])
    expect(mia.before).not.toBeCloseTo(neutral, 3)
    expect(mia.after).toBeCloseTo(neutral, 3)
    expect(leo.after - neutral).toBeCloseTo((leo.before - neutral) / 2, 3)
  })
})

it('cancels a running answer', async () => {
  let cancelled: Answer | null = null
  const stream = await project.openai.chat.completions.create({
    ...project.request({ ...LONG, max_tokens: 1500 }),
    stream: true,
  })
  let id = ''
  const consume = async () => {
    for await (const chunk of stream) {
      if (id) continue
      id = chunk.id
      cancelled = await project.ask('DELETE', `/v1/generations/${id}`)
    }
  }
  // How the stream ends is the client's matter: by an error event, or just so.
  await consume().catch(() => {})
  expect(cancelled).toMatchObject({ status: 200, body: { id, status: 'cancelled' } })
  await expect.poll(running, { timeout: 60_000 }).toBe(0)
  expect(await project.ask('GET', `/v1/generations/${id}`)).toMatchObject({ body: { status: 'cancelled' } })
})

it('refuses a change that is not possible, and leaves the answer as it is', async () => {
  let refused: Answer | null = null
  const { receipt } = await project.stream({ ...LONG, max_tokens: 30 }, async (pieces, id) => {
    if (pieces !== 3) return
    refused = await project.ask('PATCH', `/v1/generations/${id}`, { strengths: { formal: 2 } })
  })
  expect(refused).toMatchObject({ status: 400, body: { error: { param: 'strengths.formal' } } })
  expect(receipt).toMatchObject({ changes: [], edits: [] })
})

it("does not let another project see or change an answer, nor tell it from one that doesn't exist", async () => {
  const { id } = await project.stream({ max_tokens: 4 })
  const stranger = await newProject()
  const unknown = `${id.slice(0, -4)}0000`
  for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', { strengths: { formal: 1 } }]] as const) {
    const theirs = await stranger.ask(method, `/v1/generations/${id}`, body)
    const nobodys = await stranger.ask(method, `/v1/generations/${unknown}`, body)
    expect(theirs.status).toBe(404)
    expect(theirs.body.error).toEqual({
      ...nobodys.body.error,
      message: nobodys.body.error.message.replace(unknown, id),
    })
  }
})
