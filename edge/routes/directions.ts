import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { ApiError, invalidRequest } from '../../shared/errors.ts'
import { type Evaluation, evaluation } from '../../shared/wire/fit.ts'
import { vectorScale } from '../../shared/wire/import.ts'
import { axisName } from '../../shared/wire/steering.ts'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { tellWebhooks } from '../http/tell-webhooks.ts'
import { readAxis } from '../services/axes.ts'
import { convertControlVector, isControlVector } from '../services/control-vectors.ts'
import {
  activateDirection,
  deleteDirection,
  listDirections,
  readDirectionFile,
  storeDirection,
} from '../services/directions.ts'
import { registerDirection } from '../services/publish.ts'
import { emptyTrash } from '../services/trash.ts'
import { activation, axis } from '../wire/axis.ts'
import { conditionHeaders } from '../wire/condition.ts'
import { activate, direction, directionsQuery, MAX_DIRECTION_BYTES, version } from '../wire/direction.ts'
import { deletionQuery, listOf } from '../wire/list.ts'

const EVALUATION_HEADER = 'x-attune-evaluation'
const params = z.object({ axis: axisName })
const file = z.string().meta({ type: 'string', format: 'binary', description: 'safetensors with a manifest.' })
const anyFile = z.string().meta({
  type: 'string',
  format: 'binary',
  description: "A direction's file (safetensors with a manifest), or a control vector (GGUF).",
})
const tags = ['Directions']

const list = createRoute({
  method: 'get',
  path: '/v1/axes/{axis}/directions',
  tags,
  summary: "List an axis's directions, newest first",
  ...access('chat'),
  request: { params, query: directionsQuery },
  responses: { 200: jsonAnswer(listOf(direction), 'A page; `after` takes a version.'), ...errors(400, 404) },
})

const upload = createRoute({
  method: 'post',
  path: '/v1/axes/{axis}/directions',
  tags,
  summary: 'Upload a direction as the next version',
  description:
    "A direction's file, or a control vector of llama.cpp or repeng (GGUF), which a worker converts: strength 1 adds the " +
    "file's vector, strength -1 its opposite. Nobody has tested what such a vector does, so its direction is unverified " +
    'and `auto` does not activate it. The same bytes again are the same version (200).',
  ...access('axes', { maxBytes: MAX_DIRECTION_BYTES }),
  request: {
    params,
    query: z.object({
      activate: activate.default('auto'),
      model: z.string().min(1).max(256).optional().meta({
        description: 'Of a control vector: the model that it is for. Needed where several are served.',
      }),
      scale: vectorScale.optional(),
    }),
    headers: z.object({
      [EVALUATION_HEADER]: z.string().optional().meta({ description: 'The evaluation as JSON, if one was made.' }),
    }),
    body: { content: { 'application/octet-stream': { schema: anyFile } }, required: true },
  },
  responses: {
    200: jsonAnswer(direction, 'The version that these bytes are already.'),
    201: jsonAnswer(direction, 'The new version.'),
    ...errors(400, 404, 413, 429, 502, 503),
  },
})

const download = createRoute({
  method: 'get',
  path: '/v1/axes/{axis}/directions/{version}/file',
  tags,
  summary: "Download a direction's file",
  ...access('axes'),
  request: {
    params: params.extend({ version }),
  },
  responses: {
    200: { description: 'The bytes.', content: { 'application/octet-stream': { schema: file } } },
    ...errors(400, 404),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/axes/{axis}/directions/{version}',
  tags,
  summary: "Delete a version of an axis's directions",
  description:
    'Not the active one. Receipts and fits go on naming it, and its number is not given again; within thirty days the same ' +
    'file, uploaded, is that version again.',
  ...access('axes'),
  request: { params: params.extend({ version }), query: deletionQuery },
  responses: { 204: { description: 'Nobody sees it any more.' }, ...errors(400, 404, 409) },
})

const activateVersion = createRoute({
  method: 'post',
  path: '/v1/axes/{axis}/activate',
  tags,
  summary: 'Steer by another version, or by none',
  ...access('axes', { etag: true }),
  request: { params, headers: conditionHeaders, body: jsonBody(activation, { version: 1 }) },
  responses: { 200: jsonAnswer(axis, 'The axis as it is now.'), ...errors(400, 404, 412, 413, 415) },
})

export const directions = newApp()

directions.openapi(list, async (c) => {
  const { axis: name } = c.req.valid('param')
  return c.json(await listDirections(c.var.db, c.var.caller.project, name, c.req.valid('query')), 200)
})

directions.openapi(upload, async (c) => {
  const { axis: name } = c.req.valid('param')
  const { caller } = c.var
  const stores = { db: c.var.db, artifacts: c.env.ARTIFACTS }
  const { activate, ...conversion } = c.req.valid('query')
  const found = parseEvaluation(c.req.valid('header')[EVALUATION_HEADER])
  const axis = await readAxis(stores.db, caller.project, name)
  const sent = new Uint8Array(await c.req.arrayBuffer())
  const { model, scale = 1 } = conversion
  const file = isControlVector(sent)
    ? await convertControlVector(c.env, caller.project, sent, { axis, model, scale })
    : withoutConversion(sent, conversion)
  const stored = await storeDirection(stores.artifacts, name, file)
  const registered = await registerDirection(stores, caller.project, name, stored, {
    evaluation: found,
    activate,
    by: changerOf(c),
  })
  tellWebhooks(c)
  return c.json(registered.direction, registered.created ? 201 : 200)
})

directions.openapi(download, async (c) => {
  const { axis: name, version } = c.req.valid('param')
  const stores = { db: c.var.db, artifacts: c.env.ARTIFACTS }
  const { hash, file: bytes } = await readDirectionFile(stores, c.var.caller.project, name, version)
  return c.body(bytes, 200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${name}@${version}.safetensors"`,
    'x-attune-direction': hash,
  })
})

directions.openapi(remove, async (c) => {
  const { axis: name, version } = c.req.valid('param')
  const { for_good } = c.req.valid('query')
  await deleteDirection(c.var.db, changerOf(c), name, version, for_good)
  if (for_good) await emptyTrash({ env: c.env, db: c.var.db }, c.var.caller.project)
  return c.body(null, 204)
})

directions.openapi(activateVersion, async (c) => {
  const { axis: name } = c.req.valid('param')
  const stores = { db: c.var.db, artifacts: c.env.ARTIFACTS }
  const changed = await activateDirection(stores, changerOf(c), name, c.req.valid('json').version)
  tellWebhooks(c)
  return c.json(changed, 200)
})

/** @throws ApiError 400 where something is asked of a conversion that is none */
function withoutConversion<File>(file: File, asked: { model?: string | undefined; scale?: number | undefined }): File {
  const param = (['model', 'scale'] as const).find((name) => asked[name] !== undefined)
  if (param === undefined) return file
  const message = `${param} is of a control vector (GGUF), and the file is none; a direction has its own.`
  throw new ApiError(400, 'invalid_value', message, { param })
}

function parseEvaluation(header: string | undefined): Evaluation | null {
  if (header === undefined) return null
  let json: unknown
  try {
    json = JSON.parse(header)
  } catch {
    throw new ApiError(400, 'invalid_value', `The header ${EVALUATION_HEADER} is not JSON.`, {
      param: EVALUATION_HEADER,
    })
  }
  const parsed = evaluation.safeParse(json)
  if (parsed.success) return parsed.data
  throw invalidRequest(parsed.error.issues.map((issue) => ({ ...issue, path: [EVALUATION_HEADER, ...issue.path] })))
}
