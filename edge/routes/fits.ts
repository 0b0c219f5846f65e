import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { relay } from '../fleet/relay.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { tellWebhooks } from '../http/tell-webhooks.ts'
import { watchFit } from '../services/fit-events.ts'
import { cancelFit, createFit, listFits, readFit } from '../services/fits.ts'
import { fit, fitsQuery, newFit } from '../wire/fit.ts'
import { listOf } from '../wire/list.ts'

const params = z.object({ id: z.string() })
const tags = ['Fits']

const create = createRoute({
  method: 'post',
  path: '/v1/fits',
  tags,
  summary: 'Fit a direction',
  description:
    'Runs in the background; GET /v1/fits/{id} shows how far it is. Workers take fits by turns, project by project; one that ' +
    'waits says in `queue` and `message` where it stands and what runs before it. As soon as `direction` is set, it is a version of the ' +
    'axis and can be activated; the full report follows, as `evaluation.report`, and an automatic activation comes after ' +
    'it. A fit without anchors makes an unverified direction. To verify it, pick: show the two answers of each of its ' +
    '`choices`, ask which is nearer to the positive pole, and fit again with what was picked as `anchors` ({prompt, ' +
    'chosen, rejected}; eight are a minute of work).',
  ...access('fits'),
  request: {
    body: jsonBody(newFit, {
      axis: 'formal',
      anchors: [
        {
          prompt: 'How do I boil an egg?',
          chosen: 'Kindly place the egg in boiling water for eight minutes.',
          rejected: "Just chuck it in hot water, eight minutes and you're done!",
        },
        {
          prompt: 'Why is the sky blue?',
          chosen: 'Air molecules scatter blue light more strongly than red light.',
          rejected: "Air bounces the blue bits around more, that's all there is to it!",
        },
        {
          prompt: 'Can I return a jacket without its receipt?',
          chosen: 'Should the receipt be lost, a bank statement will be accepted.',
          rejected: 'Lost the receipt? No biggie, just bring your bank statement.',
        },
        {
          prompt: 'How do I reset my password?',
          chosen: 'Please select "Forgot password" and follow the instructions sent to you.',
          rejected: 'Hit "Forgot password", check your mail, done.',
        },
      ],
    }),
  },
  responses: { 202: jsonAnswer(fit, 'The fit, queued.'), ...errors(400, 404, 413, 415, 429, 503) },
})

const list = createRoute({
  method: 'get',
  path: '/v1/fits',
  tags,
  summary: 'List fits, newest first',
  ...access('fits'),
  request: { query: fitsQuery },
  responses: { 200: jsonAnswer(listOf(fit), 'A page of fits; `after` takes an id.'), ...errors(400) },
})

const get = createRoute({
  method: 'get',
  path: '/v1/fits/{id}',
  tags,
  summary: 'See how far a fit is',
  ...access('fits'),
  request: { params },
  responses: { 200: jsonAnswer(fit, 'The fit.'), ...errors(404) },
})

const events = createRoute({
  method: 'get',
  path: '/v1/fits/{id}/events',
  tags,
  summary: 'Watch a fit',
  description:
    'Server-sent events until the fit ends: `fit` with the fit as it is (without its spec) whenever it has changed, and `end` ' +
    'at last; comments in between. The connection ends after some minutes, and whenever the net does: with the id of the ' +
    'last event in `Last-Event-ID` or `after`, a new one goes on from there. After `end` there is nothing more to ask for.',
  ...access('fits'),
  request: {
    params,
    query: z.object({
      after: z.string().min(1).max(64).optional().meta({ description: 'The id of the last event that was seen.' }),
    }),
    headers: z.object({ 'last-event-id': z.string().max(64).optional() }),
  },
  responses: {
    200: {
      description: 'Events. `data` of `fit` is the fit, of `end` its `{state}`, of `error` what went wrong.',
      content: { 'text/event-stream': { schema: z.object({ event: z.string(), data: z.string() }) } },
    },
    ...errors(400, 404, 429),
  },
})

const cancel = createRoute({
  method: 'delete',
  path: '/v1/fits/{id}',
  tags,
  summary: 'Cancel a fit',
  description:
    'A fit that has ended stays as it is. One whose direction can be used already only loses its report: it is done, the ' +
    'direction stays, and is not activated by itself. A preview is a fit of its own.',
  ...access('fits'),
  request: { params },
  responses: { 200: jsonAnswer(fit, 'The fit as it is now.'), ...errors(404) },
})

export const fits = newApp()

fits.openapi(create, async (c) => {
  const stores = { env: c.env, db: c.var.db }
  return c.json(await createFit(stores, changerOf(c), c.req.valid('json')), 202)
})

fits.openapi(list, async (c) => {
  const stores = { env: c.env, db: c.var.db }
  return c.json(await listFits(stores, c.var.caller.project, c.req.valid('query')), 200)
})

fits.openapi(get, async (c) => {
  const stores = { env: c.env, db: c.var.db }
  return c.json(await readFit(stores, c.var.caller.project, c.req.valid('param').id), 200)
})

fits.openapi(events, async (c) => {
  const { disconnected, caller } = c.var
  const after = c.req.valid('query').after ?? c.req.valid('header')['last-event-id']
  const stores = { env: c.env, db: c.var.db }
  return relay(await watchFit(stores, caller.project, c.req.valid('param').id, after, disconnected))
})

fits.openapi(cancel, async (c) => {
  const stores = { env: c.env, db: c.var.db }
  const cancelled = await cancelFit(stores, changerOf(c), c.req.valid('param').id)
  tellWebhooks(c)
  return c.json(cancelled, 200)
})
