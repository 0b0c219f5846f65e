/** One named value of a list of facts. */
import type { ReactNode } from 'react'

type Props = { name: string /** A short explanation, on hover. */; title?: string; children: ReactNode }

export const Fact = ({ name, title, children }: Props) => (
  <div title={title}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
