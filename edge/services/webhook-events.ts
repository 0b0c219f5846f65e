/** What webhooks are told of. */
import { type EventType, type TEST_EVENT, webhookEvents } from '../../schema/tables.ts'
import { newId } from '../../shared/ids.ts'
import type { Database } from './database.ts'

/**
 * An event, as a statement for the batch of the change that it tells of: both happen or neither. The webhooks that want it
 * have a delivery each from that moment on (by a trigger). The ends of fits, activations and budgets are told by triggers too.
 */
export const emitEvent = (
  db: Database,
  project: string,
  type: EventType | typeof TEST_EVENT,
  data: Record<string, unknown>,
) => db.insert(webhookEvents).values({ id: newId('evt'), project, type, data, created: Date.now() })
