/** What lets others in for good is made by what lasts itself: a key that ends is no way to stay. */
import { ApiError } from '../../shared/errors.ts'
import type { Caller } from './caller.ts'

/** @throws ApiError 403 `expiring_key` */
export function checkLasts({ expires }: Pick<Caller, 'expires'>, what: string): void {
  if (expires === null) return
  throw new ApiError(403, 'expiring_key', `${what} would outlive this key, which expires: use one that does not.`)
}
