/** /v1/directions/{hash}: the edge brings what a generation needs. */
import { Hono } from 'hono'
import { ApiError } from '../../../shared/errors.ts'
import type { DirectionStore } from '../direction-store.ts'
import type { Signed } from '../signature.ts'

export function directionRoutes(directions: DirectionStore) {
  return new Hono<Signed>()
    .put('/:hash', (c) => {
      directions.put(c.req.param('hash'), c.get('body'))
      return c.body(null, 204)
    })
    .get('/:hash', (c) => {
      const hash = c.req.param('hash')
      const direction = directions.get(hash)
      if (!direction) throw new ApiError(404, 'direction_not_found', `this worker does not hold direction ${hash}`)
      return c.json(direction.manifest)
    })
}
