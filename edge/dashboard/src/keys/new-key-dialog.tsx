/** Describes a key and makes it. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import type { KeyWithSecret } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { EMPTY_KEY, LIFETIMES, newKeyOf } from './key-draft.ts'
import { LinesField } from './lines-field.tsx'
import { SCOPE_NAMES, SCOPES, type Scope } from './scopes.ts'

export function NewKeyDialog({ onMade, onClose }: { onMade: (key: KeyWithSecret) => void; onClose: () => void }) {
  const id = useId()
  const api = useApi()
  const queries = useQueryClient()
  const [draft, setDraft] = useDraft('keys.new', EMPTY_KEY)
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }))
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.post('/v1/keys', { body: newKeyOf(draft, Date.now()) }),
    meta: { told: 'in place' },
    // The answer holds the secret: it is kept nowhere.
    gcTime: 0,
    onSuccess: (key) => {
      setDraft(EMPTY_KEY)
      void queries.invalidateQueries({ queryKey: keys.keys })
      onMade(key)
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    mutate()
  }
  const toggle = (scope: Scope, isOn: boolean) =>
    change({ scopes: isOn ? [...draft.scopes, scope] : draft.scopes.filter((one) => one !== scope) })

  return (
    <Modal title="New key" lead="Its secret is shown once, after it is made." onClose={onClose}>
      {(close) => (
        <form onSubmit={submit}>
          <div className="field">
            <label htmlFor={`${id}-name`}>Name</label>
            <input
              id={`${id}-name`}
              required
              maxLength={100}
              autoComplete="off"
              placeholder="mobile backend"
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
            <small>For whoever reads this list.</small>
          </div>
          <fieldset className="sources">
            <legend>What it may do</legend>
            {SCOPE_NAMES.map((scope) => (
              <label key={scope} className="choice">
                <input
                  type="checkbox"
                  checked={draft.scopes.includes(scope)}
                  onChange={(event) => toggle(scope, event.target.checked)}
                />
                <span>
                  {scope}
                  <small>{SCOPES[scope]}</small>
                </span>
              </label>
            ))}
          </fieldset>
          <div className="field">
            <label htmlFor={`${id}-days`}>How long it lasts</label>
            <select
              id={`${id}-days`}
              value={draft.days}
              onChange={(event) => change({ days: Number(event.target.value) })}
            >
              {LIFETIMES.map(({ days, name }) => (
                <option key={days} value={days}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <details className="fold">
            <summary>
              Hold it to less <span className="muted">models, addresses, users</span>
            </summary>
            <div className="fold-body">
              <LinesField
                label="Only these models"
                hint="One id a line; empty: all."
                text={draft.models}
                onChange={(models) => change({ models })}
              />
              <LinesField
                label="Only from these addresses"
                hint="One address or block a line, such as 192.0.2.0/24; empty: from anywhere."
                text={draft.addresses}
                onChange={(addresses) => change({ addresses })}
              />
              <LinesField
                label="Only for these users"
                hint="One name a line; empty: for all."
                text={draft.users}
                onChange={(users) => change({ users })}
              />
            </div>
          </details>
          <ProblemNote problem={error && toProblem(error)} />
          <footer className="buttons">
            <button type="button" className="button button-quiet" onClick={close}>
              Cancel
            </button>
            <button
              type="submit"
              className="button button-primary"
              disabled={isPending || draft.scopes.length === 0 || draft.name.trim() === ''}
            >
              {isPending ? 'Making…' : 'Make the key'}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )
}
