/** Whose an answer is, and who may see it. */
export type Owner = {
  project: string
  /** The user that it was made for; null: none was named. */
  user: string | null
}

export type Asker = {
  project: string
  /** The only user whose answers it sees; null: all of the project's. */
  user: string | null
}

export const mayReach = (asker: Asker, owner: Owner): boolean =>
  asker.project === owner.project && (asker.user === null || asker.user === owner.user)
