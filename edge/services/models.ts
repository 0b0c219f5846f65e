import type { Caller } from '../auth/caller.ts'
import type { Env } from '../env.ts'
import { readMembers } from '../fleet/members.ts'
import { modelNotFound, servingWorkers } from '../fleet/model-cards.ts'
import { modelOf } from '../steering/asked-steering.ts'
import type { Page } from '../wire/list.ts'
import type { Model } from '../wire/model.ts'

/** Each model that the caller may use once, with the card of the first worker that serves it. */
export async function listModels(env: Env, { narrowing }: Caller): Promise<Page<Model>> {
  const models = new Map<string, Model>()
  for (const { card } of await servingWorkers(await readMembers(env))) {
    if (models.has(card.id) || narrowing.models?.includes(card.id) === false) continue
    models.set(card.id, { id: card.id, object: 'model', created: 0, owned_by: 'attune', attune: card })
  }
  return { object: 'list', data: [...models.values()], has_more: false }
}

/**
 * Under the name that was asked for, which may say how to steer it.
 * @throws ApiError 404 `model_not_found`
 */
export async function readModel(env: Env, caller: Caller, id: string): Promise<Model> {
  const { data } = await listModels(env, caller)
  const model = data.find((one) => one.id === modelOf(id))
  if (!model) {
    throw modelNotFound(
      id,
      data.map((one) => one.id),
    )
  }
  return { ...model, id }
}
