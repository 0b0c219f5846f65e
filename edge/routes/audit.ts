import { createRoute } from '@hono/zod-openapi'
import { access } from '../auth/access.ts'
import { errors, jsonAnswer, newApp } from '../http/route.ts'
import { listAudit } from '../services/audit-list.ts'
import { auditEntryShown, auditQuery } from '../wire/audit.ts'
import { listOf } from '../wire/list.ts'

const list = createRoute({
  method: 'get',
  path: '/v1/audit',
  tags: ['Audit'],
  summary: 'See who changed what, newest first',
  description:
    'Entries are only ever added. What a user changes of their own profile with their own token, and what fits do by ' +
    'themselves, is not in it.',
  ...access('audit'),
  request: { query: auditQuery },
  responses: { 200: jsonAnswer(listOf(auditEntryShown), 'A page of entries; `after` takes an id.'), ...errors(400) },
})

export const audit = newApp()

audit.openapi(list, async (c) => c.json(await listAudit(c.var.db, c.var.caller.project, c.req.valid('query')), 200))
