/** Texts → vectors of the model's own states, as a worker reads them. */
import { type EmbedRequest, embedAnswer } from '../../shared/wire/embed.ts'
import { refusalOf, toError } from '../answers/refusal.ts'
import { actingUser, type Caller } from '../auth/caller.ts'
import { checkModel } from '../auth/narrowing.ts'
import type { Env } from '../env.ts'
import { readMembers } from '../fleet/members.ts'
import { workersServing } from '../fleet/model-cards.ts'
import { held } from '../fleet/whole-answer.ts'
import { askWorker, firstToAccept, WorkerUnreachable } from '../fleet/worker-client.ts'
import { modelOf } from '../steering/asked-steering.ts'
import { type EmbeddingList, type EmbeddingRequest, inputsIn } from '../wire/embeddings.ts'

const renamed = (param: string): string => (param === 'prompt' ? 'input' : param)

/**
 * Begun where it returns: what is wrong with the request is thrown by then.
 * @throws ApiError 400, 404 `model_not_found`, 503
 */
export async function startEmbedding(
  { env, signal }: { env: Env; signal: AbortSignal },
  caller: Caller,
  request: EmbeddingRequest,
): Promise<{ whole(): Promise<string> }> {
  const { project } = caller
  actingUser(caller, request.user)
  checkModel(caller, modelOf(request.model))
  const members = await readMembers(env)
  const serving = await workersServing(members, modelOf(request.model), project)
  const body: EmbedRequest = {
    project,
    model: modelOf(request.model),
    input: inputsIn(request.input),
    layer: request.layer ?? null,
  }
  const { taker, response } = await firstToAccept(serving, ({ worker }) =>
    askWorker(members.secret, worker, { method: 'POST', path: '/v1/embeddings', body, signal }),
  )
  if (!response.ok) throw toError(await refusalOf(response), renamed)
  return { whole: async () => JSON.stringify(await listOf(response, request, taker)) }
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
