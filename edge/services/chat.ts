/** A chat request → its answer, as a worker makes it; or, in the background, as it is kept. */
import { askedStops, type ChatRequest, HELD_DEADLINE_MS } from '../../shared/wire/chat.ts'
import { toPlainMessage } from '../../shared/wire/message.ts'
import { type Caller, seeing } from '../auth/caller.ts'
import { toldIfLost } from '../fleet/streamed-answer.ts'
import { cutOnFailure, held } from '../fleet/whole-answer.ts'
import { WorkerUnreachable } from '../fleet/worker-client.ts'
import { askedSteering, modelOf } from '../steering/asked-steering.ts'
import { answerNotFound, findAnswer, keepAnswer, type Log, notKept, type Stores, there } from './answers.ts'
import { askedSampling } from './asked-sampling.ts'
import { askedStructure, WrittenRequest } from './asked-structure.ts'
import { type Asked, type Beginning, begin, loadKnown, type Order, ownerFor } from './generation.ts'

/** A request, as it was parsed and as it was sent, and what its header says of steering. */
export type Sent<Request> = { request: Request; text: string; steering: string | undefined }

/**
 * The worker's answer, errors too: SSE as it came if the request asks to stream, JSON otherwise.
 * @throws ApiError 400 for steering that is not possible, 403 `other_user`, 404 `model_not_found`, 429
 * `rate_limit_exceeded` and `budget_exceeded`, 503 when no worker takes it.
 */
export async function startGeneration(
  beginning: Beginning,
  caller: Caller,
  sent: Sent<ChatRequest>,
): Promise<{ id: string; response: Response }> {
  const order = toOrder(caller, sent)
  const { id, worker, response } = await begin(beginning, order, loadKnown(beginning.db, order))
  const lost = (cause: unknown) => new WorkerUnreachable(worker, cause)
  const { request } = sent
  const answer = request.stream ? toldIfLost(response, lost) : await whole(request, response, lost, beginning.signal)
  return { id, response: answer }
}

/**
 * Begun, and made whether or not anybody waits. As it stands, as JSON.
 * @throws ApiError as `startGeneration`; 400 `answers_not_kept`
 */
export async function startInBackground(
  beginning: Beginning,
  caller: Caller,
  sent: Sent<ChatRequest>,
): Promise<{ id: string; json: string }> {
  const order = toOrder(caller, sent)
  const known = await loadKnown(beginning.db, order)
  if (known.answerRetention === 0) throw notKept('background')
  const facts = { created: Math.floor(Date.now() / 1000), model: sent.request.model }
  const asked = { ...order.asked, stream: true, include_usage: true }
  const { id, log } = await keepAnswer(beginning, { ...order, asked }, known, {
    told: { api: 'chat', facts },
    input: [],
  })
  return { id, json: there(await log.read(seeing(caller)), id) }
}

/** As JSON, as it stands. @throws ApiError 404 `answer_not_found` */
export async function readCompletion(stores: Stores, caller: Caller, id: string): Promise<string> {
  return there(await (await findCompletion(stores, caller, id)).read(seeing(caller)), id)
}

/** @throws ApiError 404 `answer_not_found` */
export async function deleteCompletion(stores: Stores, caller: Caller, id: string): Promise<void> {
  there((await (await findCompletion(stores, caller, id)).remove(seeing(caller))) || null, id)
}

/** Responses are found elsewhere. */
async function findCompletion(stores: Stores, caller: Caller, id: string): Promise<Log> {
  const log = await findAnswer(stores, seeing(caller), id)
  if (!id.startsWith('chatcmpl_')) throw answerNotFound(id, 'id')
  return log
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

const toOrder = (caller: Caller, { request, text, steering }: Sent<ChatRequest>): Order => ({
  owner: ownerFor(caller, request),
  asked: toAsked(request, text),
  steering: askedSteering(request, steering, text),
})

export function toAsked(request: ChatRequest, text: string): Asked {
  const written = new WrittenRequest(text)
  return {
    model: modelOf(request.model),
    answers_as: request.model,
    messages: request.messages.map(toPlainMessage),
    prompt: null,
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
