/** What every route definition shares: the app's type, JSON in and out, the errors it documents. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { invalidRequest } from '../../shared/errors.ts'
import type { AppEnv } from '../env.ts'

/** Invalid input becomes a 400 that names the parameter. */
export const newApp = () =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues)
    },
  })

export const jsonBody = <Schema extends z.ZodType>(schema: Schema, example?: z.input<Schema>) => ({
  content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
  required: true as const,
})

export const jsonAnswer = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  content: { 'application/json': { schema } },
  description,
})

export const errorBody = z
  .object({
    error: z
      .looseObject({
        message: z.string(),
        type: z.string(),
        param: z.string().nullable(),
        code: z.string().nullable(),
      })
      .meta({ description: 'OpenAI’s error shape. param names what was wrong, as a path into the request.' }),
  })
  .meta({ id: 'Error' })

const MEANING = {
  400: 'The request is malformed; `param` names what was wrong.',
  401: 'No API key, or one that is not valid.',
  403: 'The key lacks the scope, or the project has as much of it as it may store.',
  404: 'It does not exist, or belongs to another project.',
  408: 'The body took too long to come.',
  409: 'It conflicts with what exists.',
  412: 'It is not what If-Match or If-None-Match asks for, and was not changed.',
  413: 'The body is too large.',
  415: 'The body has another content type or encoding than expected.',
  422: 'The idempotency key is that of another request.',
  429: 'Too much is asked at once; see Retry-After.',
  502: 'A worker does not accept what this edge asks, or answers with what cannot be used.',
  504: 'The answer was not complete at its deadline.',
  503: 'No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After.',
  507: 'There is no room left to store anything.',
} as const
type DocumentedStatus = keyof typeof MEANING

/** The errors of a route in its documentation, beside those that every route behind a key has. */
export const errors = (...statuses: DocumentedStatus[]) => {
  const documented: Record<string, { description: string; content: { 'application/json': { schema: z.ZodType } } }> = {}
  const slow = statuses.includes(413) ? [408] : []
  for (const status of [...statuses, ...slow, 401, 403, 503, 507] as DocumentedStatus[]) {
    documented[status] = jsonAnswer(errorBody, MEANING[status])
  }
  return documented
}
