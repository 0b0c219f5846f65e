/** What workers report of the answers that they made: `POST /internal/usage`, signed. */
import { z } from 'zod'
import { listOf, numberBetween, textOf, wholeBetween } from './bounds.ts'
import { MAX_EDITS } from './generate.ts'
import { axisName, OVERDRIVE_LIMIT } from './steering.ts'

/** Answers of one report. */
export const MAX_REPORTED = 100

/** Far above what one answer can be, and far below where sums stop being whole. */
const MAX_COUNT = 2 ** 31
const count = wholeBetween(0, MAX_COUNT)
/** Unix milliseconds, up to the year 9999: what days are named for. */
const moment = wholeBetween(0, 253_402_300_799_999)

export const usageAxis = z.strictObject({
  axis: axisName,
  version: wholeBetween(1, MAX_COUNT),
  /** Mean |strength| over the tokens that were edited. */
  strength: numberBetween(0, OVERDRIVE_LIMIT),
  /** Token states that it was applied to, as the receipt says. */
  tokens: wholeBetween(1, MAX_COUNT),
})
export type UsageAxis = z.infer<typeof usageAxis>

/** One answer, with all its choices. */
export const usageEntry = z.strictObject({
  id: textOf(1, 64),
  project: textOf(1, 64),
  user: textOf(1, 256).nullable(),
  key: textOf(1, 64).nullable(),
  model: textOf(1, 256),
  status: z.enum(['finished', 'cancelled', 'failed']),
  /** None of an answer that never left its worker's queue. */
  prompt_tokens: count,
  /** Those of the prompt that were not run. */
  cached_tokens: count,
  completion_tokens: count,
  axes: listOf(usageAxis, 0, MAX_EDITS),
  started: moment,
  ended: moment,
  /** The tag of the worker that made it. */
  worker: textOf(1, 16),
})
export type UsageEntry = z.infer<typeof usageEntry>

export const usageReport = z.strictObject({ entries: listOf(usageEntry, 1, MAX_REPORTED) })
export type UsageReport = z.infer<typeof usageReport>
