import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { userName } from '../../shared/wire/chat.ts'
import { access } from '../auth/access.ts'
import { actingUser, type Caller } from '../auth/caller.ts'
import { changerOf } from '../auth/changer.ts'
import { errors, jsonAnswer, newApp } from '../http/route.ts'
import { eraseUser } from '../services/user-erasure.ts'
import { exportUser } from '../services/user-export.ts'
import { erasure, userExportQuery } from '../wire/user.ts'

const tags = ['Users']
const params = z.object({
  user: userName.meta({ description: 'The name that requests give as `user`.', example: 'ada' }),
})

const exported = createRoute({
  method: 'get',
  path: '/v1/users/{user}/export',
  tags,
  summary: 'Export all that is known of a user',
  description:
    'Lines of JSON: their profile, when their tokens were revoked, what their answers used, what the audit log says of ' +
    'them, and the answers that are kept, with what they were asked. The last line says whether that was all; there are ' +
    'at most 500 answers in one call.',
  ...access('profiles', { own: true }),
  request: { params, query: userExportQuery },
  responses: {
    200: {
      description: 'The lines.',
      content: { 'application/x-ndjson': { schema: z.string().meta({ type: 'string' }) } },
    },
    ...errors(400),
  },
})

const erase = createRoute({
  method: 'delete',
  path: '/v1/users/{user}',
  tags,
  summary: 'Erase all that is known of a user',
  description:
    'Their profile and the answers that are kept go, those that are made end; what they used stays in the sums, as ' +
    "nobody's. The audit log keeps that they were erased, and what keys changed of their profile. Whom nobody knows is " +
    'erased already. An application is told of `user.erased`.',
  ...access('profiles', { own: true }),
  request: { params },
  responses: { 200: jsonAnswer(erasure, 'It is done, or goes on by itself.'), ...errors(400) },
})

/** @throws ApiError 403 `other_user` */
const userOf = (caller: Caller, { user }: { user: string }): string => actingUser(caller, user) ?? user

export const users = newApp()

users.openapi(exported, async (c) => {
  const user = userOf(c.var.caller, c.req.valid('param'))
  const of = { project: c.var.caller.project, user }
  const lines = await exportUser({ env: c.env, db: c.var.db }, of, c.req.valid('query').after)
  // Hono takes the content type's name for one of JSON as a whole.
  return c.body(lines, 200, {
    'content-type': 'application/x-ndjson',
    'content-disposition': 'attachment; filename="user.ndjson"',
  }) as never
})

users.openapi(erase, async (c) => {
  const user = userOf(c.var.caller, c.req.valid('param'))
  return c.json(await eraseUser({ env: c.env, db: c.var.db }, changerOf(c), user), 200)
})
