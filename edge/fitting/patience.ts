/** How often a fit is asked after, how long a step may fail, and when all of it is to end. */

/**
 * `made` by this instance of the workflow; `used`, in seconds, of the fit's time: that in which it was not waiting in a
 * queue.
 */
export type Polls = { made: number; used: number }

/** Seconds of its own that a fit has unless it asks for others: the wait in a worker's queue is as long as other fits take. */
export const DEFAULT_TIME_LIMIT = 90 * 60
export const LEAST_TIME = 60
export const MOST_TIME = 24 * 60 * 60

/** Two steps a poll and a few more; an instance may have 1024. */
const MAX_MADE = 470

export const begun = (used = 0): Polls => ({ made: 0, used })

export const counted = (polls: Polls, waiting: boolean): Polls => ({
  made: polls.made + 1,
  used: waiting ? polls.used : polls.used + pollDelay(polls),
})

export const isTimeOver = ({ used }: Polls, limit: number): boolean => used >= limit

/** Another instance is to go on. */
export const isHandedOn = ({ made }: Polls): boolean => made >= MAX_MADE

const LONGEST_DELAY = 15

/** Seconds until the next: a minute at one a second, then more and more rarely. */
export const pollDelay = ({ made }: Polls): number => Math.min(LONGEST_DELAY, 1.05 ** Math.max(0, made - 60))

type Retried = { limit: number; delay: number; attempt: number }

/** In milliseconds. Outlasts a worker's restart. */
const PATIENT_MS: Retried = { limit: 6, delay: 2_000, attempt: 60_000 }
/** For what another worker can do instead. */
const BRIEF_MS: Retried = { limit: 3, delay: 2_000, attempt: 60_000 }

const toRetries = ({ limit, delay, attempt }: Retried) =>
  ({ retries: { limit, delay, backoff: 'exponential' }, timeout: attempt }) as const

/** For what is done by the clock as well. */
export const ONCE = { retries: { limit: 0, delay: 0 }, timeout: 60_000 } as const
export const PATIENT = toRetries(PATIENT_MS)
export const BRIEF = toRetries(BRIEF_MS)

/** Every attempt runs into its end, and the wait doubles from one to the next. */
const longest = ({ limit, delay, attempt }: Retried): number => (limit + 1) * attempt + delay * (2 ** limit - 1)

/**
 * Milliseconds for which a fit that is followed may show no sign of life: a poll that moves nothing before it is given up,
 * and the step after it, which goes on elsewhere.
 */
export const LONGEST_SILENCE_MS = longest(BRIEF_MS) + longest(PATIENT_MS) + LONGEST_DELAY * 1_000
