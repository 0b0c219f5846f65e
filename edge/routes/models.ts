import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { modelCard } from '../../shared/wire/generate.ts'
import { access } from '../auth/access.ts'
import { errors, jsonAnswer, newApp } from '../http/route.ts'
import { listModels, readModel } from '../services/models.ts'
import { listOf } from '../wire/list.ts'
import { model } from '../wire/model.ts'

const list = createRoute({
  method: 'get',
  path: '/v1/models',
  tags: ['Models'],
  summary: 'List the models that are served',
  ...access('chat'),
  responses: { 200: jsonAnswer(listOf(model), 'Every model.'), ...errors(502, 503) },
})

const get = createRoute({
  method: 'get',
  path: '/v1/models/{id}',
  tags: ['Models'],
  summary: 'See one model',
  ...access('chat'),
  request: { params: z.object({ id: modelCard.shape.id }) },
  responses: { 200: jsonAnswer(model, 'The model.'), ...errors(404, 502, 503) },
})

export const models = newApp()

models.openapi(list, async (c) => c.json(await listModels(c.env, c.var.caller), 200))

models.openapi(get, async (c) => c.json(await readModel(c.env, c.var.caller, c.req.valid('param').id), 200))
