/**
 * Webhooks and what goes to them. An event is written in the batch of the change that it tells of (an outbox); a trigger
 * makes a delivery for each webhook that wants it, so that an event and its deliveries are there together or not at all.
 */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { projects } from './tables.ts'

export const EVENT_TYPES = [
  'fit.finished',
  'direction.activated',
  'experiment.decided',
  'budget.warning',
  'budget.reached',
  'user.erased',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** What a webhook is tried with: it comes when it is asked for. */
export const TEST_EVENT = 'webhook.test'

const project = () =>
  text('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' })

export const webhooks = sqliteTable(
  'webhooks',
  {
    id: text('id').primaryKey(),
    project: project(),
    url: text('url').notNull(),
    events: text('events', { mode: 'json' }).$type<EventType[]>().notNull(),
    /** `whsec_…`, as it was shown once: what signs must be known, and no hash of it. */
    secret: text('secret').notNull(),
    /** The one before, which signs too until then. */
    previousSecret: text('previous_secret'),
    previousUntil: integer('previous_until'),
    /** The first of the failures since the last success. */
    failingSince: integer('failing_since'),
    /** When nothing was to be sent any more, and why. */
    disabled: integer('disabled'),
    disabledReason: text('disabled_reason'),
    created: integer('created').notNull(),
    updated: integer('updated').notNull(),
  },
  (table) => [index('webhooks_by_project').on(table.project, table.created)],
)

export const webhookEvents = sqliteTable(
  'webhook_events',
  {
    id: text('id').primaryKey(),
    project: project(),
    type: text('type').$type<EventType | typeof TEST_EVENT>().notNull(),
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    created: integer('created').notNull(),
  },
  (table) => [
    index('webhook_events_by_project').on(table.project, table.created),
    index('webhook_events_by_age').on(table.created),
  ],
)

export type Attempt = {
  at: number
  /** HTTP's; null where no answer came. */
  status: number | null
  /** What went wrong; null where nothing did. */
  code: string | null
  duration_ms: number
}

export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    id: text('id').primaryKey(),
    project: project(),
    webhook: text('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    event: text('event_id')
      .notNull()
      .references(() => webhookEvents.id, { onDelete: 'cascade' }),
    state: text('state').$type<'pending' | 'delivered' | 'failed'>().notNull(),
    attempts: text('attempts', { mode: 'json' }).$type<Attempt[]>().notNull(),
    /** Where in the plan of retries it stands: attempts since it was last asked for. */
    tries: integer('tries').notNull().default(0),
    /** When it is tried next; while it is being tried, when that has certainly ended. */
    due: integer('due'),
    created: integer('created').notNull(),
  },
  (table) => [
    index('webhook_deliveries_due').on(table.due),
    index('webhook_deliveries_by_webhook').on(table.webhook, table.created),
    index('webhook_deliveries_by_event').on(table.event),
  ],
)
