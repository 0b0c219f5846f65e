/** What was sent to webhooks, what came of it, and what is sent again by hand. */
import { and, eq } from 'drizzle-orm'
import { TEST_EVENT, webhookDeliveries, webhookEvents } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { MOST_TRIES } from '../webhooks/schedule.ts'
import { type Page, type PageQuery, toPage, toSeconds } from '../wire/list.ts'
import type { WebhookDelivery } from '../wire/webhook.ts'
import { auditEntry, type Changer } from './audit.ts'
import type { Database } from './database.ts'
import { beyond, newestFirst } from './newest-first.ts'
import { deliver } from './webhook-sending.ts'
import { readWebhookRow, type WebhookStores } from './webhooks.ts'

type Listed = PageQuery & { state?: WebhookDelivery['state'] | undefined }

/** Newest first. @throws ApiError 404 `webhook_not_found` */
export async function listDeliveries(
  db: Database,
  project: string,
  webhook: string,
  { limit, after, order, state }: Listed,
): Promise<Page<WebhookDelivery>> {
  await readWebhookRow(db, project, webhook)
  const rows = await selectDeliveries(db)
    .where(
      and(
        beyond(webhookDeliveries, project, { after, order }),
        eq(webhookDeliveries.webhook, webhook),
        state && eq(webhookDeliveries.state, state),
      ),
    )
    .orderBy(...newestFirst(webhookDeliveries, order))
    .limit(limit + 1)
  return toPage(rows, limit, toDelivery)
}

/**
 * Anew from the first of its attempts on, under the same `webhook-id`.
 * @throws ApiError 404 `webhook_not_found`, `delivery_not_found`; 409 `webhook_disabled`
 */
export async function redeliver(db: Database, changer: Changer, webhook: string, id: string): Promise<WebhookDelivery> {
  const { project } = changer
  const { disabled } = await readWebhookRow(db, project, webhook)
  await readDelivery(db, project, webhook, id)
  if (disabled !== null) {
    throw new ApiError(409, 'webhook_disabled', 'The webhook is disabled: PATCH it with {"enabled": true} first.')
  }
  await db.batch([
    db
      .update(webhookDeliveries)
      .set({ state: 'pending', tries: 0, due: Date.now() })
      .where(and(eq(webhookDeliveries.project, project), eq(webhookDeliveries.id, id))),
    auditEntry(db, changer, { action: 'webhook.redelivered', target: webhook, after: { delivery: id } }),
  ])
  return readDelivery(db, project, webhook, id)
}

/**
 * A message to one webhook alone, sent before this returns; one that fails is not tried again, and held against nobody.
 * @throws ApiError 404 `webhook_not_found`
 */
export async function testWebhook({ env, db }: WebhookStores, changer: Changer, id: string): Promise<WebhookDelivery> {
  const { project } = changer
  await readWebhookRow(db, project, id)
  const now = Date.now()
  const event = { id: newId('evt'), project, type: TEST_EVENT, data: { webhook: id }, created: now } as const
  const delivery = newId('dlv')
  await db.batch([
    db.insert(webhookEvents).values(event),
    db.insert(webhookDeliveries).values({
      ...{ id: delivery, project, webhook: id, event: event.id, created: now },
      ...{ state: 'pending', attempts: [], tries: MOST_TRIES - 1, due: now },
    }),
    auditEntry(db, changer, { action: 'webhook.tested', target: id, after: { delivery } }),
  ])
  await deliver({ env, db }, delivery)
  return readDelivery(db, project, id, delivery)
}

async function readDelivery(db: Database, project: string, webhook: string, id: string): Promise<WebhookDelivery> {
  const [row] = await selectDeliveries(db).where(
    and(eq(webhookDeliveries.project, project), eq(webhookDeliveries.webhook, webhook), eq(webhookDeliveries.id, id)),
  )
  if (!row) {
    const message = `There is no delivery '${id}'. GET /v1/webhooks/${webhook}/deliveries lists what there is.`
    throw new ApiError(404, 'delivery_not_found', message)
  }
  return toDelivery(row)
}

const selectDeliveries = (db: Database) =>
  db
    .select({ delivery: webhookDeliveries, type: webhookEvents.type, created: webhookEvents.created })
    .from(webhookDeliveries)
    .innerJoin(webhookEvents, eq(webhookEvents.id, webhookDeliveries.event))

type DeliveryRow = Awaited<ReturnType<typeof selectDeliveries>>[number]

const toDelivery = ({ delivery, type, created }: DeliveryRow): WebhookDelivery => ({
  object: 'webhook_delivery',
  id: delivery.id,
  webhook: delivery.webhook,
  event: { id: delivery.event, type, created: toSeconds(created) },
  state: delivery.state,
  attempts: delivery.attempts.map(({ at, ...rest }) => ({ at: toSeconds(at), ...rest })),
  next_attempt: delivery.due === null ? null : toSeconds(delivery.due),
  created: toSeconds(delivery.created),
})
