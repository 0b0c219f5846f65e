/** Comparisons: candidates that can be told apart, within what is believed and safe; and what a pick among them does. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  await client.steerable('formal')
  await client.steerable('warm')
})

/** Where nothing has measured an axis. */
const STEP = 0.25

const messages = [{ role: 'user', content: 'Hi' }]
const ask = (fields: object = {}, of: Client = client) =>
  of.post('/v1/comparisons', { model: TOY_MODEL, user: 'ada', messages, ...fields })
const seen = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')
const axesOf = ({ strengths }: Any): Record<string, number> =>
  Object.fromEntries(Object.entries<Any>(strengths).map(([axis, { value }]) => [axis, value]))
const furthestApart = (one: Any, other: Any): number =>
  Math.max(...['formal', 'warm'].map((axis) => Math.abs((axesOf(one)[axis] ?? 0) - (axesOf(other)[axis] ?? 0))))

describe('a comparison', () => {
  it('is two candidates of one generation, each with its own strengths and receipt', async () => {
    const { status, body, headers } = await ask({ max_tokens: 9, temperature: 0.5 })
    expect([status, body]).toMatchObject([200, { object: 'comparison', user: 'ada', model: TOY_MODEL }])
    expect(headers.get('x-attune-generation')).toBe(body.id)
    expect(body.candidates.map(({ index }: Any) => index)).toEqual([0, 1])
    for (const { message, finish_reason, attune, strengths } of body.candidates) {
      expect([message.content, finish_reason, attune.explored]).toEqual(['Hello there!', 'stop', true])
      expect(Object.keys(strengths).sort()).toEqual(attune.edits.map(({ axis }: Any) => axis).sort())
    }
    expect(body.information).toBeGreaterThan(0)
    expect(body.information).toBeLessThanOrEqual(1)
    const sent = seen()
    expect(sent).toMatchObject({ n: 2, edits: [], explored: true, stream: false, max_tokens: 9, user: 'ada' })
    expect(sent.variants).toHaveLength(2)
  })

  it('has candidates a noticeable step apart, in the safe range, within a step of what is believed', async () => {
    await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada' })
    const { strengths } = (await client.get('/v1/profiles/ada')).body
    for (let seed = 0; seed < 10; seed++) {
      const { candidates } = (await ask({ seed })).body
      expect(furthestApart(candidates[0], candidates[1])).toBeGreaterThanOrEqual(STEP - 1e-3)
      for (const candidate of candidates) {
        for (const [axis, value] of Object.entries(axesOf(candidate))) {
          expect(Math.abs(value)).toBeLessThanOrEqual(1)
          // Profiles show hundredths.
          expect(Math.abs(value - strengths[axis].value)).toBeLessThanOrEqual(STEP + 6e-3)
        }
      }
    }
  })

  it('is the same for the same seed, and another one each time without', async () => {
    const strengthsOf = async (fields: object) => (await ask(fields)).body.candidates.map(axesOf)
    expect(await strengthsOf({ seed: 7 })).toEqual(await strengthsOf({ seed: 7 }))
    const unsaid = await Promise.all(Array.from({ length: 12 }, () => strengthsOf({})))
    expect(new Set(unsaid.map((one) => JSON.stringify(one))).size).toBeGreaterThan(1)
  })

  it('is of three, all told apart; and of fewer where no more can be', async () => {
    const { candidates, information } = (await ask({ candidates: 3, seed: 1 })).body
    expect(candidates).toHaveLength(3)
    for (const [one, other] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      expect(furthestApart(candidates[one], candidates[other])).toBeGreaterThanOrEqual(STEP - 1e-3)
    }
    expect(information).toBeLessThanOrEqual(Math.log2(3))
    await client.patch('/v1/project', { learning: { explore_steps: 0.5 } })
    const few = (await ask({ candidates: 4, steering: { strengths: { warm: 0.5 } } })).body.candidates
    expect(few).toHaveLength(2)
    expect(furthestApart(few[0], few[1])).toBeCloseTo(STEP, 3)
  })

  it('leaves alone what the request sets, what a hand set, and what depends on the prompt', async () => {
    await client.steerable('zest')
    await client.steerable('reader')
    await client.patch('/v1/axes/zest', { condition: { axis: 'reader', threshold: 0.1 } })
    await client.patch('/v1/profiles/ada', { strengths: { formal: -0.4, reader: 0 } })
    const { candidates } = (await ask({ steering: { strengths: { zest: 0.3 } } })).body
    expect(candidates.map(({ strengths }: Any) => [strengths.formal.value, strengths.zest.value])).toEqual([
      [-0.4, 0.3],
      [-0.4, 0.3],
    ])
    expect(furthestApart(candidates[0], candidates[1])).toBeGreaterThanOrEqual(STEP - 1e-3)
    const conditional = (await ask()).body.candidates
    for (const candidate of conditional) expect(axesOf(candidate).zest ?? 0).toBe(0)
  })

  it('that is picked moves the next one to what was picked', async () => {
    const { id, candidates } = (await ask({ seed: 3 })).body
    const before = (await client.get('/v1/profiles/ada')).body.strengths
    const { status, body } = await client.post('/v1/feedback', { type: 'pick', answer: id, choice: 1 })
    expect([status, body]).toMatchObject([201, { type: 'pick', user: 'ada', choice: 1, axes: ['formal', 'warm'] }])
    const after = (await client.get('/v1/profiles/ada')).body.strengths
    const [lost, won] = candidates.map(axesOf)
    let towards = 0
    for (const axis of ['formal', 'warm']) {
      towards += ((after[axis]?.value ?? 0) - (before[axis]?.value ?? 0)) * ((won[axis] ?? 0) - (lost[axis] ?? 0))
    }
    expect(towards).toBeGreaterThan(0)
    const next = (await ask({ seed: 3 })).body.candidates
    expect(next.map(axesOf)).not.toEqual(candidates.map(axesOf))
  })

  it('reads in every candidate the axes that do not steer all of them', async () => {
    await client.patch('/v1/profiles/ada', { strengths: { warm: 0 } })
    await ask()
    expect(seen().observed.map(({ axis }) => axis)).toContain('warm')
  })
})

describe('is refused:', () => {
  it.each<[string, object, string]>([
    ['one candidate', { candidates: 1 }, 'candidates'],
    ['five', { candidates: 5 }, 'candidates'],
    ['n', { n: 2 }, 'n'],
    ['a stream', { stream: true }, 'stream'],
    ['tools', { tools: [] }, 'tools'],
    ['a form', { response_format: { type: 'json_object' } }, 'response_format'],
    ['no prompt', { messages: [] }, 'messages'],
    ['an answer that follows signals', { steering: { live: true } }, 'steering.explore'],
    ['one without the profile', { steering: { profile: false } }, 'steering.explore'],
    ['an axis that there is not', { steering: { strengths: { cold: 1 } } }, 'steering.strengths.cold'],
  ])('%s', async (_, fields, param) => {
    const { status, body } = await ask(fields)
    expect([status, body.error?.param]).toEqual([400, param])
  })

  it('nobody’s', async () => {
    for (const user of [undefined, null, '']) {
      const { status, body } = await ask({ user })
      expect([status, body.error.code, body.error.param]).toEqual([400, 'user_needed', 'user'])
    }
  })

  it('where all is set by hand, and where there is no axis: each says what to do', async () => {
    await client.patch('/v1/profiles/ada', { strengths: { formal: 0.5, warm: -0.5 } })
    const pinned = await ask()
    expect([pinned.status, pinned.body.error.code]).toEqual([409, 'nothing_to_learn'])
    expect(pinned.body.error.message).toContain('PATCH /v1/profiles')
    expect((await ask({ user: 'leo' })).status).toBe(200)
    const set = await ask({ user: 'leo', steering: { strengths: { formal: 0, warm: 0 } } })
    expect([set.status, set.body.error.code]).toEqual([409, 'nothing_to_learn'])
    const empty = await newProject()
    const none = await ask({}, empty)
    expect([none.status, none.body.error.code]).toEqual([409, 'nothing_to_learn'])
    expect(none.body.error.message).toContain('activate')
  })

  it('where the project does not explore, or does not learn', async () => {
    for (const learning of [{ explore: false }, { enabled: false }]) {
      await client.patch('/v1/project', { learning })
      const { status, body } = await ask()
      expect([status, body.error.code]).toEqual([400, 'exploration_off'])
    }
  })

  it('by its worker, in the worker’s words', async () => {
    const model = await ask({ model: 'no-such-model' })
    expect([model.status, model.body.error.code]).toEqual([404, 'model_not_found'])
  })
})

describe('a credential', () => {
  it('of a user compares for that user alone, one without the scope not at all', async () => {
    const token = new Client((await client.post('/v1/user_tokens', { user: 'ada' })).body.token)
    const { status, body } = await ask({ user: undefined }, token)
    expect([status, body.user]).toEqual([200, 'ada'])
    expect((await token.post('/v1/feedback', { type: 'pick', answer: body.id, choice: 0 })).status).toBe(201)
    expect((await ask({ user: 'leo' }, token)).body.error.code).toBe('other_user')
    const theirs = (await ask({ user: 'leo' })).body
    expect((await token.post('/v1/feedback', { type: 'pick', answer: theirs.id, choice: 0 })).status).toBe(404)
    expect((await ask({}, await client.withScopes('profiles'))).body.error.code).toBe('insufficient_scope')
    expect((await ask({}, new Client('sk-attune-none'))).status).toBe(401)
  })
})
