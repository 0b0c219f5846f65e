import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { changeKey, createKey, listKeys, revokeKey, rotateKey, showKey } from '../services/keys.ts'
import { conditionHeaders as headers } from '../wire/condition.ts'
import { key, keyChange, keysQuery, keyWithSecret, newKey, rotation } from '../wire/key.ts'
import { listOf } from '../wire/list.ts'

const params = z.object({ id: z.string() })
const tags = ['Keys']

const list = createRoute({
  method: 'get',
  path: '/v1/keys',
  tags,
  summary: 'List the keys, newest first, revoked ones too',
  ...access('keys'),
  request: { query: keysQuery },
  responses: { 200: jsonAnswer(listOf(key), 'A page of keys; `after` takes an id.'), ...errors(400) },
})

const create = createRoute({
  method: 'post',
  path: '/v1/keys',
  tags,
  summary: 'Make a key',
  description:
    'With scopes of the key that makes it, no others, and held to at least what that one is held to: `models`, ' +
    '`addresses`, `users`. A key for some users has scopes among chat, profiles and keys; one that is held to anything ' +
    'never has `project`.',
  ...access('keys'),
  request: { body: jsonBody(newKey, { name: 'mobile backend', scopes: ['chat', 'profiles'] }) },
  responses: { 201: jsonAnswer(keyWithSecret, 'The key and, this once, its secret.'), ...errors(400, 413, 415) },
})

const get = createRoute({
  method: 'get',
  path: '/v1/keys/{id}',
  tags,
  summary: 'See one key',
  ...access('keys', { etag: true }),
  request: { params },
  responses: { 200: jsonAnswer(key, 'The key.'), ...errors(404) },
})

const change = createRoute({
  method: 'patch',
  path: '/v1/keys/{id}',
  tags,
  summary: 'Give a key limits of its own',
  description: 'Needs the scope project too, so that no key that only makes others lifts its own limits.',
  ...access('keys', { etag: true }),
  request: {
    params,
    headers,
    body: jsonBody(keyChange, { limits: { requests_per_minute: 60, tokens_per_minute: 40_000 } }),
  },
  responses: { 200: jsonAnswer(key, 'The key as it is now.'), ...errors(400, 404, 412, 413, 415) },
})

const rotate = createRoute({
  method: 'post',
  path: '/v1/keys/{id}/rotate',
  tags,
  summary: 'Put another key in the place of one, without a break',
  description:
    'The new one has the same name, scopes, limits and end, and is held to the same. The old one opens for the overlap, ' +
    "then no more; with it end the users' tokens that it minted. Each key is rotated once.",
  ...access('keys', { etag: true }),
  request: { params, headers, body: jsonBody(rotation, { overlap_seconds: 3600 }) },
  responses: {
    201: jsonAnswer(keyWithSecret, 'The new key and, this once, its secret.'),
    ...errors(400, 404, 409, 412, 413, 415),
  },
})

const revoke = createRoute({
  method: 'delete',
  path: '/v1/keys/{id}',
  tags,
  summary: 'Revoke a key',
  description: 'From the next request on. Only a key with all scopes of the revoked one can.',
  ...access('keys', { etag: true }),
  request: { params, headers },
  responses: { 200: jsonAnswer(key, 'The key, revoked.'), ...errors(404, 412) },
})

export const keys = newApp()

keys.openapi(list, async (c) => c.json(await listKeys(c.var.db, c.var.caller.project, c.req.valid('query')), 200))

keys.openapi(create, async (c) => c.json(await createKey(c.var.db, changerOf(c), c.req.valid('json')), 201))

keys.openapi(get, async (c) => c.json(await showKey(c.var.db, c.var.caller, c.req.valid('param').id), 200))

keys.openapi(change, async (c) => {
  return c.json(await changeKey(c.var.db, changerOf(c), c.req.valid('param').id, c.req.valid('json')), 200)
})

keys.openapi(revoke, async (c) => c.json(await revokeKey(c.var.db, changerOf(c), c.req.valid('param').id), 200))

keys.openapi(rotate, async (c) => {
  return c.json(await rotateKey(c.var.db, changerOf(c), c.req.valid('param').id, c.req.valid('json')), 201)
})
