/** A list, typed one a line. */
import { useId } from 'react'

type Props = { label: string; hint: string; text: string; onChange: (text: string) => void }

export function LinesField({ label, hint, text, onChange }: Props) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={2}
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <small id={`${id}-hint`}>{hint}</small>
    </div>
  )
}
