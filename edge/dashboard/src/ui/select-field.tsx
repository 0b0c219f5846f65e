/** One of a few names, with what the chosen one means. */
import { useId } from 'react'

type Props<Name extends string> = {
  label: string
  hint: string
  options: readonly Name[]
  value: Name
  onChange: (value: Name) => void
}

export function SelectField<Name extends string>({ label, hint, options, value, onChange }: Props<Name>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={(event) => onChange(event.target.value as Name)}
      >
        {options.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <small id={`${id}-hint`}>{hint}</small>
    </div>
  )
}
