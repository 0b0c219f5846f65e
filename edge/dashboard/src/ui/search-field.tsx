/** A field that narrows a list, with how much it found. */
import { useId } from 'react'

type Props = { label: string; placeholder?: string; value: string; onChange: (value: string) => void; found?: string }

export function SearchField({ label, placeholder, value, onChange, found }: Props) {
  const id = useId()
  return (
    <div className="field search">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={256}
        {...{ placeholder, value }}
        onChange={(event) => onChange(event.target.value)}
      />
      <small role="status">{found}</small>
    </div>
  )
}
