/** One pole of an axis: its name and how an answer there reads. */
import { useId } from 'react'
import type { Pole } from '../../../../../shared/wire/fit.ts'

type Props = { title: string; sign: string; placeholder: Pole; pole: Pole; onChange: (pole: Pole) => void }

export function PoleFields({ title, sign, placeholder, pole, onChange }: Props) {
  const id = useId()
  return (
    <fieldset className={sign === '+1' ? 'pole pole-positive' : 'pole pole-negative'}>
      <legend>
        {title} <span className="muted">{sign}</span>
      </legend>
      <div className="field">
        <label htmlFor={`${id}-name`}>Name</label>
        <input
          id={`${id}-name`}
          required
          maxLength={60}
          autoComplete="off"
          placeholder={placeholder.name}
          value={pole.name}
          onChange={(event) => onChange({ ...pole, name: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-description`}>Description</label>
        <textarea
          id={`${id}-description`}
          required
          maxLength={600}
          rows={3}
          placeholder={placeholder.description}
          value={pole.description}
          onChange={(event) => onChange({ ...pole, description: event.target.value })}
        />
      </div>
    </fieldset>
  )
}
