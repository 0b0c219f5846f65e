/** Something that is on or off, with what that means. */
import { type ReactNode, useId } from 'react'

type Props = { label: string; checked: boolean; onChange: (checked: boolean) => void; children?: ReactNode }

export function SwitchField({ label, checked, onChange, children }: Props) {
  const id = useId()
  return (
    <label className="switch">
      <input
        type="checkbox"
        checked={checked}
        aria-describedby={children ? id : undefined}
        aria-label={label}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="switch-words">
        {label}
        {children && (
          <small id={id} className="muted">
            {children}
          </small>
        )}
      </span>
    </label>
  )
}
