/** A chat request → a generation on a worker, steered by the user's profile. */
import { newGenerationId } from '../../shared/ids.ts'
import { type ChatRequest, HELD_DEADLINE_MS, sampling } from '../../shared/wire/chat.ts'
import type { GenerateRequest } from '../../shared/wire/generate.ts'
import { toPlainMessage } from '../../shared/wire/message.ts'
import { directionsOf, type ResolvedEdit, type Steering, steering } from '../../shared/wire/steering.ts'
import { actingUser, type Caller } from '../auth/caller.ts'
import { readConfig } from '../config.ts'
import type { Env } from '../env.ts'
import { firstToSpeak } from '../fleet/first-to-speak.ts'
import { readMembers } from '../fleet/members.ts'
import { workersServing } from '../fleet/model-cards.ts'
import { affinityOf } from '../fleet/routing.ts'
import { toldIfLost } from '../fleet/streamed-answer.ts'
import { cutOnFailure, held } from '../fleet/whole-answer.ts'
import { withDirections } from '../fleet/with-directions.ts'
import { askWorker, WorkerUnreachable } from '../fleet/worker-client.ts'
import { basisOver } from '../steering/basis.ts'
import { resolveChat } from '../steering/resolve.ts'
import { readArtifact } from './artifacts.ts'
import { askedSeed, askedStructure, WrittenRequest } from './asked-structure.ts'
import type { Database } from './database.ts'
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
  const config = readConfig(env)
  const { project } = caller
  const user = actingUser(caller, request.user)
  const owner = { project, user, key: caller.actor.id }
  const [serving, known] = await Promise.all([
    readMembers(env).then((members) => workersServing(members, request.model, affinityOf(project, request.messages))),
    loadSteering(db, project, user),
  ])
  const wanted = request.steering ?? steering.parse({})
  const written = new WrittenRequest(text)
  const asked = { ...askedStructure(request, written), sampling: askedSampling(request, written) }
  const candidates = serving.map((one) => ({ ...one, id: newGenerationId(one.worker.tag) }))
  const { taker, response } = await firstToSpeak(candidates, ({ worker, card, id }) => {
    const edits = resolveChat(known.axes, known.stored, wanted, card.hash)
    const basis = basisOver(known.axes, known.basis, wanted.basis, card.hash)
    return withDirections(
      config.secret,
      worker,
      { needed: directionsOf(edits), wanted: basis ?? [] },
      (hash) => readArtifact(env.ARTIFACTS, hash),
      (lost) => {
        const body = toGenerateRequest(id, owner, request, asked, wanted, edits, without(basis, lost))
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
  owner: Pick<GenerateRequest, 'project' | 'user' | 'key'>,
  request: ChatRequest,
  asked: ReturnType<typeof askedStructure> & Pick<GenerateRequest, 'sampling'>,
  { scope, overdrive, json }: Steering,
  edits: ResolvedEdit[],
  basis: string[] | null,
): GenerateRequest {
  return {
    id,
    ...owner,
    model: request.model,
    messages: request.messages.map(toPlainMessage),
    stream: request.stream ?? false,
    include_usage: request.stream_options?.include_usage ?? false,
    max_tokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    deadline_ms: request.deadline_ms ?? null,
    n: request.n ?? 1,
    logprobs: request.logprobs ? (request.top_logprobs ?? 0) : null,
    stop: [request.stop ?? []].flat().filter((text) => text !== ''),
    ...asked,
    edits,
    scope,
    overdrive,
    basis,
    json,
  }
}

/** `top_p: 0` leaves the likeliest token alone, as `top_k: 1` does. */
function askedSampling(request: ChatRequest, written: WrittenRequest): GenerateRequest['sampling'] {
  const { top_p, top_k } = request
  const cuts = top_p === 0 ? { top_p: null, top_k: 1 } : { top_p, top_k: top_k === -1 ? 0 : top_k }
  return sampling.parse(withoutNulls({ ...request, ...cuts, seed: askedSeed(request, written) }))
}

/** OpenAI's clients send null for what they leave at its default. */
const withoutNulls = (request: object) =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null && value !== undefined))
