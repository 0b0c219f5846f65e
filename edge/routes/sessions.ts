import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import { access, accessBySession } from '../auth/access.ts'
import { holderOf } from '../auth/authenticate.ts'
import { changerOf } from '../auth/changer.ts'
import { checkNotForeign, csrfToken } from '../auth/csrf.ts'
import { checkWay, deleteSessionCookie, setSessionCookie } from '../auth/session-cookie.ts'
import { readConfig } from '../config.ts'
import type { AppEnv } from '../env.ts'
import { boundedBody } from '../http/body.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { endSession, listSessions, openSession, readSession } from '../services/sessions.ts'
import { listOf, pageQuery } from '../wire/list.ts'
import { type CurrentSession, currentSession, newSession, type Session, session } from '../wire/session.ts'

const tags = ['Sessions']
const MAX_BODY_BYTES = 4096

const open = createRoute({
  method: 'post',
  path: '/v1/sessions',
  tags,
  summary: 'Sign in at a browser, with a key',
  description:
    'Sets a cookie that is out of scripts’ reach and is sent to this origin alone. What changes something needs `csrf_token` ' +
    'as `x-csrf-token` beside it. It lives twelve hours, two without a request, and ends with the key.',
  security: [],
  middleware: [boundedBody(MAX_BODY_BYTES)],
  request: { body: jsonBody(newSession, { key: 'sk-attune-1_…' }) },
  responses: { 201: jsonAnswer(currentSession, 'The session; its cookie is set.'), ...errors(400, 413, 415, 429) },
})

const list = createRoute({
  method: 'get',
  path: '/v1/sessions',
  tags,
  summary: 'List the sessions that are open, newest first',
  ...access('keys'),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(session), 'A page of sessions; `after` takes an id.'), ...errors(400) },
})

const current = createRoute({
  method: 'get',
  path: '/v1/sessions/current',
  tags,
  summary: 'See the session that asks',
  ...accessBySession(),
  responses: { 200: jsonAnswer(currentSession, 'The session.'), ...errors() },
})

const leave = createRoute({
  method: 'delete',
  path: '/v1/sessions/current',
  tags,
  summary: 'Sign out',
  ...accessBySession(),
  responses: { 204: { description: 'The session has ended.' }, ...errors() },
})

const end = createRoute({
  method: 'delete',
  path: '/v1/sessions/{id}',
  tags,
  summary: 'End a session',
  ...access('keys'),
  request: { params: z.object({ id: z.string() }) },
  responses: { 204: { description: 'The session has ended.' }, ...errors(404) },
})

export const sessions = newApp()

sessions.openapi(open, async (c) => {
  checkWay(c)
  checkNotForeign(c)
  const key = await holderOf(c, c.req.valid('json').key.trim())
  const changer = { ...key, request: c.var.requestId }
  const { session, secret, seconds } = await openSession(c.var.db, changer, c.req.header('user-agent') ?? '')
  setSessionCookie(c, secret, seconds)
  return c.json(await withToken(c, session), 201)
})

sessions.openapi(list, async (c) => c.json(await listSessions(c.var.db, c.var.caller, c.req.valid('query')), 200))

sessions.openapi(current, async (c) => {
  const { project, session } = c.var.caller
  return c.json(await withToken(c, await readSession(c.var.db, project, session!, session)), 200)
})

sessions.openapi(leave, async (c) => {
  await endSession(c.var.db, changerOf(c), c.var.caller.session!)
  deleteSessionCookie(c)
  return c.body(null, 204)
})

sessions.openapi(end, async (c) => {
  await endSession(c.var.db, changerOf(c), c.req.valid('param').id)
  return c.body(null, 204)
})

const withToken = async (c: Context<AppEnv>, session: Session): Promise<CurrentSession> => ({
  ...session,
  csrf_token: await csrfToken(readConfig(c.env).secrets, session.id),
})
