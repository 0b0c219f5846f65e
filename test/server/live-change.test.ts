import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { type changeRequest, type GenerationState, generationState } from '../../shared/wire/generate.ts'
import { EventReader } from './events.ts'
import { errorOf, generateBody, PROJECT, putDirection, startTestWorker, type TestWorker } from './worker.ts'

type ChangeInput = z.input<typeof changeRequest>
type Edit = Awaited<ReturnType<typeof putDirection>>

let worker: TestWorker
let formal: Edit
let warm: Edit
beforeAll(async () => {
  worker = await startTestWorker()
  formal = await putDirection(worker)
  warm = await putDirection(worker, { axis: 'warm', seed: 2 })
})
afterAll(() => worker.close())
afterEach(() => worker.settle())

const TOKENS = 20

/** A generation whose next step, the one of its second token, waits. */
async function running(fields: object = {}) {
  worker.gate.hold()
  const body = generateBody({ max_tokens: TOKENS, stream: true, ...fields })
  const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
  await worker.gate.step()
  const path = `/v1/generations/${body.id}`
  const query = `${path}?project=${PROJECT}`
  return {
    path,
    query,
    ask: (change: Partial<ChangeInput>) => worker.ask('PATCH', path, { project: PROJECT, edits: [], ...change }),
    async change(change: Partial<ChangeInput>): Promise<GenerationState> {
      const response = await this.ask(change)
      expect(response.status).toBe(200)
      return generationState.parse(await response.json())
    },
    async state(): Promise<GenerationState> {
      return generationState.parse(await (await worker.ask('GET', query)).json())
    },
    /** Runs to the end; the last chunk's receipt. */
    async receipt(): Promise<GenerationState['attune']> {
      worker.gate.open()
      const events = await reader.rest()
      expect(events.pop()).toBe('[DONE]')
      return JSON.parse(events.pop()!).attune
    },
  }
}

describe('a change of strengths', () => {
  test('is in force from the next token, and in the receipt', async () => {
    const generation = await running({ edits: [{ ...formal, strength: 0 }] })
    expect(await generation.state()).toMatchObject({
      status: 'running',
      seq: null,
      strengths: { formal: { value: 0 } },
    })
    const changed = await generation.change({ edits: [{ ...formal, strength: 0.5 }], seq: 3 })
    expect(changed).toMatchObject({ applied: true, seq: 3, strengths: { formal: { value: 0.5, mode: 'add' } } })
    const receipt = await generation.receipt()
    expect(receipt.changes).toEqual([{ seq: 3, at_token: 2 }])
    // The first token came before the change, and the second one's step was under way.
    expect(receipt.edits).toMatchObject([{ axis: 'formal', strength: 0.5, tokens_edited: TOKENS - 2 }])
  })

  test('changes what is written after it, and only that', async () => {
    const whole = async (change?: Partial<ChangeInput>) => {
      const body = generateBody({ max_tokens: 60, edits: [{ ...loud, strength: 0 }] })
      worker.gate.hold()
      const answer = worker.ask('POST', '/v1/generate', body)
      await worker.gate.step(30)
      if (change) await worker.ask('PATCH', `/v1/generations/${body.id}`, { project: PROJECT, edits: [], ...change })
      worker.gate.open()
      const { choices } = (await (await answer).json()) as { choices: [{ message: { content: string } }] }
      return choices[0].message.content
    }
    const facts = { layer: 1, residual_norm: 8, neutral: 0, positive: 9, negative: 9 }
    const loud = await putDirection(worker, { axis: 'loud', seed: 9, manifest: { layers: [facts] } })
    const plain = await whole()
    const changed = await whole({ edits: [{ ...loud, strength: 1 }] })
    expect(await whole()).toBe(plain)
    expect(changed).not.toBe(plain)
    expect(changed.slice(0, 20)).toBe(plain.slice(0, 20))
  })

  test('that is older than the last, or as old, is ignored and says so', async () => {
    const generation = await running({ edits: [formal] })
    await generation.change({ edits: [{ ...formal, strength: 0.4 }], seq: 7 })
    for (const seq of [6, 7, 0]) {
      const ignored = await generation.change({ edits: [{ ...formal, strength: -1 }, warm], seq })
      expect(ignored).toMatchObject({ applied: false, seq: 7 })
      expect(ignored.strengths).toEqual({ formal: { value: 0.4, mode: 'add' } })
    }
    expect(await generation.change({ edits: [{ ...formal, strength: 0.3 }], seq: 8 })).toMatchObject({ applied: true })
    expect((await generation.receipt()).changes.map(({ seq }) => seq)).toEqual([7, 8])
  })

  test('without a number is the newest', async () => {
    const generation = await running()
    expect(await generation.change({ edits: [formal] })).toMatchObject({ applied: true, seq: 1 })
    expect(await generation.change({ edits: [warm], seq: 10 })).toMatchObject({ applied: true, seq: 10 })
    expect(await generation.change({ edits: [formal] })).toMatchObject({ applied: true, seq: 11 })
  })

  test('over a ramp is reached evenly, token by token', async () => {
    const generation = await running({ edits: [{ ...formal, strength: -1 }] })
    await generation.change({ edits: [{ ...formal, strength: 1 }], ramp: 4 })
    const seen: number[] = []
    for (let token = 0; token < 6; token++) {
      seen.push((await generation.state()).strengths.formal!.value)
      await worker.gate.step()
    }
    expect(seen).toEqual([-1, -0.5, 0, 0.5, 1, 1])
  })

  test('to another mode keeps the axis and begins from nothing', async () => {
    const generation = await running({ edits: [formal] })
    const changed = await generation.change({ edits: [{ ...formal, mode: 'boost', strength: 0.8 }], ramp: 2 })
    expect(changed.strengths).toEqual({ formal: { value: 0, mode: 'boost' } })
    const receipt = await generation.receipt()
    expect(receipt.edits).toMatchObject([{ axis: 'formal', mode: 'boost', strength: 0.8 }])
  })

  test('may name an axis that was not steered before; the others stay as they are', async () => {
    const generation = await running({ edits: [formal] })
    const changed = await generation.change({ edits: [{ ...warm, strength: -0.5, mode: 'neutralise' }] })
    expect(changed.strengths).toEqual({
      formal: { value: 1, mode: 'add' },
      warm: { value: -0.5, mode: 'neutralise' },
    })
    const receipt = await generation.receipt()
    expect(receipt.edits).toMatchObject([
      { axis: 'formal', direction: formal.direction, tokens_edited: TOKENS - 1 },
      { axis: 'warm', direction: warm.direction, tokens_edited: TOKENS - 2 },
    ])
  })

  test('turns an axis off by its name, be it there from the beginning or come later', async () => {
    const generation = await running({ edits: [formal] })
    await generation.change({ edits: [warm] })
    const off = (axis: string) => ({ axis, strength: 0 as const, mode: 'add' as const })
    const changed = await generation.change({ edits: [off('formal'), off('warm'), off('absent')] })
    expect(changed).toMatchObject({ applied: true, seq: 2 })
    expect(changed.strengths).toEqual({ formal: { value: 0, mode: 'add' }, warm: { value: 0, mode: 'add' } })
    const receipt = await generation.receipt()
    expect(receipt.edits).toMatchObject([
      { axis: 'formal', direction: formal.direction, strength: 0, tokens_edited: 1 },
      { axis: 'warm', direction: warm.direction, strength: 0, tokens_edited: 0 },
    ])
  })

  test('to a newer version keeps the one the generation began with', async () => {
    const newer = await putDirection(worker, { seed: 3 })
    const generation = await running({ edits: [formal] })
    await generation.change({ edits: [{ ...newer, version: 2, strength: 0.2 }] })
    const receipt = await generation.receipt()
    expect(receipt.edits).toMatchObject([{ version: 1, direction: formal.direction, strength: 0.2 }])
  })

  test('may turn overdrive on, and only then go further', async () => {
    const generation = await running({ edits: [formal] })
    const far = { edits: [{ ...formal, strength: 1.4 }] }
    const refused = await generation.ask(far)
    expect(refused.status).toBe(400)
    expect(await errorOf(refused)).toMatchObject({ code: 'strength_out_of_range', param: 'strengths.formal' })
    expect((await generation.state()).strengths.formal!.value).toBe(1)
    expect(await generation.change({ ...far, overdrive: true })).toMatchObject({ applied: true })
  })
})

describe('of several choices, once the first has ended', () => {
  const two = { n: 2, max_tokens: TOKENS, edits: [] as Edit[] }
  /** What the first choice writes and the second does not: its end. */
  async function onlyInFirst(): Promise<string> {
    const answer = await worker.ask('POST', '/v1/generate', generateBody({ ...two, edits: [formal] }))
    const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] }
    const [first, second] = choices.map(({ message }) => message.content)
    return [...first!].find((letter) => !second!.includes(letter))!
  }

  test('a change is shown, and bounded, as the others take it', async () => {
    const generation = await running({ ...two, edits: [formal], stop: [await onlyInFirst()] })
    while ((await generation.state()).choices[0]!.status !== 'finished') await worker.gate.step()
    const far = [{ ...formal, strength: 1.4 }]
    const changed = await generation.change({ edits: far, overdrive: true, seq: 4 })
    expect(changed).toMatchObject({ applied: true, status: 'running', finish_reason: null, seq: 4 })
    expect(changed.strengths.formal!.value).toBe(1.4)
    expect(changed.attune.edits).toMatchObject([{ axis: 'formal', strength: 1.4 }])
    // Overdrive unsaid is the one in force where the change goes.
    expect(await generation.change({ edits: far })).toMatchObject({ applied: true, seq: 5 })
    await generation.receipt()
    const ended = await generation.state()
    expect(ended).toMatchObject({ status: 'finished', finish_reason: 'stop', seq: null })
    expect(ended.attune).toEqual(ended.choices[0]!.attune)
  })
})

describe('a generation', () => {
  test('can be cancelled; its stream ends with the reason', async () => {
    worker.gate.hold()
    const body = generateBody({ stream: true })
    const reader = new EventReader(await worker.ask('POST', '/v1/generate', body))
    await worker.gate.step(3)
    const query = `/v1/generations/${body.id}?project=${PROJECT}`
    const response = await worker.ask('DELETE', query)
    expect(generationState.parse(await response.json())).toMatchObject({ status: 'cancelled', finish_reason: null })
    worker.gate.open()
    const events = await reader.rest()
    expect(JSON.parse(events.at(-1)!)).toMatchObject({
      error: { code: 'generation_cancelled', type: 'conflict_error' },
    })
    expect((await worker.ask('DELETE', query)).status).toBe(200)
  })

  test('that is waited for is answered with a conflict when another request cancels it', async () => {
    worker.gate.hold()
    const body = generateBody()
    const answer = worker.ask('POST', '/v1/generate', body)
    await worker.gate.step(3)
    await worker.ask('DELETE', `/v1/generations/${body.id}?project=${PROJECT}`)
    worker.gate.open()
    expect((await answer).status).toBe(409)
  })

  test('is remembered with its receipt when it has ended, and can no longer be changed', async () => {
    const generation = await running({ edits: [formal] })
    const receipt = await generation.receipt()
    const state = await generation.state()
    expect(state).toMatchObject({ status: 'finished', finish_reason: 'length', usage: { completion_tokens: TOKENS } })
    expect(state.attune).toEqual(receipt)
    const refused = await generation.ask({ edits: [formal] })
    expect(refused.status).toBe(409)
    expect(await errorOf(refused)).toMatchObject({ code: 'generation_ended', type: 'conflict_error' })
    const deleted = await worker.ask('DELETE', generation.query)
    expect(await deleted.json()).toEqual(state)
  })

  test('of another project is answered to the byte like one that there is not, be it running or ended', async () => {
    const generation = await running({ edits: [formal] })
    const id = generation.path.split('/').pop()!
    const absent = id.replace(/.$/, 'z')
    const answers = async (which: string) => {
      const path = `/v1/generations/${which}`
      const asked = [
        worker.ask('GET', `${path}?project=proj_other`),
        worker.ask('DELETE', `${path}?project=proj_other`),
        worker.ask('PATCH', path, { project: 'proj_other', edits: [{ ...formal, strength: 0.1 }] }),
      ]
      return Promise.all(
        asked.map(async (answer) => {
          const response = await answer
          const headers = [...response.headers].filter(([name]) => name !== 'date')
          return { status: response.status, headers, text: (await response.text()).replaceAll(which, 'ID') }
        }),
      )
    }
    const whenAbsent = await answers(absent)
    expect(whenAbsent.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(await answers(id)).toEqual(whenAbsent)
    expect(await generation.state()).toMatchObject({ status: 'running', seq: null })
    await generation.receipt()
    expect(await answers(id)).toEqual(whenAbsent)
  })

  test('is asked for with a project', async () => {
    for (const method of ['GET', 'DELETE']) {
      for (const query of ['', '?project=']) {
        const response = await worker.ask(method, `/v1/generations/x${query}`)
        expect(response.status).toBe(400)
        expect(await errorOf(response)).toMatchObject({ param: 'project', code: 'invalid_value' })
      }
    }
  })
})
