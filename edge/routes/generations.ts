import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { generationIdOf } from '../../shared/ids.ts'
import { generationState } from '../../shared/wire/generate.ts'
import { liveChange } from '../../shared/wire/steering.ts'
import { access } from '../auth/access.ts'
import { seeing } from '../auth/caller.ts'
import { relay } from '../fleet/relay.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { cancelGeneration, changeGeneration, readGeneration } from '../services/generations.ts'

const params = z.object({
  id: z.string().transform(generationIdOf).meta({
    description: 'The `id` of the answer, whichever API it was asked through, or of its chunks.',
    example: 'chatcmpl_a_0123…',
  }),
})
const state = generationState.meta({ id: 'Generation' })

const get = createRoute({
  method: 'get',
  path: '/v1/generations/{id}',
  tags: ['Generations'],
  summary: 'See a running or finished generation and its receipt',
  ...access('chat', { own: true }),
  request: { params },
  responses: { 200: jsonAnswer(state, 'The generation.'), ...errors(404, 502, 503) },
})

const change = createRoute({
  method: 'patch',
  path: '/v1/generations/{id}',
  tags: ['Generations'],
  summary: 'Change the strengths of a running generation',
  description: 'In force from the next token. Axes not named stay as they are; strength 0 turns an axis off.',
  ...access('chat', { own: true }),
  request: { params, body: jsonBody(liveChange.meta({ id: 'LiveChange' }), { strengths: { formal: -1 }, seq: 1 }) },
  responses: { 200: jsonAnswer(state, 'The generation, changed.'), ...errors(400, 404, 409, 413, 415, 502, 503) },
})

const cancel = createRoute({
  method: 'delete',
  path: '/v1/generations/{id}',
  tags: ['Generations'],
  summary: 'Cancel a generation',
  ...access('chat', { own: true }),
  request: { params },
  responses: { 200: jsonAnswer(state, 'The generation, cancelled.'), ...errors(404, 502, 503) },
})

export const generations = newApp()

generations.openapi(get, async (c) => {
  return relay(await readGeneration(c.env, seeing(c.var.caller), c.req.valid('param').id))
})

generations.openapi(change, async (c) => {
  const { id } = c.req.valid('param')
  const stores = { env: c.env, db: c.var.db }
  return relay(await changeGeneration(stores, seeing(c.var.caller), id, c.req.valid('json')))
})

generations.openapi(cancel, async (c) => {
  return relay(await cancelGeneration(c.env, seeing(c.var.caller), c.req.valid('param').id))
})
