/**
 * A limit a minute as a bucket that drains evenly: what was taken leaves it again within a minute. All of it may be taken at
 * once, so that within one minute up to twice the limit may pass, and never more than the limit a minute on average.
 */

export type Bucket = {
  taken: number
  /** Unix milliseconds. */
  at: number
  /** What it drained by since. */
  perMinute: number
}

const MINUTE_MS = 60_000

export const emptyBucket = (perMinute: number, now: number): Bucket => ({ taken: 0, at: now, perMinute })

/** What is left in it now, from here on with this limit. */
export function drained({ taken, at, perMinute }: Bucket, limit: number, now: number): Bucket {
  const gone = (Math.max(0, now - at) * perMinute) / MINUTE_MS
  return { taken: Math.max(0, taken - gone), at: Math.max(at, now), perMinute: limit }
}

/** Milliseconds until so much more fits; none: never. */
export function waitFor({ taken, perMinute }: Bucket, more: number): number | null {
  if (more > perMinute) return null
  return Math.ceil((Math.max(0, taken + more - perMinute) * MINUTE_MS) / perMinute)
}

export type Rate = {
  limit: number
  remaining: number
  /** Milliseconds until nothing of it is taken any more. */
  resetMs: number
}

export const rateOf = ({ taken, perMinute }: Bucket): Rate => ({
  limit: perMinute,
  remaining: Math.max(0, Math.floor(perMinute - taken)),
  resetMs: Math.ceil((taken * MINUTE_MS) / perMinute),
})
