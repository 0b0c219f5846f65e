/** What the database refuses because a project has as much of it as it may (triggers beside schema/limits.ts), in words. */
import { ApiError } from '../../shared/errors.ts'

const REFUSED = /quota_exceeded\/([a-z_]+)/
const DAY_MS = 24 * 60 * 60 * 1000

const STORED: Record<string, string> = {
  profiles: 'profiles',
  axes: 'axes',
  private_axes: 'private axes',
  versions: 'versions of directions',
  artifact_bytes: "bytes of directions' files",
}

/** null where something else was thrown. */
export function quotaProblem(thrown: unknown): ApiError | null {
  const quota = REFUSED.exec(messagesOf(thrown))?.[1]
  if (!quota) return null
  if (quota === 'fits_per_day') {
    const message = 'This project has asked for as many fits as it may in a day (of UTC). GET /v1/limits says how many.'
    const retryAfterSeconds = Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000)
    return new ApiError(429, 'rate_limit_exceeded', message, { retryAfterSeconds, cause: thrown })
  }
  const message =
    `This project stores as many ${STORED[quota] ?? quota} as it may; nothing of the request was kept. Delete what is not ` +
    `needed (axes and versions with for_good=true: what can come back counts), or raise storage.${quota}: GET /v1/limits shows it.`
  return new ApiError(403, 'quota_exceeded', message, { details: { quota }, cause: thrown })
}

const messagesOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.message}\n${messagesOf(thrown.cause)}` : ''
