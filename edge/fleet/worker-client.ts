/** Signed requests to a worker. */
import { ApiError, type ErrorBody } from '../../shared/errors.ts'
import { BEFORE_START, signRequest } from '../../shared/sign.ts'
import type { WorkerAddress } from '../config.ts'
import { currentTrace, measured } from '../telemetry/current-trace.ts'

const RETRY_AFTER_SECONDS = 2

/** The request has not been accepted: another worker may be asked. */
export class WorkerUnreachable extends ApiError {
  constructor(worker: WorkerAddress, cause: unknown) {
    super(503, 'worker_unavailable', 'The model is not reachable at the moment. Please try again.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: new Error(`worker ${worker.tag} at ${worker.url}`, { cause }),
    })
    this.name = 'WorkerUnreachable'
  }
}

/** There is none to ask. */
export class NoWorker extends WorkerUnreachable {
  constructor(why: string) {
    super({ tag: '(none)', url: '(none)' }, new Error(why))
    this.name = 'NoWorker'
  }
}

export type WorkerRequest = {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its query, as it is signed. */
  path: string
  /** An object is sent as JSON. */
  body?: Uint8Array<ArrayBuffer> | object
  signal?: AbortSignal
  /** A worker that has not begun to answer by then counts as unreachable; long answers begin long before they end. */
  answersWithinMs?: number
}

const ANSWERS_WITHIN_MS = 10_000

/**
 * Any answer of the worker, errors too; its body is not read.
 * @throws WorkerUnreachable when there is no answer, or only one of something in between that is not the worker.
 * @throws ApiError 502 when the worker does not accept the signature.
 */
export async function askWorker(secret: string, worker: WorkerAddress, request: WorkerRequest): Promise<Response> {
  const { method, path, body: content, signal, answersWithinMs = ANSWERS_WITHIN_MS } = request
  const isBytes = content instanceof Uint8Array
  const body = content === undefined ? '' : isBytes ? content : JSON.stringify(content)
  const headers = await signRequest(secret, { method, path, body })
  if (content !== undefined) headers['content-type'] = isBytes ? 'application/octet-stream' : 'application/json'
  const silent = new AbortController()
  const timer = setTimeout(() => silent.abort(), answersWithinMs)
  let response: Response
  try {
    response = await traced(worker, method, headers, (traced) =>
      fetch(worker.url + path, {
        method,
        headers: traced,
        body: content === undefined ? undefined : body,
        signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
      }),
    )
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new WorkerUnreachable(worker, cause)
  } finally {
    clearTimeout(timer)
  }
  if (response.status === 401 || response.status === 403) {
    // A worker that has just started takes nothing that was signed before; a clock that is behind makes more look so.
    const isEarly = (await response.text()).includes(`"signature_${BEFORE_START}"`)
    if (isEarly) throw new WorkerUnreachable(worker, new Error('it has only just started'))
    throw new ApiError(
      502,
      'worker_refused',
      'The worker does not accept requests of this edge. Its operator should compare ATTUNE_SECRET and the clocks of both.',
    )
  }
  if (response.status >= 500 && method !== 'HEAD' && !isJson(response)) {
    await response.body?.cancel()
    throw new WorkerUnreachable(worker, new Error(`status ${response.status}, not JSON`))
  }
  return response
}

/**
 * Measured until the worker's headers are there. The headers that name the trace are not signed: whoever changes them on
 * their way only misleads whoever reads traces.
 */
const traced = (
  worker: WorkerAddress,
  method: string,
  headers: Record<string, string>,
  ask: (headers: Record<string, string>) => Promise<Response>,
): Promise<Response> =>
  measured('worker', `${method} worker`, async (begun) => {
    begun.attributes['http.request.method'] = method
    begun.attributes['attune.worker'] = worker.tag
    const response = await ask({ ...headers, ...currentTrace()?.headersOf(begun) })
    begun.attributes['http.response.status_code'] = response.status
    return response
  })

/** @throws ApiError with the worker's own words, for an answer that is none */
export async function expectOk(response: Response): Promise<void> {
  if (response.ok) return
  const { error } = (await response.json()) as ErrorBody
  throw new ApiError(response.status, error.code ?? 'worker_error', error.message, { param: error.param ?? undefined })
}

/** Its queue is full; it is shutting down. */
const REFUSALS = [429, 503]

export const isJson = (response: Response) =>
  (response.headers.get('content-type') ?? '').startsWith('application/json')

/**
 * The first of at least one candidate that takes the request; a worker that is unreachable, full or about to stop has not.
 * If none does, it is a worker's own refusal, or else WorkerUnreachable is thrown.
 */
export async function firstToAccept<Candidate>(
  candidates: readonly Candidate[],
  ask: (candidate: Candidate) => Promise<Response>,
): Promise<{ taker: Candidate; response: Response }> {
  let refused: { taker: Candidate; response: Response } | null = null
  let unreachable: unknown
  for (const candidate of candidates) {
    try {
      const response = await ask(candidate)
      await refused?.response.body?.cancel()
      if (!REFUSALS.includes(response.status)) return { taker: candidate, response }
      refused = { taker: candidate, response }
    } catch (thrown) {
      if (!(thrown instanceof WorkerUnreachable)) throw thrown
      unreachable = thrown
    }
  }
  if (refused) return refused
  throw unreachable
}
