import { z } from 'zod'
import { EVENT_TYPES, TEST_EVENT } from '../../schema/tables.ts'
import { listOf, textOf, wholeBetween } from '../../shared/wire/bounds.ts'
import { unixSeconds } from './list.ts'

const eventType = z.enum(EVENT_TYPES, { error: `an event is one of ${EVENT_TYPES.join(', ')}` })

const events = listOf(eventType, 1, EVENT_TYPES.length)
  .transform((types) => [...new Set(types)])
  .meta({ description: 'What it is told of.' })

const url = textOf(1, 2_000).meta({
  description: 'https, at a public address, without user, password or redirect.',
  example: 'https://app.example.com/attune',
})

export const newWebhook = z.strictObject({ url, events }).meta({ id: 'NewWebhook' })
export type NewWebhook = z.infer<typeof newWebhook>

export const webhookChange = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    enabled: z.boolean().optional().meta({ description: 'true, for one that was disabled: it is tried anew.' }),
  })
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    'give url, events or enabled, or several of them',
  )
  .meta({ id: 'WebhookChange' })
export type WebhookChange = z.infer<typeof webhookChange>

const MOST_OVERLAP = 7 * 24 * 60 * 60

export const rotation = z
  .strictObject({
    overlap: wholeBetween(0, MOST_OVERLAP)
      .default(24 * 60 * 60)
      .meta({ description: 'Seconds for which messages are signed by the old secret too.' }),
  })
  .meta({ id: 'WebhookRotation' })
export type Rotation = z.infer<typeof rotation>

export const webhook = z
  .object({
    object: z.literal('webhook'),
    id: z.string(),
    url: z.string(),
    events: z.array(eventType),
    enabled: z.boolean(),
    disabled_reason: z.string().nullable().meta({ description: 'Why nothing is sent to it; null while something is.' }),
    failing_since: unixSeconds.nullable().meta({ description: 'The first of the failures since the last success.' }),
    overlap_until: unixSeconds.nullable().meta({ description: 'Until when the old secret signs too.' }),
    created: unixSeconds,
    updated: unixSeconds,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof webhook>

export const webhookWithSecret = webhook
  .extend({ secret: z.string().meta({ description: 'whsec_…, shown this once: it checks what comes.' }) })
  .meta({ id: 'WebhookWithSecret' })
export type WebhookWithSecret = z.infer<typeof webhookWithSecret>

export const deliveryState = z.enum(['pending', 'delivered', 'failed'])

export const webhookDelivery = z
  .object({
    object: z.literal('webhook_delivery'),
    id: z.string(),
    webhook: z.string(),
    event: z.object({
      id: z.string().meta({ description: 'The `webhook-id` of the message: the same however often it is sent.' }),
      type: z.enum([...EVENT_TYPES, TEST_EVENT]),
      created: unixSeconds,
    }),
    state: deliveryState,
    attempts: z.array(
      z.object({
        at: unixSeconds,
        status: z.number().int().nullable().meta({ description: "The answer's; null where none came." }),
        code: z
          .string()
          .nullable()
          .meta({
            description:
              'null: it was taken. refused (not 2xx), redirected, timed_out (10 s), unreachable, not_resolved, no_address, ' +
              'private_address.',
          }),
        duration_ms: z.number().int(),
      }),
    ),
    next_attempt: unixSeconds.nullable(),
    created: unixSeconds,
  })
  .meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.infer<typeof webhookDelivery>
