/** The evaluation in a window of its own, where there is room for the pictures. */
import { useEffect, useId, useRef } from 'react'
import type { Fit } from '../../api/types.ts'
import type { PoleNames } from '../poles.ts'
import { EvaluationShown } from './evaluation-shown.tsx'
import type { LoadLayer } from './layers-tried.tsx'

type Props = { fit: Fit; name: string; poles: PoleNames; running: boolean; loadLayer: LoadLayer; onClose: () => void }

/** Open as long as it is there. */
export function ReportDialog({ fit, name, onClose, ...shown }: Props) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className="dialog dialog-wide" aria-labelledby={id} onClose={onClose}>
      <header className="dialog-head">
        <h2 id={id}>
          {name}: {shown.poles.negative} ↔ {shown.poles.positive}
        </h2>
        <button type="button" className="button button-quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {fit.evaluation && <EvaluationShown evaluation={fit.evaluation} {...shown} wide />}
    </dialog>
  )
}
