/** What each worker serves, asked at most once a minute. */
import { ApiError } from '../../shared/errors.ts'
import { type ModelCard, modelCard } from '../../shared/wire/generate.ts'
import type { Config, WorkerAddress } from '../config.ts'
import { rank } from './rendezvous.ts'
import { askWorker, WorkerUnreachable } from './worker-client.ts'

const FRESH_MS = 60_000
const ANSWERS_WITHIN_MS = 2_000

export type Serving = { worker: WorkerAddress; card: ModelCard }

const cards = new Map<string, { card: ModelCard; asked: number }>()

/** A worker that does not answer keeps the card it had; null if it never had one. */
export async function cardOf(config: Config, worker: WorkerAddress): Promise<ModelCard | null> {
  const known = cards.get(worker.url)
  if (known && Date.now() - known.asked < FRESH_MS) return known.card
  try {
    const request = { method: 'GET', path: '/v1/model', answersWithinMs: ANSWERS_WITHIN_MS } as const
    const response = await askWorker(config.secret, worker, request)
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
export async function servingWorkers(config: Config): Promise<Serving[]> {
  const asked = await Promise.all(
    config.workers.map(async (worker) => ({ worker, card: await cardOf(config, worker) })),
  )
  return asked.filter((one): one is Serving => one.card !== null)
}

/**
 * The workers that serve a model, the one to ask first in front.
 * @param affinity requests with the same one prefer the same worker
 * @throws ApiError 404 `model_not_found`; 503 if a worker that might have it does not answer.
 */
export async function workersServing(config: Config, model: string, affinity: string): Promise<Serving[]> {
  const known = await servingWorkers(config)
  const serving = known.filter(({ card }) => card.id === model)
  if (serving.length) {
    const order = rank(
      affinity,
      serving.map(({ worker }) => worker),
    )
    return order.map((worker) => serving.find((one) => one.worker === worker)!)
  }
  const silent = config.workers.find((worker) => !known.some((one) => one.worker === worker))
  if (silent) throw new WorkerUnreachable(silent, new Error('its model is not known'))
  throw modelNotFound(model, [...new Set(known.map(({ card }) => card.id))])
}

export const modelNotFound = (model: string, available: string[]) =>
  new ApiError(404, 'model_not_found', `There is no model '${model}'. Available: ${available.join(', ')}.`, {
    param: 'model',
    details: { available },
  })
