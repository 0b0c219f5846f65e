/** Texts of either pole, typed or taken from files. */
import { useId } from 'react'
import { count } from '../../ui/format.ts'
import { FromFile } from './from-file.tsx'
import { textsOfLines } from './texts.ts'

type Lists = { positive: string; negative: string }
type Props = { texts: Lists; onChange: (texts: Lists) => void }

export function TextsFields({ texts, onChange }: Props) {
  return (
    <>
      <TextsField
        label="Texts of the negative pole"
        text={texts.negative}
        onChange={(negative) => onChange({ ...texts, negative })}
      />
      <TextsField
        label="Texts of the positive pole"
        text={texts.positive}
        onChange={(positive) => onChange({ ...texts, positive })}
      />
    </>
  )
}

function TextsField({ label, text, onChange }: { label: string; text: string; onChange: (text: string) => void }) {
  const id = useId()
  const read = textsOfLines(text).length
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={4}
        required
        aria-describedby={`${id}-state`}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <div className="field-row">
        <small id={`${id}-state`} role="status">
          {read ? `${count(read, 'text')} read.` : 'One a line, eight or more; they need not answer the same things.'}
        </small>
        <FromFile accept=".txt" onText={onChange} />
      </div>
    </div>
  )
}
