/** Where one can go: beside the screen where there is room for it, in a drawer where there is not. */
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import { PLACES } from './places.ts'
import { ThemeChoice } from './theme-choice.tsx'

const Places = ({ onLeave }: { onLeave?: () => void }) => (
  <div className="navigation">
    <ul>
      {PLACES.map(({ to, name, icon }) => (
        <li key={to}>
          {/* The router marks the place one is at, or below, with aria-current. */}
          <Link to={to} className="place" preload="intent" activeOptions={{ includeSearch: false }} onClick={onLeave}>
            <Icon name={icon} />
            {name}
          </Link>
        </li>
      ))}
    </ul>
    <div className="navigation-foot">
      <a href="/docs">API documentation</a>
      <ThemeChoice />
    </div>
  </div>
)

export const SideBar = () => (
  <nav className="side-bar" aria-label="Screens">
    <Places />
  </nav>
)

export function Drawer() {
  const [isOpen, setOpen] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
  }, [isOpen])
  const close = () => dialog.current?.close()
  return (
    <>
      <button
        type="button"
        className="button button-quiet drawer-button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name="menu" />
        Menu
      </button>
      {isOpen && (
        // A click beside the list is one on the dialog itself.
        // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it
        <dialog
          ref={dialog}
          className="drawer"
          aria-label="Menu"
          onClose={() => setOpen(false)}
          onClick={(event) => event.target === dialog.current && close()}
        >
          <nav aria-label="Screens">
            <Places onLeave={close} />
          </nav>
        </dialog>
      )}
    </>
  )
}
