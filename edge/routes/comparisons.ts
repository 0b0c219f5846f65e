import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { beginningOf } from '../http/beginning.ts'
import { errors, jsonBody, newApp } from '../http/route.ts'
import { patientJson } from '../http/streams.ts'
import { startComparison } from '../services/comparisons.ts'
import { comparison, comparisonRequest } from '../wire/comparison.ts'
import { steeringHeader } from '../wire/steering-header.ts'

const create = createRoute({
  method: 'post',
  path: '/v1/comparisons',
  tags: ['Learning'],
  summary: 'Ask a user which of two answers they like better',
  description:
    'Answers to one prompt, made together, whose strengths are chosen so that the pick tells most of what this user likes: ' +
    'on axes that are least certain, apart by at least what a reader can tell, within what is safe and ' +
    '`learning.explore_steps` of what is believed. The pick is POST /v1/feedback `{"type": "pick", "answer": id, "choice": ' +
    'index}`. 409 `nothing_to_learn` where all axes are set by hand, or none acts on this model. Like other answers that are ' +
    'not streamed, it begins with status 200 and white space while it is made.',
  ...access('chat', { own: true, asks: 'answer' }),
  request: {
    headers: steeringHeader,
    body: jsonBody(comparisonRequest, {
      model: 'smollm2-135m-instruct',
      messages: [{ role: 'user', content: 'Tell me about the sea.' }],
      user: 'ada',
      max_tokens: 60,
    }),
  },
  responses: {
    200: {
      description: 'The candidates.',
      headers: z.object({ 'x-attune-generation': z.string() }),
      content: { 'application/json': { schema: comparison } },
    },
    ...errors(400, 404, 409, 413, 415, 429, 502, 503, 504),
  },
})

export const comparisons = newApp()

comparisons.openapi(create, async (c) => {
  const left = new AbortController()
  const signal = AbortSignal.any([c.var.disconnected, left.signal])
  const sent = {
    request: c.req.valid('json'),
    text: await c.req.text(),
    steering: c.req.valid('header')['x-attune-steering'],
  }
  const { id, whole } = await startComparison({ ...beginningOf(c), signal }, c.var.caller, sent)
  return patientJson(whole(), () => left.abort(), { 'x-attune-generation': id })
})
