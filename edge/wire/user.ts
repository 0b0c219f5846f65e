import { z } from 'zod'
import { unixSeconds } from './list.ts'

export const erasure = z
  .object({
    object: z.literal('erasure'),
    user: z.string(),
    complete: z.boolean().meta({
      description:
        'false: there is more than one call takes; the rest goes by itself within minutes. Asking again tells.',
    }),
  })
  .meta({ id: 'Erasure' })
export type Erasure = z.infer<typeof erasure>

export const userExportQuery = z.object({
  after: z.string().min(1).max(256).optional().meta({
    description:
      'The `after` of the last line of the call before: the answers that follow it are exported, nothing else.',
  }),
})

export const usageEvent = z.object({
  object: z.literal('usage_event'),
  id: z.string(),
  key: z.string().nullable(),
  model: z.string(),
  status: z.string(),
  prompt_tokens: z.number().int(),
  cached_tokens: z.number().int(),
  completion_tokens: z.number().int(),
  axes: z.array(z.unknown()),
  positions: z.array(z.array(z.unknown())),
  started: unixSeconds,
  ended: unixSeconds,
})
export type UsageEvent = z.infer<typeof usageEvent>
