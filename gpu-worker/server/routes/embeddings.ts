/** POST /v1/embeddings: texts as vectors. */
import { Hono } from 'hono'
import { embedRequest } from '../../../shared/wire/embed.ts'
import type { Embeddings } from '../embeddings.ts'
import { patientJson } from '../patient-json.ts'
import { explain } from '../problem.ts'
import type { Signed } from '../signature.ts'
import { parseBody } from '../validate.ts'

export function embeddingRoute(embeddings: Embeddings) {
  return new Hono<Signed>().post('/', (c) => {
    const request = parseBody(c.get('body'), embedRequest)
    return patientJson(embeddings.embed(request, c.req.raw.signal), (problem) => explain(problem, c))
  })
}
