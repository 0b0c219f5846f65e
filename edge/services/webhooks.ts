/** Webhooks as a project's own: made, changed, given another secret, removed. */
import { and, eq } from 'drizzle-orm'
import { webhookDeliveries, webhooks } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import type { Env } from '../env.ts'
import { parseAddress } from '../webhooks/address.ts'
import { newWebhookSecret } from '../webhooks/signature.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import type { NewWebhook, Rotation, Webhook, WebhookChange, WebhookWithSecret } from '../wire/webhook.ts'
import { auditEntry, type Changer } from './audit.ts'
import type { Database } from './database.ts'
import { beyond, newestFirst } from './newest-first.ts'

export type WebhookStores = { env: Env; db: Database }

/** Each event goes to all of them. */
const MOST = 20

/** Whether this edge is a developer's own, whose webhooks may go to the same machine. */
export const mayReachLocalhost = (env: Env): boolean => env.WEBHOOKS_TO_LOCALHOST === 'true'

export async function listWebhooks(
  db: Database,
  project: string,
  { limit, after, order }: PageQuery,
): Promise<Page<Webhook>> {
  const rows = await db
    .select()
    .from(webhooks)
    .where(beyond(webhooks, project, { after, order }))
    .orderBy(...newestFirst(webhooks, order))
    .limit(limit + 1)
  return toPage(rows, limit, toWebhook)
}

/** @throws ApiError 404 `webhook_not_found` */
export const readWebhook = async (db: Database, project: string, id: string): Promise<Webhook> =>
  toWebhook(await readWebhookRow(db, project, id))

/** @throws ApiError 400 `invalid_url`, 409 `too_many_webhooks` */
export async function createWebhook(
  { env, db }: WebhookStores,
  changer: Changer,
  { url, events }: NewWebhook,
): Promise<WebhookWithSecret> {
  const { project } = changer
  const { href } = parseAddress(url, mayReachLocalhost(env))
  const count = await db.$count(webhooks, eq(webhooks.project, project))
  if (count >= MOST) {
    throw new ApiError(409, 'too_many_webhooks', `A project has at most ${MOST} webhooks. DELETE one that is not used.`)
  }
  const now = Date.now()
  const row: WebhookRow = {
    id: newId('wh'),
    project,
    url: href,
    events,
    secret: newWebhookSecret(),
    previousSecret: null,
    previousUntil: null,
    failingSince: null,
    disabled: null,
    disabledReason: null,
    created: now,
    updated: now,
  }
  const after = toWebhook(row)
  await db.batch([
    db.insert(webhooks).values(row),
    auditEntry(db, changer, { action: 'webhook.created', target: row.id, after }),
  ])
  return { ...after, secret: row.secret }
}

/** @throws ApiError 404 `webhook_not_found`, 400 `invalid_url` */
export async function changeWebhook(
  { env, db }: WebhookStores,
  changer: Changer,
  id: string,
  { url, events, enabled }: WebhookChange,
): Promise<Webhook> {
  const { project } = changer
  const before = await readWebhookRow(db, project, id)
  const now = Date.now()
  const change: Partial<WebhookRow> = {
    ...(url !== undefined && { url: parseAddress(url, mayReachLocalhost(env)).href }),
    ...(events && { events }),
    ...(enabled === true && { disabled: null, disabledReason: null, failingSince: null }),
    ...(enabled === false && { disabled: before.disabled ?? now, disabledReason: before.disabledReason ?? 'by hand' }),
    updated: now,
  }
  await db.batch([
    db.update(webhooks).set(change).where(own(project, id)),
    ...(enabled === false ? [giveUpPending(db, id)] : []),
    auditEntry(db, changer, {
      action: 'webhook.changed',
      target: id,
      before: toWebhook(before),
      after: toWebhook({ ...before, ...change }),
    }),
  ])
  return readWebhook(db, project, id)
}

/** @throws ApiError 404 `webhook_not_found` */
export async function rotateWebhook(
  db: Database,
  changer: Changer,
  id: string,
  { overlap }: Rotation,
): Promise<WebhookWithSecret> {
  const { project } = changer
  const before = await readWebhookRow(db, project, id)
  const now = Date.now()
  const secret = newWebhookSecret()
  const change = {
    secret,
    previousSecret: overlap > 0 ? before.secret : null,
    previousUntil: overlap > 0 ? now + 1000 * overlap : null,
    updated: now,
  }
  const after = toWebhook({ ...before, ...change })
  await db.batch([
    db.update(webhooks).set(change).where(own(project, id)),
    auditEntry(db, changer, { action: 'webhook.rotated', target: id, before: toWebhook(before), after }),
  ])
  return { ...after, secret }
}

/** What was not delivered yet goes with it. @throws ApiError 404 `webhook_not_found` */
export async function deleteWebhook(db: Database, changer: Changer, id: string): Promise<void> {
  const { project } = changer
  const before = toWebhook(await readWebhookRow(db, project, id))
  await db.batch([
    db.delete(webhooks).where(own(project, id)),
    auditEntry(db, changer, { action: 'webhook.deleted', target: id, before }),
  ])
}

/** As a statement: nothing more is sent of what waits. */
export const giveUpPending = (db: Database, webhook: string) =>
  db
    .update(webhookDeliveries)
    .set({ state: 'failed', due: null })
    .where(and(eq(webhookDeliveries.webhook, webhook), eq(webhookDeliveries.state, 'pending')))

export type WebhookRow = typeof webhooks.$inferSelect

/** @throws ApiError 404 `webhook_not_found` */
export async function readWebhookRow(db: Database, project: string, id: string): Promise<WebhookRow> {
  const [row] = await db.select().from(webhooks).where(own(project, id))
  if (!row) {
    throw new ApiError(404, 'webhook_not_found', `There is no webhook '${id}'. GET /v1/webhooks lists what there is.`)
  }
  return row
}

const own = (project: string, id: string) => and(eq(webhooks.project, project), eq(webhooks.id, id))

const secondsOrNull = (at: number | null) => (at === null ? null : toSeconds(at))

const toWebhook = (row: WebhookRow): Webhook => ({
  object: 'webhook',
  id: row.id,
  url: row.url,
  events: row.events,
  enabled: row.disabled === null,
  disabled_reason: row.disabledReason,
  failing_since: secondsOrNull(row.failingSince),
  overlap_until: row.previousUntil !== null && row.previousUntil > Date.now() ? toSeconds(row.previousUntil) : null,
  created: toSeconds(row.created),
  updated: toSeconds(row.updated),
})
