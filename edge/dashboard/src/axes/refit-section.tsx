/** When the axis is fitted again on its own, and how that went. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { keys } from '../api/query-keys.ts'
import type { Axis, Refit } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Time } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'
import { RefitDialog } from './refit-dialog.tsx'
import { refitWords } from './refit-words.ts'

export function RefitSection({ axis: { id, refit } }: { axis: Axis }) {
  const [open, setOpen] = useState(false)
  const { end } = useRefitEnd(id)
  return (
    <section className="card section" aria-labelledby="refits">
      <header className="section-head">
        <h2 id="refits">Fitted again</h2>
        <div className="buttons">
          {refit && (
            <button
              type="button"
              className="button button-small"
              disabled={end.isPending}
              onClick={() => end.mutate(refit)}
            >
              Stop the schedule
            </button>
          )}
          <button type="button" className="button button-small" onClick={() => setOpen(true)}>
            {refit ? 'Change' : 'Set a schedule'}
          </button>
        </div>
      </header>
      <p>{refitWords(refit)}</p>
      {refit?.problem && <p className="field-problem">The last one was not started: {refit.problem}</p>}
      {refit && (refit.next !== null || refit.last_fit) && (
        <p className="muted">
          {refit.next !== null && (
            <>
              Next <Time at={refit.next} />.{' '}
            </>
          )}
          {refit.last_fit && (
            <Link to="/fits/$id" params={{ id: refit.last_fit }}>
              The last one
            </Link>
          )}
        </p>
      )}
      {open && <RefitDialog axis={id} refit={refit} onClose={() => setOpen(false)} />}
    </section>
  )
}

function useRefitEnd(axis: string) {
  const api = useApi()
  const queries = useQueryClient()
  const onSettled = () => queries.invalidateQueries({ queryKey: keys.axes })
  const back = useMutation({
    mutationFn: ({ cron, every, on_model_change }: Refit) =>
      api.put('/v1/axes/{axis}/refit', { path: { axis }, body: { cron, every, on_model_change } }),
    onSettled,
  })
  const end = useMutation({
    mutationFn: (_: Refit) => api.delete('/v1/axes/{axis}/refit', { path: { axis } }),
    onSuccess: (_, before) =>
      toast({ message: `${axis} is fitted only when somebody asks for it.`, undo: () => back.mutate(before) }),
    onSettled,
  })
  return { end }
}
