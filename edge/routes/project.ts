import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { access } from '../auth/access.ts'
import { changerOf } from '../auth/changer.ts'
import { emailOfAccess } from '../auth/cloudflare-access.ts'
import { checkForAll } from '../auth/narrowing.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { deleteProject } from '../services/project-deletion.ts'
import { exportProject } from '../services/project-export.ts'
import { changeProject, listProjects, readProject } from '../services/projects.ts'
import { conditionHeaders as headers } from '../wire/condition.ts'
import { listOf, pageQuery } from '../wire/list.ts'
import { projectChange, projectDeletion, project as projectSchema } from '../wire/project.ts'

const tags = ['Project']

const get = createRoute({
  method: 'get',
  path: '/v1/project',
  tags,
  summary: 'See the project that the key belongs to',
  ...access('chat', { etag: true }),
  responses: { 200: jsonAnswer(projectSchema, 'The project.'), ...errors() },
})

const list = createRoute({
  method: 'get',
  path: '/v1/projects',
  tags,
  summary: 'List the projects that one may see',
  description:
    'A key sees its own. Who comes through Cloudflare Access, whose address is proven, sees all that they are a member of.',
  ...access('chat'),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(projectSchema), 'A page of projects, the oldest first.'), ...errors(400) },
})

const change = createRoute({
  method: 'patch',
  path: '/v1/project',
  tags,
  summary: 'Change the project: its name, its default edits, its basis, its origins',
  description:
    'In force from the next request on; running answers keep the basis and the strengths that they began with.',
  ...access('keys', { etag: true }),
  request: { headers, body: jsonBody(projectChange, { default_edits: { helpful: 0.5 }, basis: 'orthogonal' }) },
  responses: { 200: jsonAnswer(projectSchema, 'The project as it is now.'), ...errors(400, 412, 413, 415) },
})

const exported = createRoute({
  method: 'get',
  path: '/v1/project/export',
  tags,
  summary: 'Export all that the project holds',
  description:
    'Lines of JSON, each an object as the API shows it: the project, its limits, members, invitations, issuers, keys and webhooks, its axes, ' +
    "each followed by its directions, its profiles, its fits and its audit log. Directions' files are downloaded apart.",
  ...access('project'),
  responses: {
    200: {
      description: 'The lines.',
      content: { 'application/x-ndjson': { schema: z.string().meta({ type: 'string' }) } },
    },
    ...errors(),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/project',
  tags,
  summary: 'Delete the project and all that it holds',
  description:
    'At once, and for good: axes, directions, profiles, keys, sessions, members, fits; files that no other project uses go ' +
    'too. What remains is its audit log, for the operator.',
  ...access('project', { etag: true }),
  request: { headers, body: jsonBody(projectDeletion, { confirm: 'My application' }) },
  responses: { 204: { description: 'It is gone; so is the key that asked.' }, ...errors(400, 412, 413, 415) },
})

export const project = newApp()

project.openapi(get, async (c) => c.json(await readProject(c.var.db, c.var.caller.project), 200))

project.openapi(list, async (c) => {
  const { caller } = c.var
  const email = caller.key === null ? await emailOfAccess(c) : null
  return c.json(await listProjects(c.var.db, caller.project, email, c.req.valid('query')), 200)
})

project.openapi(change, async (c) => {
  checkForAll(c.var.caller)
  return c.json(await changeProject(c.var.db, changerOf(c), c.req.valid('json')), 200)
})

project.openapi(exported, async (c) => {
  const lines = await exportProject({ env: c.env, db: c.var.db }, c.var.caller)
  // Hono takes the content type's name for one of JSON as a whole.
  return c.body(lines, 200, {
    'content-type': 'application/x-ndjson',
    'content-disposition': `attachment; filename="${c.var.caller.project}.ndjson"`,
  }) as never
})

project.openapi(remove, async (c) => {
  await deleteProject({ env: c.env, db: c.var.db }, changerOf(c), c.req.valid('json').confirm)
  return c.body(null, 204)
})
