/**
 * Deliveries that are due are sent: by the clock, and right away by whoever has just changed something. Whoever takes one up
 * moves its moment first, so that it is sent once; should it be lost with who took it, it is due again after a while.
 */
import { and, asc, eq, isNull, lt, lte, type SQL, sql } from 'drizzle-orm'
import { type Attempt, TEST_EVENT, webhookDeliveries, webhookEvents, webhooks } from '../../schema/tables.ts'
import { attempt } from '../webhooks/attempt.ts'
import { GIVEN_UP_AFTER_MS, nextTry } from '../webhooks/schedule.ts'
import type { Database } from './database.ts'
import { mayReachLocalhost, type WebhookStores } from './webhooks.ts'

/** In one go, all together and of one webhook: a slow one does not hold up the others. The next go takes the rest. */
const AT_MOST = 50
const OF_ONE = 5
/** At a time: a Worker waits for six answers, and its own are among them. */
const SIDE_BY_SIDE = 4
/** Milliseconds for which one is taken up: longer than a go lasts. */
const TAKEN_FOR = 180_000

/** Milliseconds for which events and what came of them are kept. */
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000

/** @param project only this one's */
export async function deliverDue({ env, db }: WebhookStores, project?: string): Promise<void> {
  const due = and(eq(webhookDeliveries.state, 'pending'), lte(webhookDeliveries.due, Date.now()))
  const ranked = db
    .select({
      id: webhookDeliveries.id,
      due: webhookDeliveries.due,
      place:
        sql<number>`row_number() over (partition by ${webhookDeliveries.webhook} order by ${webhookDeliveries.due})`.as(
          'place',
        ),
    })
    .from(webhookDeliveries)
    .where(and(due, project === undefined ? undefined : eq(webhookDeliveries.project, project)))
    .as('ranked')
  const found = await db
    .select({ id: ranked.id })
    .from(ranked)
    .where(lte(ranked.place, OF_ONE))
    .orderBy(asc(ranked.due))
    .limit(AT_MOST)
  const waiting = found.map(({ id }) => id)
  const sender = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await deliver({ env, db }, id)
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, sender))
}

/** Sends one that is due; does nothing where another has taken it up. */
export async function deliver({ env, db }: WebhookStores, id: string): Promise<void> {
  const now = Date.now()
  const until = now + TAKEN_FOR
  const [taken] = await db
    .update(webhookDeliveries)
    .set({ due: until })
    .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.state, 'pending'), lte(webhookDeliveries.due, now)))
    .returning()
  if (!taken) return
  const [row] = await db
    .select({ webhook: webhooks, event: webhookEvents })
    .from(webhooks)
    .innerJoin(webhookEvents, eq(webhookEvents.id, taken.event))
    .where(eq(webhooks.id, taken.webhook))
  if (!row) return
  const { webhook, event } = row
  const { previousSecret, previousUntil } = webhook
  const overlaps = previousSecret !== null && previousUntil !== null && previousUntil > now
  const made = await attempt(
    { resolver: env.WEBHOOK_RESOLVER, toLocalhost: mayReachLocalhost(env) },
    { url: webhook.url, secrets: overlaps ? [webhook.secret, previousSecret] : [webhook.secret] },
    { id: event.id, at: now, payload: payloadOf(event) },
  )
  const tries = taken.tries + 1
  const next = made.code === null ? null : nextTry(tries, Date.now())
  await db.batch([
    db
      .update(webhookDeliveries)
      .set({
        attempts: sql`json_insert(${webhookDeliveries.attempts}, '$[#]', json(${JSON.stringify(made)}))`,
        tries,
        state: made.code === null ? 'delivered' : next === null ? 'failed' : 'pending',
        due: next,
      })
      // One that was asked for again meanwhile has another moment.
      .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.due, until))),
    ...(event.type === TEST_EVENT ? [] : heldAgainst(db, webhook.id, made)),
  ])
}

/** The same however often it is sent. */
const payloadOf = ({ type, created, data }: typeof webhookEvents.$inferSelect): string =>
  JSON.stringify({ type, timestamp: new Date(created).toISOString(), data })

const GONE = 410

/** What an attempt says of its webhook: one that only ever fails, or says that it is gone for good, gets nothing more. */
function heldAgainst(db: Database, id: string, { at, code, status }: Attempt) {
  const set = (change: Parameters<ReturnType<typeof db.update<typeof webhooks>>['set']>[0], when?: SQL) =>
    db
      .update(webhooks)
      .set(change)
      .where(and(eq(webhooks.id, id), isNull(webhooks.disabled), when))
  if (code === null) return [set({ failingSince: null })]
  const given = { disabled: at, failingSince: sql`coalesce(${webhooks.failingSince}, ${at})` }
  if (status === GONE)
    return [set({ ...given, disabledReason: 'it answered 410: gone' }), giveUpPendingIfDisabled(db, id)]
  const isOver = lte(webhooks.failingSince, at - GIVEN_UP_AFTER_MS)
  const days = GIVEN_UP_AFTER_MS / 86_400_000
  return [
    set({ failingSince: sql`coalesce(${webhooks.failingSince}, ${at})` }),
    set({ disabled: at, disabledReason: `nothing was delivered for ${days} days` }, isOver),
    giveUpPendingIfDisabled(db, id),
  ]
}

const giveUpPendingIfDisabled = (db: Database, id: string) =>
  db
    .update(webhookDeliveries)
    .set({ state: 'failed', due: null })
    .where(
      and(
        eq(webhookDeliveries.webhook, id),
        eq(webhookDeliveries.state, 'pending'),
        sql`exists (select 1 from ${webhooks} where ${webhooks.id} = ${id} and ${webhooks.disabled} is not null)`,
      ),
    )

/** Deliveries go with their events. */
export async function forgetOldEvents(db: Database): Promise<void> {
  await db.delete(webhookEvents).where(lt(webhookEvents.created, Date.now() - KEPT_FOR))
}
