/** How often a fit is asked after, and when that is to end. */

/** `made` by this instance of the workflow; `used` of the fit's time: those for which it was not waiting in a queue. */
export type Polls = { made: number; used: number }

/** An hour and a half, nearly: the wait in a worker's queue is as long as other fits take, and not the fit's own. */
const MAX_USED = 480

/** Two steps a poll; an instance may have 1024. */
const MAX_MADE = 480

export const begun = (used = 0): Polls => ({ made: 0, used })

export const counted = ({ made, used }: Polls, waiting: boolean): Polls => ({
  made: made + 1,
  used: waiting ? used : used + 1,
})

export const isTimeOver = ({ used }: Polls): boolean => used >= MAX_USED

/** Another instance is to go on. */
export const isHandedOn = ({ made }: Polls): boolean => made >= MAX_MADE

/** Seconds until the next: a minute at one a second, then more and more rarely. */
export const pollDelay = ({ made }: Polls): number => Math.min(15, 1.05 ** Math.max(0, made - 60))
