/** What each worker serves: as it announces it, or else asked at most once a minute. */
import { ApiError } from '../../shared/errors.ts'
import { type ModelCard, modelCard } from '../../shared/wire/generate.ts'
import { isDraining, type Member, type Members } from './members.ts'
import { inOrder } from './routing.ts'
import { askWorker, NoWorker, WorkerUnreachable } from './worker-client.ts'

const FRESH_MS = 60_000
const ANSWERS_WITHIN_MS = 2_000

export type Serving = { worker: Member; card: ModelCard }

const cards = new Map<string, { card: ModelCard; asked: number }>()

/** A worker that does not answer keeps the card it had; null if it never had one. */
export async function cardOf({ secret }: Pick<Members, 'secret'>, worker: Member): Promise<ModelCard | null> {
  if (worker.said) return worker.said.card
  const known = cards.get(worker.url)
  if (known && Date.now() - known.asked < FRESH_MS) return known.card
  try {
    const request = { method: 'GET', path: '/v1/model', answersWithinMs: ANSWERS_WITHIN_MS } as const
    const response = await askWorker(secret, worker, request)
    if (!response.ok) {
      await response.body?.cancel()
      return known?.card ?? null
    }
    const card = modelCard.parse(await response.json())
    cards.set(worker.url, { card, asked: Date.now() })
    return card
  } catch (thrown) {
    if (thrown instanceof WorkerUnreachable) return known?.card ?? null
    throw thrown
  }
}

/** Every worker whose model is known. */
export async function servingWorkers(members: Members): Promise<Serving[]> {
  const asked = await Promise.all(
    members.workers.map(async (worker) => ({ worker, card: await cardOf(members, worker) })),
  )
  return asked.filter((one): one is Serving => one.card !== null)
}

/**
 * The workers that serve a model and take new answers, the one to ask first in front.
 * @param affinity requests with the same one prefer the same worker
 * @throws ApiError 404 `model_not_found`; 503 if a worker that might have it does not answer, or takes nothing new.
 */
export async function workersServing(members: Members, model: string, affinity: string): Promise<Serving[]> {
  const known = await servingWorkers(members)
  const serving = known.filter(({ card }) => card.id === model)
  const taking = serving.filter(({ worker }) => !isDraining(worker))
  if (taking.length) {
    const routed = taking.map((one) => ({ ...one, ...loadOf(one) }))
    return inOrder(affinity, routed).map(({ worker, card }) => ({ worker, card }))
  }
  const [leaving] = serving
  if (leaving) throw new WorkerUnreachable(leaving.worker, new Error('it takes nothing new'))
  const silent = members.workers.find((worker) => !known.some((one) => one.worker === worker))
  if (silent) throw new WorkerUnreachable(silent, new Error('its model is not known'))
  if (members.workers.length === 0) throw new NoWorker('no worker is set, and none has announced itself')
  throw modelNotFound(model, [...new Set(known.map(({ card }) => card.id))])
}

/** What a worker has to do is what it said; one that says nothing counts as idle. */
function loadOf({ worker: { tag, said }, card: { rows } }: Serving) {
  return { tag, rows, load: said ? said.load.running + said.load.queued : 0 }
}

export const modelNotFound = (model: string, available: string[]) =>
  new ApiError(404, 'model_not_found', `There is no model '${model}'. Available: ${available.join(', ')}.`, {
    param: 'model',
    details: { available },
  })
