/** Steering for clients that cannot add fields: in a header and in the model's name, beneath the request's own. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
  await client.steerable('formal')
  await client.steerable('warm')
})

const messages = [{ role: 'user', content: 'Hello' }]
async function ask(path: string, fields: object, header?: string) {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (header !== undefined) headers['x-attune-steering'] = header
  const response = await client.raw('POST', path, { body: JSON.stringify(fields), headers })
  return { status: response.status, body: (await response.json()) as Any }
}
const chat = (fields: object, header?: string) =>
  ask('/v1/chat/completions', { model: TOY_MODEL, messages, ...fields }, header)
const forwarded = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')
const strengths = () => Object.fromEntries(forwarded().edits.map(({ axis, strength }) => [axis, strength]))

describe('strengths', () => {
  it.each(['formal=.5,warm=-1', ' formal = 0.5 , warm = -1. ', '{"strengths": {"formal": 0.5, "warm": -1}}'])(
    'are read from the header: %s',
    async (header) => {
      expect((await chat({}, header)).status).toBe(200)
      expect(strengths()).toEqual({ formal: 0.5, warm: -1 })
    },
  )

  it('are read from the model’s name, which the answer repeats', async () => {
    const model = `${TOY_MODEL}@formal=.5,warm=-1`
    expect((await chat({ model })).body.model).toBe(model)
    expect(strengths()).toEqual({ formal: 0.5, warm: -1 })
    expect(forwarded().model).toBe(TOY_MODEL)
    expect((await client.get(`/v1/models/${encodeURIComponent(model)}`)).body.id).toBe(model)
  })

  it('of responses, too', async () => {
    const model = `${TOY_MODEL}@formal=.5`
    const { status, body } = await ask('/v1/responses', { model, input: 'Hello' }, 'warm=1')
    expect([status, body.model]).toEqual([200, model])
    expect(strengths()).toEqual({ formal: 0.5, warm: 1 })
  })

  it('the field goes before the header, the header before the name, axis by axis', async () => {
    const model = `${TOY_MODEL}@formal=.1,warm=.1`
    await chat({ model, steering: { strengths: { formal: 0.3 } } }, 'formal=.2,warm=.2')
    expect(strengths()).toEqual({ formal: 0.3, warm: 0.2 })
  })

  it('what the field leaves at its default, the header says', async () => {
    const header = JSON.stringify({ strengths: { formal: 1.2 }, scope: 'all', overdrive: true, json: 'spare' })
    await chat({ steering: { scope: 'answer' } }, header)
    expect(forwarded()).toMatchObject({ scope: 'answer', overdrive: true, json: 'spare' })
    expect(strengths()).toEqual({ formal: 1.2 })
  })
})

describe('is refused by name', () => {
  it.each([
    ['formal', /'formal' is no axis and its strength/],
    ['formal=', /is no axis/],
    ['formal=x', /is no axis/],
    ['formal=.5,', /'' is no axis/],
    ['formal=.5,formal=1', /'formal' stands there twice/],
    ['formal=9', /strengths\.formal: a number between -1\.5 and 1\.5/],
    ['__proto__=1', /x-attune-steering: /],
    ['{"strengths"', /it begins as JSON and is none/],
    ['{"strenghts": {}}', /did you mean strengths/],
    ['', /'' is no axis/],
  ])('a header: %s', async (header, message) => {
    const { status, body } = await chat({}, header)
    expect([status, body.error.code, body.error.param]).toEqual([400, 'invalid_steering', 'x-attune-steering'])
    expect(body.error.message).toMatch(message)
  })

  it.each(['formal=x', 'formal=.5,=1', 'Formal=1'])('a name: %s', async (written) => {
    const { status, body } = await chat({ model: `${TOY_MODEL}@${written}` })
    expect([status, body.error.code, body.error.param]).toEqual([400, 'invalid_steering', 'model'])
  })

  it('an axis that there is not, and more than is possible', async () => {
    expect((await chat({}, 'nope=1')).body.error.code).toBe('unknown_axis')
    expect((await chat({}, 'formal=1.2')).body.error.code).toBe('strength_out_of_range')
    expect((await chat({ model: `${TOY_MODEL}@v2` })).body.error.code).toBe('model_not_found')
  })
})
