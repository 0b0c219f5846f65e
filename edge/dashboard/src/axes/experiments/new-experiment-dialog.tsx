/** Begins to compare another version with the active one, on a share of the users. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { toProblem } from '../../api/problem.ts'
import { keys } from '../../api/query-keys.ts'
import type { Axis } from '../../api/types.ts'
import { useApi } from '../../session/session.ts'
import { Modal } from '../../ui/modal.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { toast } from '../../ui/toast.tsx'
import { directionsQuery } from '../axes-query.ts'

type Props = { axis: Axis; challenger: number | null; onClose: () => void }

export function NewExperimentDialog({ axis, challenger, onClose }: Props) {
  const id = useId()
  const api = useApi()
  const queries = useQueryClient()
  const versions = useInfiniteQuery(directionsQuery(api, axis.id))
  const [chosen, setChosen] = useState(challenger)
  const [percents, setPercents] = useState(50)
  const [isAuto, setAuto] = useState(false)
  const all = versions.data?.pages.flatMap(({ data }) => data) ?? []
  const active = all.find(({ version }) => version === axis.active?.version)
  // Versions of another model cannot be compared. Those that were not read yet are for the server to judge.
  const others = all
    .filter((one) => one.version !== axis.active?.version && (!active || one.model_hash === active.model_hash))
    .map(({ version }) => version)
  const offered = challenger === null || others.includes(challenger) ? others : [challenger, ...others]
  const against = chosen ?? offered[0]

  const start = useMutation({
    mutationFn: (version: number) =>
      api.post('/v1/axes/{axis}/experiments', {
        path: { axis: axis.id },
        body: { challenger: version, share: percents / 100, promote: isAuto ? 'auto' : 'manual' },
      }),
    onSuccess: (_, version) => {
      toast({ message: `Version ${version} is in force for ${percents} % of the users of ${axis.id}.` })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.experiments(axis.id) }),
    meta: { told: 'in place' },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    if (against !== undefined) start.mutate(against)
  }

  return (
    <Modal
      title={`Compare versions of ${axis.id}`}
      lead={`Version ${axis.active?.version} is active. Always the same users get the challenger, by their name.`}
      onClose={onClose}
    >
      {(close) => (
        <form onSubmit={submit}>
          <div className="fields">
            <div className="field">
              <label htmlFor={`${id}-challenger`}>Challenger</label>
              <select
                id={`${id}-challenger`}
                value={against ?? ''}
                onChange={(event) => setChosen(Number(event.target.value))}
              >
                {offered.map((version) => (
                  <option key={version} value={version}>
                    version {version}
                  </option>
                ))}
              </select>
              {offered.length === 0 && !versions.isPending && (
                <small>There is no other version for the same model. Fit one first.</small>
              )}
            </div>
            <NumberField
              label="Share of the users, %"
              hint="Who get the challenger."
              min={1}
              max={100}
              step={1}
              value={percents}
              onChange={setPercents}
            />
          </div>
          <label className="switch">
            <input type="checkbox" checked={isAuto} onChange={(event) => setAuto(event.target.checked)} />
            <span>
              Let the verdict decide{' '}
              <small className="muted">it activates the challenger, or ends the comparison, by itself</small>
            </span>
          </label>
          <ProblemNote problem={start.error && toProblem(start.error)} />
          <footer className="buttons">
            <button type="button" className="button button-quiet" onClick={close}>
              Cancel
            </button>
            <button type="submit" className="button button-primary" disabled={against === undefined || start.isPending}>
              {start.isPending ? 'Starting…' : 'Start'}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )
}
