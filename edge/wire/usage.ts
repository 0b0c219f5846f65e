import { z } from 'zod'
import { pageQuery } from './list.ts'

/** Days that one question may span. */
const MAX_DAYS = 366
const DAY_MS = 24 * 60 * 60 * 1000

const day = z.iso.date('a day as 2026-11-30 is expected, in UTC').meta({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const usageGroup = z.enum(['day', 'key', 'user', 'model', 'axis'], {
  error: 'group_by is one of day, key, user, model and axis',
})
export type UsageGroup = z.infer<typeof usageGroup>

const today = () => new Date().toISOString().slice(0, 10)
const firstOfMonth = (of: string) => `${of.slice(0, 8)}01`

export const usageQuery = pageQuery
  .extend({
    from: day.optional().meta({ description: 'The first day, in UTC. Absent: the first of the month of `to`.' }),
    to: day.optional().meta({ description: 'The last day, which counts too. Absent: today.' }),
    group_by: usageGroup.default('day'),
    after: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'The `group` of the last item of the page before.' }),
  })
  .transform(({ from, to = today(), ...rest }) => ({ from: from ?? firstOfMonth(to), to, ...rest }))
  .refine(({ from, to }) => from <= to, { path: ['from'], message: 'from is not after to' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MAX_DAYS * DAY_MS, {
    path: ['from'],
    message: `from and to span at most ${MAX_DAYS} days`,
  })
export type UsageQuery = z.infer<typeof usageQuery>

const count = z.number().int()

export const usageItem = z
  .object({
    object: z.literal('usage'),
    group: z
      .string()
      .meta({ description: 'The day, the key’s id, the user, the model or the axis. Empty: none was named.' }),
    answers: count,
    finished: count.optional().meta({ description: 'This and what follows: not by axis.' }),
    cancelled: count.optional(),
    failed: count.optional(),
    prompt_tokens: count.optional().meta({ description: 'None of answers that never left the queue.' }),
    cached_tokens: count.optional().meta({ description: 'Of the prompts’ tokens, those that were not run.' }),
    completion_tokens: count.optional(),
    total_tokens: count.optional(),
    tokens_edited: count.optional().meta({ description: 'By axis: token states that it was applied to.' }),
    mean_strength: z.number().optional().meta({ description: 'By axis: the mean of |strength| over those tokens.' }),
  })
  .meta({ id: 'UsageOfGroup' })
export type UsageItem = z.infer<typeof usageItem>
