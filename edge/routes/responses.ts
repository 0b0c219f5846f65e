import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { beginningOf } from '../http/beginning.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { eventStream, jsonText, patientJson } from '../http/streams.ts'
import {
  cancelResponse,
  createResponse,
  deleteResponse,
  listInputItems,
  readResponse,
  resumeResponse,
} from '../services/responses.ts'
import { responseRequest } from '../wire/responses/request.ts'
import { response, responseEvent } from '../wire/responses/response.ts'
import { deleted, itemList, itemsQuery, readQuery } from '../wire/responses/routes.ts'
import { steeringHeader } from '../wire/steering-header.ts'

const tags = ['Responses']
const params = z.object({ id: z.string().meta({ description: 'The `id` of the response.', example: 'resp_a_0123…' }) })
const answered = (description: string) => ({
  description,
  content: { 'application/json': { schema: response }, 'text/event-stream': { schema: responseEvent } },
})

const create = createRoute({
  method: 'post',
  path: '/v1/responses',
  tags,
  summary: 'Answer in the form of OpenAI’s responses, and go on though the client has gone',
  description:
    "OpenAI's responses, as far as text and functions go. `user` names whose profile steers the answer; `steering` is " +
    'merged over it, axis by axis. What is streamed or made in the background is made whether or not its client stays: ' +
    'GET /v1/responses/{id} with `stream=true` and `starting_after` goes on where the client was. Answers are kept as ' +
    'long as the project says (`answer_retention_seconds`), but for those with `store: false`, which end when their ' +
    'client goes. Fields that are not known, or that ask for what cannot be done, are refused.',
  ...access('chat', { own: true, asks: 'answer' }),
  request: {
    headers: steeringHeader,
    body: jsonBody(responseRequest, {
      model: 'smollm2-135m-instruct',
      input: 'Why is the sky blue?',
      user: 'ada',
      steering: { strengths: { formal: 0.5 } },
      stream: true,
    }),
  },
  responses: {
    200: {
      ...answered('The answer, and its receipt in `attune`; in the background, what there is of it.'),
      headers: z.object({
        'x-attune-generation': z.string().meta({ description: 'The id for PATCH /v1/generations/{id}.' }),
      }),
    },
    ...errors(400, 404, 413, 415, 429, 502, 503),
  },
})

const get = createRoute({
  method: 'get',
  path: '/v1/responses/{id}',
  tags,
  summary: 'See a response, or go on reading it as it comes',
  ...access('chat', { own: true }),
  request: { params, query: readQuery },
  responses: { 200: answered('The response; with stream=true its events.'), ...errors(400, 404) },
})

const cancel = createRoute({
  method: 'post',
  path: '/v1/responses/{id}/cancel',
  tags,
  summary: 'End a response that is made',
  description: 'One that has ended stays as it is.',
  ...access('chat', { own: true }),
  request: { params },
  responses: { 200: jsonAnswer(response, 'The response, ended.'), ...errors(400, 404) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/responses/{id}',
  tags,
  summary: 'Forget a response, what it was asked and what it said',
  ...access('chat', { own: true }),
  request: { params },
  responses: { 200: jsonAnswer(deleted, 'It is gone.'), ...errors(400, 404) },
})

const listInput = createRoute({
  method: 'get',
  path: '/v1/responses/{id}/input_items',
  tags,
  summary: 'List what a response was asked, with all that came before it',
  ...access('chat', { own: true }),
  request: { params, query: itemsQuery },
  responses: { 200: jsonAnswer(itemList, 'A page of items.'), ...errors(400, 404) },
})

export const responses = newApp()

responses.openapi(create, async (c) => {
  const { caller } = c.var
  const request = c.req.valid('json')
  const sent = { request, text: await c.req.text(), steering: c.req.valid('header')['x-attune-steering'] }
  const started = await createResponse(beginningOf(c), caller, sent)
  const headers = { 'x-attune-generation': started.generation }
  if (request.stream) return eventStream(await started.events(), headers)
  if (request.background) return jsonText(await started.now(), headers)
  // Nobody can name an answer that was not told of.
  const left = () => c.executionCtx.waitUntil(started.abandon())
  return patientJson(started.whole(), left, headers)
})

responses.openapi(get, async (c) => {
  const { id } = c.req.valid('param')
  const { stream, starting_after: after = -1 } = c.req.valid('query')
  const stores = { env: c.env, db: c.var.db }
  if (stream) return eventStream(await resumeResponse(stores, c.var.caller, id, after))
  return jsonText(await readResponse(stores, c.var.caller, id))
})

responses.openapi(cancel, async (c) => {
  return jsonText(await cancelResponse({ env: c.env, db: c.var.db }, c.var.caller, c.req.valid('param').id))
})

responses.openapi(remove, async (c) => {
  const { id } = c.req.valid('param')
  await deleteResponse({ env: c.env, db: c.var.db }, c.var.caller, id)
  return c.json({ id, object: 'response' as const, deleted: true as const }, 200)
})

responses.openapi(listInput, async (c) => {
  const stores = { env: c.env, db: c.var.db }
  const page = await listInputItems(stores, c.var.caller, c.req.valid('param').id, c.req.valid('query'))
  return jsonText(JSON.stringify(page))
})
