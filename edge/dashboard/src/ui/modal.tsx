/** What opens above the page: the browser's own dialog, which keeps the focus inside and gives it back. */
import { type ReactNode, useEffect, useId, useRef } from 'react'

type Props = {
  title: string
  lead?: ReactNode
  isWide?: boolean
  /** It was closed, however. */
  onClose: () => void
  /** Given a way to close it. */
  children: ReactNode | ((close: () => void) => ReactNode)
}

/** Open as long as it is there. */
export function Modal({ title, lead, isWide = false, onClose, children }: Props) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal()
  }, [])
  const close = () => dialog.current?.close()
  return (
    <dialog
      ref={dialog}
      className={isWide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={id}
      // Of a dialog inside this one, the event comes by here too.
      onClose={(event) => event.target === dialog.current && onClose()}
    >
      <header className="dialog-head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p className="muted">{lead}</p>}
        </div>
        <button type="button" className="button button-quiet" onClick={close}>
          Close
        </button>
      </header>
      {typeof children === 'function' ? children(close) : children}
    </dialog>
  )
}
