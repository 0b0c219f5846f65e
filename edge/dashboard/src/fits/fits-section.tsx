/** Axes in the making: the button that describes a new one, and the fits, those underway first found again on reload. */
import { useCallback, useRef, useState } from 'react'
import type { Api } from '../api/client.ts'
import type { Axis, Fit, FitOrder } from '../api/types.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { FitCard } from './fit-card.tsx'
import { draftOf } from './new-axis/axis-draft.ts'
import { NewAxisDialog } from './new-axis/new-axis-dialog.tsx'
import { withAnchors } from './refit.ts'
import { useFits } from './use-fits.ts'

const SHOWN = 6

type Props = {
  api: Api
  axes: Axis[]
  onAxesChanged: () => Promise<void>
  /** Puts the axis's slider where it can be felt. */
  onTry: (axis: string) => void
}

export function FitsSection({ api, axes, onAxesChanged, onTry }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [all, setAll] = useState(false)
  const onNews = useCallback(() => void onAxesChanged(), [onAxesChanged])
  const fits = useFits(api, onNews)
  const [changed, setChanged] = useState<Fit | null>(null)

  async function start(order: FitOrder) {
    await fits.start(order)
    heading.current?.focus()
  }

  async function activate(axis: string, version: number) {
    await api.activate(axis, version)
    await onAxesChanged()
  }

  return (
    <section className="card fits" aria-labelledby="fits-title">
      <header className="fits-head">
        <h2 id="fits-title" ref={heading} tabIndex={-1}>
          Fits
        </h2>
        <button type="button" className="button button-small" onClick={() => dialog.current?.showModal()}>
          + New axis
        </button>
      </header>
      <ProblemNote problem={fits.problem} onRetry={() => void fits.reload()} />
      {fits.fits.length === 0 && !fits.problem && (
        <p className="muted">Describe two poles in words; the model writes the examples and learns the direction.</p>
      )}
      <ul className="fits-list">
        {fits.fits.slice(0, all ? undefined : SHOWN).map((fit) => (
          <li key={fit.id}>
            <FitCard
              {...{ api, fit }}
              axis={axes.find(({ id }) => id === fit.axis) ?? null}
              onOpened={() => fits.refresh(fit.id)}
              onCancel={() => fits.cancel(fit.id)}
              onActivate={activate}
              onTry={onTry}
              onAnchors={(anchors) => start(withAnchors(fit, anchors))}
              onEdit={() => setChanged(fit)}
            />
          </li>
        ))}
      </ul>
      {fits.fits.length > SHOWN && (
        <button type="button" className="button button-small" onClick={() => setAll(!all)}>
          {all ? 'Show the newest only' : `Show ${fits.fits.length - SHOWN} older`}
        </button>
      )}
      <NewAxisDialog ref={dialog} onStart={start} />
      {changed?.spec && (
        <NewAxisDialog
          key={changed.id}
          ref={showModal}
          title={`Fit ${changed.axis} again`}
          initial={draftOf(changed.spec, changed.activate, changed.characteristics)}
          onStart={start}
          onClose={() => setChanged(null)}
        />
      )}
    </section>
  )
}

/** Open as soon as it is there. */
function showModal(dialog: HTMLDialogElement | null) {
  if (dialog && !dialog.open) dialog.showModal()
}
