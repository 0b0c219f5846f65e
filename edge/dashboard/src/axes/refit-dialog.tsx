/** Asks when an axis is to be fitted again. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import type { Refit } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useDraft, useForgetDraft } from '../ui/use-draft.ts'

const CLOCKS = {
  none: 'not by the clock',
  day: 'every day',
  week: 'every week',
  month: 'every month',
  cron: 'at times of my own (cron)',
} as const
type Clock = keyof typeof CLOCKS

type Props = { axis: string; refit: Refit | null; onClose: () => void }

export function RefitDialog({ axis, refit, onClose }: Props) {
  const id = useId()
  const api = useApi()
  const forgetDraft = useForgetDraft()
  const queries = useQueryClient()
  const name = `axis.refit.${axis}`
  const [initial] = useState(() => ({
    clock: (refit?.every ?? (refit?.cron ? 'cron' : refit ? 'none' : 'week')) as Clock,
    cron: refit?.cron ?? '0 3 * * 1',
    onModelChange: refit?.on_model_change ?? true,
  }))
  const [draft, setDraft] = useDraft(name, initial)
  const { clock, cron, onModelChange } = draft
  const save = useMutation({
    mutationFn: () => {
      const every = clock === 'none' || clock === 'cron' ? null : clock
      const body = { every, cron: clock === 'cron' ? cron.trim() : null, on_model_change: onModelChange }
      return api.put('/v1/axes/{axis}/refit', { path: { axis }, body })
    },
    onSuccess: () => {
      forgetDraft(name)
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.axes }),
    meta: { told: 'in place' },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal title={`Fit ${axis} again`} lead="As its last fit was asked for, words and all." onClose={onClose}>
      {(close) => (
        <form onSubmit={submit}>
          <div className="field">
            <label htmlFor={`${id}-clock`}>By the clock</label>
            <select
              id={`${id}-clock`}
              value={clock}
              onChange={(event) => setDraft({ ...draft, clock: event.target.value as Clock })}
            >
              {Object.entries(CLOCKS).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </div>
          {clock === 'cron' && (
            <div className="field">
              <label htmlFor={`${id}-cron`}>Cron</label>
              <input
                id={`${id}-cron`}
                className="code"
                required
                maxLength={100}
                spellCheck={false}
                value={cron}
                onChange={(event) => setDraft({ ...draft, cron: event.target.value })}
              />
              <small>
                Minute, hour, day, month, weekday, in UTC; once an hour at most. ‘0 3 * * 1’ is Mondays at three.
              </small>
            </div>
          )}
          <label className="switch">
            <input
              type="checkbox"
              checked={onModelChange}
              onChange={(event) => setDraft({ ...draft, onModelChange: event.target.checked })}
            />
            <span>
              When another model is served <small className="muted">once for each that it has no direction for</small>
            </span>
          </label>
          <ProblemNote problem={save.error && toProblem(save.error)} />
          <footer className="buttons">
            <button type="button" className="button button-quiet" onClick={close}>
              Cancel
            </button>
            <button
              type="submit"
              className="button button-primary"
              disabled={save.isPending || (clock === 'none' && !onModelChange)}
            >
              {save.isPending ? 'Saving…' : 'Save'}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )
}
