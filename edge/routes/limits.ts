import { createRoute } from '@hono/zod-openapi'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { readLimits, replaceLimits } from '../services/limits.ts'
import { conditionHeaders } from '../wire/condition.ts'
import { limitsChange, limits as limitsSchema } from '../wire/limits.ts'

const tags = ['Limits']

const get = createRoute({
  method: 'get',
  path: '/v1/limits',
  tags,
  summary: 'See the limits of the project, and what of them is used',
  ...access('project', { etag: true }),
  responses: { 200: jsonAnswer(limitsSchema, 'The limits.'), ...errors() },
})

const put = createRoute({
  method: 'put',
  path: '/v1/limits',
  tags,
  summary: 'Replace the limits of the project',
  description:
    'In force from the next request on, and for tokens that parts of the edge may give out without asking, within 5 s. ' +
    'Answers over a limit are refused with 429 and Retry-After; `x-ratelimit-*` of chat completions say what is left of the ' +
    'limits a minute, as OpenAI does. The month’s budget is not exceeded: what an answer may take at most is held until it ' +
    'has ended. Quotas of storage are refused with 403 `quota_exceeded`. An application is told of `budget.warning` and ' +
    '`budget.reached` once a month.',
  ...access('project', { etag: true }),
  request: {
    headers: conditionHeaders,
    body: jsonBody(limitsChange, { user: { requests_per_minute: 20, running: 2 }, tokens_per_month: 5_000_000 }),
  },
  responses: { 200: jsonAnswer(limitsSchema, 'The limits as they are now.'), ...errors(400, 412, 413, 415) },
})

export const limits = newApp()

limits.openapi(get, async (c) => c.json(await readLimits(c.var.db, c.var.caller.project), 200))

limits.openapi(put, async (c) => {
  return c.json(await replaceLimits(c.var.db, changerOf(c), c.req.valid('json')), 200)
})
