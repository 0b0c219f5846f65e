/** When a delivery that failed is tried again, and when a webhook is given up. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** After the first attempt, the second, …: about a day, and then no more. */
const WAITS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 8 * HOUR, 9 * HOUR]

/** As a share of the wait: those that failed together do not come back together. */
const SPREAD = 0.1

/** How often it is tried at most. */
export const MOST_TRIES = WAITS.length + 1

/**
 * Unix milliseconds; null: it is not tried any more.
 * @param tries that it has had
 * @param random between 0 and 1
 */
export function nextTry(tries: number, now: number, random = Math.random()): number | null {
  const wait = WAITS[tries - 1]
  return wait === undefined ? null : now + Math.round(wait * (1 + SPREAD * random))
}

/** Milliseconds of nothing but failures after which a webhook gets nothing more. */
export const GIVEN_UP_AFTER_MS = 5 * 24 * HOUR
