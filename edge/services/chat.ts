/** A chat request → its answer, as a worker makes it. */
import { askedStops, type ChatRequest, HELD_DEADLINE_MS } from '../../shared/wire/chat.ts'
import { toPlainMessage } from '../../shared/wire/message.ts'
import { steering } from '../../shared/wire/steering.ts'
import type { Caller } from '../auth/caller.ts'
import type { Env } from '../env.ts'
import { toldIfLost } from '../fleet/streamed-answer.ts'
import { cutOnFailure, held } from '../fleet/whole-answer.ts'
import { WorkerUnreachable } from '../fleet/worker-client.ts'
import { askedSampling } from './asked-sampling.ts'
import { askedStructure, WrittenRequest } from './asked-structure.ts'
import type { Database } from './database.ts'
import { type Asked, begin, ownerFor } from './generation.ts'
import { loadSteering } from './steering.ts'

type Context = { env: Env; db: Database; signal: AbortSignal }

/**
 * The worker's answer, errors too: SSE as it came if the request asks to stream, JSON otherwise. `text` is the request as
 * it was sent.
 * @throws ApiError 400 for steering that is not possible, 403 `other_user`, 404 `model_not_found`, 503 when no worker takes it.
 */
export async function startGeneration(
  { env, db, signal }: Context,
  caller: Caller,
  request: ChatRequest,
  text: string,
): Promise<{ id: string; response: Response }> {
  const owner = ownerFor(caller, request.user)
  const order = { owner, asked: toAsked(request, text), steering: request.steering ?? steering.parse({}) }
  const { id, worker, response } = await begin({ env, signal }, order, loadSteering(db, owner.project, owner.user))
  const lost = (cause: unknown) => new WorkerUnreachable(worker, cause)
  return { id, response: request.stream ? toldIfLost(response, lost) : await whole(request, response, lost, signal) }
}

/** Where the client says that it does not wait long, it can wait for the true status. */
async function whole(
  { deadline_ms }: ChatRequest,
  response: Response,
  lost: (cause: unknown) => WorkerUnreachable,
  signal: AbortSignal,
): Promise<Response> {
  if (!deadline_ms || deadline_ms > HELD_DEADLINE_MS) return cutOnFailure(response, lost)
  try {
    return await held(response)
  } catch (cause) {
    if (signal.aborted) throw cause
    throw lost(cause)
  }
}

function toAsked(request: ChatRequest, text: string): Asked {
  const written = new WrittenRequest(text)
  return {
    model: request.model,
    messages: request.messages.map(toPlainMessage),
    stream: request.stream ?? false,
    include_usage: request.stream_options?.include_usage ?? false,
    max_tokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    deadline_ms: request.deadline_ms ?? null,
    n: request.n ?? 1,
    logprobs: request.logprobs ? (request.top_logprobs ?? 0) : null,
    stop: askedStops(request.stop),
    ...askedStructure(request, written),
    sampling: askedSampling(request, written),
  }
}
