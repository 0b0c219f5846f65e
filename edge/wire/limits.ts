import { z } from 'zod'
import { DEFAULT_QUOTAS } from '../../schema/tables.ts'
import { numberBetween, wholeBetween } from '../../shared/wire/bounds.ts'
import { strictObject } from '../../shared/wire/strict.ts'

export const WARN_AT = 0.8

/** Far above what one machine does. */
const MOST = 2 ** 40
const limit = (least = 1) => wholeBetween(least, MOST).nullable().default(null)

export const rates = strictObject({
  requests_per_minute: limit(),
  tokens_per_minute: limit().meta({
    description:
      'Of prompts and answers. What an answer may take at most counts when it begins, what it took when it has ended.',
  }),
  running: limit().meta({ description: 'Answers that are made or wait at once.' }),
}).meta({ id: 'Rates', description: 'null: no limit.' })
export type Rates = z.infer<typeof rates>

const quota = (standard: number) => wholeBetween(0, MOST).default(standard)

const quotas = strictObject({
  profiles: quota(DEFAULT_QUOTAS.profiles),
  axes: quota(DEFAULT_QUOTAS.axes),
  private_axes: quota(DEFAULT_QUOTAS.privateAxes).meta({ description: 'Of users, one each.' }),
  versions: quota(DEFAULT_QUOTAS.versions).meta({ description: 'Of all axes’ directions.' }),
  artifact_bytes: quota(DEFAULT_QUOTAS.bytes).meta({ description: 'Of the directions’ files.' }),
}).meta({ id: 'StorageQuotas' })

export const limitsChange = strictObject({
  key: rates.prefault({}).meta({ description: 'Of each key that has no limits of its own.' }),
  user: rates.prefault({}).meta({ description: 'Of each user.' }),
  running: limit().meta({ description: 'Answers of the whole project at once.' }),
  fits_per_day: limit(0).meta({ description: 'A day of UTC; previews are part of their fits.' }),
  tokens_per_month: limit(0).meta({ description: 'Of prompts and answers, in a calendar month of UTC: the budget.' }),
  warn_at: numberBetween(0.01, 1)
    .default(WARN_AT)
    .meta({ description: 'The part of the budget at which there is a warning.' }),
  storage: quotas.prefault({}),
}).meta({
  id: 'LimitsChange',
  description: 'All limits: what is left out has none, or, of storage, the default.',
})
export type LimitsChange = z.infer<typeof limitsChange>

const count = z.number().int()

export const limits = z
  .object({
    object: z.literal('limits'),
    ...limitsChange.shape,
    used: z.object({
      month: z.string().meta({ example: '2026-11' }),
      tokens: count.meta({ description: 'In that month, of answers that have ended.' }),
      profiles: count,
      axes: count,
      private_axes: count,
      versions: count,
      artifact_bytes: count,
    }),
  })
  .meta({ id: 'Limits' })
export type Limits = z.infer<typeof limits>
