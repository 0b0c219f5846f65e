import { z } from 'zod'
import { EVERY } from '../../schema/tables.ts'
import { textOf } from '../../shared/wire/bounds.ts'
import { unixSeconds } from './list.ts'

export const newRefit = z
  .strictObject({
    cron: textOf(1, 100).nullable().default(null).meta({
      description: 'Minute, hour, day, month, weekday, in UTC; once an hour at most.',
      example: '0 3 * * 1',
    }),
    every: z
      .enum(EVERY, { error: `every is one of ${EVERY.join(', ')}` })
      .nullable()
      .default(null)
      .meta({ description: 'Counted from now; a month is thirty days.' }),
    on_model_change: z.boolean().default(false).meta({
      description: 'Whether it is fitted, once, for each model that is served and that it has no direction for.',
    }),
  })
  .refine(({ cron, every }) => cron === null || every === null, {
    path: ['every'],
    message: 'give cron or every, not both',
  })
  .refine(({ cron, every, on_model_change }) => cron !== null || every !== null || on_model_change, {
    message: 'give cron, every or on_model_change; DELETE ends it all',
  })
  .meta({ id: 'NewRefit' })
export type NewRefit = z.infer<typeof newRefit>

export const refit = z
  .object({
    cron: z.string().nullable(),
    every: z.enum(EVERY).nullable(),
    on_model_change: z.boolean(),
    next: unixSeconds.nullable().meta({ description: 'When the clock starts the next fit.' }),
    last_fit: z.string().nullable().meta({ description: 'The last fit that was started so.' }),
    problem: z.string().nullable().meta({ description: 'Why the last one was not started; null where it was.' }),
  })
  .meta({ id: 'Refit' })
export type Refit = z.infer<typeof refit>
