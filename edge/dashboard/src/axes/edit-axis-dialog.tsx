/**
 * Edits an axis's words and its condition. Where somebody else changed it meanwhile, both are shown, and one is chosen;
 * what was typed stays, over a reload too.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { axesQuery } from '../api/queries.ts'
import { keys } from '../api/query-keys.ts'
import type { Axis } from '../api/types.ts'
import { PoleFields } from '../fits/new-axis/pole-fields.tsx'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { toast } from '../ui/toast.tsx'
import { useDraft, useForgetDraft } from '../ui/use-draft.ts'
import { type AxisEdit, differences, editOf } from './axis-edit.ts'
import { isChangedMeanwhile } from './changed-meanwhile.ts'
import { ConditionFields } from './condition-fields.tsx'
import { conditionWords } from './condition-words.ts'

type Props = { axis: Axis; tag: string | null; onClose: () => void }

export function EditAxisDialog({ axis, tag, onClose }: Props) {
  const api = useApi()
  const forgetDraft = useForgetDraft()
  const queries = useQueryClient()
  const axes = useQuery(axesQuery(api))
  /** `seen`: the tag of what was there when typing began, or when it was decided to go on all the same. */
  const [initial] = useState(() => ({ edit: editOf(axis), seen: tag }))
  const draft = `axis.edit.${axis.id}`
  const [{ edit, seen }, setDraft] = useDraft(draft, initial)
  const [isClash, setClash] = useState(false)
  const change = (part: Partial<AxisEdit>) => setDraft((before) => ({ ...before, edit: { ...before.edit, ...part } }))

  const save = useMutation({
    mutationFn: () => {
      const headers: Record<string, string> = seen ? { 'if-match': seen } : {}
      return api.patch('/v1/axes/{axis}', { path: { axis: axis.id }, body: edit, headers })
    },
    onSuccess: () => {
      forgetDraft(draft)
      toast({ message: `${axis.id} is changed. Its words matter to the next fit; a condition is in force at once.` })
      onClose()
    },
    onError: (thrown) => setClash(isChangedMeanwhile(thrown)),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.axes }),
    meta: { told: 'in place' },
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }

  function goOn(next: AxisEdit) {
    setDraft({ edit: next, seen: tag })
    setClash(false)
    save.reset()
  }

  return (
    <Modal title={`Edit ${axis.id}`} onClose={onClose}>
      {(close) => (
        <form onSubmit={submit}>
          <div className="poles">
            <PoleFields
              title="Negative pole"
              sign="−1"
              placeholder={{ name: '', description: '' }}
              pole={edit.negative}
              onChange={(negative) => change({ negative })}
            />
            <PoleFields
              title="Positive pole"
              sign="+1"
              placeholder={{ name: '', description: '' }}
              pole={edit.positive}
              onChange={(positive) => change({ positive })}
            />
          </div>
          <ConditionFields
            axes={axes.data ?? []}
            condition={edit.condition}
            onChange={(condition) => change({ condition })}
          />
          {isClash ? (
            <Clash yours={edit} theirs={editOf(axis)} onGoOn={goOn} />
          ) : (
            <ProblemNote problem={save.error && toProblem(save.error)} />
          )}
          <footer className="buttons">
            <button
              type="button"
              className="button button-quiet"
              onClick={() => {
                setDraft(initial)
                close()
              }}
            >
              Cancel
            </button>
            <button type="submit" className="button button-primary" disabled={save.isPending || isClash}>
              {save.isPending ? 'Saving…' : 'Save'}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )
}

type ClashProps = { yours: AxisEdit; theirs: AxisEdit; onGoOn: (edit: AxisEdit) => void }

const Clash = ({ yours, theirs, onGoOn }: ClashProps) => (
  <section className="warning clash" role="alert" aria-label="Changed meanwhile">
    <p>
      <strong>Somebody changed this axis while you were editing it.</strong> Nothing of yours is saved yet, and nothing
      is lost.
    </p>
    <dl>
      {differences(yours, theirs, conditionWords).map(({ what, theirs: stored, yours: typed }) => (
        <div key={`${what} ${stored}`}>
          <dt>{what}</dt>
          <dd>
            Stored now: {stored}
            <br />
            Yours: {typed}
          </dd>
        </div>
      ))}
    </dl>
    <div className="buttons">
      <button type="button" className="button button-small" onClick={() => onGoOn(theirs)}>
        Take theirs
      </button>
      <button type="button" className="button button-small" onClick={() => onGoOn(yours)}>
        Keep mine
      </button>
    </div>
  </section>
)
