/** Axes in the making: the fits, those underway first found again on reload, and the button that describes a new one. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useRef, useState } from 'react'
import { axesQuery } from '../api/queries.ts'
import { keys } from '../api/query-keys.ts'
import type { Fit, FitOrder } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Empty, Loading } from '../ui/states.tsx'
import { FitCard } from './fit-card.tsx'
import { draftOf } from './new-axis/axis-draft.ts'
import { NewAxisDialog } from './new-axis/new-axis-dialog.tsx'
import { withAnchors } from './refit.ts'
import { useFits } from './use-fits.ts'

const SHOWN = 12

export function FitsScreen() {
  const api = useApi()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const dialog = useRef<HTMLDialogElement>(null)
  const [all, setAll] = useState(false)
  const [changed, setChanged] = useState<Fit | null>(null)
  const axes = useQuery(axesQuery(api))
  const readAxes = useCallback(() => queries.invalidateQueries({ queryKey: keys.axes }), [queries])
  const fits = useFits(api, readAxes)

  async function activate(axis: string, version: number) {
    await api.post('/v1/axes/{axis}/activate', { path: { axis }, body: { version } })
    await readAxes()
  }

  const start = (order: FitOrder) => fits.start(order)
  const older = fits.fits.length - SHOWN
  const newAxis = (
    <button type="button" className="button button-primary" onClick={() => dialog.current?.showModal()}>
      + New axis
    </button>
  )
  return (
    <Page
      title="Fits"
      lead="Each turns two described poles into a direction, and measures what it does."
      actions={newAxis}
    >
      <ProblemNote problem={fits.problem} onRetry={() => void fits.reload()} />
      {fits.isPending && !fits.problem && <Loading what="the fits" />}
      {!fits.isPending && fits.fits.length === 0 && !fits.problem && (
        <Empty title="No fit yet">
          Describe two poles in words; the model writes the examples and learns the direction.
        </Empty>
      )}
      <ul className="fits-list" aria-label="Fits">
        {fits.fits.slice(0, all ? undefined : SHOWN).map((fit) => (
          <li key={fit.id} className="card">
            <FitCard
              {...{ api, fit }}
              axis={axes.data?.find(({ id }) => id === fit.axis) ?? null}
              onOpened={() => fits.refresh(fit.id)}
              onCancel={() => fits.cancel(fit.id)}
              onActivate={activate}
              onTry={(axis) => void navigate({ to: '/playground', search: { try: axis } })}
              onAnchors={(anchors) => start(withAnchors(fit, anchors))}
              onEdit={() => setChanged(fit)}
            />
          </li>
        ))}
      </ul>
      {older > 0 && (
        <button type="button" className="button" onClick={() => setAll(!all)}>
          {all ? 'Show the newest only' : `Show ${older} older`}
        </button>
      )}
      <NewAxisDialog ref={dialog} onStart={start} />
      {changed?.spec && (
        <NewAxisDialog
          key={changed.id}
          ref={showModal}
          title={`Fit ${changed.axis} again`}
          draftName={null}
          initial={draftOf(changed.spec, changed.activate, changed.characteristics)}
          onStart={start}
          onClose={() => setChanged(null)}
        />
      )}
    </Page>
  )
}

/** Open as soon as it is there. */
function showModal(dialog: HTMLDialogElement | null) {
  if (dialog && !dialog.open) dialog.showModal()
}
