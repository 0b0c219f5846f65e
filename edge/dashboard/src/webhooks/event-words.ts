/** What an application can be told of, in words. */
import type { EventType } from '../../../../schema/webhooks.ts'

export const EVENTS: Readonly<Record<EventType, string>> = {
  'fit.finished': 'A fit is done, failed or cancelled.',
  'direction.activated': 'Another version of an axis is in force.',
  'experiment.decided': 'A trial of two versions has an outcome.',
  'budget.warning': 'The part of the month’s budget at which there is a warning is spent.',
  'budget.reached': 'The month’s budget is spent.',
  'user.erased': 'All that was known of a user is gone.',
}

export const EVENT_TYPES = Object.keys(EVENTS) as EventType[]
