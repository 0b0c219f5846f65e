/** /v1/fits: start, watch, cancel; fetch what a fit made; its finished stages, from one worker to the next. */
import { Hono } from 'hono'
import { z } from 'zod'
import { ApiError } from '../../../shared/errors.ts'
import { FIT_STAGES, fitRequest } from '../../../shared/wire/fit.ts'
import type { FitJobs } from '../fit-jobs.ts'
import type { FitStages } from '../fit-stages.ts'
import type { Signed } from '../signature.ts'
import { parseBody } from '../validate.ts'

export function fitRoutes(fits: FitJobs, stages: FitStages) {
  return new Hono<Signed>()
    .post('/', (c) => c.json(fits.start(parseBody(c.get('body'), fitRequest)), 202))
    .get('/:id', (c) => c.json(fits.status(c.req.param('id'))))
    .delete('/:id', (c) => c.json(fits.cancel(c.req.param('id'))))
    .get('/:id/artifact', (c) => {
      const { hash, bytes } = fits.artifact(c.req.param('id'))
      return c.body(bytes, 200, { 'content-type': 'application/octet-stream', 'x-attune-direction': hash })
    })
    .get('/:id/stages/:stage', async (c) => {
      const { id, stage } = parseParams(c.req.param())
      const packed = await stages.pack(id, stage)
      return c.body(packed, 200, { 'content-type': 'application/octet-stream' })
    })
    .put('/:id/stages/:stage', async (c) => {
      const { id, stage } = parseParams(c.req.param())
      await stages.unpack(id, stage, c.get('body'))
      return c.body(null, 204)
    })
}

const stageParams = z.object({ id: fitRequest.shape.id, stage: z.enum(FIT_STAGES) })

/** Both become names of files. @throws ApiError 404 */
function parseParams(params: object): z.infer<typeof stageParams> {
  const parsed = stageParams.safeParse(params)
  if (!parsed.success) throw new ApiError(404, 'stage_not_found', 'there is no such stage of a fit')
  return parsed.data
}
