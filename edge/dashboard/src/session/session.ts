/** What screens know of the session: how to ask the API, and how to leave. */
import { createContext, use } from 'react'
import type { Api } from '../api/client.ts'

export type Session = {
  api: Api
  /** The project's id. */
  project: string
  /** The id of the key that it was opened with. */
  key: string
  signOut: () => Promise<void>
}

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('There is no session around this component.')
  return session
}

export const useApi = (): Api => useSession().api
