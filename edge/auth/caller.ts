/** Who asks, whatever they proved it with: what every route goes by. */
import type { Actor, Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'

export type Caller = {
  actor: Actor
  project: string
  scopes: readonly Scope[]
  /** The only user whose profile, feedback and answers it reaches; null: all of the project's. */
  user: string | null
  /** Unix milliseconds from which it opens nothing any more; null: never. */
  expires: number | null
  /** The id of the key that it goes back to: itself, or the one that minted or opened it; null: none. */
  key: string | null
}

/** It opens what a route lets users' own tokens open, and nothing else. */
export const isUserToken = ({ actor }: Pick<Caller, 'actor'>): boolean => actor.kind === 'user_token'

/**
 * The user that a request is made for: the one that it names, or the only one that the caller may name.
 * @throws ApiError 403 `other_user`
 */
export function actingUser(caller: Caller, named: string | null | undefined, param = 'user'): string | null {
  if (caller.user === null) return named || null
  if (named && named !== caller.user) {
    const message = `This credential is that of the user '${caller.user}' and reaches no other. Leave ${param} out.`
    throw new ApiError(403, 'other_user', message, { param })
  }
  return caller.user
}
