/** Labelled pairs, typed or taken from a file, with what was read of them. */
import { useId } from 'react'
import { count } from '../../ui/format.ts'
import { FromFile } from './from-file.tsx'
import { PAIR_EXAMPLE, parsePairs } from './pairs.ts'

type Props = { label: string; hint: string; required?: boolean; text: string; onChange: (text: string) => void }

export function PairsField({ label, hint, required, text, onChange }: Props) {
  const id = useId()
  const { pairs, problem } = parsePairs(text)
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="code"
        rows={4}
        spellCheck={false}
        {...{ required }}
        placeholder={PAIR_EXAMPLE}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-state`}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <div className="field-row">
        <small id={`${id}-state`} className={problem ? 'field-problem' : ''} role="status">
          {problem ?? (pairs.length ? `${count(pairs.length, 'pair')} read.` : hint)}
        </small>
        <FromFile accept=".jsonl,.ndjson,.txt" onText={onChange} />
      </div>
    </div>
  )
}
