import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import type { AppEnv } from '../env.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { tellWebhooks } from '../http/tell-webhooks.ts'
import type { Changer } from '../services/audit.ts'
import { listDeliveries, redeliver, testWebhook } from '../services/webhook-deliveries.ts'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  readWebhook,
  rotateWebhook,
} from '../services/webhooks.ts'
import { listOf, pageQuery } from '../wire/list.ts'
import {
  deliveryState,
  newWebhook,
  rotation,
  webhook,
  webhookChange,
  webhookDelivery,
  webhookWithSecret,
} from '../wire/webhook.ts'

const params = z.object({ id: z.string() })
const deliveryParams = z.object({ id: z.string(), delivery: z.string() })
const tags = ['Webhooks']

const list = createRoute({
  method: 'get',
  path: '/v1/webhooks',
  tags,
  summary: 'List the webhooks, newest first',
  ...access('project'),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(webhook), 'A page of webhooks; `after` takes an id.'), ...errors(400) },
})

const create = createRoute({
  method: 'post',
  path: '/v1/webhooks',
  tags,
  summary: 'Be told of events',
  description:
    'Messages are signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`), so that its ' +
    'libraries check them: `{type, timestamp, data}` by POST. Answer 2xx within 10 s. What fails is tried again after 1, 5 and ' +
    '30 minutes, 2, 5, 8 and 9 hours; the `webhook-id` stays the same. A webhook with nothing but failures for five days, ' +
    'or that answers 410, is disabled. `fit.finished`: {fit, axis, state, error, direction, activated}. ' +
    '`direction.activated`: {axis, version, previous}. `budget.warning`, `budget.reached`: {month, tokens, tokens_per_month}.',
  ...access('project'),
  request: { body: jsonBody(newWebhook, { url: 'https://app.example.com/attune', events: ['fit.finished'] }) },
  responses: {
    201: jsonAnswer(webhookWithSecret, 'The webhook and, this once, its secret.'),
    ...errors(400, 409, 413, 415),
  },
})

const get = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}',
  tags,
  summary: 'See one webhook',
  ...access('project'),
  request: { params },
  responses: { 200: jsonAnswer(webhook, 'The webhook.'), ...errors(404) },
})

const change = createRoute({
  method: 'patch',
  path: '/v1/webhooks/{id}',
  tags,
  summary: 'Change a webhook, disable it or enable it again',
  description: 'What waited for one that is disabled is not sent any more, unless it is asked for.',
  ...access('project'),
  request: { params, body: jsonBody(webhookChange, { events: ['fit.finished', 'direction.activated'] }) },
  responses: { 200: jsonAnswer(webhook, 'The webhook as it is now.'), ...errors(400, 404, 413, 415) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/webhooks/{id}',
  tags,
  summary: 'Remove a webhook, with the log of its deliveries',
  ...access('project'),
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...errors(404) },
})

const rotate = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/rotate',
  tags,
  summary: 'Give a webhook another secret',
  description: 'Until `overlap` is over, messages carry two signatures, one by each secret.',
  ...access('project'),
  request: { params, body: jsonBody(rotation, { overlap: 3600 }) },
  responses: {
    200: jsonAnswer(webhookWithSecret, 'The webhook and, this once, its new secret.'),
    ...errors(400, 404, 413, 415),
  },
})

const test = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/test',
  tags,
  summary: 'Send a message to try a webhook',
  description: 'Of the type `webhook.test`, at once and once; the answer says what came of it.',
  ...access('project'),
  request: { params },
  responses: { 200: jsonAnswer(webhookDelivery, 'The delivery, made.'), ...errors(404) },
})

const deliveries = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}/deliveries',
  tags,
  summary: 'See what was sent to a webhook, newest first, and what came of it',
  description: 'Kept for 30 days.',
  ...access('project'),
  request: { params, query: pageQuery.extend({ state: deliveryState.optional() }) },
  responses: {
    200: jsonAnswer(listOf(webhookDelivery), 'A page of deliveries; `after` takes an id.'),
    ...errors(400, 404),
  },
})

const again = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/deliveries/{delivery}/redeliver',
  tags,
  summary: 'Send a message again',
  ...access('project'),
  request: { params: deliveryParams },
  responses: { 202: jsonAnswer(webhookDelivery, 'The delivery, to be made again.'), ...errors(404, 409) },
})

export const webhooks = newApp()

const storesOf = (c: Context<AppEnv>) => ({ env: c.env, db: c.var.db })
const changerOf = ({ var: { caller, requestId } }: Context<AppEnv>): Changer => ({ ...caller, request: requestId })

webhooks.openapi(list, async (c) => {
  return c.json(await listWebhooks(c.var.db, c.var.caller.project, c.req.valid('query')), 200)
})

webhooks.openapi(create, async (c) => {
  return c.json(await createWebhook(storesOf(c), changerOf(c), c.req.valid('json')), 201)
})

webhooks.openapi(get, async (c) => {
  return c.json(await readWebhook(c.var.db, c.var.caller.project, c.req.valid('param').id), 200)
})

webhooks.openapi(change, async (c) => {
  const { id } = c.req.valid('param')
  return c.json(await changeWebhook(storesOf(c), changerOf(c), id, c.req.valid('json')), 200)
})

webhooks.openapi(remove, async (c) => {
  await deleteWebhook(c.var.db, changerOf(c), c.req.valid('param').id)
  return c.body(null, 204)
})

webhooks.openapi(rotate, async (c) => {
  return c.json(await rotateWebhook(c.var.db, changerOf(c), c.req.valid('param').id, c.req.valid('json')), 200)
})

webhooks.openapi(test, async (c) => {
  return c.json(await testWebhook(storesOf(c), changerOf(c), c.req.valid('param').id), 200)
})

webhooks.openapi(deliveries, async (c) => {
  const { id } = c.req.valid('param')
  return c.json(await listDeliveries(c.var.db, c.var.caller.project, id, c.req.valid('query')), 200)
})

webhooks.openapi(again, async (c) => {
  const { id, delivery } = c.req.valid('param')
  const due = await redeliver(c.var.db, changerOf(c), id, delivery)
  tellWebhooks(c)
  return c.json(due, 202)
})
