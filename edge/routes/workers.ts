import { createRoute } from '@hono/zod-openapi'
import { access } from '../auth/access.ts'
import { errors, jsonAnswer, newApp } from '../http/route.ts'
import { listWorkers } from '../services/workers.ts'
import { listOf } from '../wire/list.ts'
import { worker } from '../wire/worker.ts'

const list = createRoute({
  method: 'get',
  path: '/v1/workers',
  tags: ['Operation'],
  summary: 'See which workers make answers, and how much they have to do',
  ...access('project'),
  responses: { 200: jsonAnswer(listOf(worker), 'Every worker.'), ...errors(502, 503) },
})

export const workers = newApp()

workers.openapi(list, async (c) => c.json(await listWorkers(c.env), 200))
