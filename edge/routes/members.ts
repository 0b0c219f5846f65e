import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { ApiError } from '../../shared/errors.ts'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { countGuess } from '../auth/guesses.ts'
import { boundedBody } from '../http/body.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { acceptInvitation, inviteMember, listInvitations, withdrawInvitation } from '../services/invitations.ts'
import { changeRole, listMembers, readMember, removeMember } from '../services/members.ts'
import { conditionHeaders as headers } from '../wire/condition.ts'
import { listOf, pageQuery } from '../wire/list.ts'
import {
  acceptance,
  accepted,
  invitation,
  invitationWithToken,
  member,
  memberChange,
  membersQuery,
  newInvitation,
} from '../wire/member.ts'

const tags = ['Members']
const params = z.object({ id: z.string() })
const MAX_BODY_BYTES = 4096

const list = createRoute({
  method: 'get',
  path: '/v1/members',
  tags,
  summary: 'List the members, newest first',
  ...access('project'),
  request: { query: membersQuery },
  responses: { 200: jsonAnswer(listOf(member), 'A page of members; `after` takes an id.'), ...errors(400) },
})

const get = createRoute({
  method: 'get',
  path: '/v1/members/{id}',
  tags,
  summary: 'See one member',
  ...access('project', { etag: true }),
  request: { params },
  responses: { 200: jsonAnswer(member, 'The member.'), ...errors(404) },
})

const change = createRoute({
  method: 'patch',
  path: '/v1/members/{id}',
  tags,
  summary: "Change a member's role",
  description: 'From the next request on, by keys of their own too. The last owner stays one.',
  ...access('project', { etag: true }),
  request: { params, headers, body: jsonBody(memberChange, { role: 'editor' }) },
  responses: { 200: jsonAnswer(member, 'The member as they are now.'), ...errors(400, 404, 409, 412, 413, 415) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/members/{id}',
  tags,
  summary: 'Remove a member',
  description: 'Keys and sessions of their own end. Keys that they made for the project stay: revoke those apart.',
  ...access('project', { etag: true }),
  request: { params, headers },
  responses: { 204: { description: 'They are no member any more.' }, ...errors(400, 404, 409, 412) },
})

const invite = createRoute({
  method: 'post',
  path: '/v1/members/invitations',
  tags,
  summary: 'Invite somebody',
  description: 'Nothing is sent: pass the token on. It opens once, within seven days.',
  ...access('project'),
  request: { body: jsonBody(newInvitation, { email: 'mia@example.com', role: 'editor' }) },
  responses: {
    201: jsonAnswer(invitationWithToken, 'The invitation and, this once, its token.'),
    ...errors(400, 409, 413, 415),
  },
})

const listInvited = createRoute({
  method: 'get',
  path: '/v1/members/invitations',
  tags,
  summary: 'List the invitations that are open, newest first',
  ...access('project'),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(invitation), 'A page of invitations; `after` takes an id.'), ...errors(400) },
})

const withdraw = createRoute({
  method: 'delete',
  path: '/v1/members/invitations/{id}',
  tags,
  summary: 'Withdraw an invitation',
  ...access('project'),
  request: { params },
  responses: { 204: { description: 'Its token opens nothing any more.' }, ...errors(404) },
})

const accept = createRoute({
  method: 'post',
  path: '/v1/invitations/accept',
  tags,
  summary: 'Accept an invitation',
  description: 'Makes a member of whoever has the token, with a key of their own, with which they sign in.',
  security: [],
  middleware: [boundedBody(MAX_BODY_BYTES)],
  request: { body: jsonBody(acceptance, { token: '0123…', name: 'Mia' }) },
  responses: { 201: jsonAnswer(accepted, 'The member and, this once, their key.'), ...errors(400, 413, 415, 429) },
})

export const members = newApp()

members.openapi(list, async (c) => c.json(await listMembers(c.var.db, c.var.caller.project, c.req.valid('query')), 200))

members.openapi(change, async (c) => {
  const { id } = c.req.valid('param')
  return c.json(await changeRole(c.var.db, changerOf(c), id, c.req.valid('json').role), 200)
})

members.openapi(remove, async (c) => {
  await removeMember(c.var.db, changerOf(c), c.req.valid('param').id)
  return c.body(null, 204)
})

members.openapi(invite, async (c) => c.json(await inviteMember(c.var.db, changerOf(c), c.req.valid('json')), 201))

members.openapi(listInvited, async (c) => {
  return c.json(await listInvitations(c.var.db, c.var.caller.project, c.req.valid('query')), 200)
})

// After the invitations, whose path would be a member's.
members.openapi(get, async (c) => {
  return c.json(await readMember(c.var.db, c.var.caller.project, c.req.valid('param').id), 200)
})

members.openapi(withdraw, async (c) => {
  await withdrawInvitation(c.var.db, changerOf(c), c.req.valid('param').id)
  return c.body(null, 204)
})

members.openapi(accept, async (c) => {
  const joined = await acceptInvitation(c.var.db, c.var.requestId, c.req.valid('json'))
  if (joined) return c.json(joined, 201)
  await countGuess(c)
  const message = 'This invitation is not valid: unknown, used, withdrawn or older than a week. Ask for another.'
  throw new ApiError(401, 'invalid_invitation', message)
})
