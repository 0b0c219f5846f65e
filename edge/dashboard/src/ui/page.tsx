/** One screen: its heading, what can be done there, and the page's title. */
import { type ReactNode, useEffect } from 'react'

type Props = {
  title: string
  /** What the screen is for, in a sentence. */
  lead?: ReactNode
  /** Buttons beside the heading. */
  actions?: ReactNode
  /** The heading is there for screen readers alone. */
  isQuiet?: boolean
  children: ReactNode
}

export function Page({ title, lead, actions, isQuiet = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Attune`
  }, [title])
  return (
    <div className="page">
      <header className={isQuiet ? 'visually-hidden' : 'page-head'}>
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {lead && <p className="muted">{lead}</p>}
        </div>
        {actions && <div className="buttons">{actions}</div>}
      </header>
      {children}
    </div>
  )
}
