import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { beginningOf } from '../http/beginning.ts'
import { errors, jsonBody, newApp } from '../http/route.ts'
import { eventStream, patientJson } from '../http/streams.ts'
import { startCompletion } from '../services/completions.ts'
import { completionRequest, textCompletion } from '../wire/completions.ts'
import { steeringHeader } from '../wire/steering-header.ts'

const create = createRoute({
  method: 'post',
  path: '/v1/completions',
  tags: ['Chat'],
  summary: 'Go on from a text',
  description:
    "OpenAI's older completions: the prompt is gone on from as it is, without the model's chat template. Steering and " +
    'profiles act as in chats. Each of several prompts is a generation of its own; PATCH /v1/generations/{id} with the ' +
    'answer’s id steers the first.',
  ...access('chat', { own: true, asks: 'answer' }),
  request: {
    headers: steeringHeader,
    body: jsonBody(completionRequest, { model: 'smollm2-135m-instruct', prompt: 'Once upon a time', max_tokens: 32 }),
  },
  responses: {
    200: {
      description: 'The text that follows.',
      headers: z.object({ 'x-attune-generation': z.string() }),
      content: { 'application/json': { schema: textCompletion }, 'text/event-stream': { schema: textCompletion } },
    },
    ...errors(400, 404, 413, 415, 429, 502, 503, 504),
  },
})

export const completions = newApp()

completions.openapi(create, async (c) => {
  const { caller } = c.var
  const left = new AbortController()
  const signal = AbortSignal.any([c.var.disconnected, left.signal])
  const request = c.req.valid('json')
  const sent = { request, text: await c.req.text(), steering: c.req.valid('header')['x-attune-steering'] }
  const answer = await startCompletion({ ...beginningOf(c), signal }, caller, sent)
  const headers = { 'x-attune-generation': answer.id }
  return request.stream
    ? eventStream(answer.events(), headers)
    : patientJson(answer.whole(), () => left.abort(), headers)
})
