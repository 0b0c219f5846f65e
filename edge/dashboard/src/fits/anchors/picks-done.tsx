/** All questions are answered: what came of it, and the fit that it allows. */
import { useEffect, useRef } from 'react'
import { MIN_ANCHORS } from '../../../../../shared/fit-facts.ts'
import { count } from '../../ui/format.ts'
import type { PoleNames } from '../poles.ts'
import { agreements, anchorsOf, type Picks } from './picks.ts'

type Props = { state: Picks; poles: PoleNames; busy: boolean; onFit: () => void }

export function PicksDone({ state, poles, busy, onFit }: Props) {
  const button = useRef<HTMLButtonElement>(null)
  const picked = anchorsOf(state).length
  const enough = picked >= MIN_ANCHORS
  // The question that had the focus is gone: Enter goes on from here.
  useEffect(() => button.current?.focus(), [])

  return (
    <section className="picks-done" aria-label="Result">
      <p role="status">
        {enough
          ? `${count(picked, 'pick')}. In ${agreements(state)} of them you chose the answer that the model wrote for ‘${poles.positive}’.`
          : `At least ${MIN_ANCHORS} picks are needed; you have ${picked}. Undo to answer what you skipped.`}
      </p>
      <button ref={button} type="button" className="button button-primary" disabled={!enough || busy} onClick={onFit}>
        {busy ? 'Starting…' : 'Fit again with these picks'}
      </button>
    </section>
  )
}
