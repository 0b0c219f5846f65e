/** Whose an answer is, and who may see it. */
export type Owner = {
  project: string
  /** The user that it was made for; null: none was named. */
  user: string | null
}

/** That a key may be held to. */
export const MAX_ACTING_USERS = 32

export type Asker = {
  project: string
  /** The only user, or users, whose answers it sees; null: all of the project's. */
  user: string | readonly string[] | null
}

export const mayReach = (asker: Asker, owner: Owner): boolean =>
  asker.project === owner.project &&
  (asker.user === null || (owner.user !== null && [asker.user].flat().includes(owner.user)))
