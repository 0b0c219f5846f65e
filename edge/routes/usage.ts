import { createRoute } from '@hono/zod-openapi'
import { access } from '../auth/access.ts'
import { errors, jsonAnswer, newApp } from '../http/route.ts'
import { readUsage } from '../services/usage.ts'
import { listOf } from '../wire/list.ts'
import { usageItem, usageQuery } from '../wire/usage.ts'

const list = createRoute({
  method: 'get',
  path: '/v1/usage',
  tags: ['Usage'],
  summary: 'See what answers used, by day, key, user, model or axis',
  description:
    'Every answer is counted once, when it has ended: those that were cancelled, failed, or whose client left too, with the ' +
    'tokens that they had. Workers report them within a second or so, and keep them until the edge has them.',
  ...access('usage'),
  request: { query: usageQuery },
  responses: { 200: jsonAnswer(listOf(usageItem), 'A page of sums, by group; `after` takes a group.'), ...errors(400) },
})

export const usage = newApp()

usage.openapi(list, async (c) => c.json(await readUsage(c.var.db, c.var.caller, c.req.valid('query')), 200))
