/** Detail that is folded away; what is inside is made when it is first unfolded. */
import { type ReactNode, useState } from 'react'

type Props = { title: string; aside?: string; open?: boolean; children: ReactNode }

export function Fold({ title, aside, open = false, children }: Props) {
  const [seen, setSeen] = useState(open)
  return (
    <details className="fold" open={open} onToggle={(event) => event.currentTarget.open && setSeen(true)}>
      <summary>
        {title} {aside && <span className="muted">{aside}</span>}
      </summary>
      {(seen || open) && <div className="fold-body">{children}</div>}
    </details>
  )
}
