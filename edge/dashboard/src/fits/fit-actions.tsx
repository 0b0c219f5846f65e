/** What can be done with a fit as it stands. */
import { MIN_ANCHORS } from '../../../../shared/fit-facts.ts'
import type { Axis, Fit } from '../api/types.ts'
import type { PoleNames } from './poles.ts'
import { isUnderway } from './use-fits.ts'

type Props = {
  fit: Fit
  axis: Axis | null
  poles: PoleNames
  busy: boolean
  attempt: (action: () => Promise<unknown>) => Promise<void>
  onCancel: () => Promise<unknown>
  onActivate: (axis: string, version: number) => Promise<void>
  onTry: (axis: string) => void
  onEdit: () => void
  onReport: () => void
  onVerify: () => void
}

export function FitActions({
  fit,
  axis,
  poles,
  busy,
  attempt,
  onCancel,
  onEdit,
  onReport,
  onVerify,
  ...outcome
}: Props) {
  const { direction, evaluation, choices, spec } = fit
  const underway = isUnderway(fit)
  const unverified = evaluation !== null && !evaluation.verified
  const usable = direction !== null && (fit.state === 'done' || underway)
  return (
    <div className="buttons">
      {unverified && choices.length >= MIN_ANCHORS && (
        <button type="button" className="button button-small verify" onClick={onVerify}>
          Verify it: which answer is more {poles.positive}?
        </button>
      )}
      {evaluation?.report && (
        <button type="button" className="button button-small" onClick={onReport}>
          Full report
        </button>
      )}
      {spec && !underway && (
        <button type="button" className="button button-small" onClick={onEdit}>
          Change and refit
        </button>
      )}
      {underway && (
        <button type="button" className="button button-small" disabled={busy} onClick={() => attempt(onCancel)}>
          {direction ? 'Stop evaluating' : 'Cancel fit'}
        </button>
      )}
      {usable && <Outcome {...{ fit, axis, busy, attempt, ...outcome }} version={direction.version} />}
    </div>
  )
}

type OutcomeProps = Pick<Props, 'fit' | 'axis' | 'busy' | 'attempt' | 'onActivate' | 'onTry'> & { version: number }

/** A direction is either in force, and can be tried, or waits to be activated. */
function Outcome({ fit, axis, version, busy, attempt, onActivate, onTry }: OutcomeProps) {
  if (axis?.active?.version === version) {
    return (
      <button type="button" className="button button-primary button-small" onClick={() => onTry(fit.axis)}>
        Try it now
      </button>
    )
  }
  // What did not pass may be put in force, but is not suggested.
  const passed = fit.evaluation?.passed !== false && fit.evaluation?.report?.passed !== false
  const replaces = axis?.active ? ` instead of ${axis.active.version}` : ''
  return (
    <button
      type="button"
      className={`button button-small${passed ? ' button-primary' : ''}`}
      disabled={busy}
      onClick={() => attempt(() => onActivate(fit.axis, version))}
    >
      Activate version {version}
      {replaces}
      {passed ? '' : ' all the same'}
    </button>
  )
}
