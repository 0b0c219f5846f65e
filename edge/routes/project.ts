import { createRoute } from '@hono/zod-openapi'
import { access } from '../auth/access.ts'
import { checkForAll } from '../auth/narrowing.ts'
import { errors, jsonAnswer, jsonBody, newApp } from '../http/route.ts'
import { changeProject, readProject } from '../services/projects.ts'
import { projectChange, project as projectSchema } from '../wire/project.ts'

const tags = ['Project']

const get = createRoute({
  method: 'get',
  path: '/v1/project',
  tags,
  summary: 'See the project that the key belongs to',
  ...access('chat'),
  responses: { 200: jsonAnswer(projectSchema, 'The project.'), ...errors() },
})

const change = createRoute({
  method: 'patch',
  path: '/v1/project',
  tags,
  summary: 'Change the project: its name, its default edits, its basis, its origins',
  description:
    'In force from the next request on; running answers keep the basis and the strengths that they began with.',
  ...access('keys'),
  request: { body: jsonBody(projectChange, { default_edits: { helpful: 0.5 }, basis: 'orthogonal' }) },
  responses: { 200: jsonAnswer(projectSchema, 'The project as it is now.'), ...errors(400, 413, 415) },
})

export const project = newApp()

project.openapi(get, async (c) => c.json(await readProject(c.var.db, c.var.caller.project), 200))

project.openapi(change, async (c) => {
  checkForAll(c.var.caller)
  return c.json(await changeProject(c.var.db, c.var.caller.project, c.req.valid('json')), 200)
})
