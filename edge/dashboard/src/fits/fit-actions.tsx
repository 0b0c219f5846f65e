/** What can be done with a fit as it stands. */
import { Link } from '@tanstack/react-router'
import { MIN_ANCHORS } from '../../../../shared/fit-facts.ts'
import type { Axis, Fit } from '../api/types.ts'
import type { PoleNames } from './poles.ts'
import { isUnderway } from './underway.ts'

type Props = {
  fit: Fit
  axis: Axis | null
  poles: PoleNames
  busy: boolean
  onCancel: () => void
  onRetry: () => void
  onActivate: (version: number) => void
  onReport: () => void
  onVerify: () => void
}

export function FitActions({ fit, axis, poles, busy, onCancel, onRetry, onActivate, onReport, onVerify }: Props) {
  const { direction, evaluation, choices, spec, state } = fit
  const underway = isUnderway(fit)
  const unverified = evaluation !== null && !evaluation.verified
  const usable = direction !== null && (state === 'done' || underway)
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
      {usable && (
        <Link
          to="/axes/$axis/versions/$version"
          params={{ axis: fit.axis, version: String(direction.version) }}
          className="button button-small"
        >
          All about version {direction.version}
        </Link>
      )}
      {spec && !underway && (
        <Link to="/new-axis" search={{ from: fit.id }} className="button button-small">
          Change and refit
        </Link>
      )}
      {spec && (state === 'failed' || state === 'cancelled') && (
        <button type="button" className="button button-small button-primary" disabled={busy} onClick={onRetry}>
          Try again
        </button>
      )}
      {underway && (
        <button type="button" className="button button-small" disabled={busy} onClick={onCancel}>
          {direction ? 'Stop evaluating' : 'Cancel fit'}
        </button>
      )}
      {usable && <Outcome {...{ fit, axis, busy, onActivate }} version={direction.version} />}
    </div>
  )
}

type OutcomeProps = Pick<Props, 'fit' | 'axis' | 'busy' | 'onActivate'> & { version: number }

/** A direction is either in force, and can be tried, or waits to be activated. */
function Outcome({ fit, axis, version, busy, onActivate }: OutcomeProps) {
  if (axis?.active?.version === version) {
    return (
      <Link to="/playground" search={{ try: fit.axis }} className="button button-primary button-small">
        Try it now
      </Link>
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
      onClick={() => onActivate(version)}
    >
      Activate version {version}
      {replaces}
      {passed ? '' : ' all the same'}
    </button>
  )
}
