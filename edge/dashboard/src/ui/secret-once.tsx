/** A secret that is shown this once: nothing keeps it, and nobody can show it again. */
import { type ReactNode, useId } from 'react'
import { CopyButton } from './copy-button.tsx'

type Props = { label: string; secret: string; children: ReactNode }

export function SecretOnce({ label, secret, children }: Props) {
  const id = useId()
  return (
    <div className="field secret-once">
      <label htmlFor={id}>{label}</label>
      <div className="field-row">
        <input id={id} className="code" readOnly value={secret} onFocus={(event) => event.target.select()} />
        <CopyButton text={secret} />
      </div>
      <small>{children}</small>
    </div>
  )
}
