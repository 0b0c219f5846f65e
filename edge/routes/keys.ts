import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { changeKey, createKey, listKeys, revokeKey } from '../services/keys.ts'
import { key, keyChange, keyWithSecret, newKey } from '../wire/key.ts'
import { listOf, pageQuery } from '../wire/list.ts'

const tags = ['Keys']

const list = createRoute({
  method: 'get',
  path: '/v1/keys',
  tags,
  summary: 'List the keys, newest first, revoked ones too',
  ...access('keys'),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(key), 'A page of keys; `after` takes an id.'), ...errors(400) },
})

const create = createRoute({
  method: 'post',
  path: '/v1/keys',
  tags,
  summary: 'Make a key',
  description: 'With scopes of the key that makes it, no others.',
  ...access('keys'),
  request: { body: jsonBody(newKey, { name: 'mobile backend', scopes: ['chat', 'profiles'] }) },
  responses: { 201: jsonAnswer(keyWithSecret, 'The key and, this once, its secret.'), ...errors(400, 413, 415) },
})

const change = createRoute({
  method: 'patch',
  path: '/v1/keys/{id}',
  tags,
  summary: 'Give a key limits of its own',
  description: 'Needs the scope project too, so that no key that only makes others lifts its own limits.',
  ...access('keys'),
  request: {
    params: z.object({ id: z.string() }),
    body: jsonBody(keyChange, { limits: { requests_per_minute: 60, tokens_per_minute: 40_000 } }),
  },
  responses: { 200: jsonAnswer(key, 'The key as it is now.'), ...errors(400, 404, 413, 415) },
})

const revoke = createRoute({
  method: 'delete',
  path: '/v1/keys/{id}',
  tags,
  summary: 'Revoke a key',
  description: 'From the next request on. Only a key with all scopes of the revoked one can.',
  ...access('keys'),
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: jsonAnswer(key, 'The key, revoked.'), ...errors(404) },
})

export const keys = newApp()

keys.openapi(list, async (c) => c.json(await listKeys(c.var.db, c.var.caller.project, c.req.valid('query')), 200))

keys.openapi(create, async (c) => c.json(await createKey(c.var.db, c.var.caller, c.req.valid('json')), 201))

keys.openapi(change, async (c) => {
  const { id } = c.req.valid('param')
  return c.json(await changeKey(c.var.db, c.var.caller, id, c.req.valid('json'), c.var.requestId), 200)
})

keys.openapi(revoke, async (c) => c.json(await revokeKey(c.var.db, c.var.caller, c.req.valid('param').id), 200))
