/** An error on its way out of a Durable Object: of what is thrown there, callers get a message and no more. */
import { DrizzleQueryError } from 'drizzle-orm'
import { ApiError, type ErrorBody, toApiError } from '../../shared/errors.ts'
import { storageProblem } from '../http/storage-problem.ts'

export type Refusal = { status: number; body: string; retryAfter: string | null }

/** A worker's, in its own words. */
export const refusalOf = async (response: Response): Promise<Refusal> => ({
  status: response.status,
  body: await response.text(),
  retryAfter: response.headers.get('retry-after'),
})

export function refusalFrom(thrown: unknown): Refusal {
  const error = thrown instanceof ApiError ? thrown : (storageProblem(thrown) ?? toApiError(thrown))
  if (error.status >= 500) console.error(JSON.stringify({ status: error.status, code: error.code, why: whyOf(thrown) }))
  return {
    status: error.status,
    body: JSON.stringify(error.body()),
    retryAfter: error.headers()['retry-after'] ?? null,
  }
}

/** Of a failed query, not the values: they are users' data. */
const whyOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return ''
  const message = thrown instanceof DrizzleQueryError ? thrown.query : thrown.message
  return [message, thrown.cause && whyOf(thrown.cause)].filter(Boolean).join(': ')
}

/** What an API calls a parameter that workers call otherwise. */
export type Renamed = (param: string) => string

export function toError({ status, body, retryAfter }: Refusal, renamed: Renamed = (param) => param): ApiError {
  const { message, code, param: given, type: _, ...details } = (JSON.parse(body) as ErrorBody).error
  const param = given && renamed(given)
  const retryAfterSeconds = retryAfter === null ? undefined : Number(retryAfter)
  return new ApiError(status, code ?? 'worker_error', message, {
    param: param ?? undefined,
    details,
    retryAfterSeconds,
  })
}
