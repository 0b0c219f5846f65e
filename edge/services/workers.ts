/** Workers that announce themselves, and all of them as an operator sees them. */
import { ApiError } from '../../shared/errors.ts'
import type { Announcement } from '../../shared/wire/fleet.ts'
import { readConfig } from '../config.ts'
import type { Env } from '../env.ts'
import { forgetMembers, type Member, readMembers } from '../fleet/members.ts'
import { cardOf } from '../fleet/model-cards.ts'
import { fleetOf } from '../fleet/registry.ts'
import type { Page } from '../wire/list.ts'
import type { Worker } from '../wire/worker.ts'
import { isReady } from './health.ts'

/** @throws ApiError 409 `tag_taken` where another worker is called so */
export async function announceWorker(env: Env, said: Announcement): Promise<void> {
  const fixed = readConfig(env).workers.find(({ tag }) => tag === said.tag)
  const other = fixed && fixed.url !== said.url ? fixed.url : await fleetOf(env).announce(said)
  if (other !== null) {
    throw new ApiError(
      409,
      'tag_taken',
      `'${said.tag}' is the worker at ${other}; the one at ${said.url} needs another ATTUNE_WORKER_TAG.`,
      { param: 'tag' },
    )
  }
  forgetMembers()
}

export async function listWorkers(env: Env): Promise<Page<Worker>> {
  const members = await readMembers(env)
  const data = await Promise.all(
    members.workers.map(async (worker): Promise<Worker> => {
      const [card, state] = await Promise.all([cardOf(members, worker), stateOf(worker)])
      const { tag, said } = worker
      const load = said && { running: said.load.running, queued: said.load.queued, free_rows: said.load.free_rows }
      return { object: 'worker', tag, state, model: card?.id ?? null, load, version: said?.version ?? null }
    }),
  )
  return { object: 'list', data, has_more: false }
}

/** What a worker says of itself is seconds old at most; one that says nothing is asked. */
async function stateOf(worker: Member): Promise<Worker['state']> {
  if (worker.said) return worker.said.draining ? 'draining' : 'ready'
  return (await isReady(worker)) ? 'ready' : 'silent'
}
