import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { beginningOf } from '../http/beginning.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { deleteSignal, listSignals, takeSignal } from '../services/signals.ts'
import { listOf } from '../wire/list.ts'
import { newSignal, signal, signalsQuery } from '../wire/signal.ts'

const tags = ['Learning']

const create = createRoute({
  method: 'post',
  path: '/v1/feedback',
  tags,
  summary: 'Tell what a user did that says what they like',
  description:
    "A thumb, a grade from -2 to 2, the pick of one of an answer's choices, more or less of an axis, a text as the user edited " +
    'it (a worker reads both, and neither is kept), that an answer was asked for again, or copied. It is in force with the next request of that user, wherever it arrives, and ' +
    'with the next token of their answers that run with `steering.live`. Sent again under the same `id`, it changes nothing ' +
    '(200); in which order signals come does not matter. Of a user, the newest 500 count.',
  ...access('profiles', { own: true }),
  request: {
    body: jsonBody(newSignal, { type: 'thumb', answer: 'chatcmpl_a_0123456789abcdefghjkmnpqrs', value: 'up' }),
  },
  responses: {
    200: jsonAnswer(signal, 'It was known already.'),
    201: jsonAnswer(signal, 'The signal, as it was taken.'),
    ...errors(400, 404, 409, 413, 415, 429, 502, 503),
  },
})

const list = createRoute({
  method: 'get',
  path: '/v1/feedback',
  tags,
  summary: 'List what users have signalled, newest first',
  ...access('profiles', { own: true }),
  request: { query: signalsQuery },
  responses: { 200: jsonAnswer(listOf(signal), 'A page of signals.'), ...errors(400) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/feedback/{id}',
  tags,
  summary: 'Take a signal back',
  description: 'What is believed of the user is made anew without it, as if it had never been given.',
  ...access('profiles', { own: true }),
  request: { params: z.object({ id: z.string().min(1).max(64) }) },
  responses: { 204: { description: 'It is gone.' }, ...errors(400, 404) },
})

export const feedback = newApp()

feedback.openapi(create, async (c) => {
  const { signal, isNew } = await takeSignal(beginningOf(c), c.var.caller, c.req.valid('json'))
  return c.json(signal, isNew ? 201 : 200)
})

feedback.openapi(list, async (c) => c.json(await listSignals(c.var.db, c.var.caller, c.req.valid('query')), 200))

feedback.openapi(remove, async (c) => {
  const stores = { env: c.env, db: c.var.db, signal: c.var.disconnected }
  await deleteSignal(stores, c.var.caller, c.req.valid('param').id)
  return c.body(null, 204)
})
