/** Signed out: the door. Signed in: the playground, under a header that says where one is. */
import { useCallback, useMemo, useState } from 'react'
import { createApi } from './api/client.ts'
import { Header } from './header.tsx'
import { Playground } from './playground/playground.tsx'
import { forgetKey, keepKey, loadKey } from './session/key-storage.ts'
import { SignIn } from './session/sign-in.tsx'

export function App() {
  const [key, setKey] = useState(loadKey)
  const [notice, setNotice] = useState<string | null>(null)

  const signIn = (accepted: string) => {
    keepKey(accepted)
    setNotice(null)
    setKey(accepted)
  }
  const leave = useCallback((why: string | null) => {
    forgetKey()
    setNotice(why)
    setKey(null)
  }, [])

  const api = useMemo(() => (key === null ? null : createApi(key, leave)), [key, leave])
  if (!api) return <SignIn notice={notice} onSignIn={signIn} />
  return (
    <>
      <Header api={api} onSignOut={() => leave(null)} />
      <Playground api={api} />
    </>
  )
}
