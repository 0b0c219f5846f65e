/** Signed out: the door. Signed in: the playground, under a header that says where one is. */
import { useCallback, useEffect, useMemo, useState } from 'react'
import { createApi } from './api/client.ts'
import { Header } from './header.tsx'
import { Playground } from './playground/playground.tsx'
import { SignIn } from './session/sign-in.tsx'

/** `token` is the session's; null: nobody is signed in. */
type Door = { token: string | null; notice: string | null }

export function App() {
  /** null until it is known whether this browser has a session already. */
  const [door, setDoor] = useState<Door | null>(null)
  const leave = useCallback((notice: string | null) => setDoor({ token: null, notice }), [])
  const enter = useCallback((token: string) => setDoor({ token, notice: null }), [])

  useEffect(() => {
    createApi(null)
      .session()
      .then(
        ({ csrf_token }) => enter(csrf_token),
        () => leave(null),
      )
  }, [enter, leave])

  const token = door?.token ?? null
  const api = useMemo(() => (token === null ? null : createApi(token, leave)), [token, leave])
  if (!door) return null
  if (!api) return <SignIn notice={door.notice} onSignIn={enter} />
  const signOut = () =>
    api.signOut().then(
      () => leave(null),
      (problem: Error) => leave(problem.message),
    )
  return (
    <>
      <Header api={api} onSignOut={() => void signOut()} />
      <Playground api={api} />
    </>
  )
}
