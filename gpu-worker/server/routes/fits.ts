/** /v1/fits: start, watch, cancel; fetch what a fit made. */
import { Hono } from 'hono'
import { fitRequest } from '../../../shared/wire/fit.ts'
import type { FitJobs } from '../fit-jobs.ts'
import type { Signed } from '../signature.ts'
import { parseBody } from '../validate.ts'

export function fitRoutes(fits: FitJobs) {
  return new Hono<Signed>()
    .post('/', (c) => c.json(fits.start(parseBody(c.get('body'), fitRequest)), 202))
    .get('/:id', (c) => c.json(fits.status(c.req.param('id'))))
    .delete('/:id', (c) => c.json(fits.cancel(c.req.param('id'))))
    .get('/:id/artifact', (c) => {
      const { hash, bytes } = fits.artifact(c.req.param('id'))
      return c.body(bytes, 200, { 'content-type': 'application/octet-stream', 'x-attune-direction': hash })
    })
}
