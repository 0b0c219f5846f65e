/**
 * One error shape for every boundary: OpenAI's `{error: {message, type, param, code}}`.
 * Services and the engine throw `ApiError`; each server turns it into a response in one place.
 * Anything else that is thrown is answered as a 500 that says nothing about the inside.
 */
export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'conflict_error'
  | 'rate_limit_error'
  | 'insufficient_quota'
  | 'overloaded_error'
  | 'timeout_error'
  | 'server_error'

const TYPE_OF_STATUS: Record<number, ErrorType> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  409: 'conflict_error',
  412: 'conflict_error',
  413: 'invalid_request_error',
  415: 'invalid_request_error',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
}

/** Where OpenAI has a type of its own for what the status alone does not say. */
const TYPE_OF_CODE: Record<string, ErrorType> = { budget_exceeded: 'insufficient_quota' }

export type ErrorBody = {
  error: { message: string; type: ErrorType; param: string | null; code: string | null } & Record<string, unknown>
}

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly param: string | null
  /** Machine-readable facts beside the message, such as `missing` hashes or `max`. */
  readonly details: Record<string, unknown>
  readonly retryAfterSeconds: number | null

  constructor(
    status: number,
    code: string,
    message: string,
    options: { param?: string; details?: Record<string, unknown>; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.param = options.param ?? null
    this.details = options.details ?? {}
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }

  get type(): ErrorType {
    return (
      TYPE_OF_CODE[this.code] ??
      TYPE_OF_STATUS[this.status] ??
      (this.status < 500 ? 'invalid_request_error' : 'server_error')
    )
  }

  body(): ErrorBody {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code, ...this.details } }
  }

  headers(): Record<string, string> {
    return this.retryAfterSeconds === null ? {} : { 'retry-after': String(this.retryAfterSeconds) }
  }
}

/** What an unexpected failure looks like from outside. */
export const INTERNAL_ERROR = new ApiError(500, 'internal_error', 'Something went wrong on our side. Please try again.')

/** Anything thrown → the error that may be shown. */
export const toApiError = (thrown: unknown): ApiError => (thrown instanceof ApiError ? thrown : INTERNAL_ERROR)

/** What zod says of a value that does not fit: more of it where a key of an object is what is wrong. */
export type Issue = {
  path: readonly PropertyKey[]
  message: string
  keys?: readonly string[]
  issues?: readonly { message: string }[]
}

/** The first problem that zod found, as a 400 that names the parameter and what would be right. */
export function invalidRequest(issues: readonly Issue[]): ApiError {
  const first = issues.find((issue) => isMisspelt(issue, issues[0]?.path)) ?? issues[0]
  if (!first) return new ApiError(400, 'invalid_value', 'The request is malformed.')
  const unknown = first.keys?.[0]
  const param = [...first.path, ...(unknown === undefined ? [] : [unknown])].map(String).join('.')
  const isPlain = unknown !== undefined && first.message.startsWith('Unrecognized key')
  const said = isPlain ? 'there is no such parameter' : (first.issues?.[0]?.message ?? first.message)
  return new ApiError(400, 'invalid_value', param ? `${param}: ${said}` : said, param ? { param } : {})
}

/** Whether a name was meant for the one at `path`, which is missing for no other reason. */
const isMisspelt = ({ keys, message }: Issue, path: Issue['path'] = []): boolean =>
  keys?.length === 1 && message.endsWith(`did you mean ${String(path.at(-1))}?`)

export const malformedJson = () =>
  new ApiError(400, 'malformed_json', 'The request body is not valid JSON. Send a JSON object.')
