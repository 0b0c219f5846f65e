/** Short notices at the edge of the page. One that says what was done may offer to undo it. */
import { Toast } from 'radix-ui'
import { useSyncExternalStore } from 'react'

const SHOWN_MS = 7_000

export type Notice = {
  message: string
  kind?: 'problem'
  /** Offered as long as the notice is there. */
  undo?: () => void
  /** The notice has gone without being undone. */
  onPassed?: () => void
}

type Shown = Notice & { id: number }

let shown: readonly Shown[] = []
let count = 0
const listeners = new Set<() => void>()

function set(next: readonly Shown[]) {
  shown = next
  for (const listener of listeners) listener()
}

export function toast(notice: Notice) {
  count += 1
  set([...shown, { ...notice, id: count }])
}

function close(id: number, undone: boolean) {
  const notice = shown.find((one) => one.id === id)
  if (!notice) return
  set(shown.filter((one) => one !== notice))
  if (undone) notice.undo?.()
  else notice.onPassed?.()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/**
 * For what cannot be brought back once it is done: it is done when the notice has gone, and not at all where it is
 * undone before. The page being left counts as gone.
 */
export function undoable(message: string, { undo, commit }: { undo: () => void; commit: () => void }) {
  const onLeave = () => commit()
  const settle = (then: () => void) => () => {
    removeEventListener('pagehide', onLeave)
    then()
  }
  addEventListener('pagehide', onLeave)
  toast({ message, undo: settle(undo), onPassed: settle(commit) })
}

export function Toasts() {
  const notices = useSyncExternalStore(subscribe, () => shown)
  return (
    <Toast.Provider duration={SHOWN_MS} swipeDirection="down" label="Notice">
      {notices.map(({ id, kind, message, undo }) => (
        <Toast.Root
          key={id}
          className={kind === 'problem' ? 'toast toast-problem' : 'toast'}
          type={kind === 'problem' ? 'foreground' : 'background'}
          onOpenChange={(open) => !open && close(id, false)}
        >
          <Toast.Description>{message}</Toast.Description>
          {undo && (
            <Toast.Action asChild altText="Undo it within a few seconds">
              <button type="button" className="button button-small" onClick={() => close(id, true)}>
                Undo
              </button>
            </Toast.Action>
          )}
          <Toast.Close className="toast-close" aria-label="Close this notice">
            ×
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="toasts" label="Notices ({hotkey})" />
    </Toast.Provider>
  )
}
