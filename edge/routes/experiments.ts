import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { axisName } from '../../shared/wire/steering.ts'
import { access } from '../auth/access.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { tellWebhooks } from '../http/tell-webhooks.ts'
import {
  listExperiments,
  promoteChallenger,
  readExperiment,
  startExperiment,
  stopExperiment,
} from '../services/experiments.ts'
import { experiment, experimentsQuery, experimentWithStatistics, newExperiment } from '../wire/experiment.ts'
import { listOf } from '../wire/list.ts'

const params = z.object({ axis: axisName })
const ofOne = params.extend({ id: z.string().min(1).max(64) })
const tags = ['Experiments']

const create = createRoute({
  method: 'post',
  path: '/v1/axes/{axis}/experiments',
  tags,
  summary: 'Compare the active version of an axis with another one, on users',
  description:
    'From the next request on, the challenger is in force for a share of the users: always the same ones, by their name. ' +
    'Requests without a user get the active version. Receipts say which one it was. Whoever activates another version, or ' +
    'deletes the challenger, ends it. An axis has one at a time.',
  ...access('axes'),
  request: { params, body: jsonBody(newExperiment, { challenger: 2, share: 0.5, promote: 'manual' }) },
  responses: { 201: jsonAnswer(experiment, 'It runs.'), ...errors(400, 404, 409, 413, 415) },
})

const list = createRoute({
  method: 'get',
  path: '/v1/axes/{axis}/experiments',
  tags,
  summary: "List an axis's experiments, newest first",
  ...access('axes'),
  request: { params, query: experimentsQuery },
  responses: { 200: jsonAnswer(listOf(experiment), 'A page of experiments.'), ...errors(400, 404) },
})

const get = createRoute({
  method: 'get',
  path: '/v1/axes/{axis}/experiments/{id}',
  tags,
  summary: 'See what users of either version said',
  description:
    'Each user counts once, by the mean of their first three thumbs and grades (of those of their first day, where that is ' +
    'fewer). The intervals hold at all moments together, so looking at them often makes no error more likely. Of one that has ' +
    'ended, they are as they were then.',
  ...access('axes'),
  request: { params: ofOne },
  responses: { 200: jsonAnswer(experimentWithStatistics, 'The experiment.'), ...errors(400, 404) },
})

const stop = createRoute({
  method: 'post',
  path: '/v1/axes/{axis}/experiments/{id}/stop',
  tags,
  summary: 'End an experiment, and keep the active version',
  ...access('axes'),
  request: { params: ofOne },
  responses: { 200: jsonAnswer(experimentWithStatistics, 'As it ended.'), ...errors(400, 404, 409) },
})

const promote = createRoute({
  method: 'post',
  path: '/v1/axes/{axis}/experiments/{id}/promote',
  tags,
  summary: 'End an experiment, and activate its challenger',
  ...access('axes'),
  request: { params: ofOne },
  responses: { 200: jsonAnswer(experimentWithStatistics, 'As it ended.'), ...errors(400, 404, 409) },
})

export const experiments = newApp()

experiments.openapi(create, async (c) => {
  const { axis } = c.req.valid('param')
  return c.json(
    await startExperiment(c.var.db, { ...c.var.caller, request: c.var.requestId }, axis, c.req.valid('json')),
    201,
  )
})

experiments.openapi(list, async (c) => {
  const { axis } = c.req.valid('param')
  return c.json(await listExperiments(c.var.db, c.var.caller.project, axis, c.req.valid('query')), 200)
})

experiments.openapi(get, async (c) => {
  const { axis, id } = c.req.valid('param')
  return c.json(await readExperiment(c.var.db, c.var.caller.project, axis, id), 200)
})

experiments.openapi(stop, async (c) => {
  const { axis, id } = c.req.valid('param')
  return c.json(await stopExperiment(c.var.db, { ...c.var.caller, request: c.var.requestId }, axis, id), 200)
})

experiments.openapi(promote, async (c) => {
  const { axis, id } = c.req.valid('param')
  const stores = { db: c.var.db, artifacts: c.env.ARTIFACTS }
  const changer = { ...c.var.caller, request: c.var.requestId }
  const ended = await promoteChallenger(stores, changer, axis, id)
  tellWebhooks(c)
  return c.json(ended, 200)
})
