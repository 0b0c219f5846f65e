/** A number within limits. What is typed may be anything; what leaves the field is a number (or null, if allowed). */
import { useId, useState } from 'react'

type Limits = { label: string; min: number; max: number; step: number; hint?: string }

export function NumberField({ value, onChange, ...rest }: Limits & { value: number; onChange: (n: number) => void }) {
  return <OptionalNumberField {...rest} value={value} onChange={(typed) => onChange(typed ?? value)} />
}

export function OptionalNumberField(
  props: Limits & { value: number | null; placeholder?: string; onChange: (n: number | null) => void },
) {
  const { label, min, max, step, hint, value, placeholder, onChange } = props
  const id = useId()
  /** What is being typed; null while the field is left alone. */
  const [draft, setDraft] = useState<string | null>(null)

  function leave() {
    if (draft === null) return
    onChange(draft.trim() === '' ? null : (parse(draft, props) ?? value))
    setDraft(null)
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        {...{ min, max, step, placeholder }}
        value={draft ?? value ?? ''}
        onChange={(event) => {
          setDraft(event.target.value)
          const number = parse(event.target.value, props)
          if (number !== null) onChange(number)
        }}
        onBlur={leave}
      />
      {hint && <small>{hint}</small>}
    </div>
  )
}

function parse(text: string, { min, max, step }: Limits): number | null {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) return null
  const inside = Math.max(min, Math.min(max, number))
  return Number.isInteger(step) ? Math.round(inside) : inside
}
