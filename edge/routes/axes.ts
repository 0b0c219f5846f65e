import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { axisName } from '../../shared/wire/steering.ts'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { changeAxis, createAxis, deleteAxis, listAxes, readAxis } from '../services/axes.ts'
import { axis, axisChange, newAxis } from '../wire/axis.ts'
import { listOf, pageQuery } from '../wire/list.ts'

const params = z.object({ axis: axisName })
const tags = ['Axes']

const list = createRoute({
  method: 'get',
  path: '/v1/axes',
  tags,
  summary: 'List the axes, by id',
  ...access('chat'),
  request: { query: pageQuery },
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
  ...access('chat'),
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
  ...access('axes'),
  request: {
    params,
    body: jsonBody(axisChange, { condition: { axis: 'simple', comparison: 'below', threshold: -0.2 } }),
  },
  responses: { 200: jsonAnswer(axis, 'The axis as it is now.'), ...errors(400, 404, 413, 415) },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/axes/{axis}',
  tags,
  summary: 'Delete an axis, its directions and its place in every profile',
  ...access('axes'),
  request: { params },
  responses: { 204: { description: 'Deleted.' }, ...errors(400, 404, 409) },
})

export const axes = newApp()

axes.openapi(list, async (c) => c.json(await listAxes(c.var.db, c.var.caller.project, c.req.valid('query')), 200))

axes.openapi(create, async (c) => c.json(await createAxis(c.var.db, changerOf(c), c.req.valid('json')), 201))

axes.openapi(get, async (c) => {
  return c.json(await readAxis(c.var.db, c.var.caller.project, c.req.valid('param').axis), 200)
})

axes.openapi(change, async (c) => {
  const { axis: name } = c.req.valid('param')
  return c.json(await changeAxis(c.var.db, changerOf(c), name, c.req.valid('json')), 200)
})

axes.openapi(remove, async (c) => {
  await deleteAxis(c.var.db, changerOf(c), c.req.valid('param').axis)
  return c.body(null, 204)
})
