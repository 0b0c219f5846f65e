import { type FormEvent, useEffect, useId, useState } from 'react'
import { ACTIONS } from './actions.ts'
import type { AuditSearch } from './audit-search.ts'

type Props = { search: AuditSearch; onChange: (search: AuditSearch) => void }

const TEXTS = [
  ['action', 'Action', 'key.created'],
  ['actor', 'By, an id', 'key_…'],
  ['target', 'Of', 'formal'],
] as const
const DAYS = [
  ['since', 'From'],
  ['until', 'To'],
] as const

/** The API compares whole words: what is typed counts once Enter is pressed or the field is left. */
export function AuditFilters({ search, onChange }: Props) {
  const id = useId()
  const [typed, setTyped] = useState(search)
  useEffect(() => setTyped(search), [search])
  const isNarrowed = Object.values(typed).some((text) => text)

  function take(event?: FormEvent) {
    event?.preventDefault()
    const clean = (text: string | undefined) => text?.trim() || undefined
    const next = { action: clean(typed.action), actor: clean(typed.actor), target: clean(typed.target) }
    if (TEXTS.some(([name]) => next[name] !== search[name])) onChange(next)
  }
  return (
    <form className="filters" onSubmit={take}>
      {TEXTS.map(([name, label, example]) => (
        <div key={name} className="field">
          <label htmlFor={`${id}-${name}`}>{label}</label>
          <input
            id={`${id}-${name}`}
            autoComplete="off"
            spellCheck={false}
            maxLength={256}
            placeholder={example}
            list={name === 'action' ? `${id}-actions` : undefined}
            value={typed[name] ?? ''}
            onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
            onBlur={() => take()}
          />
        </div>
      ))}
      <datalist id={`${id}-actions`}>
        {ACTIONS.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      {DAYS.map(([name, label]) => (
        <div key={name} className="field">
          <label htmlFor={`${id}-${name}`}>{label}</label>
          <input
            id={`${id}-${name}`}
            type="date"
            value={search[name] ?? ''}
            onChange={(event) => onChange({ [name]: event.target.value || undefined })}
          />
        </div>
      ))}
      {/* Enter in a field sends the form. */}
      <button type="submit" className="visually-hidden" tabIndex={-1}>
        Search
      </button>
      {isNarrowed && (
        <button
          type="button"
          className="button button-quiet"
          onClick={() =>
            onChange({ action: undefined, actor: undefined, target: undefined, since: undefined, until: undefined })
          }
        >
          Show all
        </button>
      )}
    </form>
  )
}
