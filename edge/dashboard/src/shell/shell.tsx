/** What is around every screen. */
import { Outlet, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ConnectionNote } from './connection-note.tsx'
import { Header } from './header.tsx'
import { SideBar } from './navigation.tsx'

export function Shell() {
  useFocusOnArrival()
  return (
    <>
      {/* A button: a link would leave its mark in the address. */}
      <button type="button" className="skip-link" onClick={skip}>
        Skip to the content
      </button>
      <Header />
      <ConnectionNote />
      <div className="frame">
        <SideBar />
        <main id="content" className="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </>
  )
}

const skip = () => document.getElementById('content')?.focus()

/** Whoever goes to another screen is told its heading, and reads on from there. */
function useFocusOnArrival() {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
        if (!fromLocation || fromLocation.pathname === toLocation.pathname) return
        document.querySelector<HTMLElement>('main h1')?.focus()
      }),
    [router],
  )
}
