/** POST /v1/imports: a control vector's file → the file of a direction of this worker's model. */
import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { invalidRequest } from '../../../shared/errors.ts'
import { importQuery } from '../../../shared/wire/import.ts'
import type { Importer } from '../../control-vector/importer.ts'
import type { Signed } from '../signature.ts'

export function importRoute(importer: Importer) {
  return new Hono<Signed>().post('/', async (c) => {
    const query = importQuery.safeParse(c.req.query())
    if (!query.success) throw invalidRequest(query.error.issues)
    const bytes = await importer.direction(c.get('body'), query.data)
    const hash = createHash('sha256').update(bytes).digest('hex')
    return c.body(bytes, 200, { 'content-type': 'application/octet-stream', 'x-attune-direction': hash })
  })
}
