import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { jsonAnswer, newApp } from '../http/route.ts'
import { workersHealth } from '../services/health.ts'

const healthAnswer = z
  .object({ status: z.literal('ok'), workers: z.array(z.object({ tag: z.string(), ready: z.boolean() })) })
  .meta({ id: 'Health' })

const get = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Operation'],
  summary: 'See whether the edge and its workers are up',
  security: [],
  responses: { 200: jsonAnswer(healthAnswer, 'The edge is up; a worker that is not ready takes no requests.') },
})

export const health = newApp()

health.openapi(get, async (c) => c.json({ status: 'ok' as const, workers: await workersHealth(c.env) }, 200))
