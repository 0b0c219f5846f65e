/** Who asks, whatever they proved it with: what every route goes by. */
import type { Actor, Narrowing, Scope } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import type { Asker } from '../../shared/owner.ts'

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
  narrowing: Narrowing
  /** The id of the session that it asks by; null: by none. */
  session: string | null
}

/** It opens what a route lets users' own tokens open, and nothing else. */
export const isUserToken = ({ actor }: Pick<Caller, 'actor'>): boolean => actor.kind === 'user_token'

/**
 * The user that a request is made for: the one that it names, or the only one that the caller may name.
 * @throws ApiError 403 `other_user`; 400 `user_needed` where the caller acts for some users alone, and none is named
 */
export function actingUser(caller: Caller, named: string | null | undefined, param = 'user'): string | null {
  if (caller.user !== null) {
    if (!named || named === caller.user) return caller.user
    throw otherUser(
      `This credential is that of the user '${caller.user}' and reaches no other. Leave ${param} out.`,
      param,
    )
  }
  const { users } = caller.narrowing
  if (users === null) return named || null
  const theirs = `This key acts for the users ${users.join(', ')} alone`
  if (!named) throw new ApiError(400, 'user_needed', `${theirs}: name one of them as ${param}.`, { param })
  if (!users.includes(named)) throw otherUser(`${theirs}, not for '${named}'.`, param)
  return named
}

/** Whose answers it sees, and of which models; null: of all. */
export type Seeing = Asker & { models: readonly string[] | null }

export const seeing = ({ project, user, narrowing: { users, models } }: Caller): Seeing => ({
  project,
  user: user ?? users,
  models,
})

const otherUser = (message: string, param: string) => new ApiError(403, 'other_user', message, { param })
