/** What marks each pole: as the model lists it, or as the admin knows better. */
import { useId } from 'react'
import type { PoleNames } from '../poles.ts'
import type { AxisDraft } from './axis-draft.ts'

type Props = { traits: AxisDraft['traits']; poles: PoleNames; onChange: (traits: AxisDraft['traits']) => void }

export function TraitsFields({ traits, poles, onChange }: Props) {
  const id = useId()
  return (
    <div className="poles">
      {(['negative', 'positive'] as const).map((pole) => (
        <div key={pole} className="field">
          <label htmlFor={`${id}-${pole}`}>What marks {poles[pole] || `the ${pole} pole`}</label>
          <textarea
            id={`${id}-${pole}`}
            rows={3}
            maxLength={2000}
            placeholder={'One a line.\nEmpty: the model lists them.'}
            value={traits[pole]}
            onChange={(event) => onChange({ ...traits, [pole]: event.target.value })}
          />
        </div>
      ))}
    </div>
  )
}
