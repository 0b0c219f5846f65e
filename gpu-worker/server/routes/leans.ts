/** POST /v1/leans: where given texts stand on axes. */
import { Hono } from 'hono'
import { leansRequest } from '../../../shared/wire/leans.ts'
import type { Leans } from '../leans.ts'
import { patientJson } from '../patient-json.ts'
import { explain } from '../problem.ts'
import type { Signed } from '../signature.ts'
import { parseBody } from '../validate.ts'

export function leansRoute(leans: Leans) {
  return new Hono<Signed>().post('/', (c) => {
    const request = parseBody(c.get('body'), leansRequest)
    return patientJson(leans.of(request, c.req.raw.signal), (problem) => explain(problem, c))
  })
}
