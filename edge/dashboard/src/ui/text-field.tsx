/** A line, or with `rows` several lines, of text. */
import { type ReactNode, useId } from 'react'

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: ReactNode
  placeholder?: string
  type?: 'text' | 'email' | 'url' | 'date'
  rows?: number
  maxLength?: number
  required?: boolean
  isCode?: boolean
  isWrong?: boolean
}

export function TextField({ label, value, onChange, hint, rows, type = 'text', isCode, isWrong, ...given }: Props) {
  const id = useId()
  const shared = {
    ...given,
    ...{ id, value, autoComplete: 'off', spellCheck: false },
    'aria-invalid': isWrong || undefined,
    'aria-describedby': hint ? `${id}-hint` : undefined,
    className: isCode ? 'code' : undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows ? <textarea {...shared} rows={rows} /> : <input {...shared} type={type} />}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  )
}
