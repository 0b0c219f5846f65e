/** Answers that explore: their strengths are drawn from what is believed of their user, and receipts say so. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import type { ResolvedEdit } from '../../shared/wire/steering.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, Client, fakeFleet, newProject } from './harness.ts'

const fleet = fakeFleet()

let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  await client.steerable('formal')
  await client.steerable('warm')
})

const STEP = 0.25
const messages = [{ role: 'user', content: 'Hi' }]
const explore = { explore: true }
const CHAT = { model: TOY_MODEL, user: 'ada', messages, steering: explore }
const chat = (fields: object = {}) => client.post('/v1/chat/completions', { ...CHAT, ...fields })

/** All that workers were asked since it was last looked. */
function asked(): GenerateRequest[] {
  const all = [fleet.a, fleet.b].flatMap(({ seen }) => seen.splice(0))
  const sent = all.flatMap(({ path, body }) => (path === '/v1/generate' ? [JSON.parse(body) as GenerateRequest] : []))
  // One that lacked a direction was asked again.
  return [...new Map(sent.map((request) => [request.id, request])).values()]
}
const strengthsIn = (edits: readonly ResolvedEdit[]): Record<string, number> =>
  Object.fromEntries(edits.map(({ axis, strength }) => [axis, strength]))

describe('a choice', () => {
  it('is steered by a draw about what is believed, which its receipt shows', async () => {
    for (let i = 0; i < 3; i++)
      await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada' })
    const { strengths } = (await client.get('/v1/profiles/ada')).body
    const drawn = new Set<number>()
    for (let seed = 0; seed < 12; seed++) {
      const { body, status } = await chat({ seed })
      expect([status, body.attune.explored]).toEqual([200, true])
      const [{ edits, explored, variants, n }] = asked() as [GenerateRequest]
      expect([explored, variants, n]).toEqual([true, null, 1])
      expect(body.attune.edits).toMatchObject(edits.map(({ axis, strength }) => ({ axis, strength })))
      for (const [axis, value] of Object.entries(strengthsIn(edits))) {
        expect(Math.abs(value - (strengths[axis]?.value ?? 0))).toBeLessThanOrEqual(STEP + 6e-3)
        expect(Math.abs(value)).toBeLessThanOrEqual(1)
      }
      drawn.add(strengthsIn(edits).formal!)
    }
    expect(drawn.size).toBeGreaterThan(6)
  })

  it('is the same for the same seed, another without', async () => {
    // Many draws end where the reach does, some of them at the same corner.
    for (const seed of [5, 5, ...Array(10).fill(undefined)]) await chat({ seed })
    const [one, again, ...others] = asked().map(({ edits }) => JSON.stringify(strengthsIn(edits)))
    expect(one).toBe(again)
    expect(new Set(others).size).toBeGreaterThan(1)
  })

  it('of a user of whom nothing is known is drawn from where users begin', async () => {
    await client.put('/v1/default-profile', { strengths: { warm: 0.8 } })
    for (let seed = 0; seed < 8; seed++) await chat({ seed, user: `new-${seed}` })
    const warm = asked().map(({ edits }) => strengthsIn(edits).warm ?? 0)
    expect(new Set(warm).size).toBeGreaterThan(1)
    for (const value of warm) expect(Math.abs(value - 0.8)).toBeLessThanOrEqual(STEP + 1e-3)
    const shown = (await client.get('/v1/profiles/new-0')).body
    expect([shown.stored, shown.strengths]).toEqual([false, { warm: { value: 0.8, mode: 'add' } }])
  })

  it('leaves what the request sets and what a hand set as they are', async () => {
    await client.patch('/v1/profiles/ada', { strengths: { warm: { value: -0.7, mode: 'boost' } } })
    const before = (await client.get('/v1/profiles/ada')).body
    await chat({ steering: { ...explore, strengths: { formal: 0.9 } } })
    await chat()
    const [all, free] = asked() as [GenerateRequest, GenerateRequest]
    expect(all.explored).toBe(false)
    expect(strengthsIn(all.edits)).toEqual({ formal: 0.9, warm: -0.7 })
    expect(free.explored).toBe(true)
    expect(free.edits.find(({ axis }) => axis === 'warm')).toMatchObject({ strength: -0.7, mode: 'boost' })
    // Nothing is learnt by asking.
    expect((await client.get('/v1/profiles/ada')).body).toEqual(before)
  })

  it('is not further off than the project lets it', async () => {
    await client.patch('/v1/project', { learning: { explore_steps: 4 } })
    for (let seed = 0; seed < 10; seed++) await chat({ seed })
    const furthest = Math.max(...asked().flatMap(({ edits }) => edits.map(({ strength }) => Math.abs(strength))))
    expect(furthest).toBeGreaterThan(STEP)
    expect(furthest).toBeLessThanOrEqual(1)
  })
})

describe('several choices', () => {
  it('are told apart', async () => {
    const { body } = await chat({ n: 2, seed: 1 })
    expect(body.choices.map(({ attune }: Any) => attune.explored)).toEqual([true, true])
    const [{ variants, edits, n }] = asked() as [GenerateRequest]
    expect([n, edits, variants?.length]).toEqual([2, [], 2])
    const [one, other] = variants!.map(strengthsIn)
    const apart = ['formal', 'warm'].map((axis) => Math.abs((one![axis] ?? 0) - (other![axis] ?? 0)))
    expect(Math.max(...apart)).toBeGreaterThanOrEqual(STEP - 1e-3)
    expect((await client.post('/v1/feedback', { type: 'pick', answer: body.id, choice: 0 })).status).toBe(201)
  })

  it('are as many as were asked for, more than can be told apart too', async () => {
    const { body } = await chat({ n: 8, steering: { ...explore, strengths: { warm: 0 } } })
    expect(body.choices).toHaveLength(8)
    expect(asked()[0]?.variants).toHaveLength(8)
  })
})

describe('every API', () => {
  it.each<[string, string, object]>([
    ['streamed', '/v1/chat/completions', { ...CHAT, stream: true }],
    ['in the background', '/v1/chat/completions', { ...CHAT, background: true }],
    ['a response', '/v1/responses', { model: TOY_MODEL, user: 'ada', input: 'Hi', steering: explore }],
    [
      'one that is not kept',
      '/v1/responses',
      { model: TOY_MODEL, user: 'ada', input: 'Hi', store: false, steering: explore },
    ],
    ['a completion', '/v1/completions', { model: TOY_MODEL, user: 'ada', prompt: 'Once', steering: explore }],
  ])('explores: %s', async (_, path, body) => {
    const response = await client.raw('POST', path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(200)
    await response.text()
    const [request] = asked() as [GenerateRequest]
    expect([request.explored, request.edits.length > 0]).toEqual([true, true])
  })

  it('explores by header', async () => {
    const response = await client.raw('POST', '/v1/chat/completions', {
      body: JSON.stringify({ ...CHAT, steering: undefined, model: `${TOY_MODEL}@warm=.5` }),
      headers: { 'content-type': 'application/json', 'x-attune-steering': '{"explore": true}' },
    })
    expect(response.status).toBe(200)
    await response.text()
    const [{ explored, edits }] = asked() as [GenerateRequest]
    expect([explored, strengthsIn(edits).warm]).toEqual([true, 0.5])
  })

  it('draws for each of several prompts', async () => {
    await client.post('/v1/completions', { model: TOY_MODEL, user: 'ada', prompt: [...'abcdefgh'], steering: explore })
    const drawn = asked().map(({ edits }) => JSON.stringify(strengthsIn(edits)))
    // Some end where the reach does, at the same corner.
    expect(drawn).toHaveLength(8)
    expect(new Set(drawn).size).toBeGreaterThan(1)
  })
})

describe('does not explore, and says so:', () => {
  const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }]
  it.each<[string, object]>([
    ['an answer with tools', { tools }],
    ['one in JSON', { response_format: { type: 'json_object' } }],
    ['one by a schema', { guided_json: { type: 'object' } }],
  ])('%s', async (_, fields) => {
    await client.post('/v1/feedback', { type: 'adjust', axis: 'formal', value: 'more', user: 'ada' })
    const { strengths } = (await client.get('/v1/profiles/ada')).body
    const { body, status } = await chat(fields)
    expect([status, body.attune.explored]).toEqual([200, false])
    const [{ edits, explored }] = asked() as [GenerateRequest]
    expect(explored).toBe(false)
    expect(strengthsIn(edits).formal).toBe(strengths.formal.value)
  })

  it('one that did not ask to', async () => {
    const { body } = await chat({ steering: undefined })
    expect(body.attune.explored).toBe(false)
  })
})

describe('is refused:', () => {
  const said = async (fields: object) => {
    const { status, body } = await chat(fields)
    expect(asked()).toEqual([])
    return [status, body.error.code, body.error.param]
  }

  it('an answer for nobody', async () => {
    expect(await said({ user: undefined })).toEqual([400, 'user_needed', 'user'])
  })

  it('in a project that does not explore, or does not learn', async () => {
    for (const learning of [{ explore: false }, { enabled: false }]) {
      await client.patch('/v1/project', { learning })
      expect(await said({})).toEqual([400, 'exploration_off', 'steering.explore'])
    }
  })

  it('what goes against it', async () => {
    for (const field of [{ live: true }, { profile: false }]) {
      expect(await said({ steering: { ...explore, ...field } })).toEqual([400, 'invalid_value', 'steering.explore'])
    }
  })

  it('how far that would leave nothing to compare, or everything', async () => {
    for (const explore_steps of [0, 0.4, 5, '1', null]) {
      const { status, body } = await client.patch('/v1/project', { learning: { explore_steps } })
      expect([status, body.error.param]).toEqual([400, 'learning.explore_steps'])
    }
    expect((await client.get('/v1/project')).body.learning).toMatchObject({ explore: true, explore_steps: 1 })
  })

  it('for another than the token’s own user', async () => {
    const token = new Client((await client.post('/v1/user_tokens', { user: 'ada' })).body.token)
    const theirs = await token.post('/v1/chat/completions', { ...CHAT, user: 'leo' })
    expect(theirs.body.error.code).toBe('other_user')
    const own = await token.post('/v1/chat/completions', { ...CHAT, user: undefined })
    expect(own.body.attune.explored).toBe(true)
  })
})
