/** The evaluation in a window of its own, where there is room for the pictures. */
import { useEffect, useId, useRef } from 'react'
import type { Evaluation } from '../../../../../shared/wire/fit.ts'
import type { PoleNames } from '../poles.ts'
import { EvaluationShown } from './evaluation-shown.tsx'
import type { LayerQuery } from './layer-query.ts'

type Props = {
  evaluation: Evaluation
  name: string
  poles: PoleNames
  running: boolean
  layer: LayerQuery
  onClose: () => void
}

/** Open as long as it is there. */
export function ReportDialog({ name, onClose, ...shown }: Props) {
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
      <EvaluationShown {...shown} wide />
    </dialog>
  )
}
