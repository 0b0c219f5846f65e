/** One part of a screen, with a heading of its own. */
import { type ReactNode, useId } from 'react'

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }

export function Panel({ title, lead, actions, children }: Props) {
  const id = useId()
  return (
    <section className="card panel" aria-labelledby={id}>
      <header className="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p className="muted">{lead}</p>}
        </div>
        {actions && <div className="buttons">{actions}</div>}
      </header>
      {children}
    </section>
  )
}
