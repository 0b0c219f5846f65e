/** What workers report of the answers that they made: `POST /internal/usage`, signed. */
import { z } from 'zod'
import { listOf, numberBetween, textOf, wholeBetween } from './bounds.ts'
import { MAX_CHOICES } from './chat.ts'
import { MAX_EDITS, MAX_OBSERVED } from './generate.ts'
import { axisName, MAX_LEAN, OVERDRIVE_LIMIT } from './steering.ts'

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

/** Where one choice stood on an axis, one that was only observed too. */
export const usagePosition = z.strictObject({
  axis: axisName,
  version: wholeBetween(1, MAX_COUNT),
  /** The strength that the axis acted with in mode add, its mean over the tokens that were read; 0 where it did not. */
  strength: numberBetween(-OVERDRIVE_LIMIT, OVERDRIVE_LIMIT),
  /** How far the text leaned, in units of strength; null where the direction cannot say. */
  lean: numberBetween(-MAX_LEAN, MAX_LEAN).nullable(),
  /** Generated tokens that were read. */
  tokens: wholeBetween(1, MAX_COUNT),
})
export type UsagePosition = z.infer<typeof usagePosition>

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
  /** Of each choice, in their order. Workers of former versions do not tell. */
  positions: listOf(listOf(usagePosition, 0, MAX_EDITS + MAX_OBSERVED), 0, MAX_CHOICES).default([]),
  started: moment,
  ended: moment,
  /** The tag of the worker that made it. */
  worker: textOf(1, 16),
})
export type UsageEntry = z.infer<typeof usageEntry>

export const usageReport = z.strictObject({ entries: listOf(usageEntry, 1, MAX_REPORTED) })
export type UsageReport = z.infer<typeof usageReport>
