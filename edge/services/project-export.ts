/** All that a project holds, as lines of JSON, each an object as the API shows it. Secrets are stored nowhere, nor shown. */
import { DEFAULT_USER } from '../../schema/tables.ts'
import type { Caller } from '../auth/caller.ts'
import type { Env } from '../env.ts'
import { jsonLines } from '../http/streams.ts'
import { PAGE_LIMIT, type Page, type PageQuery } from '../wire/list.ts'
import type { Project } from '../wire/project.ts'
import { listAudit } from './audit-list.ts'
import { listAxes } from './axes.ts'
import type { Database } from './database.ts'
import { listDirections } from './directions.ts'
import { listExperiments } from './experiments.ts'
import { listFits } from './fits.ts'
import { listInvitations } from './invitations.ts'
import { listIssuers } from './issuers.ts'
import { listKeys } from './keys.ts'
import { readLimits } from './limits.ts'
import { listMembers } from './members.ts'
import { readPopulation } from './populations.ts'
import { privateAxes } from './private-axis.ts'
import { listProfiles, readProfile } from './profiles.ts'
import { readProject } from './projects.ts'
import { listSignals } from './signals.ts'
import { listWebhooks } from './webhooks.ts'

/** A page at a time, as it is read: a project may hold more than fits into memory. */
export async function exportProject(
  stores: { env: Env; db: Database },
  caller: Caller,
): Promise<ReadableStream<Uint8Array>> {
  // What is wrong by then is still a status.
  const project = await readProject(stores.db, caller.project)
  return jsonLines(objectsOf(stores, caller, project))
}

async function* objectsOf(
  { env, db }: { env: Env; db: Database },
  caller: Caller,
  first: Project,
): AsyncGenerator<object> {
  const { project } = caller
  yield first
  yield await readLimits(db, project)
  yield* every((page: PageQuery) => listMembers(db, project, page), byId)
  yield* every((page: PageQuery) => listInvitations(db, project, page), byId)
  yield* every((page: PageQuery) => listIssuers(db, project, page), byId)
  yield* every((page: PageQuery) => listKeys(db, project, page), byId)
  yield* every((page: PageQuery) => listWebhooks(db, project, page), byId)
  for await (const axis of every((page: PageQuery) => listAxes(db, project, page), byId)) {
    yield axis
    const versions = (page: { limit: number; after?: number }) => listDirections(db, project, axis.id, page)
    yield* every(versions, ({ version }) => version)
    yield* every((page: PageQuery) => listExperiments(db, project, axis.id, page), byId)
  }
  const defaults = await readProfile(db, project, DEFAULT_USER)
  if (defaults.stored) yield defaults
  const population = await readPopulation(db, project)
  if (population.computed !== null) yield population
  yield* every(
    (page: PageQuery) => listProfiles(db, caller, page),
    ({ user }) => user!,
  )
  yield* privateAxes(db, project)
  yield* every((page: PageQuery) => listSignals(db, caller, page), byId)
  yield* every((page: PageQuery) => listFits({ env, db }, project, page), byId)
  yield* every((page: PageQuery) => listAudit(db, project, page), byId)
}

const byId = ({ id }: { id: string }): string => id

async function* every<Item, Cursor>(
  list: (page: { limit: number; after?: Cursor }) => Promise<Page<Item>>,
  cursorOf: (item: Item) => Cursor,
): AsyncGenerator<Item> {
  let after: Cursor | undefined
  for (;;) {
    const { data, has_more } = await list({ limit: PAGE_LIMIT, ...(after !== undefined && { after }) })
    yield* data
    const last = data.at(-1)
    if (!has_more || last === undefined) return
    after = cursorOf(last)
  }
}
