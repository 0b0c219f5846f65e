/**
 * Texts → vectors of the model's own states, as a worker reads them. They keep to the limits that answers keep to, and are
 * counted as answers that say nothing; since it is over with the request, the edge counts them itself.
 */
import { randomText } from '../../shared/ids.ts'
import { type EmbedRequest, embedAnswer } from '../../shared/wire/embed.ts'
import { refusalOf, toError } from '../answers/refusal.ts'
import type { Caller } from '../auth/caller.ts'
import { mostRead } from '../budget/most-tokens.ts'
import { readMembers } from '../fleet/members.ts'
import { workersServing } from '../fleet/model-cards.ts'
import { held } from '../fleet/whole-answer.ts'
import { askWorker, firstToAccept, WorkerUnreachable } from '../fleet/worker-client.ts'
import { modelOf } from '../steering/asked-steering.ts'
import { type EmbeddingList, type EmbeddingRequest, inputsIn } from '../wire/embeddings.ts'
import { admitAnswer } from './admission.ts'
import { openDatabase } from './database.ts'
import { type Beginning, heldUntil, ownerFor } from './generation.ts'
import { limitsOf } from './limits.ts'
import { takeReport } from './usage-report.ts'

const renamed = (param: string): string => (param === 'prompt' ? 'input' : param)

/**
 * Begun where it returns: what is wrong with the request is thrown by then.
 * @throws ApiError 400, 403 as for answers, 404 `model_not_found`, 429 `rate_limit_exceeded` and `budget_exceeded`, 503
 */
export async function startEmbedding(
  { env, db, signal, defer, tell }: Beginning,
  caller: Caller,
  request: EmbeddingRequest,
): Promise<{ whole(): Promise<string> }> {
  const owner = ownerFor(caller, request)
  const { project, key, user } = owner
  const [members, limits] = await Promise.all([readMembers(env), limitsOf(db, project, key)])
  const model = modelOf(request.model)
  const input = inputsIn(request.input)
  const serving = await workersServing(members, model, project)
  const body: EmbedRequest = { project, model, input, layer: request.layer ?? null }
  const started = Date.now()
  const id = randomText(26)
  const tokens = () => mostRead(input, Math.max(...serving.map(({ card }) => card.context)))
  const context = { env, db: openDatabase(env.DB), defer, tell }
  const { release } = await admitAnswer(context, project, { id, key, user, tokens, until: heldUntil(null) }, limits)
  const orRelease = (thrown: unknown) => {
    release()
    throw thrown
  }
  const { taker, response } = await firstToAccept(serving, ({ worker }) =>
    askWorker(members.secret, worker, { method: 'POST', path: '/v1/embeddings', body, signal }),
  ).catch(orRelease)
  if (!response.ok) {
    release()
    throw toError(await refusalOf(response), renamed)
  }
  const { tag } = taker.worker
  const count = ({ usage: { prompt_tokens } }: EmbeddingList) => {
    const nothing = { cached_tokens: 0, completion_tokens: 0, axes: [], positions: [] }
    const ended = { status: 'finished' as const, prompt_tokens, ...nothing, started, ended: Date.now() }
    const told = takeReport(context, [{ id: `embd_${tag}_${id}`, ...owner, model, worker: tag, ...ended }])
    defer(told.catch((thrown) => console.warn(`an embedding is not counted: ${thrown}`)))
  }
  return {
    async whole() {
      const list = await listOf(response, request, taker).catch(orRelease)
      count(list)
      return JSON.stringify(list)
    },
  }
}

async function listOf(
  response: Response,
  { model, encoding_format }: EmbeddingRequest,
  { worker, card }: Awaited<ReturnType<typeof workersServing>>[number],
): Promise<EmbeddingList> {
  const answer = await held(response).catch((cause) => {
    throw new WorkerUnreachable(worker, cause)
  })
  if (!answer.ok) throw toError(await refusalOf(answer), renamed)
  const { layer, embeddings, tokens } = embedAnswer.parse(await answer.json())
  return {
    object: 'list',
    model,
    data: embeddings.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encoding_format === 'base64' ? vector : toFloats(vector),
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
    attune: { model_hash: card.hash, layer, pooling: 'mean' },
  }
}

function toFloats(vector: string): number[] {
  const bytes = Uint8Array.from(atob(vector), (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
}
