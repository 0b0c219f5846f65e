/** What a call can fail with. */

/** What the server says of a failure: OpenAI's shape, with facts of its own beside. */
export type ErrorFields = { message: string; type: string; param: string | null; code: string | null } & Record<
  string,
  unknown
>

/** The server's answer was no. */
export class ApiError extends Error {
  readonly status: number
  /** Which failure it is, for programs: `unknown_axis`. */
  readonly code: string | null
  readonly type: string
  /** What of the request was wrong, as a path into it: `steering.strengths.formal`. */
  readonly param: string | null
  /** By which the server's operator finds the request. */
  readonly requestId: string | null
  /** Seconds after which it may be asked again; null where the server does not say. */
  readonly retryAfter: number | null
  /** Facts beside the message, such as `available` models. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, fields: ErrorFields, headers: Headers) {
    const { message, type, param, code, ...details } = fields
    super(message)
    this.name = new.target.name
    this.status = status
    this.code = code
    this.type = type
    this.param = param
    this.details = details
    this.requestId = headers.get('x-request-id')
    this.retryAfter = secondsOf(headers.get('retry-after'))
  }
}

/** 400, 413, 415, 422: another request would be right. */
export class InvalidRequestError extends ApiError {}
/** 401: no credential, or one that opens nothing. */
export class AuthenticationError extends ApiError {}
/** 403: the credential may not do this. */
export class PermissionError extends ApiError {}
/** 404: it does not exist, or is another's. */
export class NotFoundError extends ApiError {}
/** 409, 412: it conflicts with what is there by now. */
export class ConflictError extends ApiError {}
/** 429: too much is asked at once. */
export class RateLimitError extends ApiError {}
/** 502, 503, 504: it cannot be done at the moment. */
export class UnavailableError extends ApiError {}

/** There was no answer, or it broke off. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** Nothing came for as long as `timeout` allows. */
export class TimeoutError extends ConnectionError {
  constructor(milliseconds: number) {
    super(`Nothing came for ${milliseconds} ms.`)
  }
}

const CLASSES: Record<number, typeof ApiError> = {
  400: InvalidRequestError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  412: ConflictError,
  413: InvalidRequestError,
  415: InvalidRequestError,
  422: InvalidRequestError,
  429: RateLimitError,
  502: UnavailableError,
  503: UnavailableError,
  504: UnavailableError,
}

/** @param text the body, whatever it is: what stands between may answer too */
export function apiError(status: number, text: string, headers: Headers): ApiError {
  const unknown = { message: `The server answered with ${status}.`, type: 'unknown', param: null, code: null }
  return errorOf(status, errorIn(parsed(text)) ?? unknown, headers)
}

/**
 * Answers that take long begin with 200 and may still fail: then the error, its status in it, is all that the answer is.
 * null for any other answer.
 */
export function lateError(answer: unknown, headers: Headers): ApiError | null {
  const fields = errorIn(answer)
  if (!fields) return null
  const { status, retry_after, ...rest } = fields
  const late = new Headers(headers)
  if (typeof retry_after === 'number') late.set('retry-after', String(retry_after))
  return errorOf(typeof status === 'number' ? status : 500, rest as ErrorFields, late)
}

const errorOf = (status: number, fields: ErrorFields, headers: Headers) =>
  new (CLASSES[status] ?? ApiError)(status, fields, headers)

/** Things that failed, such as fits, have an error among their fields, and are answers. */
function errorIn(answer: unknown): ErrorFields | null {
  if (typeof answer !== 'object' || answer === null || Object.keys(answer).join() !== 'error') return null
  const { error } = answer as { error: unknown }
  if (typeof error !== 'object' || error === null || !('message' in error)) return null
  return { type: 'unknown', param: null, code: null, ...(error as { message: string }) }
}

/** undefined where it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Of a Retry-After, which is a number of seconds or a date. */
function secondsOf(header: string | null): number | null {
  if (header === null) return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, (date - Date.now()) / 1000)
}
