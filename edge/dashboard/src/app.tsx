/**
 * Signed out: the door. Signed in: the screen that the address names. When the session ends meanwhile, the door stands
 * before the screen, which stays as it is behind it: nothing that was typed is lost.
 */
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { router } from './router.ts'
import { EndedDialog } from './session/ended-dialog.tsx'
import { invitationOf } from './session/invitation-link.ts'
import { Join } from './session/join.tsx'
import { SessionContext } from './session/session.ts'
import { SignIn } from './session/sign-in.tsx'
import { useDoor } from './session/use-door.ts'
import { Toasts } from './ui/toast.tsx'

export function App() {
  const { door, session, queries, enter } = useDoor()
  const [invitation, setInvitation] = useState(() => invitationOf(location))
  const leaveInvitation = () => {
    router.history.replace('/playground')
    setInvitation(null)
  }
  if (door.state === 'unknown') return null
  if (invitation !== null) return <Join token={invitation} onSignIn={enter} onLeave={leaveInvitation} />
  const isInside = door.state === 'inside'
  return (
    <>
      {door.state === 'outside' && (
        <main className="sign-in">
          <SignIn notice={door.notice} onSignIn={enter} />
        </main>
      )}
      {door.state === 'ended' && (
        <EndedDialog>
          <SignIn notice={door.notice} isReturn onSignIn={enter} />
        </EndedDialog>
      )}
      {session && (
        // The key: another project's screens begin anew.
        <div key={session.project} hidden={!isInside} className="inside">
          <SessionContext value={session}>
            <QueryClientProvider client={queries}>
              <RouterProvider router={router} />
            </QueryClientProvider>
          </SessionContext>
        </div>
      )}
      <Toasts />
    </>
  )
}
