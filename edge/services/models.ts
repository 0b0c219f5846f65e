import type { Env } from '../env.ts'
import { readMembers } from '../fleet/members.ts'
import { modelNotFound, servingWorkers } from '../fleet/model-cards.ts'
import type { Page } from '../wire/list.ts'
import type { Model } from '../wire/model.ts'

/** Each model once, with the card of the first worker that serves it. */
export async function listModels(env: Env): Promise<Page<Model>> {
  const models = new Map<string, Model>()
  for (const { card } of await servingWorkers(await readMembers(env))) {
    if (models.has(card.id)) continue
    models.set(card.id, { id: card.id, object: 'model', created: 0, owned_by: 'attune', attune: card })
  }
  return { object: 'list', data: [...models.values()], has_more: false }
}

/** @throws ApiError 404 `model_not_found` */
export async function readModel(env: Env, id: string): Promise<Model> {
  const { data } = await listModels(env)
  const model = data.find((one) => one.id === id)
  if (!model) {
    throw modelNotFound(
      id,
      data.map((one) => one.id),
    )
  }
  return model
}
