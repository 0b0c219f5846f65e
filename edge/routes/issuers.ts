import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { createIssuer, deleteIssuer, listIssuers } from '../services/issuers.ts'
import { issuer, newIssuer } from '../wire/issuer.ts'
import { listOf, pageQuery } from '../wire/list.ts'

const tags = ['Issuers']

const list = createRoute({
  method: 'get',
  path: '/v1/issuers',
  tags,
  summary: "List the issuers whose tokens open users' own profiles and answers",
  ...access('project'),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(issuer), 'A page of issuers; `after` takes an id.'), ...errors(400) },
})

const create = createRoute({
  method: 'post',
  path: '/v1/issuers',
  tags,
  summary: 'Register an issuer of your own',
  description:
    'Tokens that it signs with ES256, EdDSA or RS256 open what user tokens open. They say `iat` and `exp`, live 24 hours at ' +
    'most, and name the user in `user_claim`. The project is the one whose id their `aud` names, or the one of the header ' +
    '`x-attune-project`.',
  ...access('project'),
  request: {
    body: jsonBody(newIssuer, {
      issuer: 'https://login.example.com',
      jwks_url: 'https://login.example.com/.well-known/jwks.json',
      audience: 'attune',
    }),
  },
  responses: { 201: jsonAnswer(issuer, 'The issuer.'), ...errors(400, 409, 413, 415) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/issuers/{id}',
  tags,
  summary: 'Trust an issuer no longer',
  ...access('project'),
  request: { params: z.object({ id: z.string() }) },
  responses: { 204: { description: 'Its tokens open nothing any more.' }, ...errors(404) },
})

export const issuers = newApp()

issuers.openapi(list, async (c) => c.json(await listIssuers(c.var.db, c.var.caller.project, c.req.valid('query')), 200))

issuers.openapi(create, async (c) => c.json(await createIssuer(c.var.db, changerOf(c), c.req.valid('json')), 201))

issuers.openapi(remove, async (c) => {
  await deleteIssuer(c.var.db, changerOf(c), c.req.valid('param').id)
  return c.body(null, 204)
})
