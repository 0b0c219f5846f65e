/**
 * The door before the screens of a session that is over. A window that was open there keeps all else out of reach, so
 * the door is one too, and above it. Nothing but a key leads through.
 */
import { type ReactNode, useEffect, useRef } from 'react'

export function EndedDialog({ children }: { children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const open = () => {
    if (dialog.current?.isConnected && !dialog.current.open) dialog.current.showModal()
  }
  useEffect(open, [])
  return (
    <dialog
      ref={dialog}
      className="sign-in"
      aria-label="Sign in again"
      onCancel={(event) => event.preventDefault()}
      // Browsers let a second Escape through.
      onClose={open}
    >
      {children}
    </dialog>
  )
}
