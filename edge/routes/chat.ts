import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { chatChunk, chatCompletion, chatRequest } from '../../shared/wire/chat.ts'
import { access } from '../auth/access.ts'
import { relay } from '../fleet/relay.ts'
import { errors, jsonBody, newApp } from '../http/route.ts'
import { startGeneration } from '../services/chat.ts'

const createChatCompletion = createRoute({
  method: 'post',
  path: '/v1/chat/completions',
  tags: ['Chat'],
  summary: 'Answer a chat, the way the user likes',
  description:
    "OpenAI's chat completions. `user` names whose profile steers the answer; `steering` is merged over it, axis by " +
    'axis. With `stream: true` the answer comes as server-sent events. `response_format` and `tools` give the answer a ' +
    'structure, which it cannot but have. Fields that are not known, or that ask for what cannot be done, are refused; ' +
    'those of OpenAI that change no answer here are taken. An answer that is neither streamed nor given a short ' +
    '`deadline_ms` begins with status 200 and white space while it is made. Should it fail after that, its body is the ' +
    'error, `error.status` the status that it would have had, and the connection is cut off, so that no client takes it ' +
    'for an answer.',
  ...access('chat', { own: true }),
  request: {
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
      }),
      content: { 'application/json': { schema: chatCompletion }, 'text/event-stream': { schema: chatChunk } },
    },
    ...errors(400, 404, 413, 415, 429, 502, 503, 504),
  },
})

export const chat = newApp()

chat.openapi(createChatCompletion, async (c) => {
  const { env } = c
  const { db, disconnected: signal, caller } = c.var
  const { id, response } = await startGeneration({ env, db, signal }, caller, c.req.valid('json'), await c.req.text())
  return relay(response, { 'x-attune-generation': id })
})
