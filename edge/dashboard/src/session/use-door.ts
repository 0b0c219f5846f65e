/** Whether somebody is signed in, and what happens when they come, go, or are sent back to the door. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createApi } from '../api/client.ts'
import { toProblem } from '../api/problem.ts'
import { createQueryClient } from '../api/query-client.ts'
import type { CurrentSession } from '../api/types.ts'
import { connection } from '../shell/connection.ts'
import { forgetDrafts } from '../ui/use-draft.ts'
import type { Session } from './session.ts'

/**
 * - `unknown`: it is being asked whether this browser has a session already.
 * - `outside`: nobody is signed in.
 * - `ended`: the session is over, and the screens behind the door wait for whoever was there.
 */
export type Door = { state: 'unknown' | 'outside' | 'inside' | 'ended'; notice: string | null }

/** One for the life of the page; what calls prove themselves by changes with the session. */
let token: string | null = null

export function useDoor() {
  const [door, setDoor] = useState<Door>({ state: 'unknown', notice: null })
  const [opened, setOpened] = useState<{ project: string; key: string } | null>(null)
  const [queries] = useState(createQueryClient)
  /** Whose answers the cache holds. */
  const current = useRef<string | null>(null)

  const [api] = useState(() =>
    createApi({
      token: () => token,
      onEnded: (notice) => setDoor((before) => (before.state === 'inside' ? { state: 'ended', notice } : before)),
      onReached: connection.heard,
    }),
  )

  const enter = useCallback(
    ({ csrf_token, project, key }: CurrentSession) => {
      token = csrf_token
      if (current.current !== null && current.current !== project) queries.clear()
      current.current = project
      setOpened({ project, key })
      setDoor({ state: 'inside', notice: null })
      // What failed while the door was closed is read again.
      void queries.invalidateQueries()
    },
    [queries],
  )

  const leave = useCallback(
    (notice: string | null) => {
      token = null
      current.current = null
      queries.clear()
      forgetDrafts()
      setOpened(null)
      setDoor({ state: 'outside', notice })
    },
    [queries],
  )

  useEffect(() => {
    createApi()
      .get('/v1/sessions/current')
      .then(enter, () => setDoor({ state: 'outside', notice: null }))
  }, [enter])

  const session = useMemo<Session | null>(() => {
    if (opened === null) return null
    const signOut = () =>
      api.delete('/v1/sessions/current').then(
        () => leave(null),
        (thrown: unknown) => leave(toProblem(thrown).message),
      )
    return { ...opened, api, signOut }
  }, [api, opened, leave])

  return { door, session, queries, enter }
}
