import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { jsonAnswer, newApp } from '../http/route.ts'
import { workersHealth } from '../services/health.ts'

const healthAnswer = z
  .object({
    status: z.enum(['ok', 'no_worker']).meta({ description: 'no_worker: none is ready, so no answer can be made.' }),
    workers: z.array(z.object({ tag: z.string(), ready: z.boolean() })),
  })
  .meta({ id: 'Health' })

const get = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Operation'],
  summary: 'See whether answers can be made, and which workers make them',
  security: [],
  responses: {
    200: jsonAnswer(healthAnswer, 'At least one worker is ready; one that is not takes no requests.'),
    503: jsonAnswer(healthAnswer, 'No worker is ready.'),
  },
})

export const health = newApp()

health.openapi(get, async (c) => {
  const workers = await workersHealth(c.env)
  return workers.some(({ ready }) => ready)
    ? c.json({ status: 'ok' as const, workers }, 200)
    : c.json({ status: 'no_worker' as const, workers }, 503)
})
