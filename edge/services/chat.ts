/** A chat request → a generation on a worker, steered by the user's profile. */
import { newGenerationId } from '../../shared/ids.ts'
import { type ChatRequest, HELD_DEADLINE_MS, sampling, toPlainMessage } from '../../shared/wire/chat.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { directionsOf, type ResolvedEdit, type Steering, steering } from '../../shared/wire/steering.ts'
import { readConfig } from '../config.ts'
import type { Env } from '../env.ts'
import { workersServing } from '../fleet/model-cards.ts'
import { toldIfLost } from '../fleet/streamed-answer.ts'
import { cutOnFailure, held } from '../fleet/whole-answer.ts'
import { withDirections } from '../fleet/with-directions.ts'
import { askWorker, firstToAccept, WorkerUnreachable } from '../fleet/worker-client.ts'
import { basisOver } from '../steering/basis.ts'
import { resolveChat } from '../steering/resolve.ts'
import { readArtifact } from './artifacts.ts'
import type { Database } from './database.ts'
import { loadSteering } from './steering.ts'

type Context = { env: Env; db: Database; signal: AbortSignal }

/**
 * The worker's answer, errors too: SSE as it came if the request asks to stream, JSON otherwise.
 * @throws ApiError 400 for steering that is not possible, 404 `model_not_found`, 503 when no worker takes it.
 */
export async function startGeneration(
  { env, db, signal }: Context,
  project: string,
  request: ChatRequest,
): Promise<{ id: string; response: Response }> {
  const config = readConfig(env)
  const [serving, known] = await Promise.all([
    workersServing(config, request.model, `${project}/${request.user ?? ''}`),
    loadSteering(db, project, request.user ?? undefined),
  ])
  const wanted = request.steering ?? steering.parse({})
  const candidates = serving.map((one) => ({ ...one, id: newGenerationId(one.worker.tag) }))
  const { taker, response } = await firstToAccept(candidates, ({ worker, card, id }) => {
    const edits = resolveChat(known.axes, known.stored, wanted, card.hash)
    const basis = basisOver(known.axes, known.basis, wanted.basis, card.hash)
    return withDirections(
      config.secret,
      worker,
      { needed: directionsOf(edits), wanted: basis ?? [] },
      (hash) => readArtifact(env.ARTIFACTS, hash),
      (lost) => {
        const body = toGenerateRequest(id, project, request, wanted, edits, without(basis, lost))
        return askWorker(config.secret, worker, { method: 'POST', path: '/v1/generate', body, signal })
      },
    )
  })
  const lost = (cause: unknown) => new WorkerUnreachable(taker.worker, cause)
  const answer = request.stream ? toldIfLost(response, lost) : await whole(request, response, lost, signal)
  return { id: taker.id, response: answer }
}

/** A direction that cannot be had, and that the answer is not steered by, is no reason to refuse the answer. */
function without(basis: readonly string[] | null, lost: ReadonlySet<string>): string[] | null {
  const left = basis?.filter((hash) => !lost.has(hash)) ?? []
  return left.length ? left : null
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

function toGenerateRequest(
  id: string,
  project: string,
  request: ChatRequest,
  { scope, overdrive, json }: Steering,
  edits: ResolvedEdit[],
  basis: string[] | null,
): GenerateRequest {
  return {
    id,
    project,
    model: request.model,
    messages: request.messages.map(toPlainMessage),
    stream: request.stream ?? false,
    max_tokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    deadline_ms: request.deadline_ms ?? null,
    n: request.n ?? 1,
    logprobs: request.logprobs ? (request.top_logprobs ?? 0) : null,
    stop: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
    sampling: sampling.parse(withoutNulls(request)),
    edits,
    scope,
    overdrive,
    basis,
    json,
    response_format: request.response_format ?? { type: 'text' },
    tools: request.tools ?? [],
    tool_choice: request.tool_choice ?? 'auto',
    parallel_tool_calls: request.parallel_tool_calls ?? true,
  }
}

/** OpenAI's clients send null for what they leave at its default. */
const withoutNulls = (request: object) =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null && value !== undefined))
