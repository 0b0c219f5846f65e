import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { axisName } from '../../shared/wire/steering.ts'
import { access } from '../auth/access.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { deleteRefit, putRefit } from '../services/refits.ts'
import { axis } from '../wire/axis.ts'
import { newRefit } from '../wire/refit.ts'

const params = z.object({ axis: axisName })
const tags = ['Axes']

const put = createRoute({
  method: 'put',
  path: '/v1/axes/{axis}/refit',
  tags,
  summary: 'Fit an axis again by the clock, or when another model is served',
  description:
    "As its last fit was asked for, words and all. By the clock: `cron` or `every`. On a model's change: once for each model " +
    'that a worker serves and that the axis has no direction for; while the model of the active direction is still served, ' +
    'the new direction is not activated by itself. A fit that cannot be started says why in `refit.problem`.',
  ...access('fits'),
  request: { params, body: jsonBody(newRefit, { every: 'week', on_model_change: true }) },
  responses: { 200: jsonAnswer(axis, 'The axis as it is now.'), ...errors(400, 404, 413, 415) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/axes/{axis}/refit',
  tags,
  summary: 'Fit an axis only when asked to',
  ...access('fits'),
  request: { params },
  responses: { 204: { description: 'It is.' }, ...errors(400, 404) },
})

export const refits = newApp()

refits.openapi(put, async (c) => {
  const changer = { ...c.var.caller, request: c.var.requestId }
  return c.json(await putRefit(c.var.db, changer, c.req.valid('param').axis, c.req.valid('json')), 200)
})

refits.openapi(remove, async (c) => {
  await deleteRefit(c.var.db, { ...c.var.caller, request: c.var.requestId }, c.req.valid('param').axis)
  return c.body(null, 204)
})
