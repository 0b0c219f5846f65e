/** Learning on the real model: what users signal through a real socket, and what it does to their answers. */
import OpenAI from 'openai'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { ChatCompletion } from '../../shared/wire/chat.ts'
import { newProject, Project } from './project.ts'

// biome-ignore lint/suspicious/noExplicitAny: the shape is what a test is about
type Any = any

let project: Project
beforeAll(async () => {
  project = await newProject()
})

const messages = [{ role: 'user', content: 'Tell me about the sea.' }]
const strengthsOf = async (user: string): Promise<Record<string, number>> => {
  const { body } = await project.ask('GET', `/v1/profiles/${user}`)
  return Object.fromEntries(Object.entries<Any>(body.strengths).map(([axis, { value }]) => [axis, value]))
}
const signal = (fields: object, of = project) => of.ask('POST', '/v1/feedback', fields)

it('compares, learns from the pick, and steers the next answer by it', async () => {
  const model = inject('pair').model.id
  const { status, body } = await project.ask('POST', '/v1/comparisons', {
    ...{ model, messages, user: 'ada', max_tokens: 24, seed: 1, temperature: 0 },
  })
  expect([status, body.object, body.candidates.length]).toEqual([200, 'comparison', 2])
  const [first, second] = body.candidates
  expect(first.message.content).not.toBe(second.message.content)
  for (const { attune, strengths } of body.candidates) {
    expect(attune).toMatchObject({ generation: body.id, explored: true })
    for (const edit of attune.edits) {
      expect(strengths[edit.axis]).toEqual({ value: edit.strength, mode: 'add' })
      expect([edit.tokens_edited > 0, Number.isFinite(edit.lean)]).toEqual([true, true])
    }
  }
  expect(await strengthsOf('ada')).toEqual({})
  const picked = await signal({ type: 'pick', answer: body.id, choice: 1 })
  expect(picked).toMatchObject({ status: 201, body: { user: 'ada', type: 'pick' } })
  const learnt = await strengthsOf('ada')
  let towards = 0
  for (const [axis, value] of Object.entries(learnt)) {
    towards += value * ((second.strengths[axis]?.value ?? 0) - (first.strengths[axis]?.value ?? 0))
  }
  expect(towards).toBeGreaterThan(0)
  const { attune } = await project.complete({ user: 'ada', max_tokens: 8 })
  const applied = Object.fromEntries(attune.edits.map(({ axis, strength }) => [axis, strength]))
  expect(applied).toEqual(Object.fromEntries(Object.entries(learnt).filter(([, value]) => value !== 0)))
})

it("serves OpenAI's client with a user's own token: two choices that explore, and a thumb on each", async () => {
  const { body } = await project.ask('POST', '/v1/user_tokens', { user: 'leo' })
  const leo = new Project(body.token)
  const openai = new OpenAI({ baseURL: `${inject('pair').url}/v1`, apiKey: body.token, maxRetries: 0 })
  const asked = { ...project.request({ max_tokens: 16 }), n: 2, steering: { explore: true } }
  const answer = (await openai.chat.completions.create(asked)) as unknown as ChatCompletion
  expect(answer.choices).toHaveLength(2)
  const stood = answer.choices.map(({ attune }) =>
    Object.fromEntries(attune.edits.map(({ axis, strength }) => [axis, strength])),
  )
  expect(stood[0]).not.toEqual(stood[1])
  for (const { attune } of answer.choices) expect(attune.explored).toBe(true)
  const thumbs = [
    await signal({ type: 'thumb', answer: answer.id, choice: 0, value: 'down' }, leo),
    await signal({ type: 'thumb', answer: answer.id, choice: 1, value: 'up' }, leo),
  ]
  expect(thumbs.map(({ status, body }) => [status, body.user])).toEqual([
    [201, 'leo'],
    [201, 'leo'],
  ])
  const learnt = await strengthsOf('leo')
  let towards = 0
  for (const [axis, value] of Object.entries(learnt)) {
    towards += value * ((stood[1]![axis] ?? 0) - (stood[0]![axis] ?? 0))
  }
  expect(towards).toBeGreaterThan(0)
  expect((await leo.ask('GET', '/v1/feedback')).body.data).toHaveLength(2)
})

describe('an answer that is live', () => {
  it('follows what its user signals while it streams, and its receipt says from which token', async () => {
    const LONG = { content: 'Tell me everything about the sea.', max_tokens: 100, repetition_penalty: 1.1, user: 'mia' }
    const steering = { live: true, strengths: { formal: -0.5 } }
    let signalled = -1
    const { receipt } = await project.stream({ ...LONG, steering }, async (pieces) => {
      if (pieces !== 8) return
      const { status } = await signal({ type: 'adjust', axis: 'warm', value: 'more', user: 'mia' })
      const fixed = await signal({ type: 'adjust', axis: 'formal', value: 'more', user: 'mia' })
      expect([status, fixed.status]).toEqual([201, 201])
      signalled = pieces
    })
    expect(signalled).toBe(8)
    expect(receipt.changes.length).toBeGreaterThanOrEqual(2)
    for (const { at_token } of receipt.changes) expect(at_token).toBeGreaterThanOrEqual(8)
    const learnt = await strengthsOf('mia')
    expect([learnt.warm! > 0, learnt.formal! > 0]).toEqual([true, true])
    const edits = Object.fromEntries(receipt.edits.map(({ axis, strength }) => [axis, strength]))
    expect([edits.warm, edits.formal]).toEqual([learnt.warm, -0.5])
  })
})

it('loses none of two hundred signals at once', async () => {
  const { id } = await project.complete({ user: 'max', max_tokens: 8, steering: { strengths: { warm: 0.6 } } })
  const said = (at: number) => ({ type: 'adjust', axis: 'warm', value: at % 4 ? 'more' : 'less', answer: id })
  const sent = Array.from({ length: 200 }, (_, at) => signal({ id: `tap-${at}`, ...said(at) }))
  const statuses = (await Promise.all(sent)).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 201)).toEqual([])
  const names = new Set<string>()
  for (let after = '', more = true; more; ) {
    const { body } = await project.ask('GET', `/v1/feedback?user=max&limit=64${after && `&after=${after}`}`)
    for (const { name } of body.data) names.add(name)
    after = body.data.at(-1).id
    more = body.has_more
  }
  expect(names.size).toBe(200)
  // What is believed is of all of them: made anew, with one taken back and given again, it is the same.
  const concurrent = await strengthsOf('max')
  expect(concurrent.warm).toBeGreaterThan(0.6)
  const { body } = await project.ask('GET', '/v1/feedback?user=max&limit=1')
  const { id: one, name, value } = body.data[0]
  expect((await project.ask('DELETE', `/v1/feedback/${one}`)).status).toBe(204)
  expect((await signal({ id: name, type: 'adjust', axis: 'warm', value, answer: id })).status).toBe(201)
  expect(await strengthsOf('max')).toEqual(concurrent)
  const { attune } = await project.complete({ user: 'max', max_tokens: 4 })
  expect(attune.edits.find(({ axis }) => axis === 'warm')?.strength).toBe(concurrent.warm)
})
