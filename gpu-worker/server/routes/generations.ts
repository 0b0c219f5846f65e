/** /v1/generations/{id}: what a running or finished generation does; its strengths, changed while it runs. */
import { type Context, Hono } from 'hono'
import { ApiError } from '../../../shared/errors.ts'
import type { Asker } from '../../../shared/owner.ts'
import { changeRequest } from '../../../shared/wire/generate.ts'
import type { Generations } from '../generations.ts'
import type { Signed } from '../signature.ts'
import { parseBody } from '../validate.ts'

export function generationRoutes(generations: Generations) {
  const asker = (c: Context): Asker => {
    const project = c.req.query('project')
    if (!project) throw new ApiError(400, 'invalid_value', 'project: the query names the project', { param: 'project' })
    return { project, user: c.req.queries('user') ?? null }
  }
  return new Hono<Signed>()
    .get('/:id', (c) => c.json(generations.state(c.req.param('id'), asker(c))))
    .patch('/:id', (c) => c.json(generations.change(c.req.param('id'), parseBody(c.get('body'), changeRequest))))
    .delete('/:id', (c) => c.json(generations.cancel(c.req.param('id'), asker(c))))
}
