import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { axisName } from '../../shared/wire/steering.ts'
import { access } from '../auth/access.ts'
import { actingUser } from '../auth/caller.ts'
import { changerOf } from '../auth/changer.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { changeAxis, checkShared, createAxis, deleteAxis, listAxes, readAxis } from '../services/axes.ts'
import { emptyTrash, restoreAxis } from '../services/trash.ts'
import { axesQuery, axis, axisChange, newAxis } from '../wire/axis.ts'
import { conditionHeaders as headers } from '../wire/condition.ts'
import { deletionQuery, listOf } from '../wire/list.ts'

const params = z.object({ axis: axisName })
const tags = ['Axes']

const list = createRoute({
  method: 'get',
  path: '/v1/axes',
  tags,
  summary: 'List the axes, by id',
  ...access('chat'),
  request: { query: axesQuery },
  responses: { 200: jsonAnswer(listOf(axis), 'A page of axes; `after` takes an id.'), ...errors(400) },
})

const create = createRoute({
  method: 'post',
  path: '/v1/axes',
  tags,
  summary: 'Describe a new axis in words',
  ...access('axes'),
  request: {
    body: jsonBody(newAxis, {
      id: 'formal',
      positive: { name: 'formal', description: 'Answer in a very formal, professional tone.' },
      negative: { name: 'casual', description: 'Answer like a friend would, with contractions and slang.' },
    }),
  },
  responses: { 201: jsonAnswer(axis, 'The axis; it has no direction yet.'), ...errors(400, 409, 413, 415) },
})

const get = createRoute({
  method: 'get',
  path: '/v1/axes/{axis}',
  tags,
  summary: 'See one axis',
  ...access('chat', { etag: true }),
  request: { params },
  responses: { 200: jsonAnswer(axis, 'The axis.'), ...errors(400, 404) },
})

const change = createRoute({
  method: 'patch',
  path: '/v1/axes/{axis}',
  tags,
  summary: "Change an axis's words or condition",
  description:
    'Directions made before stay as they are: words matter to the next fit. A condition is in force at once.',
  ...access('axes', { etag: true }),
  request: {
    params,
    headers,
    body: jsonBody(axisChange, { condition: { axis: 'simple', comparison: 'below', threshold: -0.2 } }),
  },
  responses: { 200: jsonAnswer(axis, 'The axis as it is now.'), ...errors(400, 404, 412, 413, 415) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/axes/{axis}',
  tags,
  summary: 'Delete an axis, its directions and its place in every profile',
  description:
    'From the next request on nothing is steered by it, and its id is free. For thirty days POST /v1/axes/{axis}/restore ' +
    'brings all of it back; then it is gone.',
  ...access('axes', { etag: true }),
  request: { params, headers, query: deletionQuery },
  responses: { 204: { description: 'Deleted.' }, ...errors(400, 404, 409, 412) },
})

const restore = createRoute({
  method: 'post',
  path: '/v1/axes/{axis}/restore',
  tags,
  summary: 'Bring back an axis that was deleted',
  description:
    'The one of that id that was deleted last, within thirty days, with its directions and its place in profiles and ' +
    'default edits. Not while there is another of that id.',
  ...access('axes'),
  request: { params },
  responses: { 200: jsonAnswer(axis, 'The axis, as it was.'), ...errors(400, 404, 409) },
})

export const axes = newApp()

/** All that is said of one axis is said of the project's: private ones have addresses of their own, with their users. */
axes.use('/v1/axes/:axis/*', async (c, next) => {
  checkShared(c.req.param('axis'))
  await next()
})

axes.openapi(list, async (c) => {
  const query = c.req.valid('query')
  const user = query.user === undefined ? undefined : (actingUser(c.var.caller, query.user) ?? query.user)
  return c.json(await listAxes(c.var.db, c.var.caller.project, { ...query, user }), 200)
})

axes.openapi(create, async (c) => c.json(await createAxis(c.var.db, changerOf(c), c.req.valid('json')), 201))

axes.openapi(get, async (c) => {
  return c.json(await readAxis(c.var.db, c.var.caller.project, c.req.valid('param').axis), 200)
})

axes.openapi(change, async (c) => {
  const { axis: name } = c.req.valid('param')
  return c.json(await changeAxis(c.var.db, changerOf(c), name, c.req.valid('json')), 200)
})

axes.openapi(remove, async (c) => {
  const { for_good } = c.req.valid('query')
  await deleteAxis(c.var.db, changerOf(c), c.req.valid('param').axis, for_good)
  if (for_good) await emptyTrash({ env: c.env, db: c.var.db }, c.var.caller.project)
  return c.body(null, 204)
})

axes.openapi(restore, async (c) => {
  return c.json(await restoreAxis(c.var.db, changerOf(c), c.req.valid('param').axis), 200)
})
