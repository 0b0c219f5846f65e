/** OpenAI's responses: what is asked of the worker, what is told and kept, who may see it. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type Any, fakeFleet, newProject, whoSaw } from './harness.ts'

const fleet = fakeFleet()
let client: Awaited<ReturnType<typeof newProject>>
beforeEach(async () => {
  client = await newProject()
})

const RESPONSES = '/v1/responses'
const hello = { model: TOY_MODEL, input: 'Hello' }
const create = (fields: object = {}) => client.post(RESPONSES, { ...hello, ...fields })
const forwarded = () => whoSaw(fleet, '/v1/generate').lastBody<GenerateRequest>('/v1/generate')

/** The events of a stream, each with its own name. */
async function events(response: Response): Promise<Any[]> {
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const text = await response.text()
  return text
    .split('\n\n')
    .filter((part) => part !== '' && !part.startsWith(':'))
    .map((part) => {
      const [, type, data] = /^event: (\S+)\ndata: (.*)$/s.exec(part)!
      const event = JSON.parse(data!)
      expect(event.type).toBe(type)
      return event
    })
}
const stream = async (fields: object = {}) =>
  events(
    await client.raw('POST', RESPONSES, {
      body: JSON.stringify({ ...hello, stream: true, ...fields }),
      headers: { 'content-type': 'application/json' },
    }),
  )

describe('a response', () => {
  it.each([{}, { store: false }])('is answered whole: %j', async (fields) => {
    const { status, body, headers } = await create(fields)
    expect(status).toBe(200)
    expect(headers.get('x-attune-generation')).toMatch(/^chatcmpl_/)
    expect(body).toMatchObject({
      object: 'response',
      status: 'completed',
      model: TOY_MODEL,
      output: [
        {
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Hello there!' }],
        },
      ],
      store: !('store' in fields),
    })
    expect(body.attune.generation).toBe(body.id.replace('resp_', 'chatcmpl_'))
  })

  it.each([{}, { store: false }])('is streamed in OpenAI’s order: %j', async (fields) => {
    const all = await stream(fields)
    expect(all.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(all.map(({ sequence_number }) => sequence_number)).toEqual(all.map((_, i) => i))
    expect(all.at(-1).response.output[0].content[0].text).toBe('Hello there!')
    expect(forwarded().messages).toEqual([{ role: 'user', content: 'Hello' }])
  })
})
