import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { chatChunk, chatCompletion, chatRequest } from '../../shared/wire/chat.ts'
import { access } from '../auth/access.ts'
import { relay } from '../fleet/relay.ts'
import { beginningOf } from '../http/beginning.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { jsonText } from '../http/streams.ts'
import { deleteCompletion, readCompletion, startGeneration, startInBackground } from '../services/chat.ts'
import { keptCompletion } from '../wire/kept-completion.ts'
import { steeringHeader } from '../wire/steering-header.ts'

const tags = ['Chat']

const createChatCompletion = createRoute({
  method: 'post',
  path: '/v1/chat/completions',
  tags,
  summary: 'Answer a chat, the way the user likes',
  description:
    "OpenAI's chat completions. `user` names whose profile steers the answer; `steering` is merged over it, axis by " +
    'axis. With `stream: true` the answer comes as server-sent events. `response_format` and `tools` give the answer a ' +
    'structure, which it cannot but have. Fields that are not known, or that ask for what cannot be done, are refused; ' +
    'those of OpenAI that change no answer here are taken. An answer that is neither streamed nor given a short ' +
    '`deadline_ms` begins with status 200 and white space while it is made. Should it fail after that, its body is the ' +
    'error, `error.status` the status that it would have had, and the connection is cut off, so that no client takes it ' +
    'for an answer. With `background: true` what comes at once has an id and no choices yet.',
  ...access('chat', { own: true, asks: 'answer' }),
  request: {
    headers: steeringHeader,
    body: jsonBody(chatRequest, {
      model: 'smollm2-135m-instruct',
      messages: [{ role: 'user', content: 'Why is the sky blue?' }],
      user: 'ada',
      steering: { strengths: { formal: 0.5 } },
      stream: true,
    }),
  },
  responses: {
    200: {
      description: 'The answer and its receipt in `attune`.',
      headers: z.object({
        'x-attune-generation': z.string().meta({ description: 'The id for PATCH /v1/generations/{id}.' }),
        'x-ratelimit-remaining-requests': z.string().optional().meta({
          description:
            'With -limit- and -reset-, and the same of -tokens: what is left of the limits a minute, where there are any.',
        }),
      }),
      content: {
        'application/json': { schema: z.union([chatCompletion, keptCompletion]) },
        'text/event-stream': { schema: chatChunk },
      },
    },
    ...errors(400, 404, 413, 415, 429, 502, 503, 504),
  },
})

const params = z.object({
  id: z.string().meta({ description: 'The `id` of an answer in the background.', example: 'chatcmpl_a_0123…' }),
})

const get = createRoute({
  method: 'get',
  path: '/v1/chat/completions/{id}',
  tags,
  summary: 'See an answer that is made in the background',
  ...access('chat', { own: true }),
  request: { params },
  responses: { 200: jsonAnswer(keptCompletion, 'The answer, once its status is completed.'), ...errors(400, 404) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/chat/completions/{id}',
  tags,
  summary: 'Forget an answer that was made in the background',
  description: 'One that is still made is ended. DELETE /v1/generations/{id} ends it and keeps what is known of it.',
  ...access('chat', { own: true }),
  request: { params },
  responses: {
    200: jsonAnswer(
      z.object({ id: z.string(), object: z.literal('chat.completion.deleted'), deleted: z.literal(true) }),
      'It is gone.',
    ),
    ...errors(400, 404),
  },
})

export const chat = newApp()

chat.openapi(createChatCompletion, async (c) => {
  const { caller } = c.var
  const request = c.req.valid('json')
  const sent = { request, text: await c.req.text(), steering: c.req.valid('header')['x-attune-steering'] }
  if (request.background) {
    const { id, json } = await startInBackground(beginningOf(c), caller, sent)
    return jsonText(json, { 'x-attune-generation': id })
  }
  const { id, response } = await startGeneration(beginningOf(c), caller, sent)
  return relay(response, { 'x-attune-generation': id })
})

chat.openapi(get, async (c) => {
  return jsonText(await readCompletion({ env: c.env, db: c.var.db }, c.var.caller, c.req.valid('param').id))
})

chat.openapi(remove, async (c) => {
  const { id } = c.req.valid('param')
  await deleteCompletion({ env: c.env, db: c.var.db }, c.var.caller, id)
  return c.json({ id, object: 'chat.completion.deleted' as const, deleted: true as const }, 200)
})
